"""What a rehearsal says: a bar while it plays, and a report an officer can read."""

import sys
import time
import unicodedata
from collections.abc import Sequence

from app.rehearsal.rules import LIMITS, Figures, Judgement, Verdict, percentile

BAR = 24
ARRIVALS = 0.1  # of the bar: while people come in; the next stage begins there at the earliest
AGAIN = "바꾼 뒤 같은 명령으로 한 번 더 해 보십시오."
SLOW_SIDE = "보통: 절반은 이보다 빨랐습니다. 느린 편: 백에 다섯만 이보다 느렸습니다."


class Progress:
    """A bar on a terminal; plain lines elsewhere."""

    def __init__(self) -> None:
        self.bar = sys.stderr.isatty()
        self.began = time.monotonic()
        self.done = 0.0
        self.words = ""

    def stage(self, words: str, done: float) -> None:
        self.words, self.done = words, max(self.done, done)
        if self.bar:
            self._draw(self.done)
        else:
            print(f"{time.monotonic() - self.began:5.0f}초  {words}", file=sys.stderr, flush=True)

    def within(self, part: float) -> None:
        """How far this stage is; only a bar shows it."""
        if self.bar:
            self._draw(self.done + ARRIVALS * part * (self.done < ARRIVALS))

    def _draw(self, done: float) -> None:
        full = round(BAR * min(1.0, done))
        line = f"\r{'█' * full}{'░' * (BAR - full)} {done:4.0%}  {self.words}"
        print(f"{line}\x1b[K", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self.bar:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def padded(text: str, width: int) -> str:
    """Filled to a width in columns: a Korean letter takes two."""
    columns = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(0, width - columns)


def number(value: float, unit: str) -> str:
    return f"{value:.0f}{unit}" if value >= 100 else f"{value:.2f}{unit}"


def report(title: str, how: Sequence[str], figures: Figures, judged: Judgement, seconds: float) -> str:
    """The verdict first, then why, what to change, how it was played, and the numbers."""
    lines = [
        "",
        f"■ {judged.verdict.label}.",
        "",
        f"‘{title}’ 회의를 모의 휴대폰 {figures.people}대로 처음부터 끝까지 해 보았습니다. ({seconds:.0f}초 걸림)",
    ]
    if judged.reasons:
        lines += ["", "까닭", *(f"  · {reason}" for reason in judged.reasons)]
    if judged.advice and judged.verdict is not Verdict.GO:
        lines += ["", "바꿀 것", *(f"  · {advice}" for advice in judged.advice), f"  · {AGAIN}"]
    lines += ["", "어떻게 했나", *(f"  · {sentence}" for sentence in how)]
    lines += ["", "잰 값", f"  {padded('', 34)}{padded('보통', 12)}{padded('느린 편', 12)}기준(느린 편)"]
    rows = {
        "join": figures.joins,
        "vote": figures.votes,
        "update": figures.updates,
        "return": figures.returns,
    }
    for name, values in rows.items():
        limit = LIMITS[name]
        half, most = percentile(values, 50), percentile(values, 95)
        if half is None or most is None:
            lines.append(f"  {padded(limit.name, 34)}재지 않음")
            continue
        mark = "" if most <= limit.most else "  ← 넘음"
        lines.append(
            f"  {padded(limit.name, 34)}{padded(number(half, limit.unit), 12)}"
            f"{padded(number(most, limit.unit), 12)}{limit.most:.0f}{limit.unit} 이하{mark}"
        )
    if figures.memory:
        limit = LIMITS["memory"]
        mark = "" if figures.memory <= limit.most else "  ← 넘음"
        lines.append(
            f"  {padded(limit.name, 34)}{padded('', 12)}{padded(number(figures.memory, limit.unit), 12)}"
            f"{limit.most:.0f}{limit.unit} 이하{mark}"
        )
    lines += [f"  {SLOW_SIDE}", "", "센 것", *(f"  · {line}" for line in _counts(figures)), ""]
    return "\n".join(lines)


def _counts(figures: Figures) -> list[str]:
    truth = (
        f"받았다고 답한 표 {figures.acknowledged}장, 공개 기록에 센 표 {figures.counted}장, "
        f"어긋난 표 {figures.lost + figures.doubled}장"
    )
    ways = f"화면을 연 채 바로 {figures.over_socket}번, 양식으로 {figures.over_post}번"
    return [
        f"들어온 사람 {len(figures.joins)}명 / {figures.people}명",
        f"투표 {figures.ballots}건: {truth}",
        f"투표를 보낸 길: {ways} (바로 보내지 못하는 휴대폰은 양식으로 보냅니다)",
        f"마음을 바꾼 사람 {figures.changed}명, 생각 {figures.ideas}개, 공감 {figures.supports}번",
        f"오류 {figures.failures}건, ‘잠시 뒤 다시’ {figures.busy}번, 끝에 다른 화면을 본 휴대폰 {figures.stale}대",
        "회의 가운데 서비스를 한 번 껐다 켰습니다."
        if figures.restarted
        else "서비스를 껐다 켜지 않았습니다.",
        f"모의 휴대폰을 돌리느라 이 컴퓨터가 쓴 힘: 가장 바쁠 때 CPU 하나의 {figures.client_load:.0%}",
    ]
