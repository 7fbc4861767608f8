"""The procedure. 표준 프로세스(Template, versioned data), 사안(Matter: an agenda on its way), and every move it makes.

A matter keeps the template version it began with. It leaves a stage only when the stage's exit criteria are met; at a
two-key stage both sides (민·관) must have agreed since it entered. Every step keeps account, seat, side and time, and
tells the agenda's public record in one sentence.
"""
