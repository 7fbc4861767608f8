"""Pure rules of the seats a procedure names."""

from collections.abc import Sequence

from app.core.labels import Side

ROLE_WORDS: dict[str, str] = {
    "officer": "협치추진단",
    "facilitator": "진행자",
    "observer": "참관인",
    "sub_chair": "분과장",
    "reviewer": "검토부서",
    "co_chair_civil": "민간 공동의장",
    "co_chair_official": "구청 공동의장",
    "wg_member": "워킹그룹",
    "sub_member": "분과위원",
    "table_facilitator": "모둠 진행자",
    "dong_officer": "동주민센터",
    "council_member": "협치회 위원",
    "councillor": "구의원",
    "resident": "주민",
    "activist": "활동가",
}


def spoken_roles(roles: Sequence[str]) -> str:
    """The seats that may speak for a side, in words."""
    return " 또는 ".join(ROLE_WORDS.get(role, role) for role in roles)


# Seats somebody of that side can hold and consent with; a gate that waits for anybody else waits for ever.
SPEAKING: dict[Side, tuple[str, ...]] = {
    Side.CIVIL: ("sub_chair", "co_chair_civil", "wg_member", "facilitator"),
    Side.OFFICIAL: ("officer", "reviewer", "co_chair_official", "wg_member", "facilitator"),
}
