"""선정(Selection): an option its ballot chose becomes an agenda (의제), with its origin kept: forum → idea → votes."""
