"""A phone in another language that reads what it is shown: whatever is Korean must have been written by a person."""

import html
import json
import re

from httpx2 import Response
from starlette.testclient import TestClient

from app.web.i18n import LANGUAGES, translate
from tests.world import post

KOREAN = re.compile(r"[가-힣][^<>\"]*")
OWN_NAMES = ("언어 · Language", LANGUAGES["ko"])  # a language is named in itself


ACCEPTED = {
    "en": "en-GB,en;q=0.9,ko;q=0.5",
    "zh": "zh-CN,zh;q=0.9,en;q=0.5",
    "vi": "vi-VN,vi;q=0.9,en;q=0.5",
    "ja": "ja,en-US;q=0.7",
}


class Phone:
    """A phone that checks every answer it gets. ``said``: what people wrote, in whatever language."""

    def __init__(self, client: TestClient, said: set[str], lang: str = "en") -> None:
        self.client, self.said, self.lang = client, said, lang
        client.headers["accept-language"] = ACCEPTED[lang]

    def says(self, sentence: str, page: str, **filled: object) -> bool:
        """Does the page say this Korean sentence in the phone's language?"""
        there = translate(self.lang, sentence, **filled).replace("%%", "%")
        assert there != sentence
        return there in html.unescape(page)

    def read(self, answer: Response, status: int = 200, *, part: bool = False) -> str:
        text = answer.text
        assert answer.status_code == status, text
        assert strangers(text, self.said) == [], answer.url
        assert part or f'<html lang="{self.lang}"' in text, answer.url
        return text

    def get(self, address: str, status: int = 200) -> str:
        return self.read(self.client.get(address), status)

    def send(self, address: str, data: dict[str, object] | None = None, status: int = 303) -> str:
        answer = post(self.client, address, data)
        return "" if status == 303 and answer.status_code == 303 else self.read(answer, status)

    def press(self, address: str, data: dict[str, object] | None = None, status: int = 200) -> str:
        """The same from our script, which gets a fragment."""
        return self.read(post(self.client, address, data, htmx=True), status, part=True)

    def hear(self, topic: str) -> str:
        """What the socket would say."""
        answer = self.client.get("/snapshot", params={"topic": topic})
        assert answer.status_code == 200
        text = json.dumps(answer.json(), ensure_ascii=False).replace('\\"', '"')
        assert strangers(text, self.said) == [], topic
        return text


def strangers(page: str, said: set[str]) -> list[str]:
    """Korean in a page that nobody wrote: the service said it."""
    page = html.unescape(page)
    for words in sorted((*said, *OWN_NAMES), key=len, reverse=True):
        page = page.replace(words, "")
    return KOREAN.findall(page)
