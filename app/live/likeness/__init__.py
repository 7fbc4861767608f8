"""비슷함: how alike short Korean texts are. Owns no table; the sorting team's suggestions and the writing of an idea ask it."""
