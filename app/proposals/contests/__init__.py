"""동 공모전, as everybody sees it: what can be done now, and what has been proposed."""
