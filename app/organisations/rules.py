"""Pure rules of organisations: the roles and what a seat of each needs."""

from app.core.labels import Labelled


class Role(Labelled):
    """What a membership lets you do."""

    FACILITATOR = "facilitator", "진행자"
    CHAIR = "chair", "분과장"
    MEMBER = "member", "분과위원"
    OFFICER = "officer", "협치추진단"
    REVIEWER = "reviewer", "검토부서 담당자"
    CO_CHAIR = "co_chair", "공동의장"
    ADMIN = "admin", "시스템 관리자"


class SubcommitteeKind(Labelled):
    """ordinary, or special (소통과 통합), which takes items from any zone."""

    ORDINARY = "ordinary", "분과"
    SPECIAL = "special", "특별분과"


class GoalKind(Labelled):
    """Which part of the plan a goal comes from."""

    ZONE = "zone", "생활권별 정책과제"
    FIELD = "field", "중장기 5개 분야 목표"


def needs_subcommittee(role: Role) -> bool:
    """Is this a seat in one subcommittee?"""
    return role in (Role.CHAIR, Role.MEMBER)


def needs_department(role: Role) -> bool:
    """Is this a seat in one department?"""
    return role is Role.REVIEWER
