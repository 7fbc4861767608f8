"""What the console may send."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.accounts.rules import Level
from app.live.ballots.rules import Secrecy
from app.live.counts.channels import Channel
from app.live.counts.rules import MOST_MARKS, SCALES, Kind, Method
from app.live.counts.terms import HUNDREDTHS, Base, Majority, Place, Terms
from app.web.forms import FormModel, Line


class TurnForm(FormModel):
    """A press on the run sheet: ``expect`` is the turn of the screen it was pressed on."""

    sentences: ClassVar[dict[str, str]] = {"expect": "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요."}
    expect: int


class UndoForm(TurnForm):
    """되돌리기: ``step`` is the one the button named."""

    step: int


class LinkForm(FormModel):
    """The other ballot item this one is linked to (최초 투표와 최종 투표); 0: it stands alone."""

    sentences: ClassVar[dict[str, str]] = {"other": "이을 투표를 골라 주세요."}
    other: int


class BlankForm(FormModel):
    """Cover the wall (1) or show it (0)."""

    on: bool = True


class BallotForm(FormModel):
    """The ballot before it opens. Option texts come as ``option-<id>``; ``most`` empty means the usual number of the kind.
    ``was``: the kind the form was shown for; what was asked for of one kind says nothing about another.
    """

    sentences: ClassVar[dict[str, str]] = {
        "question": "질문을 두 글자에서 백이십 글자까지 적어 주세요.",
        "most": "한 사람이 고를 수 있는 수를 1에서 20까지로 골라 주세요.",
        "quorum": "정족수는 0에서 100 사이의 퍼센트로 적어 주세요.",
        "floor": "최소 참여율은 0에서 100 사이의 퍼센트로 적어 주세요.",
        "electors": "선거인 수를 숫자로 적어 주세요.",
        "online": "온라인의 몫은 0에서 99 사이로 적어 주세요.",
        "secrecy": "무기명과 기명 가운데 골라 주세요.",
        "level": "확인 수준을 골라 주세요.",
        "new": "보기는 예순 글자까지 적을 수 있습니다.",
    }
    question: Annotated[Line, Field(min_length=2, max_length=120)]
    most: Annotated[int, Field(ge=0, le=MOST_MARKS)] = 0
    kind: Kind = Kind.CHOICE
    was: Kind | None = None
    method: Method = Method.MARKS
    steps: int = SCALES[0]
    majority: Majority = Majority.LEAD
    base: Base = Base.VOTERS
    quorum: Annotated[int, Field(ge=0, le=100)] = 0
    floor: Annotated[float, Field(ge=0, le=100)] = 0
    electors: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    electors_on: Annotated[Line, Field(max_length=10)] = ""
    place: Place = Place.ANYONE
    min_age: int = 0
    once: bool = False
    shuffled: bool = False
    observers: bool = False
    channel: Annotated[list[Channel], Field(default_factory=list)]
    online: Annotated[int, Field(ge=0, le=99)] = 0
    secrecy: Secrecy = Secrecy.SECRET
    level: Level = Level.OPEN
    new: Annotated[Line, Field(max_length=60)] = ""

    @property
    def wanted(self) -> int | None:
        """Marks per person that were asked for; None: the usual number."""
        return self.most or None if self.was in (None, self.kind) else None

    @property
    def terms(self) -> Terms:
        """The rules of the count, as they are shown before anybody votes."""
        return Terms(
            base=self.base,
            majority=self.majority,
            quorum=self.quorum,
            floor=round(self.floor * HUNDREDTHS),
            electors=self.electors,
            electors_on=self.electors_on,
            place=self.place,
            min_age=self.min_age,
            changeable=not self.once,
            shuffled=self.shuffled,
            observers=self.observers,
            channels=tuple(self.channel),
            online=self.online,
        )
