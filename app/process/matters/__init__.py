"""사안: one matter's page and every deed on it."""
