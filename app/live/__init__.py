"""The room. 회의(meetings), 생각(ideas), 투표(ballots), 이야기(comments), 선정(selections), 장면(stage), and its three screens.

Downward only: phones | walls | consoles → stage → selections → comments → ballots → ideas → meetings.
"""
