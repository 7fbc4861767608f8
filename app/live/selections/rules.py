"""Pure rules of selecting: which option of a counted ballot may become an agenda, and how its record says that it won."""

from app.live.counts.rules import Kind, Method
from app.live.counts.terms import Ruling, Verdict

# What the ballot's own terms say no to cannot become an agenda all the same.
FAILED = frozenset({Ruling.REJECTED, Ruling.NO_QUORUM, Ruling.LOW_TURNOUT})


def why_not(kind: Kind, decided: Verdict, option: int) -> str | None:
    """Why this option cannot be made an agenda, as a sentence with ``%(ruling)s``; None when it can."""
    if kind is Kind.SCALE:
        return "척도 투표는 생각을 잰 것이라 의제를 고르지 않습니다."
    if decided.ruling in FAILED or (kind is Kind.YESNO and decided.ruling is not Ruling.ADOPTED):
        return "투표 규칙에 따른 결과는 ‘%(ruling)s’입니다. 그래서 의제로 선정할 수 없습니다."
    if kind is Kind.YESNO and option not in decided.winners:
        return "찬반 투표에서는 찬성한 질문이 의제가 됩니다."
    return None


def won_with(kind: Kind, method: Method, score: int, place: str, *, weighted: bool = False) -> str:
    """What took an option to its place, as the middle of a sentence: ``31점으로 1위가 되어``. ``weighted``: where the sides
    have weights, a score is hundredths of points of 100.
    """
    if weighted:
        points = f"{score / 100:.2f}점으로"
        return f"찬성 {points} 가결되어" if kind is Kind.YESNO else f"{points} {place}가 되어"
    if kind is Kind.YESNO:
        return f"찬성 {score}표로 가결되어"
    if kind is Kind.RANK:
        how = f"맞대결 {score}승으로" if method is Method.SCHULZE else f"순위 점수 {score}점으로"
    else:
        unit = {Kind.POINTS: "점", Kind.DOTS: "장"}.get(kind, "표")
        how = f"{score}{unit}{'로' if unit == '표' else '으로'}"
    return f"{how} {place}가 되어"


def allowed(kind: Kind, most: int) -> str:
    """What one person could do, as the middle of a sentence."""
    return {
        Kind.YESNO: "한 사람이 찬성, 반대, 기권 가운데 하나를 골랐고",
        Kind.RANK: f"한 사람이 {most}순위까지 적었고",
        Kind.POINTS: f"한 사람이 {most}점을 나누었고",
        Kind.DOTS: f"한 사람이 스티커를 {most}장까지 붙였고",
    }.get(kind, f"한 사람이 {most}개까지 골랐고")
