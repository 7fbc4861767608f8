"""확인 화면: how a resident's phone rises from L0 – with a slip, a paper of the roll, or six digits by message. Owns no table."""
