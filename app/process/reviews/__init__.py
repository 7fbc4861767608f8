"""부서 검토와 합의 확인: what waits for a reviewer and for those who hold a key."""
