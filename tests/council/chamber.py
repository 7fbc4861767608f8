"""A small council in a world: seven seats, everybody appointed, and a sitting that goes the way it should."""

from dataclasses import dataclass
from datetime import timedelta

from app.core import clock
from app.core.labels import Side
from app.council.items import actions as items
from app.council.items import queries as item_queries
from app.council.items.actions import Decision, NewItem
from app.council.items.queries import ItemView
from app.council.items.rules import Outcome, Votes
from app.council.minutes import actions as minutes
from app.council.minutes import queries as minute_queries
from app.council.minutes.queries import Draft
from app.council.seats import actions as seats
from app.council.seats import queries as seat_queries
from app.council.seats.rules import Charter, SeatKind
from app.council.sittings import actions as sittings
from app.council.sittings import queries as sitting_queries
from app.council.sittings.models import Sitting
from app.council.sittings.rules import SittingKind
from tests.world import World

CIVIL, MAYOR, COUNCILLOR = "민간위원", "구청장(공동의장)", "구의원"
SEATS = Charter(
    (
        SeatKind(MAYOR, Side.OFFICIAL, 1, "당연직"),
        SeatKind(COUNCILLOR, Side.OFFICIAL, 2, "위촉직"),
        SeatKind(CIVIL, Side.CIVIL, 4, "위촉직"),
    )
)
NAMES = {MAYOR: ("태오",), COUNCILLOR: ("강하늘", "고운봄"), CIVIL: ("은수", "나래솔", "도담별", "라온길")}
DISTRICT = "종로구"


@dataclass
class Chamber:
    """``members``: numbers by name."""

    world: World
    members: dict[str, int]

    def plan(self, days: int = 14) -> int:
        """A sitting so many days ahead."""
        return self.world.write(
            sittings.plan,
            self.world.actor("officer"),
            kind=SittingKind.REGULAR,
            starts_at=clock.now() + timedelta(days=days),
            place="구청 한우리홀",
        )

    def sitting(self, sitting_id: int) -> Sitting:
        return self.world.read(sitting_queries.view, sitting_id).sitting

    def put(self, sitting_id: int, title: str = "골목 손잡이 실행계획", **given: object) -> int:
        new = NewItem(title, **given)  # type: ignore[arg-type]  # what a test says about the item
        return self.world.write(items.put, self.world.actor("officer"), sitting_id, new)

    def come(self, sitting_id: int, *names: str, here: bool = True) -> None:
        for name in names:
            self.world.write(
                sittings.attend,
                self.world.actor("officer"),
                sitting_id,
                self.members[name],
                here=here,
            )

    def open(self, sitting_id: int, *names: str) -> None:
        self.come(sitting_id, *(names or self.members))
        self.world.write(sittings.open_sitting, self.world.actor("co_chair"), sitting_id)

    def decide(
        self,
        item_id: int,
        ayes: int,
        noes: int = 0,
        abstains: int = 0,
        outcome: Outcome = Outcome.AS_PROPOSED,
        note: str = "",
    ) -> None:
        given = Decision(outcome, Votes(ayes, noes, abstains), note, "은수 위원: 꼭 필요한 일입니다.")
        self.world.write(items.decide, self.world.actor("officer"), item_id, given)

    def end(self, sitting_id: int) -> None:
        self.world.write(sittings.end, self.world.actor("co_chair"), sitting_id)

    def draft(self, sitting_id: int) -> Draft:
        return self.world.read(minute_queries.draft, sitting_id, DISTRICT)

    def confirm(self, sitting_id: int, side: Side, *, agreed: bool = True, reason: str = "") -> bool:
        who = "co_chair" if side is Side.CIVIL else "official_co_chair"
        return self.world.write(
            minutes.confirm,
            self.world.actor(who),
            DISTRICT,
            sitting_id,
            side=side,
            agreed=agreed,
            reason=reason,
            expect=self.draft(sitting_id).digest,
        )

    def item(self, item_id: int) -> ItemView:
        return self.world.read(item_queries.view, item_id)[0]


def chamber(world: World) -> Chamber:
    """Seven seats, all taken; the co-chairs sign in."""
    officer = world.actor("officer")
    turn = world.read(seat_queries.charter_turn)
    world.write(seats.change_charter, officer, SEATS, reason="협치 조례", expect=turn)
    accounts = {"태오": world.accounts["official_co_chair"], "은수": world.accounts["co_chair"]}
    start = seat_queries.today() - timedelta(days=100)
    members = {
        name: world.write(
            seats.appoint, officer, name=name, title=title, start=start, account_id=accounts.get(name)
        )
        for title, names in NAMES.items()
        for name in names
    }
    return Chamber(world, members)
