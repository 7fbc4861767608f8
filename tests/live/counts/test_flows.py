"""By-laws of the flow between two votes: what is shown, and what an attacker who knows both results cannot compute from it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.live.counts.drawing import picture
from app.live.counts.flows import LEAST, Flow, crossed, folded, from_data, may_flow, told
from app.live.counts.rules import Kind

Cells = tuple[tuple[int | None, ...], ...]


def test_a_table_is_who_stood_where_and_who_stayed_away() -> None:
    firsts = {"a": 1, "b": 1, "c": 2, "d": 2}
    finals = {"a": 11, "b": 12, "c": 12, "e": 12}
    assert crossed(firsts, finals, [(1, 11), (2, 12)]) == [[1, 1, 0], [0, 1, 1], [0, 1, 0]]


def test_only_a_vote_that_stands_on_one_option_can_move() -> None:
    flows = [kind for kind in Kind if may_flow(kind, 1)]
    assert flows == [Kind.YESNO, Kind.CHOICE, Kind.RANK, Kind.SCALE]
    assert not may_flow(Kind.CHOICE, 2)
    assert not may_flow(Kind.POINTS, 1)


def test_large_numbers_are_shown_and_small_ones_are_not() -> None:
    table = [[40, 20, 30, 0], [10, 30, 20, 0], [20, 10, 40, 0], [0, 0, 0, 0]]
    shown = told(table)
    assert [row[:3] for row in shown.cells[:3]] == [(40, 20, 30), (10, 30, 20), (20, 10, 40)]
    assert shown.both == 220
    assert told([[3, 2, 0], [1, 4, 0], [0, 0, 0]]).cells == ()


def test_a_single_small_number_is_not_the_rest_of_its_row() -> None:
    table = [[40, 20, 30, 0], [2, 30, 20, 0], [20, 10, 40, 0], [0, 0, 0, 0]]
    cells = folded(table)
    assert cells[1][0] is None
    assert sum(number is None for number in cells[1][:3]) >= 2
    assert sum(row[0] is None for row in cells[:3]) >= 2


def test_that_everybody_of_one_option_went_the_same_way_is_not_shown() -> None:
    """Whoever said aloud what they thought at first would have told what they voted in the end."""
    table = [[30, 0, 0], [15, 25, 0], [0, 0, 0]]
    assert told(table).cells == () or told(table).cells[0][0] is None


def test_fewer_than_five_who_stayed_away_are_not_told_by_the_sum() -> None:
    assert told([[40, 20, 2], [20, 40, 0], [0, 0, 0]]).both is None
    assert told([[40, 20, 9], [20, 40, 6], [0, 0, 0]]).both == 120


def test_what_is_kept_is_read_again() -> None:
    shown = told([[40, 20, 9], [20, 40, 6], [0, 0, 0]])
    assert from_data(shown.as_data()) == shown


# -- the attacker --------------------------------------------------------------------------------------------------------


Places = dict[tuple[int, int], set[int]]


def fits(rows: list[int], columns: list[int], free: set[tuple[int, int]]) -> bool:
    """Is there a table with these totals that has people in these places only? Each person is seated, and moved on."""
    seats = dict.fromkeys(free, 0)
    left = list(columns)

    def seat(row: int, tried: set[int]) -> bool:
        for i, j in free:
            if i != row or j in tried:
                continue
            tried.add(j)
            if left[j]:
                left[j] -= 1
                seats[i, j] += 1
                return True
            for other in range(len(rows)):
                if seats.get((other, j)) and seat(other, tried):
                    seats[other, j] -= 1
                    seats[i, j] += 1
                    return True
        return False

    return sum(rows) == sum(columns) and all(
        seat(row, set()) for row, many in enumerate(rows) for _ in range(many)
    )


def possible(table: Sequence[Sequence[int]], cells: Cells) -> Places:
    """Every number that may stand in each place, for whoever knows all totals and what is shown, and nothing else."""
    size = len(table)
    corner = (size - 1, size - 1)
    rows = [sum(row) for row in table]
    columns = [sum(row[j] for row in table) for j in range(size)]
    hidden = set()
    for i in range(size):
        for j in range(size):
            number = 0 if (i, j) == corner else cells[i][j]
            if number is None:
                hidden.add((i, j))
            else:
                rows[i], columns[j] = rows[i] - number, columns[j] - number

    def may_be(place: tuple[int, int], number: int) -> bool:
        a, b = list(rows), list(columns)
        a[place[0]], b[place[1]] = a[place[0]] - number, b[place[1]] - number
        return fits(a, b, hidden - {place})

    return {
        (i, j): {n for n in range(min(rows[i], columns[j]) + 1) if may_be((i, j), n)}
        for i, j in sorted(hidden)
    }


@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.sets(st.sampled_from([(0, 0), (0, 1), (1, 0), (1, 1)])),
)
@settings(max_examples=60, deadline=None)
def test_the_attacker_finds_what_trying_every_table_finds(
    numbers: list[int], seen: set[tuple[int, int]]
) -> None:
    table = [[numbers[0], numbers[1], 1], [numbers[2], numbers[3], 0], [2, 0, 0]]
    cells = tuple(tuple(table[i][j] if (i, j) in seen else None for j in range(3)) for i in range(3))
    alike: Places = {}
    for tried in product(range(9), repeat=4):
        a, b, c, d = tried
        below = [table[0][0] + table[1][0] + 2 - a - c, table[0][1] + table[1][1] - b - d]
        whole = [[a, b, sum(table[0]) - a - b], [c, d, sum(table[1]) - c - d], [*below, 0]]
        same = all(cells[i][j] in (None, whole[i][j]) for i in range(3) for j in range(3))
        if same and sum(below) == 2 and min(min(row) for row in whole) >= 0:
            for i, j in product(range(3), repeat=2):
                if cells[i][j] is None and (i, j) != (2, 2):
                    alike.setdefault((i, j), set()).add(whole[i][j])
    assert possible(table, cells) == alike


def nothing_shown(table: Sequence[Sequence[int]]) -> Cells:
    return tuple(tuple(None for _ in row) for row in table)


@st.composite
def tables(draw: st.DrawFn, most: int = 14) -> list[list[int]]:
    """Two or three options; sometimes nobody stays away."""
    options = draw(st.sampled_from([2, 2, 3]))
    number = st.integers(0, most if options == 2 else 9)
    table = [
        [draw(number) for _ in range(options)] + [draw(st.sampled_from([0, 0, 2, 6]))] for _ in range(options)
    ]
    return [*table, [draw(st.sampled_from([0, 0, 3, 7])) for _ in range(options)] + [0]]


@given(tables())
@settings(max_examples=120, deadline=None)
def test_no_number_below_five_can_be_computed_from_the_results_and_what_is_shown(
    table: list[list[int]],
) -> None:
    cells = folded(table)
    before, after = possible(table, nothing_shown(table)), possible(table, cells)
    assert all(
        number is None or number == table[i][j] >= LEAST
        for i, row in enumerate(cells)
        for j, number in enumerate(row)
    )
    for (i, j), numbers in after.items():
        assert cells[i][j] is None
        if table[i][j] < LEAST:
            width, alone = max(numbers) - min(numbers), max(before[i, j]) - min(before[i, j])
            assert width >= min(LEAST, alone), "as much doubt as five people, or as the results alone leave"
            if max(before[i, j]) >= LEAST + min(before[i, j]):
                assert max(numbers) >= LEAST, "it cannot even be told that it is below five"


def test_the_attacker_is_not_a_straw_man() -> None:
    """Folding only what is small would be found out by the same attacker."""
    table = [[40, 20, 0], [2, 30, 0], [0, 0, 0]]
    naive = tuple(tuple(n if n >= LEAST else None for n in row) for row in table)
    assert possible(table, naive)[1, 0] == {2}


def everyone_alike(rows: Sequence[int], columns: Sequence[int]) -> Iterator[list[list[int]]]:
    """Every table of two options with these totals, nobody staying away."""
    for a in range(max(0, rows[0] - columns[1]), min(rows[0], columns[0]) + 1):
        yield [[a, rows[0] - a, 0], [columns[0] - a, rows[1] - columns[0] + a, 0], [0, 0, 0]]


@pytest.mark.parametrize("rows", [(12, 12), (20, 9), (30, 25), (6, 40)])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_who_also_knows_how_folding_works_learns_no_small_number(rows: tuple[int, int], share: float) -> None:
    """What is folded is itself something seen: several tables must look the same."""
    columns = (round(sum(rows) * share), sum(rows) - round(sum(rows) * share))
    looks: dict[Flow, list[list[list[int]]]] = {}
    for table in everyone_alike(rows, columns):
        looks.setdefault(told(table), []).append(table)
    for flow, alike in looks.items():
        for i in (0, 1):
            for j in (0, 1):
                numbers = {table[i][j] for table in alike}
                if flow.cells == () or flow.cells[i][j] is None:
                    assert len(numbers) > 1 or min(numbers) >= LEAST
                else:
                    assert len(numbers) == 1


# -- the picture ---------------------------------------------------------------------------------------------------------


@given(tables(most=200))
@settings(max_examples=100, deadline=None)
def test_the_picture_stays_in_its_frame_and_draws_exactly_what_is_shown(table: list[list[int]]) -> None:
    flow = told(table)
    if not flow.cells:
        return
    drawn, size = picture(flow), len(flow.cells)
    numbers = {(i, j): n for i, row in enumerate(flow.cells) for j, n in enumerate(row) if n is not None}

    def place(number: int) -> int:
        return number - 1 if number else size - 1

    assert {(place(one.first), place(one.final)): one.people for one in drawn.ribbons} == numbers
    for side in (drawn.left, drawn.right):
        assert all(bar.y >= 0 and bar.y + bar.tall <= drawn.height + 0.2 for bar in side)
        assert all(a.y + a.tall < b.y for a, b in pairwise(side)), "no bar on another"
        assert all(0 <= bar.folded <= bar.tall + 0.2 for bar in side)
    assert [bar.people for bar in drawn.left if bar.number] == list(flow.firsts)
