"""Changes: opening a call, applying, choosing, forgetting."""

from app.council.calls.actions.applying import Asked, apply, withdraw
from app.council.calls.actions.choosing import choose, open_call, settle
from app.council.calls.actions.forgetting import forget_due

__all__ = ["Asked", "apply", "choose", "forget_due", "open_call", "settle", "withdraw"]
