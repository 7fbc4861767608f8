"""The run as a Markdown section, a JSON file and a plot."""

import json
import math
from pathlib import Path
from statistics import median

from tests.load import fanout, joins, pages, votes
from tests.load.contenders import BYTES, NODE, RAW, TURNOUT, TUTORIAL, C
from tests.load.figures import Figures
from tests.load.goals import goals
from tests.load.plot import Panel, plot

RESULTS = Path(__file__).parent / "results"
README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
SHOWN = (C, RAW, TURNOUT, NODE, TUTORIAL)
RESULTS_OF = ((C, C), ("ours, rendered", RAW), (NODE, NODE), (TUTORIAL, TUTORIAL))


def number(value: float, digits: int = 1) -> str:
    return "–" if math.isnan(value) else f"{value:,.{digits}f}"


def section(figures: Figures, machine: str, command: str, when: str) -> str:
    """What goes into the README."""
    lines = [
        f"`{command}` on {machine}; {when}. One run, interleaved, medians; server CPU only, phones on the same machine."
    ]
    if figures.notes:
        lines[0] += f" {'; '.join(figures.notes)}."
    lines += [
        "",
        "| promise | measured | goal | kept |",
        "|---|--:|--:|---|",
        *(goal.row for goal in goals(figures) if not math.isnan(goal.value)),
    ]
    for table in (_fan_out(figures), _results(figures), _votes(figures), _rest(figures)):
        lines += ["", *table] if table else []
    return "\n".join(lines)


def _fan_out(figures: Figures) -> list[str]:
    sizes = figures.sizes("CPU per message")
    if not sizes:
        return []
    lines = [
        f"One frame of {BYTES} bytes to everybody: CPU µs per message / ms until the last phone (a vote rendered: its own size).",
        "",
        f"| | {' | '.join(f'{size:,}' for size in sizes)} | × C at {max(sizes):,} | KB / socket | join CPU µs |",
        f"|---{'|--:' * (len(sizes) + 3)}|",
    ]
    for name in SHOWN:
        cells = [
            f"{number(figures.median('CPU per message', name, size))} / {number(figures.median('last phone', name, size), 0)}"
            for size in sizes
        ]
        if all(cell.startswith("–") for cell in cells):
            continue
        most = max(sizes)
        ratio = figures.median("CPU per message", name, most) / figures.median("CPU per message", C, most)
        held = figures.median("KB per socket", name, most)
        spent = figures.median("join CPU", name, most)
        lines.append(
            f"| {name} | {' | '.join(cells)} | {number(ratio, 2)} | {number(held)} | {number(spent, 0)} |"
        )
    return [*lines, "", "![CPU per message and delay of the last phone](tests/load/results/fanout.svg)"]


def _results(figures: Figures) -> list[str]:
    sizes = figures.sizes(fanout.RESULT)
    if not sizes:
        return []
    most = max(sizes)
    beyond = [
        (figures.median(fanout.RESULT, RAW, size) - figures.median("CPU per message", RAW, size)) * size / 1e3
        for size in sizes
    ]
    once = median(beyond)
    lines = [
        f"The result of a vote, {figures.median('bytes of a result', RAW, most):,.0f} bytes: ours renders it and sends it to "
        "everybody, the others only send as many bytes. CPU µs per message / ms until the last phone. "
        f"Beyond the frame itself it costs {once:,.0f} ms of CPU once, whatever the hall: the press, the ledger, the rendering.",
        "",
        f"| | {' | '.join(f'{size:,}' for size in sizes)} | × C at {most:,} |",
        f"|---{'|--:' * (len(sizes) + 1)}|",
    ]
    for shown, name in RESULTS_OF:
        spent = {size: figures.median(fanout.RESULT, name, size) for size in sizes}
        waits = {size: figures.median("last phone of a result", name, size) for size in sizes}
        if not math.isnan(spent[most]):
            cells = " | ".join(f"{number(spent[size])} / {number(waits[size], 0)}" for size in sizes)
            ratio = spent[most] / figures.median(fanout.RESULT, C, most)
            lines.append(f"| {shown} | {cells} | {number(ratio, 2)} |")
    return lines


def _votes(figures: Figures) -> list[str]:
    lines = [
        "| votes | how many | stored | CPU µs / vote | p50 ms | p95 ms | p99 ms | last after s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in figures.of("vote CPU"):
        for size in figures.sizes("vote CPU"):
            if not figures.values.get(("vote CPU", name, size)):
                continue
            waits = [number(figures.median(f"vote p{percent}", name, size), 0) for percent in (50, 95, 99)]
            stored, spent = figures.median("votes stored", name, size), figures.median("vote CPU", name, size)
            last = figures.median("last answer after", name, size) / 1e3
            lines.append(
                f"| {name} | {size:,} | {stored:,.0f} | {number(spent, 0)} | {' | '.join(waits)} | {number(last, 2)} |"
            )
    return lines if figures.of("vote CPU") else []


def _rest(figures: Figures) -> list[str]:
    lines = ["| coming in and pages | | |", "|---|--:|---|"]
    for size in figures.sizes("joined"):
        there = figures.median("joined", joins.STORM, size)
        spent = figures.median("join CPU, page to socket", joins.STORM, size)
        waits = [
            number(figures.median(f"join p{percent}", joins.STORM, size) / 1e3, 2) for percent in (50, 95)
        ]
        lines.append(
            f"| {size:,} people scan the QR within ten seconds: page, 참여하기, room, socket | {there:,.0f} in after "
            f"{number(figures.median('all in after', joins.STORM, size))} s | p50 {waits[0]} s, p95 {waits[1]} s, "
            f"{number(spent / 1e3, 2)} ms CPU each |"
        )
    for size in figures.sizes("all back after"):
        away = figures.median("the service itself was away", joins.BACK, size)
        lines.append(
            f"| restart with {size:,} phones | all back after {number(figures.median('all back after', joins.BACK, size))} s"
            f" | p95 {number(figures.median('back p95', joins.BACK, size))} s; the service itself was away {number(away)} s |"
        )
    for name in figures.of("page CPU"):
        for size in figures.sizes("page CPU"):
            spent, waited = figures.median("page CPU", name, size), figures.median("page p95", name, size)
            if not math.isnan(spent):
                kind = "proposals" if name == pages.LIST else "ideas"
                what = "a reconnect that missed nothing, room" if name == pages.RECONNECT else f"GET {name}"
                lines.append(
                    f"| {what}, {size:,} {kind} | {number(spent / 1e3, 2)} ms CPU | p95 {number(waited)} ms |"
                )
    for name in figures.of(votes.BESIDE):
        for size in figures.sizes(votes.BESIDE):
            waited, sent = figures.median(votes.BESIDE, name, size), figures.median(votes.SENT, name, size)
            lines.append(
                f"| a hundred votes a second {votes.POST}, {size:,} in the room, {name} | p95 {number(waited, 0)} ms | "
                f"{number(sent)} frames a second to each |"
            )
    return lines if len(lines) > 2 else []


def drawing(figures: Figures) -> str:
    """The plot: cost and delay over the number of sockets."""

    def series(measure: str) -> dict[str, list[tuple[float, float]]]:
        return {
            name: [
                (size, figures.median(measure, name, size))
                for size in figures.sizes(measure)
                if not math.isnan(figures.median(measure, name, size))
            ]
            for name in SHOWN
        }

    return plot(
        [
            Panel("server CPU per message (µs)", series("CPU per message")),
            Panel("until the last phone has it (ms)", series("last phone")),
        ],
        "sockets",
    )


def keep(figures: Figures, text: str, about: dict[str, str]) -> None:
    """Write results, plot, and the section of the README between its marks."""
    RESULTS.mkdir(exist_ok=True)
    found = {**about, "notes": figures.notes, "figures": figures.as_json()}
    (RESULTS / "results.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (RESULTS / "fanout.svg").write_text(drawing(figures), "utf-8")
    README.write_text(replaced(README.read_text("utf-8"), text), "utf-8")


def replaced(readme: str, text: str) -> str:
    """The README with this section between its marks."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"
