"""결과와 의제: what the room decided, and which options become agendas. Owns no table."""
