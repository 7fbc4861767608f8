"""What the front pages ask: the front page (``front``), zones and dongs (``places``), the desk (``desk``)."""
