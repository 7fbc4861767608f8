"""What a facilitator reads."""

import pytest

from app.rehearsal.rules import LIMITS, judge
from app.rehearsal.telling import Progress, padded, report
from tests.rehearsal.test_rules import fine


def test_the_verdict_comes_first_and_every_figure_has_its_limit() -> None:
    figures = fine()
    text = report("골목 공론장", ["임시 사본"], figures, judge(figures), 60)
    assert text.strip().splitlines()[0] == "■ 진행해도 좋습니다."
    for word in ("QR을 찍고 들어오기", "‘접수’ 답 받기", "화면 바뀌기", "껐다 켠 뒤 돌아오기", "메모리"):
        line = next(line for line in text.splitlines() if word in line and "이하" in line)
        assert "넘음" not in line
    assert "공개 기록에 센 표 100장" in text
    assert "임시 사본" in text
    assert "바꿀 것" not in text


def test_a_limit_that_was_passed_is_told_in_its_own_unit() -> None:
    figures = fine()
    figures.votes, figures.memory = [3.0] * 100, 900.0
    reasons = judge(figures).reasons
    assert any("3.0초여서 기준 1초보다 깁니다" in reason for reason in reasons)
    assert any("900MB여서 기준 700MB보다 많습니다" in reason for reason in reasons)


def test_every_advice_says_who_can_do_something() -> None:
    for limit in LIMITS.values():
        assert "관리자에게:" in limit.advice or "회의장에서:" in limit.advice


def test_a_no_says_why_and_what_to_change() -> None:
    figures = fine()
    figures.votes, figures.lost = [3.0] * 100, 2
    text = report("골목 공론장", ["임시 사본"], figures, judge(figures), 60)
    assert "■ 지금 그대로는 진행하지 마십시오." in text
    assert "까닭" in text
    assert "바꿀 것" in text
    assert "집계와 다르고" in text
    assert "← 넘음" in text
    assert text.index("바꿀 것") < text.index("같은 명령으로 한 번 더") < text.index("잰 값")


def test_what_was_not_measured_is_not_invented() -> None:
    figures = fine()
    figures.returns, figures.memory, figures.restarted = [], 0, False
    text = report("골목 공론장", ["시연 서비스"], figures, judge(figures), 60)
    assert any("껐다 켠 뒤 돌아오기" in line and line.endswith("재지 않음") for line in text.splitlines())
    assert "메모리" not in text


def test_korean_letters_take_two_columns() -> None:
    assert padded("표", 4) == "표  "
    assert padded("ab", 4) == "ab  "


def test_without_a_terminal_progress_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    progress.stage("들어옵니다", 0.1)
    progress.within(0.5)
    progress.end()
    said = capsys.readouterr().err
    assert said.endswith("들어옵니다\n")
    assert "\r" not in said


def test_on_a_terminal_progress_is_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    progress.bar = True
    progress.stage("들어옵니다", 0.5)
    progress.end()
    said = capsys.readouterr().err
    assert "█" * 12 + "░" * 12 in said
    assert "50%" in said
