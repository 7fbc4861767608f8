"""추진상황: every open agenda on one page for the council: on time, late, and why."""
