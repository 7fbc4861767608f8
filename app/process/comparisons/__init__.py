"""견주기(Comparison): what differs between two versions of a procedure, stage by stage and field by field, in words."""
