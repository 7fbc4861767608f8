"""Which stages can be reached from one by skipping, and which by going back."""

from app.process.stages.rules import Process, Stage


def behind(process: Process, stage_id: str) -> tuple[Stage, ...]:
    """The stages one may go back to, the nearest first."""
    found: list[Stage] = []
    at = process.before(stage_id)
    while at is not None:
        found.append(at)
        at = process.before(at.id)
    return tuple(found)


def ahead(process: Process, stage_id: str) -> tuple[Stage, ...]:
    """The stages one may skip to, the nearest first: up to the next where both sides must agree."""
    found: list[Stage] = []
    at = process.after(stage_id)
    while at is not None:
        found.append(at)
        at = None if at.two_key else process.after(at.id)
    return tuple(found)
