"""합치기: a host puts ideas that say the same into one, and can take it back. Owns no table: see ``live/ideas``.

Invariants: nothing is lost. The words of each stay readable under the one they were put into, whoever stood behind several
of them is counted once, talk is found where they are read, and taking a merge back makes all of it as it was. What was said
and supported meanwhile stays where it was said. An idea that is an option of a ballot is not merged away.
"""
