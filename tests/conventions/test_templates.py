"""What the browser may be given: nothing the Content-Security-Policy would refuse, nothing that skips escaping."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>{]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "htmx code in an attribute": re.compile(r"\bhx-(on|vals\s*=\s*[\"']js)\b|\bhx-on[:-]", re.IGNORECASE),
    "something from another host": re.compile(
        r"\b(src|srcset|action)\s*=\s*[\"']?(https?:)?//", re.IGNORECASE
    ),
    "a style sheet from another host": re.compile(
        r"<link\b[^>]*href\s*=\s*[\"']?(https?:)?//", re.IGNORECASE
    ),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+false", re.IGNORECASE),
}


def faults(source: str) -> list[str]:
    shown = COMMENT.sub("", source)
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(shown)]


def test_no_template_holds_what_the_policy_forbids() -> None:
    found = {
        str(file.relative_to(TEMPLATES)): faults(file.read_text("utf-8"))
        for file in TEMPLATES.rglob("*.html")
    }
    assert found
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('<p style="color:red">', "a style attribute"),
        ("<style>p{}</style>", "an inline style sheet"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<button onclick="go()">', "an event attribute"),
        ('<button hx-on:click="go()">', "htmx code in an attribute"),
        ('<img src="https://elsewhere.example/x.png">', "something from another host"),
        ('<link rel="stylesheet" href="//elsewhere.example/x.css">', "a style sheet from another host"),
        ("{{ idea.text|safe }}", "unescaped text"),
    ],
)
def test_each_fault_would_be_found(source: str, what: str) -> None:
    assert faults(source) == [what]


def test_every_template_can_be_read() -> None:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    for file in TEMPLATES.rglob("*.html"):
        environment.parse(file.read_text("utf-8"), str(file.relative_to(TEMPLATES)))
