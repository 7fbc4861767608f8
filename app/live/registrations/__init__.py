"""미리 신청: who says beforehand that they will come and what they need; and who came without a phone. Neither needs a name."""
