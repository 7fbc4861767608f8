"""자리(role ids): the words of the seats a procedure names, and who of them can speak for which side."""
