"""Pure rules of comments."""

from app.core.labels import Labelled

LONGEST = 300
PER_PERSON = 40


class CommentState(Labelled):
    """Visible, or hidden by a facilitator (its text is kept, its place says so)."""

    SHOWN = "shown", "보임"
    HIDDEN = "hidden", "숨김"
