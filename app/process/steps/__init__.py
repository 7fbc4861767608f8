"""적어 넣기: the deeds that fill a stage, each a form on the matter's page."""
