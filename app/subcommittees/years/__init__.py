"""한 해 달력(Years): meetings, deadlines, the plan's months and dates of one's own; to look at and as iCalendar."""
