"""Where you stand. 구(District) > 권역(Zone) > 동(Dong); 협치회(Council), 분과(Subcommittee), 부서(Department), 위촉(Membership).

A membership gives an account a role, a side (민/관) and, where it matters, a subcommittee or a department. Work belongs
to the seat: what is recorded names seat, side and person together. Places, seats and names are data, never constants.
"""
