"""다듬은 글(Texts): an agenda's first words beside what the subcommittee made of them, word by word. Every change is a version."""
