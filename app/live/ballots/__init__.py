"""투표(Ballot) with its 보기(Option)s, 표(Vote)s, and what was chosen (Selection).

draft → open → closed → revealed; an open or closed one may be annulled (무효) by two people instead. More time (연장, and
다시 열기 of a named one nobody has counted) takes two people as well. Options are frozen when it opens. One participant,
one vote; it may be changed until closing. Until its count is opened (개표) nobody, the console included, sees more than how
many voted. Closing freezes tally and turnout; where its terms ask for observers (참관인) one of each side confirms the count;
revealing shows it on the wall and on phones together. The same idempotency key always gets the same receipt.
"""
