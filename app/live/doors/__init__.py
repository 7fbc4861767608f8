"""들어오는 길: from the QR or the six digits to a seat in the room. Owns no table."""
