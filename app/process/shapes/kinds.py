"""Kinds of values: each reads one, strictly, and says in Korean what is wrong with it and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Path = tuple[str | int, ...]
ZERO_WIDTH_JOINER = "\u200d"


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place. The sentence names the place too, for whoever reads it in a list."""

    path: Path
    sentence: str


@dataclass
class Reading:
    """A value being read: what was wrong so far."""

    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: Path, sentence: str) -> None:
        self.problems.append(Problem(path, sentence))


class Kind(Protocol):
    """Something that can be read. ``blank``: what stands there when nothing was given."""

    @property
    def label(self) -> str: ...

    @property
    def blank(self) -> Any: ...

    def read(self, value: object, path: Path, reading: Reading) -> Any: ...


def is_plain(text: str) -> bool:
    """One line that shows everything it holds, with no blanks around it: the same in every file format."""
    return text == text.strip() and all(char.isprintable() or char == ZERO_WIDTH_JOINER for char in text)


@dataclass(frozen=True)
class Words:
    """A line of text."""

    label: str
    most: int
    needed: bool = False

    @property
    def blank(self) -> str:
        return ""

    def read(self, value: object, path: Path, reading: Reading) -> str:
        if not isinstance(value, str):
            reading.wrong(
                path, f"{self.label}: 글로 적어 주세요. 숫자나 날짜처럼 보이는 글은 따옴표로 묶습니다."
            )
            return ""
        if self.needed and not value:
            reading.wrong(path, f"{self.label}: 비어 있습니다.")
        elif len(value) > self.most:
            reading.wrong(path, f"{self.label}: {self.most}자까지 적을 수 있습니다(지금 {len(value)}자).")
        elif not is_plain(value):
            reading.wrong(path, f"{self.label}: 줄바꿈, 앞뒤 빈칸, 보이지 않는 글자는 쓸 수 없습니다.")
        return value


@dataclass(frozen=True)
class Number:
    """A whole number between two."""

    label: str
    least: int
    most: int

    @property
    def blank(self) -> int:
        return self.least

    def read(self, value: object, path: Path, reading: Reading) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            reading.wrong(path, f"{self.label}: {self.least}부터 {self.most}까지의 수로 적어 주세요.")
            return self.least
        return value


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    label: str

    @property
    def blank(self) -> bool:
        return False

    def read(self, value: object, path: Path, reading: Reading) -> bool:
        if not isinstance(value, bool):
            reading.wrong(path, f"{self.label}: true(예)나 false(아니요)로 적어 주세요.")
            return False
        return value


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    label: str
    words: Mapping[str, str]

    @property
    def blank(self) -> str:
        return next(iter(self.words))

    def read(self, value: object, path: Path, reading: Reading) -> str:
        if isinstance(value, str) and value in self.words:
            return value
        reading.wrong(path, f"{self.label}: {', '.join(self.words)} 가운데 하나를 적어 주세요.")
        return self.blank


@dataclass(frozen=True)
class Rows:
    """Several of one kind, in order, each once."""

    label: str
    each: Kind
    most: int

    @property
    def blank(self) -> list[Any]:
        return []

    def read(self, value: object, path: Path, reading: Reading) -> list[Any]:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            reading.wrong(path, f"{self.label}: 목록으로 적어 주세요.")
            return []
        if len(value) > self.most:
            reading.wrong(path, f"{self.label}: {self.most}개까지 적을 수 있습니다(지금 {len(value)}개).")
            return []
        rows = [self.each.read(one, (*path, n), reading) for n, one in enumerate(value)]
        for n, one in enumerate(rows):
            if one in rows[:n]:
                reading.wrong((*path, n), f"{self.label}: 같은 것이 두 번 있습니다.")
        return rows


@dataclass(frozen=True)
class Record:
    """Named fields. What is left out is blank where the field may be blank, and missed where it may not."""

    label: str
    fields: Mapping[str, Kind]
    must: tuple[str, ...] = ()

    @property
    def blank(self) -> dict[str, Any]:
        return {name: kind.blank for name, kind in self.fields.items()}

    def read(self, value: object, path: Path, reading: Reading) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            reading.wrong(path, f"{self.label}: ‘이름: 값’의 묶음으로 적어 주세요.")
            return self.blank
        for name in value:
            if name not in self.fields:
                reading.wrong((*path, str(name)), f"{self.label}: ‘{str(name)[:40]}’ 항목은 없습니다.")
        read = {}
        for name, kind in self.fields.items():
            if name in value:
                read[name] = kind.read(value[name], (*path, name), reading)
                continue
            if name in self.must:
                reading.wrong(path, f"{self.label}: ‘{name}’ 항목이 빠졌습니다.")
            read[name] = kind.blank
        return read


@dataclass(frozen=True)
class Perhaps:
    """Something or nothing (null)."""

    kind: Kind

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def blank(self) -> None:
        return None

    def read(self, value: object, path: Path, reading: Reading) -> Any:
        return None if value is None else self.kind.read(value, path, reading)
