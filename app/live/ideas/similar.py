"""Which ideas the room already sees are like what somebody is writing."""

import threading
from collections import OrderedDict

from sqlmodel import Session, col, select

from app.live.ideas import queries
from app.live.ideas.models import Idea
from app.live.ideas.queries import Card
from app.live.ideas.rules import IdeaState
from app.live.likeness.rules import Shelf

MOST = 3
KEPT = 8

# item → its texts by their trigrams. What is asked decides, not what is kept: every answer first compares it with the rows.
_shelves: "OrderedDict[int, Shelf]" = OrderedDict()
_lock = threading.Lock()


def similar(db: Session, item_id: int, text: str, *, most: int = MOST) -> list[Card]:
    """The shown ideas of this item that are most like the text, best first. Words of merged ones lead to what they are read under."""
    query = select(Idea.id, Idea.text, Idea.merged_into).where(Idea.item_id == item_id)
    rows = db.exec(query.where(col(Idea.state).in_((IdeaState.SHOWN, IdeaState.MERGED)))).all()
    shown = {number for number, _, into in rows if into is None}
    whole = {number or 0: into or number or 0 for number, _, into in rows if (into or number) in shown}
    near = _near(item_id, {number or 0: words for number, words, _ in rows if number in whole}, text, most)
    best = list(dict.fromkeys(whole[number] for number in near))[:most]
    cards = (queries.one(db, number) for number in best)
    return [card for card in cards if card is not None]


def sent_as(db: Session, participant_id: int, key: str) -> bool:
    """Was an idea sent under this key already?"""
    query = select(Idea.id).where(Idea.participant_id == participant_id, Idea.key == key)
    return db.exec(query).first() is not None


def _near(item_id: int, texts: dict[int, str], text: str, most: int) -> list[int]:
    with _lock:
        shelf = _shelves.setdefault(item_id, Shelf())
        _shelves.move_to_end(item_id)
        while len(_shelves) > KEPT:
            _shelves.popitem(last=False)
        shelf.hold(texts)
        return shelf.near(text, most * 3)
