"""May they watch? Asked for everyone who comes, and again and again for everyone who stays.

Whoever asks while an answer is being looked up shares the next look: a hall that comes at once is a few readings.
"""

import asyncio
from collections.abc import Sequence

from sqlmodel import Session

from app.core.db import Database
from app.core.errors import Refused
from app.realtime.topics import Topic, TopicKind, Viewer

AT_ONCE = 100  # questions in one reading
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
        if self._task is None:
            self._task = asyncio.create_task(self._answer())
        refusal = await asyncio.shield(answer)
        if refusal is not None:
            raise refusal

    async def _answer(self) -> None:
        try:
            while self._waiting:
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
        found: list[Refused | None] = []
        while len(found) < len(questions):
            part, odd = await self._database.reader(self._many, questions[len(found) :])
            found += part
            if odd:  # a key no column can hold spoils a session: alone it is what it always was, not there
                found.append(await self._alone(questions[len(found)]))
        return found

    def _many(self, db: Session, questions: Sequence[Question]) -> tuple[list[Refused | None], bool]:
        answers: list[Refused | None] = []
        for viewer, topic in questions:
            try:
                self._kinds[topic.kind].admit(db, viewer, topic.key)
            except Refused as refusal:
                answers.append(refusal)
            except Exception:
                return answers, True
            else:
                answers.append(None)
        return answers, False

    async def _alone(self, question: Question) -> Refused | None:
        viewer, topic = question
        try:
            await self._database.reader(self._kinds[topic.kind].admit, viewer, topic.key)
        except Refused as refusal:
            return refusal
        return None
