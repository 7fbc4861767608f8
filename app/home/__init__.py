"""The front pages: what every noun has to show the public and the desk. Owns no table; reads through queries."""
