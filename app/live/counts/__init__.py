"""개표: what a vote of each kind says, how votes are counted, and what a count decides.

찬반 · 선택 · 순위 · 척도 · 점수 · 스티커. A vote is a list of option numbers; its kind says what order and repetition mean.
Counting is pure: the same votes give the same tally, for ever, here and in both verifiers.
"""
