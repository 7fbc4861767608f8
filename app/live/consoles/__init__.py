"""진행 화면: where a facilitator runs the room. Owns no table."""
