"""모둠(RoundTable), 기록자(TableRecorder), 모둠이 적은 것(TableNote: 의견이나 의제 카드), 자리(TableSeat), 자리 옮기기.

Invariants: a recorder's code is stored only as its keyed digest, and issuing another ends the former one and whoever
wrote with it. What is typed is kept under its row's key and never overwritten unseen: of two who typed at once, both
stay. What a table sends is an ordinary idea of the meeting, linked from its note; at most three opinions a round.
"""
