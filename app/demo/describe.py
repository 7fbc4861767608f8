"""Where everything of the demonstration is."""

from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.core.settings import Settings
from app.demo.cast import PASSWORD, content
from app.forums import queries as forums
from app.forums.models import Forum
from app.forums.rules import ContestAct, allows
from app.live.meetings.models import Meeting
from app.live.meetings.presets import presets
from app.organisations import queries as organisations
from app.organisations.models import District


def describe(db: Session, settings: Settings) -> dict[str, Any]:
    """A description for rehearsals and load tests; its keys stay as they are. Addresses are whole.

    - ``district``, ``base`` (what every address begins with), ``home``, ``sign_in``, ``contests``, ``agendas``,
      ``proposals``: public pages
    - ``meeting``: the prepared one. ``id``, ``title``, ``starts_at``, ``number`` (six digits), ``join``, ``projector``,
      ``console`` (role facilitator), ``outcome`` (role facilitator)
    - ``finished_meeting``: the same of the forum that is over
    - ``contest``: one that takes proposals now. ``id``, ``title``, ``page``, ``propose``; null when none does
    - ``boards``: per subcommittee ``code``, ``name``, ``board``, ``list`` (any role of the staff)
    - ``hand_over`` (role officer), ``reviews`` (role reviewer), ``desk`` (any role of the staff)
    - ``accounts``: the first account of each role. ``role``, ``label``, ``name``, ``title``, ``email``, ``password``
    - ``everyone``: the e-mail addresses of all accounts; the password is the same
    - ``presets``: ids of the run sheets a forum can be made from
    """
    base = settings.public_url.rstrip("/")
    given = content("forums")
    emails = {row.id: row.email for row in db.exec(select(Account)).all()}
    contest = next(
        (one for one in forums.contests(db) if allows(one.spans, ContestAct.PROPOSE, one.at)), None
    )
    return {
        "district": db.exec(select(District.name)).first(),
        "base": base,
        "home": f"{base}/",
        "sign_in": f"{base}/sign-in",
        "contests": f"{base}/contests",
        "agendas": f"{base}/agendas",
        "proposals": f"{base}/proposals",
        "meeting": _meeting(db, base, given["prepared"]["title"]),
        "finished_meeting": _meeting(db, base, given["finished"]["title"]),
        "contest": contest
        and {
            "id": contest.id,
            "title": contest.title,
            "page": f"{base}/contests/{contest.id}",
            "propose": f"{base}/contests/{contest.id}/proposals/new",
        },
        "boards": [
            {
                "code": one.code,
                "name": one.name,
                "board": f"{base}/board/{one.code}",
                "list": f"{base}/board/{one.code}/list",
            }
            for one in organisations.subcommittees(db)
        ],
        "hand_over": f"{base}/matters/new",
        "reviews": f"{base}/reviews",
        "desk": f"{base}/desk",
        "accounts": [
            {
                "role": person.role.value,
                "label": person.role.label,
                "name": person.name,
                "title": person.title,
                "email": emails[person.account_id],
                "password": PASSWORD,
            }
            for person in organisations.demo_people(db)
        ],
        "everyone": sorted(emails.values()),
        "presets": [preset.id for preset in presets()],
    }


def _meeting(db: Session, base: str, title: str) -> dict[str, Any] | None:
    found = db.exec(
        select(Meeting, Forum)
        .join(Forum, col(Forum.id) == col(Meeting.forum_id))
        .where(Forum.title == title)
        .order_by(col(Meeting.id))
    ).first()
    if found is None:
        return None
    meeting, forum = found
    return {
        "id": meeting.id,
        "title": meeting.title,
        "starts_at": forum.starts_at.isoformat(),
        "number": meeting.join_number,
        "join": f"{base}/m/{meeting.join_number}",
        "projector": f"{base}/wall/{meeting.wall_key}",
        "console": f"{base}/meetings/{meeting.id}",
        "outcome": f"{base}/meetings/{meeting.id}/outcome",
    }
