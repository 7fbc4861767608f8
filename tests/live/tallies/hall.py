"""A hall with paper and hands, in the words of those who count and those at the desk."""

from dataclasses import dataclass
from typing import Any

from app.core import ids
from app.live.ballots import actions as ballots
from app.live.ballots.actions import Receipt
from app.live.ballots.models import PaperMark
from app.live.ballots.queries import Paper
from app.live.ballots.rules import Secrecy
from app.live.counts.channels import Channel, Total
from app.live.counts.rules import Kind
from app.live.counts.terms import Terms
from app.live.entrances import actions as entrances
from app.live.entrances.rules import CodeAnswer, read_contact
from app.live.tallies import actions
from app.live.tallies.actions.behalf import Wish
from app.live.tallies.queries import TallyPage, tally_page
from app.live.tallies.rules import Turn
from tests.live.evening import Evening

PAPER = Terms(channels=(Channel.PHONE, Channel.PAPER))


@dataclass
class Hall:
    """``who`` is a member of the cast, ``by`` the number of a resident's browser."""

    evening: Evening

    def open(self, terms: Terms = PAPER, **other: Any) -> Paper:
        kind = other.pop("kind", Kind.YESNO)
        return self.evening.open_vote(kind=kind, terms=terms, **other)

    def open_named(self, *channels: Channel, **other: object) -> Paper:
        terms = Terms(channels=(Channel.PHONE, *channels))
        return self.open(terms, secrecy=Secrecy.NAMED, **other)

    def slips(self, count: int) -> list[str]:
        world = self.evening.world
        return world.write(
            entrances.issue,
            world.actor("facilitator"),
            world.settings.secret,
            self.evening.meeting_id,
            count,
            ids.token(),
        )

    def use(self, code: str, by: int) -> None:
        """A resident types a slip on their own phone."""
        self.evening.world.write(entrances.redeem, self.evening.guest(by), self.evening.number, code)

    def mark(self, *, slip: str = "", seat: str = "", who: str = "facilitator") -> PaperMark:
        world = self.evening.world
        return world.write(
            ballots.mark_on_paper,
            world.actor(who),
            world.settings.secret,
            self.evening.paper().id,
            slip=slip,
            seat=seat,
        )

    def unmark(self, mark: PaperMark) -> None:
        world = self.evening.world
        world.write(ballots.unmark, world.actor("facilitator"), self.evening.paper().id, mark.id or 0)

    def total(self, *rows: int, blank: int = 0, void: int = 0, valid: int | None = None) -> Total:
        """A pile of paper of the ballot that is on, option by option."""
        options = [choice.id for choice in self.evening.paper().choices]
        valid = sum(rows) if valid is None else valid
        return Total(tuple(zip(options, rows, strict=True)), valid, blank, void, valid + blank + void)

    def count(self, who: str, total: Total, channel: Channel = Channel.PAPER, key: str = "") -> Turn:
        world = self.evening.world
        ballot = self.evening.paper().id
        return world.write(actions.enter, world.actor(who), ballot, channel, total, key or ids.token())

    def count_twice(self, total: Total, channel: Channel = Channel.PAPER) -> None:
        """Two people count the same."""
        self.count("facilitator", total, channel)
        assert self.count("officer", total, channel) is Turn.DONE

    def vote_for(
        self, slip: str, *positions: int, channel: Channel = Channel.TELEPHONE, key: str = "", name: str = ""
    ) -> Receipt:
        world, paper = self.evening.world, self.evening.paper()
        there = {choice.position: choice.id for choice in paper.choices}
        wish = Wish(slip, tuple(there[one] for one in positions), key or ids.token(), channel, name)
        return world.write(
            actions.vote_for, world.actor("facilitator"), world.settings.secret, paper.id, wish
        )

    def ask_caller(self, to: str) -> str:
        """Six digits are sent to somebody who calls; returns them."""
        contact = read_contact(to)
        assert contact is not None
        world = self.evening.world
        asked = world.write(
            entrances.ask_caller,
            world.actor("facilitator"),
            world.settings.secret,
            self.evening.meeting_id,
            contact,
        )
        return asked.code

    def answer_caller(self, to: str, digits: str) -> tuple[CodeAnswer, str]:
        """They say six digits; a right answer brings a slip code."""
        contact = read_contact(to)
        assert contact is not None
        world = self.evening.world
        return world.write(
            entrances.answer_caller,
            world.actor("facilitator"),
            world.settings.secret,
            self.evening.meeting_id,
            contact,
            digits,
        )

    @property
    def page(self) -> TallyPage:
        ballot = self.evening.paper().id
        return self.evening.world.read(tally_page, ballot)
