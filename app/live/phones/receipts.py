"""The receipt of a vote as its phone sees it. A hall gets thousands within a second, which differ in their number alone."""

from collections import OrderedDict
from dataclasses import replace

from markupsafe import Markup

from app.live.ballots.actions import Receipt
from app.live.phones.kept import shown
from app.web.render import Renderer

# Stands where the number of the receipt will stand; its last sign is escaped in whatever people write.
TRACKER = Markup("receipt-number'")
KEPT = 512

_kept: "OrderedDict[tuple[object, ...], str]" = OrderedDict()


def receipt_html(renderer: Renderer, lang: str, number: str, receipt: Receipt) -> str:
    """The fragment; rendered once for everyone who chose the same on the same ballot.

    Only its number differs then: it holds no token and no key, and a named ballot's receipt does not repeat the name.
    """
    known = (id(renderer), lang, number, receipt.ballot_id, receipt.head, receipt.choices)
    html = _kept.get(known)
    if html is None:
        same = replace(receipt, tracker=TRACKER)
        html = renderer.fragment("live/phones/_receipt.html", lang, number=number, vote=shown(same))
        _kept[known] = html
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return html.replace(TRACKER, receipt.tracker)
