"""꼴(shape): what a procedure looks like as data, whichever file or form it comes from, and every place where it does not."""
