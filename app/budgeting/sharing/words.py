"""Why a project was chosen or not, in words for residents."""

from fractions import Fraction

from app.budgeting.sharing.rules import Division, Fate, Judged, Rule
from app.web.words import money

COMPLETION = "몫 늘리기(Add1) 뒤 득표순 채우기"  # Add1U


def rounded(amount: Fraction) -> str:
    """A part of money as people say it: whole won, downward."""
    whole = int(amount)
    return money(whole) if whole == amount else f"약 {money(whole)}"


def told(row: Judged, division: Division) -> str:
    """What decided about this project. Of one that was not chosen: what was missing."""
    cost, votes = money(row.candidate.cost), f"{row.votes:,}명"
    if row.fate is Fate.NO_VOTES:
        return "찬성한 사람이 없어 뽑히지 않았습니다."
    if row.fate is Fate.BY_VOTES:
        return f"찬성 {votes}. 차례가 왔을 때 예산이 {money(row.left)} 남아 있어 사업비 {cost}을 댈 수 있었습니다."
    if row.fate is Fate.BY_SHARES:
        part = (
            " (몫이 모자란 사람은 가진 만큼 냈습니다)" if row.each * row.payers > row.candidate.cost else ""
        )
        return f"찬성 {votes}. 그 가운데 몫이 남은 {row.payers:,}명이 한 사람에 {rounded(row.each)}씩 모아 사업비 {cost}을 채웠습니다{part}."
    if row.fate is Fate.FILLED:
        return f"찬성 {votes}. 몫으로 고르고 남은 예산이 {money(row.left)}이어서, 득표순으로 채울 때 사업비 {cost}을 댈 수 있었습니다."
    return _not_chosen(row, division, votes, cost)


def _not_chosen(row: Judged, division: Division, votes: str, cost: str) -> str:
    if row.candidate.cost > division.budget:
        return (
            f"찬성 {votes}. 사업비 {cost}이 전체 예산 {money(division.budget)}보다 커서 뽑을 수 없었습니다."
        )
    room = f"예산이 {money(row.left)} 남아 있어 사업비 {cost}에 {money(row.missing)}이 모자랐습니다."
    if division.rule is Rule.GREEDY:
        return f"찬성 {votes}. 차례가 왔을 때 {room}"
    lacking = row.candidate.cost - row.held
    return f"찬성 {votes}. 찬성한 사람들에게 남은 몫은 모두 {rounded(row.held)}이어서 {rounded(lacking)}이 모자랐습니다. 득표순으로 채울 때에도 {room}"


def explained(division: Division) -> str:
    """The rule and how it went, for the head of the page."""
    if division.rule is Rule.GREEDY:
        return "표를 많이 받은 사업부터 예산을 채웠습니다. 남은 예산보다 비싼 사업은 건너뛰고 다음 사업을 봅니다."
    said = "예산을 투표한 사람 수로 똑같이 나누어 저마다의 몫으로 삼고, 찬성한 사람들이 몫을 모아 살 수 있는 사업을 한 사람 부담이 가벼운 것부터 골랐습니다."
    if division.percent > 100:
        said += f" 예산이 남아서 한 사람의 몫을 처음의 {division.percent}%까지 늘려 다시 골랐습니다."
    return f"{said} 그러고도 남은 예산은 득표순으로 채웠습니다."


def differing(one: Division, other: Division, id_: int) -> str:
    """What would be different for a project under the other rule; empty where nothing would."""
    here, there = id_ in one.ids, id_ in other.ids
    if here == there:
        return ""
    chosen = one if here else other
    return f"‘{chosen.rule.label}’에서만 뽑힙니다."
