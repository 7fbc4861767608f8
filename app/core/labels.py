"""States that carry their Korean word, so that no page invents its own."""

from enum import StrEnum


class Labelled(StrEnum):
    """A state and its Korean word: ``OPEN = "open", "투표 중"``. The word is also the gettext message id."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Labelled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Side(Labelled):
    """Which side of the table somebody stands on. 민 is civil society, 관 the administration."""

    CIVIL = "civil", "민"
    OFFICIAL = "official", "관"
