"""의견 묶기 도우미: somebody without an account sorts opinions by the code of a paper. Only that. Owns no table."""
