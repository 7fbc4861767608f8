"""공개 기록: a ballot's result file, finding one's own vote in it, and the minutes of a meeting. Owns no table."""
