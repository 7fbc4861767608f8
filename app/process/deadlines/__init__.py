"""기한: days are counted in Seoul, by the calendar or by working days; public holidays are known for every year, closed days are the district's own."""
