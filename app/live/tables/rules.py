"""Pure rules of the tables: what a round asks for, whose text stands when two typed, who sits where, who moves where."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.core.labels import Labelled

MOST_TABLES = 40
MOST_SEATS = 30
MOST_HEADS = 60
MOST_ROWS = 30  # a table, in one round
MOST_SENT = 3  # 대표의견 of a round
MOST_SENDS = 10  # of one row: sending and taking back is not a game
MOST_RECORDERS = 6  # browsers of one table: a tablet that died, its successor, a helper's phone
SHORTEST, LONGEST = 2, 100
LONGEST_TITLE = 60
LONGEST_DUTY = 200


class TaskForm(Labelled):
    """What a round asks of a table."""

    OPINIONS = "opinions", "의견"
    CARD = "card", "의제 카드"


def usual_form(earlier: Sequence[int | None], topic: int | None) -> TaskForm:
    """What a table round asks for when nobody chose: the first round of a topic opinions, a later one the card.

    ``earlier``: the topics of the table rounds before it on the run sheet. A round of no topic belongs to them all.
    """
    again = topic in earlier if topic is not None else bool(earlier)
    return TaskForm.CARD if again else TaskForm.OPINIONS


def wanting(form: TaskForm, text: str, civil: str, official: str) -> str:
    """Why this cannot be sent yet, as a sentence; empty when it can."""
    if form is TaskForm.OPINIONS:
        return "" if len(text) >= SHORTEST else "의견을 두 글자에서 백 글자까지 써 주세요."
    if len(text) < SHORTEST:
        return "의제 이름을 두 글자 넘게 써 주세요."
    return "" if civil and official else "민이 할 일과 관이 할 일을 모두 써 주세요."


def is_late(sent: bool, done: int, tables: int) -> bool:
    """Has this table sent nothing while half of them have?"""
    return not sent and 2 * done >= tables > 1


class Entry(Labelled):
    """What becomes of a browser that gives a table's code."""

    IN = "in", "기록을 시작합니다"
    WRONG = "wrong", "코드가 맞지 않아요. 종이에 적힌 글자를 다시 봐 주세요."
    SLOW = "slow", "여러 번 틀렸어요. 종이를 들고 진행자에게 말해 주세요. 맞는 코드는 언제든 들어가요."


# -- two who write at once ------------------------------------------------------------------------------------------


class Fate(Labelled):
    """What becomes of a text that arrives."""

    SAME = "same", "이미 그대로 있음"
    TAKEN = "taken", "받아 적음"
    LATE = "late", "같은 기기가 그 뒤에 쓴 것이 이미 있음"
    BESIDE = "beside", "다른 기기가 먼저 고쳐 새 줄로 남김"


def fate(*, same: bool, rev: int, writer: str, seq: int, base: int, from_writer: str, from_seq: int) -> Fate:
    """``rev``, ``writer``, ``seq``: what is stored. ``base``: the revision the sender had seen.

    One device counts its own texts, so that an answer that was lost does not make it argue with itself.
    """
    if same:
        return Fate.SAME
    if from_writer and from_writer == writer:
        return Fate.TAKEN if from_seq > seq else Fate.LATE
    return Fate.TAKEN if base == rev else Fate.BESIDE


# -- seats ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sitter:
    """Somebody to be seated. ``dong`` empty: unknown. ``more``: whatever else the roll says, to be mixed too."""

    id: int
    dong: str = ""
    more: str = ""


def read_sitter(entry_id: int, note: str, dongs: Iterable[str]) -> Sitter:
    """A line of the roll: whichever cell of its note is a dong, and the rest."""
    cells = [cell.strip() for cell in note.split("·") if cell.strip()]
    known = set(dongs)
    dong = next((cell for cell in cells if cell in known or cell.endswith("동")), "")
    return Sitter(entry_id, dong, " ".join(cell for cell in cells if cell != dong))


def _chance(seed: int) -> random.Random:
    """What anybody can repeat who reads the seed in the ledger: it is not meant to be secret."""
    return random.Random(seed)  # noqa: S311  nothing secret


def seating(people: Sequence[Sitter], tables: int, seed: int) -> list[list[int]]:
    """Who sits at which table: sizes, and the people of one dong per table, differ by at most one.

    The people of a dong stand together (within it, those of a kind together), and one after another is dealt to the
    tables in turn: any run of neighbours is spread as evenly as cards are. The same seed deals the same way.
    """
    chance = _chance(seed)
    groups: dict[str, list[Sitter]] = {}
    for one in sorted(people, key=lambda one: one.id):
        groups.setdefault(one.dong, []).append(one)
    order = sorted(groups.items())
    chance.shuffle(order)
    row: list[int] = []
    for _, group in sorted(order, key=lambda pair: -len(pair[1])):
        kinds: dict[str, list[int]] = {}
        for one in group:
            kinds.setdefault(one.more, []).append(one.id)
        for _, ids in sorted(kinds.items()):
            chance.shuffle(ids)
            row += ids
    dealt: list[list[int]] = [[] for _ in range(tables)]
    for place, entry in enumerate(row):
        dealt[place % tables].append(entry)
    return dealt


def late_seat(people: Sequence[Sequence[str]], dong: str) -> int:
    """The table for one who comes later: of the smallest, the one with the fewest of the same dong, then the first.

    ``people``: the dongs of those who sit at each table.
    """
    return min(range(len(people)), key=lambda place: (len(people[place]), people[place].count(dong), place))


# -- the world café -------------------------------------------------------------------------------------------------

SWAPS = 4_000  # looked at in one pass; the deed holds the writer while it thinks
PASSES = 3


def pairs(rounds: Iterable[Sequence[Sequence[int]]]) -> Counter[frozenset[int]]:
    """How often each two have sat together."""
    return Counter(frozenset(two) for tables in rounds for table in tables for two in combinations(table, 2))


def repeats(tables: Sequence[Sequence[int]], met: Mapping[frozenset[int], int]) -> int:
    """How many meetings of these tables are meetings again."""
    return sum(met.get(frozenset(two), 0) for table in tables for two in combinations(table, 2))


def next_round(
    rounds: Sequence[Sequence[Sequence[int]]], hosts: Sequence[int | None], seed: int
) -> list[list[int]]:
    """Where everyone sits next: a table's host stays, everybody else changes tables, as few as possible meet again.

    ``rounds``: the rounds so far, the last of them is where people sit now; two tables or more. Those who leave one
    table go to tables 1, 2, 3 … further on, so that after the first round no two of them meet while there are enough
    tables; then two are exchanged wherever that spares a meeting. Sizes stay as they are, up to one.
    """
    now = rounds[-1]
    count = len(now)
    chance = _chance(seed)
    met = pairs(rounds)
    best: list[list[int]] = []
    for turn in range(count - 1):
        tables: list[list[int]] = [[] for _ in now]
        for place, table in enumerate(now):
            movers = [one for one in table if one != hosts[place]]
            chance.shuffle(movers)
            tables[place] += [one for one in table if one == hosts[place]]
            for number, one in enumerate(movers):
                step = 1 + (number + turn) % (count - 1)
                tables[(place + step) % count].append(one)
        if not best or repeats(tables, met) < repeats(best, met):
            best = tables
    home = {one: place for place, table in enumerate(now) for one in table}
    staying = {one for one in hosts if one is not None}
    for _ in range(PASSES):
        if not _spare(best, met, home, staying, chance):
            break
    return best


def _spare(
    tables: list[list[int]],
    met: Mapping[frozenset[int], int],
    home: Mapping[int, int],
    staying: set[int],
    chance: random.Random,
) -> bool:
    """Exchange two wherever fewer meet again and neither comes home; False when nothing was spared."""

    def cost(one: int, place: int, without: int) -> int:
        return sum(
            met.get(frozenset((one, other)), 0) for other in tables[place] if other not in (one, without)
        )

    spared = False
    seats = [(place, one) for place, table in enumerate(tables) for one in table if one not in staying]
    unhappy = [(place, one) for place, one in seats if cost(one, place, one)]
    tries = [(a, b) for a in unhappy for b in seats]
    if len(tries) > SWAPS:
        tries = chance.sample(tries, SWAPS)
    where = {one: place for place, one in seats}
    for (_, one), (_, other) in tries:
        here, there = where[one], where[other]
        if here == there or home[one] == there or home[other] == here:
            continue
        before = cost(one, here, one) + cost(other, there, other)
        if before > cost(one, there, other) + cost(other, here, one):
            tables[here][tables[here].index(one)] = other
            tables[there][tables[there].index(other)] = one
            where[one], where[other] = there, here
            spared = True
    return spared
