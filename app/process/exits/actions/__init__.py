"""Taking a side exit and coming back."""

from app.process.exits.actions.ending import close, merge, send_as_complaint, withdraw
from app.process.exits.actions.pausing import pause, resume
from app.process.exits.actions.splitting import split

__all__ = ["close", "merge", "pause", "resume", "send_as_complaint", "split", "withdraw"]
