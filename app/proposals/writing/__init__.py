"""제안 쓰기: one question a screen for residents, one sheet for the officer who types in what came on paper."""
