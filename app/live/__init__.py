"""The room: its nouns and its screens.

회의(meetings), 확인 수준(entrances), 생각(ideas), 투표(ballots), 이야기(comments), 선정(selections), 장면(stage), 원장(ledger).
Downward only: doors | levels | phones | walls | consoles | receptions | outcomes → stage → selections → comments →
ballots → ideas → entrances → meetings → ledger.
"""
