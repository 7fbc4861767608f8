"""확인 수준(Level): everything that raises a participant from L0. 번호표(Slip), 확인 번호(CodeAsk), 명부(RollEntry), 입구(Entrance).

Invariants: a code is stored only as its keyed digest and works once, for whoever first redeems it, until the meeting ends;
six digits work only in the browser that asked for them, a few minutes, a few times; one telephone number and one line of the
roll raise one participant of a meeting and no second. Levels only rise. What was tried is counted here, in the database.
"""
