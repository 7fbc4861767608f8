"""차례와 장면: what is on, what comes next, and what the room's screens have to show. Owns no table."""
