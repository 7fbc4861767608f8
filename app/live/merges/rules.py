"""Pure rules of merging."""

MOST = 50  # ideas in one deed
