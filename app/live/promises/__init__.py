"""약속과 연습: the ground rules everybody reads before the start, and a practice vote that is answered and forgotten at once."""
