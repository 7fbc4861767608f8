"""What we compare with: the same room as FastAPI, SQLModel and Jinja are usually put together.

One ORM session per request in the thread pool, ``commit`` per vote, a page read and rendered for every GET.
``python -m tests.load.ordinary PORT FOLDER IDEAS VOTERS``; cookies are the number of the person.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import Cookie, Depends, FastAPI, Form, HTTPException
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import JSON, Column, Engine, UniqueConstraint, event
from sqlalchemy.orm import registry, selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, func, select
from starlette.responses import HTMLResponse

HERE = Path(__file__).parent


class Base(SQLModel, registry=registry()):
    """Tables and names of its own, apart from the service's: the tests load both into one process."""


class Meeting(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    number: str = Field(unique=True)
    question: str
    ends_at: datetime
    ideas: list["Idea"] = Relationship(back_populates="meeting")
    ballots: list["Ballot"] = Relationship(back_populates="meeting")


class Person(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    visit: str = Field(unique=True)


class Idea(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    author_id: int = Field(foreign_key="person.id")
    text: str
    at: datetime
    meeting: Meeting = Relationship(back_populates="ideas")
    author: Person = Relationship()
    supports: list["Support"] = Relationship()
    comments: list["Comment"] = Relationship()


class Support(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    idea_id: int = Field(foreign_key="idea.id", index=True)
    person_id: int = Field(foreign_key="person.id")


class Comment(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    idea_id: int = Field(foreign_key="idea.id", index=True)
    text: str


class Ballot(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    question: str
    open: bool = True
    meeting: Meeting = Relationship(back_populates="ballots")
    options: list["Option"] = Relationship()


class Option(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    position: int
    text: str


class Vote(Base, table=True):
    __table_args__ = (UniqueConstraint("ballot_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    choices: list[int] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))


engine: Engine
templates = Environment(loader=FileSystemLoader(HERE), autoescape=True, auto_reload=False)
app = FastAPI()


def opened() -> Iterator[Session]:
    with Session(engine) as db:
        yield db


Db = Annotated[Session, Depends(opened)]


def person_of(db: Session, visit: str) -> Person:
    person = db.exec(select(Person).where(Person.visit == visit)).first()
    if person is None:
        raise HTTPException(403)
    return person


@app.get("/m/{number}")
def room(number: str, db: Db, visit: Annotated[str, Cookie()] = "") -> HTMLResponse:
    everything = selectinload(Meeting.ideas)  # type: ignore[arg-type]  # SQLModel types a relationship as its value
    query = select(Meeting).where(Meeting.number == number)
    query = query.options(everything.selectinload(Idea.supports), everything.selectinload(Idea.comments))  # type: ignore[arg-type]  # as above
    meeting = db.exec(query).first()
    if meeting is None:
        raise HTTPException(404)
    person = person_of(db, visit)
    ballot = meeting.ballots[0]
    voters = db.exec(select(func.count()).select_from(Vote).where(Vote.ballot_id == ballot.id)).one()
    mine = db.exec(select(Vote).where(Vote.ballot_id == ballot.id, Vote.person_id == person.id)).first()
    page = templates.get_template("ordinary.html").render(
        meeting=meeting, ballot=ballot, voters=voters, mine=mine, person=person
    )
    return HTMLResponse(page)


@app.post("/m/{number}/ballots/{ballot_id}/my-vote")
def vote(
    number: str,
    ballot_id: int,
    db: Db,
    choice: Annotated[list[int], Form()],
    visit: Annotated[str, Cookie()] = "",
) -> HTMLResponse:
    person, ballot = person_of(db, visit), db.get(Ballot, ballot_id)
    if ballot is None or not ballot.open or not set(choice) <= {option.id for option in ballot.options}:
        raise HTTPException(409)
    known = db.exec(select(Vote).where(Vote.ballot_id == ballot_id, Vote.person_id == person.id)).first()
    if known is None:
        known = Vote(ballot_id=ballot_id, person_id=person.id or 0, choices=choice)
    known.choices = choice
    db.add(known)
    db.commit()
    return HTMLResponse(f"<p>투표했어요 {number}</p>")


@app.get("/stored")
def stored(db: Db) -> int:
    return db.exec(select(func.count()).select_from(Vote)).one()


def visit_of(number: int) -> str:
    return f"resident-{number}"


def fill(ideas: int, voters: int) -> None:
    with Session(engine) as db:
        meeting = Meeting(
            title="북촌 골목, 함께 쉬는 길",
            number="482719",
            question="골목에서 먼저 바꾸고 싶은 것은 무엇인가요?",
            ends_at=datetime.now(UTC),
        )
        db.add(meeting)
        db.flush()
        people = [Person(meeting_id=meeting.id or 0, visit=visit_of(n)) for n in range(voters)]
        db.add_all(people)
        db.flush()
        for n in range(ideas):
            text = f"{n + 1}번째 생각: 골목마다 그늘과 긴 의자를 놓아요"
            db.add(
                Idea(
                    meeting_id=meeting.id or 0,
                    author_id=people[n % len(people)].id or 0,
                    text=text,
                    at=datetime.now(UTC),
                )
            )
        ballot = Ballot(meeting_id=meeting.id or 0, question=meeting.question)
        db.add(ballot)
        db.flush()
        for position in range(1, 4):
            db.add(
                Option(
                    ballot_id=ballot.id or 0, position=position, text=f"{position}번째 생각: 골목마다 그늘"
                )
            )
        db.commit()


def main(port: int, folder: Path, ideas: int, voters: int) -> None:
    global engine
    engine = create_engine(f"sqlite:///{folder / 'ordinary.sqlite3'}", connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, _record: Any) -> None:  # the same promise of durability as ours
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    Base.metadata.create_all(engine)
    fill(ideas, voters)
    print(json.dumps({"number": "482719", "ballot": 1, "choices": [1, 2, 3]}), flush=True)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
