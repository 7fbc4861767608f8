"""스크린: the projector. Shows, never asks; no controls, no names, no error pages. Owns no table."""
