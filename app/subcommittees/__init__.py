"""분과(Subcommittees): how one works – its people, meetings and minutes (회의), working groups and tasks (실무 TF), issue sheets (쟁점정리표), refined texts and its year.

A matter itself stays with ``process``; what is decided here is written there by ``process``'s own verbs.
"""
