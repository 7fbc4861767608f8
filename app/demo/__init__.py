"""A believable district and season, told with the verbs of the application itself."""
