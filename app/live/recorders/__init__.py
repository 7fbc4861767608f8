"""기록자 화면: where a table's recorder gives its code, writes and sends. Owns no table."""
