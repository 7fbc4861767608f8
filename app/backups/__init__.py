"""백업(backup), 복원(restore), 점검(verify): the whole service in one file, back from it, and is everything still true.

An archive is a zip: ``manifest.json`` (which schema, when, how many rows, which SHA-256) and one file of JSON lines per
table, the same from SQLite and from PostgreSQL. It is taken from one snapshot while the service runs. It never holds
the keys of open secret ballots: those exist once, outside of every backup.
"""
