"""쟁점정리표(Issues): the question, who says what on which grounds, what is agreed, what stays open. Every change is a version."""
