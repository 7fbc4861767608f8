"""절차(procedure): its published versions as anybody reads them – the way as a picture, the guidebook, the files."""
