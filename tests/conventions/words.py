"""Which sentences a resident with a phone can meet in another language. Message ids are the Korean sentences.

``reachable()`` reads them out of the templates that are rendered in the resident's language (with what those include)
and out of the Python that refuses, checks or answers what a phone sends. To translate what is new:

1. ``python -m tests.conventions.words > new.json`` prints what is missing, one sentence with its languages a piece::

       {"참여하기": {"en": "", "zh": "", "vi": "", "ja": ""}}

2. Fill the empty places in; keep ``%(n)s``, ``%%s``, ``%%`` and tags as they are. The head of each catalogue says which
   word stands for which term. What stays empty is asked for again.
3. ``python -m tests.conventions.words new.json`` puts it into the catalogues and takes out what nobody says any more. It
   refuses, and changes nothing, when a place or a tag is lost or Korean is left.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.pofile import read_po
from jinja2 import meta
from jinja2.ext import babel_extract

from app.web.i18n import DEFAULT, LANGUAGES, LOCALES
from tests.conventions.sources import APP, TEMPLATES, parsed, templates, tree

HANGUL = re.compile(r"[가-힣]")
OTHERS = tuple(lang for lang in LANGUAGES if lang != DEFAULT)
Filled = Mapping[str, Mapping[str, str]]  # sentence → language → translation
PLACE = re.compile(r"%%s|%%|%\(\w+\)[a-z]|%[a-z]")

# Rendered in the resident's language: whatever stands in the phone's layout (the door, the room, writing a proposal,
# refusals), the fragments of it that travel alone, the wall, whose words are for the same people, and the minutes, which
# the phones link to.
LAYOUTS = {"layouts/phone.html", "layouts/wall.html"}
ALONE = (
    "live/phones/*.html",
    "live/walls/*.html",
    "live/promises/_*.html",
    "live/people/*.html",
    "live/speakers/_line.html",
    "live/speakers/_mine.html",
    "live/speakers/_turn.html",
    "live/speakers/_wall.html",
    "live/recorders/*.html",
    "live/records/_*.html",
    "live/records/check.html",
    "live/records/minutes.html",
    "results/*.html",
    "live/reports/*.html",
    "errors/_message.html",
)
EVERYTHING = {"*"}
# Python that speaks to residents: whole files, or the functions and classes in them that a phone can reach.
SPEAKERS: dict[str, set[str]] = {
    "accounts/rules.py": {"Level"},
    "core/errors.py": EVERYTHING,
    "core/labels.py": {"Side"},
    "core/writer.py": {"_spoiled"},
    "web/forms.py": EVERYTHING,
    "web/guards.py": {"csrf_guard"},
    "web/refusals.py": EVERYTHING,
    "live/entrances/access.py": {"coming_in"},
    "live/entrances/actions/codes.py": {"ask", "answer"},
    "live/entrances/rules.py": {"SlipAnswer", "CodeAnswer"},
    "live/levels/forms.py": EVERYTHING,
    "live/levels/routes.py": EVERYTHING,
    "live/doors/forms.py": EVERYTHING,
    "live/doors/routes.py": EVERYTHING,
    "live/phones/forms.py": EVERYTHING,
    "live/phones/routes.py": EVERYTHING,
    "live/phones/broadcasts.py": EVERYTHING,
    "live/talks/broadcasts.py": EVERYTHING,
    "live/talks/forms.py": EVERYTHING,
    "live/talks/routes.py": EVERYTHING,
    "live/wording/rules.py": {"Flag"},
    "live/reports/rules.py": {"Held"},
    "live/reports/forms.py": EVERYTHING,
    "live/reports/routes.py": EVERYTHING,
    "live/reports/actions.py": {"report_idea", "report_comment", "_must_be_of_others"},
    "live/ideas/rules.py": {"HideReason", "Order"},
    "live/comments/rules.py": {"CommentSide", "Order"},
    "live/records/queries/checking.py": EVERYTHING,
    "live/records/queries/minutes.py": EVERYTHING,
    "live/people/rules.py": EVERYTHING,
    "live/surveys/actions.py": {"answer"},
    "live/surveys/forms.py": {"SurveyForm"},
    "live/surveys/routes.py": {"answer"},
    "live/surveys/rules.py": EVERYTHING,
    "live/promises/forms.py": {"PracticeForm"},
    "live/promises/queries.py": {"practise"},
    "live/promises/rules.py": EVERYTHING,
    "live/registrations/access.py": {"taking"},
    "live/registrations/actions/registering.py": EVERYTHING,
    "live/registrations/forms.py": EVERYTHING,
    "live/registrations/queries.py": {"meeting_of"},
    "live/registrations/rules.py": {"Need"},
    "live/speakers/actions/asking.py": {"ask"},
    "live/speakers/forms.py": {"AskForm"},
    "live/speakers/rules.py": {"Stance"},
    "live/meetings/access.py": EVERYTHING,
    "live/meetings/actions/entering.py": EVERYTHING,
    "live/ideas/access.py": EVERYTHING,
    "live/ideas/actions.py": {"send_idea", "revise", "support", "withdraw_support"},
    "live/tables/access.py": {"_there", "recording", "begun_round", "open_round"},
    "live/tables/actions/codes.py": {"come_in"},
    "live/tables/actions/sending.py": {"send", "_to_idea", "take_back"},
    "live/tables/actions/writing.py": EVERYTHING,
    "live/recorders/broadcasts.py": EVERYTHING,
    "live/recorders/forms.py": EVERYTHING,
    "live/recorders/routes.py": EVERYTHING,
    "live/tallies/actions/behalf.py": {"help_beside", "_cast"},
    "live/tallies/forms.py": {"WishForm"},
    "live/tables/rules.py": {"wanting", "Entry"},
    "live/comments/actions.py": {"comment", "revise", "support", "_answered"},
    "live/ballots/access.py": {"ballot_in_room"},
    "live/ballots/actions/casting.py": EVERYTHING,
    "live/ballots/rules.py": {"Secrecy"},
    "live/ballots/queries/channels.py": {"_empty"},
    "live/counts/channels.py": {"Channel"},
    "live/counts/rules.py": {"choice_problem", "fixed_texts", "Kind", "Method"},
    "live/counts/terms.py": {"Base", "Majority", "Place", "Ruling", "Check", "_needed", "verdict"},
    "live/stage/rules.py": {"Deed"},
    "council/calls/actions/applying.py": EVERYTHING,
    "council/calls/forms.py": {"ApplicationForm"},
    "council/calls/queries.py": {"call"},
    "proposals/access.py": EVERYTHING,
    "proposals/actions/intake.py": {"propose", "_dong"},
    "proposals/forms.py": {"NewProposal"},
}


def named_in(file: Path) -> set[str]:
    """The templates this one extends, imports or includes."""
    return {name for name in meta.find_referenced_templates(parsed(file)) if name}


def shown_in() -> set[Path]:
    """The templates a resident can meet, and everything they are made of."""
    found: set[Path] = set()
    waiting = [file for pattern in ALONE for file in TEMPLATES.glob(pattern)]
    waiting += [file for file in templates() if named_in(file) & LAYOUTS]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += [TEMPLATES / name for name in named_in(file)]
    return found


def in_template(file: Path) -> Iterator[str]:
    """Message ids of one template: ``_('…')`` and ``{% trans %}``."""
    with file.open("rb") as source:
        for _, _, message, _ in babel_extract(
            source, list(DEFAULT_KEYWORDS), (), {"trim_blocks": "true", "lstrip_blocks": "true"}
        ):
            said = message if isinstance(message, tuple) else (message,)
            yield from (part for part in said if part)  # nothing stands there when a variable is translated


def in_python(module: ast.Module, names: set[str]) -> Iterator[str]:
    """Korean sentences of a module, or of the functions and classes in it that are named; docstrings are not said."""
    places = (
        [module]
        if names == EVERYTHING
        else [node for node in ast.walk(module) if getattr(node, "name", None) in names]
    )
    assert len(places) >= len(names), f"one of {names} is gone"
    for place in places:
        unsaid = {
            id(node.value)
            for node in ast.walk(place)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(place):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unsaid:
                yield from (node.value,) if HANGUL.search(node.value) else ()


@cache
def reachable() -> frozenset[str]:
    """Every message id a resident can meet."""
    return frozenset(
        {
            *(message for file in shown_in() for message in in_template(file)),
            *(message for path, names in SPEAKERS.items() for message in in_python(tree(APP / path), names)),
        }
    )


def source(lang: str) -> Path:
    return LOCALES / lang / "LC_MESSAGES" / "messages.po"


def catalogue(lang: str = "en") -> Catalog:
    with source(lang).open("rb") as file:
        return read_po(file, locale=lang)


def translations(words: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in words if message.id}


def places(sentence: str) -> list[str]:
    """What is filled in later, in any order."""
    return sorted(PLACE.findall(sentence))


def tagged(sentence: str) -> list[str]:
    return sorted(re.findall(r"</?\w+>", sentence))


def wanting(sentences: Set[str], known: Mapping[str, str]) -> list[str]:
    """Sentences without a translation, or with some Korean left in it."""
    return sorted(one for one in sentences if not known.get(one) or HANGUL.search(known[one]))


def misfilled(known: Mapping[str, str]) -> list[str]:
    """Translations that lose a place or a tag, or invent one."""
    return sorted(
        one for one, there in known.items() if (places(one), tagged(one)) != (places(there), tagged(there))
    )


# -- what is new -----------------------------------------------------------------------------------------------------


def missing(sentences: Set[str], known: Filled) -> dict[str, dict[str, str]]:
    """What each language (of ``known``: language → its sentences) still has to say, to be filled in."""
    wanted = {lang: wanting(sentences, there) for lang, there in known.items()}
    return {
        sentence: {lang: "" for lang in known if sentence in wanted[lang]}
        for sentence in sorted({one for some in wanted.values() for one in some})
    }


def entry(sentence: str, there: str) -> str:
    return f"msgid {json.dumps(sentence, ensure_ascii=False)}\nmsgstr {json.dumps(there, ensure_ascii=False)}"


def merged(text: str, there: Mapping[str, str], sentences: Set[str]) -> str:
    """A catalogue with what was filled in at its end, and without what nobody says. All else stays as it was written."""
    kept = []
    for block in text.strip().split("\n\n"):
        said = [str(message.id) for message in read_po(block.splitlines(keepends=True)) if message.id]
        if not said or (said[0] in sentences and said[0] not in there):
            kept.append(block)
    return "\n\n".join([*kept, *(entry(one, there[one]) for one in sorted(there))]) + "\n"


def merge(filled: Filled) -> None:
    """Into every catalogue, or into none."""
    sentences, texts = reachable(), {}
    for lang in OTHERS:
        there = {one: words[lang] for one, words in filled.items() if words.get(lang) and one in sentences}
        wrong = sorted({*wanting(set(there), there), *misfilled(there)})
        if wrong:
            raise SystemExit(f"{lang}: Korean is left, or a place or a tag is lost, in\n" + "\n".join(wrong))
        texts[lang] = merged(source(lang).read_text("utf-8"), there, sentences)
    for lang, text in texts.items():
        source(lang).write_text(text, "utf-8")


if __name__ == "__main__":
    if sys.argv[1:]:
        merge(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    else:
        known = {lang: translations(catalogue(lang)) for lang in OTHERS}
        print(json.dumps(missing(reachable(), known), ensure_ascii=False, indent=1))
