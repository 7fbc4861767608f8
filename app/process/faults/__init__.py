"""고칠 것(Fault): what would go wrong if a procedure were published as it stands, said before it is."""
