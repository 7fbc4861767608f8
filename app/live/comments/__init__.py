"""이야기(Comment): a thread under an idea, one level of replies, official replies marked, hiding undoable."""
