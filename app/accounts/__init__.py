"""Who you are. 계정(Account) of staff, 로그인(Login), 참여자(Participant) who needs no account.

A participant is one browser in one place (a meeting, a contest). The rows of one browser cannot be linked with each
other from the database: each is keyed by an HMAC of the browser's own random visit and the place.
Passwords are argon2id; login tokens are stored as digests; tries are counted in the database.
"""
