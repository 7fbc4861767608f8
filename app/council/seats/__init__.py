"""위원과 자리: the charter (seats, terms, quorum) in versions, and who holds which seat for which term."""
