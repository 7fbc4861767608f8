"""What is typed where a key is restored, and where two people annul a ballot or give it more time."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from app.live.ballots.rules import LONGEST_OPTION, LONGEST_REASON, MOST_MINUTES, SHORTEST_REASON
from app.live.counts.rules import FEWEST_OPTIONS, FIXED, MOST_MARKS, MOST_OPTIONS, Kind, Method
from app.web.forms import FormModel, Line


class PiecesForm(FormModel):
    """Two pieces of a ballot's key, as they were printed."""

    sentences: ClassVar[dict[str, str]] = {
        "first": "첫째 조각을 그대로 옮겨 적어 주세요.",
        "second": "둘째 조각을 그대로 옮겨 적어 주세요.",
    }
    first: Annotated[Line, Field(min_length=20, max_length=200)]
    second: Annotated[Line, Field(min_length=20, max_length=200)]


class ElectionForm(FormModel):
    """Options of a published election for a draft of ours. ``item``: the ballot item it is for."""

    sentences: ClassVar[dict[str, str]] = {
        "item": "어느 회의의 어느 차례에 만들지 골라 주세요.",
        "question": "질문을 두 글자에서 백이십 글자까지 적어 주세요.",
        "option": f"보기를 {FEWEST_OPTIONS}개에서 {MOST_OPTIONS}개까지 골라 주세요.",
        "": f"보기를 {FEWEST_OPTIONS}개에서 {MOST_OPTIONS}개까지 골라 주세요.",
        "most": "한 사람이 고르는 수를 다시 골라 주세요.",
    }
    item: int
    question: Annotated[Line, Field(min_length=2, max_length=120)]
    kind: Kind = Kind.CHOICE
    method: Method = Method.MARKS
    most: Annotated[int, Field(ge=0, le=MOST_MARKS)] = 0
    option: Annotated[
        list[Annotated[Line, Field(min_length=1, max_length=200)]],
        Field(max_length=MOST_OPTIONS),
    ] = Field(default_factory=list)

    @model_validator(mode="after")
    def _has_options(self) -> "ElectionForm":
        if self.kind not in FIXED and len(self.option) < FEWEST_OPTIONS:
            raise ValueError("option")
        return self

    @property
    def texts(self) -> list[str]:
        """The options as they fit a paper."""
        return [text[:LONGEST_OPTION] for text in self.option]


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
