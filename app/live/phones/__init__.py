"""주민 화면: what a resident sees and does on a phone, from the join screen to the receipt. Owns no table."""
