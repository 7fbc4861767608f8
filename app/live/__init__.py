"""The room. 회의(meetings), 생각(ideas), 투표(ballots), 이야기(comments), 선정(selections), 장면(stage), and its screens.

Downward only: doors | phones | walls | consoles | outcomes → stage → selections → comments → ballots → ideas → meetings.
"""
