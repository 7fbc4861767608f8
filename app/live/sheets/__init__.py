"""진행표 화면: where an evening is planned from a preset, and its run sheet looked at and changed. Owns no table."""
