"""예정(TimedTurn): an officer sets a moment at which the meeting opens by itself, or a vote begins or ends.

Off unless somebody sets it. What is set is said on the console until it happens, and any host may stop it by one press.
The leader's clock does it through the writer: once, however late the service starts and however many processes there are.
What cannot be done then (too few options, another vote is open, the officer's seat has gone, an extension waits for its
second person) is not tried again; the console says why.
"""
