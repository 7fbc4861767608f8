"""주민참여예산 for everybody: a year and one project, with the votes and the matters that carry them out."""
