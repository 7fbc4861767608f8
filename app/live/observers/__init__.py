"""참관: the page of one count, where staff see it after 개표 and an observer of each side confirms it. Owns no table."""
