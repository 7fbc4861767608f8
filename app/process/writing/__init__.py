"""단계 쓰기: the form of one stage of a draft, every field of it."""
