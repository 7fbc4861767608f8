"""곁길(SideExit): the ways a matter may leave the procedure instead of going to its next stage."""
