"""회의(Meeting): one evening of a forum, its 차례(Item)s, its number on the wall, who is in the room.

Invariants: one meeting per forum; one item is on at a time; every change of place in the run sheet raises ``turn``, and
a press that was made for an older turn changes nothing. Participants are counted, never named.
"""
