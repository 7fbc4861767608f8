"""Facts about matters, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MatterMoved:
    """A matter was handed over, accepted, moved, sent back or finished."""

    matter_id: int
    subcommittee_id: int


@dataclass(frozen=True)
class MatterFilled:
    """Something a stage asks for was done: a mark, document, member, gathering, request, opinion or consent."""

    matter_id: int
    subcommittee_id: int


@dataclass(frozen=True)
class MatterReassigned:
    """A matter went from one subcommittee to another."""

    matter_id: int
    from_subcommittee_id: int
    to_subcommittee_id: int
