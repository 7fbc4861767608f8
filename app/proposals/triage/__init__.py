"""담당자의 제안 정리: what officers read first, decide, and take back."""
