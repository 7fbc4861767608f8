"""개정안(Draft): the next version of a procedure while officers write it. One at a time per procedure; publishing ends it."""
