"""공론장 (Gongron): live public forums, dong idea contests and the standard process that follows them."""
