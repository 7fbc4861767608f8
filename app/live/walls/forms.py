"""What a host may tell a further projector."""

from typing import ClassVar

from app.live.meetings.rules import SideShow
from app.web.forms import FormModel


class SideForm(FormModel):
    """What it is to show."""

    sentences: ClassVar[dict[str, str]] = {"shows": "스크린에 보일 것을 골라 주세요."}
    shows: SideShow
