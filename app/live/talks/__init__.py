"""이야기 나누기: where residents write ideas and talk about them on their phones. Owns no table."""
