"""실무 TF(Teams): the working group of a matter, checked live for both sides, and its tasks: who, until when, done, late."""
