"""Changes to an agenda's words: another version, with the reason."""

from sqlmodel import Session

from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor
from app.process import access
from app.process.actions.telling import tell, who
from app.proposals.rules import EntryKind
from app.subcommittees.texts import queries
from app.subcommittees.texts.models import RefinedText


def refine(db: Session, actor: Actor, matter_id: int, *, text: str, why: str, expect: int) -> int:
    """글 다듬기; returns the version's number. ``expect``: the version it was made from; sent again it is the same deed."""
    held = access.to_fill(db, actor, matter_id)
    now = queries.words(db, matter_id)
    if not text or not why:
        missing = {"text": "다듬은 글을 적어 주세요.", "why": "무엇을 왜 바꾸었는지 적어 주세요."}
        errors = {name: missing[name] for name, value in (("text", text), ("why", why)) if not value}
        raise Invalid(next(iter(errors.values())), errors=errors)
    if text == now.last.text:
        if now.last.number == expect + 1:
            return now.last.number
        raise Invalid("글이 그대로입니다.", errors={"text": "고친 곳이 없습니다."})
    if now.last.number != expect:
        raise Conflict("그사이 다른 사람이 글을 다듬었습니다. 지금 글을 보고 다시 고쳐 주세요.")
    row = RefinedText(
        matter_id=matter_id,
        number=expect + 1,
        text=text,
        why=why,
        account_id=actor.account_id or 0,
        seat=held.seat.title,
    )
    db.add(row)
    db.flush()
    sentence = f"{who(actor, held.seat)} 님이 제안의 글을 다듬었습니다. (다듬은 글 {row.number}판)"
    tell(db, actor, held, sentence, kind=EntryKind.NOTE, evidence=why)
    return row.number
