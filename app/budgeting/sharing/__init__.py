"""예산 나누기: by votes (득표순) or by equal shares (균등몫), and in words why each project was chosen or not. Pure."""
