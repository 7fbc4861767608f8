"""열쇠 지킴이: who keeps the pieces of an open ballot's key, how a lost key is put together again, and how two people annul a ballot (무효). Owns no table."""
