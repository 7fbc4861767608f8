"""협치회 회의록: the nine fields from the record, corrected, and confirmed by both co-chairs; then the decisions go where they count."""
