"""장비 점검: before the doors open, one page that tries what can be tried and says what to do. Owns no table."""
