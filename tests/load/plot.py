"""A small line chart as SVG. Colours of Okabe and Ito, told apart by shape too; names stand beside their lines."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#000000", "#0072B2", "#56B4E9", "#009E73", "#D55E00", "#CC79A7")
DASHES = ("2 3", "", "6 3", "9 3 2 3", "4 2", "1 2")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 460, 300, 52, 165, 40, 44
LINE = 14  # least distance of two names


@dataclass(frozen=True)
class Panel:
    title: str
    series: dict[str, list[tuple[float, float]]]


def steps(most: float) -> list[float]:
    """Four or five round numbers from nothing to the most."""
    if most <= 0:
        return [0, 1]
    rough = most / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return [step * n for n in range(math.ceil(most / step) + 1)]


def plot(panels: Sequence[Panel], across: str) -> str:
    """All panels side by side."""
    wide = WIDTH * len(panels)
    body = "\n".join(_panel(panel, across, WIDTH * n) for n, panel in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HEIGHT}" width="{wide}" height="{HEIGHT}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="11">\n'
        f"<title>{escape(', '.join(panel.title for panel in panels))}</title>\n"
        f'<rect width="{wide}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _panel(panel: Panel, across: str, shift: int) -> str:
    points = [point for line in panel.series.values() for point in line]
    if not points:
        return ""
    marks = steps(max(y for _, y in points))
    low, high = math.log10(min(x for x, _ in points)), math.log10(max(x for x, _ in points))
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x_of(value: float) -> float:
        return LEFT + (math.log10(value) - low) / ((high - low) or 1) * (right - LEFT)

    def y_of(value: float) -> float:
        return bottom - value / marks[-1] * (bottom - TOP)

    out = [
        f'<g transform="translate({shift} 0)">',
        f'<text x="{LEFT}" y="20" font-size="13" font-weight="600">{escape(panel.title)}</text>',
    ]
    for mark in marks:
        y = y_of(mark)
        out.append(f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>')
        out.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{mark:,g}</text>')
    out += [
        f'<text x="{x_of(value):.1f}" y="{bottom + 16}" text-anchor="middle">{value:,.0f}</text>'
        for value in sorted({x for x, _ in points})
    ]
    out.append(
        f'<text x="{(LEFT + right) / 2:.0f}" y="{bottom + 34}" text-anchor="middle">{escape(across)}</text>'
    )
    ends: list[tuple[float, str, str]] = []
    for (name, line), colour, dash in zip(panel.series.items(), COLOURS, DASHES, strict=False):
        if not line:
            continue
        path = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in line)
        out.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        out += [f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="3" fill="{colour}"/>' for x, y in line]
        ends.append((y_of(line[-1][1]), name, colour))
    at = -math.inf
    for y, name, colour in sorted(ends):
        at = max(at + LINE, y)
        out.append(f'<circle cx="{right + 10}" cy="{at:.1f}" r="4" fill="{colour}"/>')
        out.append(f'<text x="{right + 19}" y="{at + 4:.1f}" fill="#222222">{escape(name)}</text>')
    return "\n".join([*out, "</g>"])
