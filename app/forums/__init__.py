"""Where it happens. 공론장(Forum): a zone forum or a small dong forum; 동 공모전(Contest) with its 기간(Phase)s.

A contest allows what the phase of this moment allows; phases open and close by their dates, nobody presses anything.
"""
