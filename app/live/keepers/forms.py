"""What is typed where a key is restored, and where two people annul a ballot or give it more time."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.ballots.rules import LONGEST_REASON, MOST_MINUTES, SHORTEST_REASON
from app.web.forms import FormModel, Line


class PiecesForm(FormModel):
    """Two pieces of a ballot's key, as they were printed."""

    sentences: ClassVar[dict[str, str]] = {
        "first": "첫째 조각을 그대로 옮겨 적어 주세요.",
        "second": "둘째 조각을 그대로 옮겨 적어 주세요.",
    }
    first: Annotated[Line, Field(min_length=20, max_length=200)]
    second: Annotated[Line, Field(min_length=20, max_length=200)]


class AnnulmentForm(FormModel):
    """Why a ballot is to be annulled; published with the ballot."""

    sentences: ClassVar[dict[str, str]] = {"reason": "사유를 세 글자에서 이백 글자까지 적어 주세요."}
    reason: Annotated[Line, Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)]


class MoreTimeForm(AnnulmentForm):
    """Why a ballot is to stay open longer, or to be opened again, and for how long."""

    sentences: ClassVar[dict[str, str]] = {
        **AnnulmentForm.sentences,
        "minutes": f"시간을 1분에서 {MOST_MINUTES}분 사이로 적어 주세요.",
    }
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
