"""사람 수: who registered, who is present, whose phone is connected, who voted – four counts that are never mixed up.
Owns no table."""
