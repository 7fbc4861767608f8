"""열쇠 지킴이: who keeps the pieces of an open ballot's key, how a lost key is put together again, and what two people do to a
ballot together: annul it (무효), extend it (연장), open it again (다시 열기). Owns no table."""
