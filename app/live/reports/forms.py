"""What may be sent about reports."""

from typing import ClassVar

from app.live.ideas.rules import HideReason
from app.web.forms import FormModel


class ReportForm(FormModel):
    """Why something should be looked at."""

    sentences: ClassVar[dict[str, str]] = {"reason": "신고하는 까닭을 골라 주세요."}
    reason: HideReason
