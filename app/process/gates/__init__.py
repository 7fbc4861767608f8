"""두 열쇠(gate): what both sides say at a stage, the selection before the hand-over included, and where the public reads it."""
