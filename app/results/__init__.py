"""오늘의 결과: one evening on one sheet, for everybody, before people go and afterwards. Owns no table."""
