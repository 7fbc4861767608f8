"""The language of a resident's page, and words that were never translated."""

import pytest

from app.web.i18n import LANGUAGES, choose, translate


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "spoken"),
    [
        (None, None, None, "ko"),
        ("en", "ko", "ko", "en"),
        (None, "en", "ko-KR,ko;q=0.9", "en"),
        (None, None, "en-US,en;q=0.9,ko;q=0.8", "en"),
        (None, None, "fr-FR, ko;q=0.5", "ko"),
        (None, None, "fr, EN-gb", "en"),
        (None, None, "zh-CN,zh;q=0.9", "zh"),
        (None, None, "zh-TW", "zh"),
        (None, None, "zh-Hant-HK,en;q=0.8", "zh"),
        (None, None, "vi-VN,vi;q=0.9,en;q=0.5", "vi"),
        (None, None, "ja", "ja"),
        ("ja", "vi", "zh-CN", "ja"),
        ("xx", "yy", "zz", "ko"),
        ("../../etc", "'; DROP", ";;;,,,", "ko"),
    ],
)
def test_a_tap_counts_more_than_a_memory_more_than_the_browser(
    asked: str | None, remembered: str | None, accepted: str | None, spoken: str
) -> None:
    assert choose(asked, remembered, accepted) == spoken
    assert spoken in LANGUAGES


def test_an_untranslated_sentence_stays_korean_with_its_places_filled() -> None:
    assert translate("en", "번역이 없는 말 %(n)s개", n=3) == "번역이 없는 말 3개"
    assert translate("ko", "%(most)d개까지만 고를 수 있어요.", most=2) == "2개까지만 고를 수 있어요."
    assert translate("xx", "모르는 언어") == "모르는 언어"
    assert translate("en", "") == ""
