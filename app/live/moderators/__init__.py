"""살피기: what a facilitator does with ideas and talk, from the console. Owns no table."""
