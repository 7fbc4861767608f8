"""What is typed where a key is restored and where a ballot is annulled."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.ballots.rules import LONGEST_REASON, SHORTEST_REASON
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
