"""기한: days are counted in Seoul, by the calendar or by working days; public holidays are data, year by year."""
