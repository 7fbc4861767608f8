"""열쇠 지킴이: who keeps the pieces of an open ballot's key, and how a lost key is put together again. Owns no table."""
