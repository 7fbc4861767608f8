"""발언(Speaker): somebody asks to speak from a phone, waits in a fair line, is called, and has a time limit.

waiting → speaking → done; a waiting one may be withdrawn by the person or removed by a host (and put back). At most one
speaks at a time, and one person has at most one open request. Names are seen by hosts while the meeting lasts; the room
sees them masked, and afterwards nothing but the masked name is left.
"""
