"""투표(Ballot) with its 보기(Option)s, 표(Vote)s, and what was chosen (Selection).

draft → open → closed → revealed; an open or closed one may be annulled (무효) by two people instead. Options are frozen when it opens. One participant, one vote; it may be changed until
closing. While it is open nobody, the console included, sees more than how many voted. Closing freezes tally and turnout;
revealing shows them on the wall and on phones together. The same idempotency key always gets the same receipt.
"""
