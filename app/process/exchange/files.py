"""What both kinds of files share: how large one may be, and how its faults are told."""

from dataclasses import dataclass

from app.process.shapes.kinds import Path, Problem

LARGEST = 256 * 1024
MOST_SHOWN = 20


@dataclass(frozen=True)
class Complaint:
    """A fault of a file; line 0 when it has no place."""

    line: int
    sentence: str


class Unreadable(Exception):
    """The file cannot become a draft; everything that is wrong with it, in the order of its lines."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__("; ".join(f"{each.line}: {each.sentence}" for each in complaints))
        self.complaints = tuple(sorted(complaints, key=lambda each: each.line))


def text_of(content: bytes) -> str:
    """UTF-8, not too large; raises ``Unreadable``."""
    if len(content) > LARGEST:
        raise Unreadable(Complaint(0, f"파일이 너무 큽니다. {LARGEST // 1024}KB까지 읽습니다."))
    if not content.strip():
        raise Unreadable(Complaint(0, "파일이 비어 있습니다. 파일을 고르거나 내용을 붙여 넣어 주세요."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise Unreadable(
            Complaint(line, "UTF-8 글자가 아닌 것이 있습니다. UTF-8로 저장해 주세요.")
        ) from problem


def told(problems: list[Problem], lines: dict[Path, int]) -> tuple[Complaint, ...]:
    """Each with the line of its place, or of the nearest place around it."""

    def line(path: Path) -> int:
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path, 1)

    return tuple(Complaint(line(each.path), each.sentence) for each in problems)
