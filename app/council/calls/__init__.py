"""공개모집: an open call for members; residents apply without an account, officers choose, applications are forgotten."""
