"""입구 책상: what hosts do where people come in – slips, the roll, codes by message, who stands at which level. Owns no table."""
