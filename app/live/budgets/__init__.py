"""예산 투표: projects with costs are the options of a ballot of the room, and what it chose divides a budget."""
