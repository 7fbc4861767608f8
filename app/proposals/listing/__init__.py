"""제안 찾기: proposals and agendas in one list, searched and filtered, and counted for maps and the front page.

A proposal that became an agenda is listed once, as its agenda. What nobody has read yet (확인 중) is in no list.
"""
