"""개정안이 나가고 들어오는 곳: what is read of a draft or leaves it – comparison, preview, files, publishing, taking a file in."""
