"""안건(SittingItem): its papers, due some days before; who steps out of it; the vote by number and the decision."""
