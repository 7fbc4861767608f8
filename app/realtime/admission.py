"""May they watch? Asked for everyone who comes, and again and again for everyone who stays.

Whoever asks while an answer is being looked up shares the next look: a hall that comes at once is a few readings.
"""

import asyncio
from collections.abc import Iterator, Sequence

from sqlmodel import Session

from app.core.db import Database
from app.core.errors import Refused
from app.realtime.topics import Topic, TopicKind, Viewer

AT_ONCE = 100  # questions in one reading
GATHER = 0.02  # seconds: a reading costs as much for one as for ten, so whoever comes within this shares it
Question = tuple[Viewer, Topic]


class Admission:
    """Asks the kinds of topics, several questions to one session."""

    def __init__(self, database: Database, kinds: dict[str, TopicKind]) -> None:
        self._database = database
        self._kinds = kinds
        self._waiting: dict[Question, asyncio.Future[Refused | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, viewer: Viewer, topic: Topic) -> None:
        """Raises the refusal when this viewer may not watch the topic."""
        question = (viewer, topic)
        answer = self._waiting.get(question)
        if answer is None:
            answer = self._waiting[question] = asyncio.get_running_loop().create_future()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._answer())
        refusal = await asyncio.shield(answer)
        if refusal is not None:
            raise refusal

    async def _answer(self) -> None:
        try:
            while self._waiting:
                if len(self._waiting) < AT_ONCE:
                    await asyncio.sleep(GATHER)
                questions = list(self._waiting)[:AT_ONCE]
                futures = [self._waiting.pop(question) for question in questions]
                try:
                    answers = await self.look(questions)
                except Exception as broken:
                    for future in futures:
                        future.set_exception(broken)
                        future.exception()  # whoever asked may be gone
                    continue
                for future, answer in zip(futures, answers, strict=True):
                    future.set_result(answer)
        finally:
            self._task = None

    async def look(self, questions: Sequence[Question]) -> list[Refused | None]:
        """One reading for these; each is answered with its refusal or None."""
        found: dict[Question, Refused | None] = {}
        while left := [question for question in questions if question not in found]:
            # A key no column can hold spoils a session: alone it is not there, as always.
            for question in await self._database.reader(self._many, left, found):
                found[question] = await self._alone(question)
        return [found[question] for question in questions]

    def _many(
        self, db: Session, questions: Sequence[Question], found: dict[Question, Refused | None]
    ) -> Sequence[Question]:
        """Answer all; or, up to those that spoiled the session, which come back."""
        for kind, key, part in self._parts(questions):
            try:
                answers = self._of_one_topic(db, kind, key, [viewer for viewer, _ in part])
            except Exception:
                return part
            found.update(zip(part, answers, strict=True))
        return ()

    def _parts(self, questions: Sequence[Question]) -> Iterator[tuple[TopicKind, str, list[Question]]]:
        """Questions about one topic together where its kind answers several at once, else each by itself."""
        parts: dict[object, list[Question]] = {}
        for number, question in enumerate(questions):
            _, topic = question
            many = self._kinds[topic.kind].admit_many is not None
            parts.setdefault((topic.kind, topic.key) if many else number, []).append(question)
        for part in parts.values():
            topic = part[0][1]
            yield self._kinds[topic.kind], topic.key, part

    def _of_one_topic(
        self, db: Session, kind: TopicKind, key: str, viewers: list[Viewer]
    ) -> Sequence[Refused | None]:
        if kind.admit_many is not None:
            return kind.admit_many(db, viewers, key)
        try:
            kind.admit(db, viewers[0], key)
        except Refused as refusal:
            return [refusal]
        return [None]

    async def _alone(self, question: Question) -> Refused | None:
        viewer, topic = question
        try:
            (answer,) = await self._database.reader(
                self._of_one_topic, self._kinds[topic.kind], topic.key, [viewer]
            )
        except Refused as refusal:  # the reader's own
            return refusal
        return answer
