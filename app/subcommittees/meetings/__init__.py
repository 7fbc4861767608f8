"""분과 회의(Meetings): agenda paper (안건지), attendance, what was said and decided, minutes drafted from that and confirmed by the chair."""
