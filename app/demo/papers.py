"""The papers of the season's agendas, written from what the content says about each."""

from app.demo.cast import Content

TEN_THOUSAND = 10_000


def in_words(amount: int) -> str:
    """1,800만 원, as people say it."""
    return f"{amount // TEN_THOUSAND:,}만 원"


def body(agenda: Content, name: str) -> str:
    """The text of a paper a stage asks for."""
    lines = {
        "쟁점정리표": _issues,
        "실행계획서": _plan,
        "안건": _item,
        "의결서": _decision,
        "예산요구서": _request,
        "심사결과": _outcome,
        "추진상황 보고": _progress,
        "자체점검표(민/관)": _self_check,
        "만족도 조사 결과": _satisfaction,
        "평가회 결과": _evaluation,
        "환류 기록": _feedback,
    }[name]
    return "\n".join([f"의제: {agenda['title']}", *lines(agenda)])


def _said(agenda: Content, stage: str) -> list[str]:
    """What the record says of a stage, with what shows it."""
    return [
        row["sentence"] + (f" ({row['evidence']['text']})" if row["evidence"] else "")
        for row in agenda["history"]
        if row["stage"] == stage and row["kind"] != "late"
    ]


def _notes(agenda: Content, stage: str) -> list[str]:
    return [row["note"] for row in agenda["records"] if row["stage"] == stage]


def _issues(agenda: Content) -> list[str]:
    talks = [f"{number}차 회의: {row['gist']}" for number, row in enumerate(agenda["meetings"], 1)]
    return [f"주민의 말: “{agenda['quote']}”", *talks, f"다듬은 안: {agenda['summary']}"]


def _plan(agenda: Content) -> list[str]:
    opinions = [f"부서 의견: {row['verdict']}. {row['text']}" for row in agenda["opinions"]]
    return [f"할 일: {agenda['summary']}", *opinions, *_notes(agenda, "plan")]


def _item(agenda: Content) -> list[str]:
    return [f"심의할 것: {agenda['summary']}", "붙임: 쟁점정리표, 검토의견서, 실행계획서"]


def _decision(agenda: Content) -> list[str]:
    return [*_notes(agenda, "council"), "실행계획서대로 시행합니다."]


def _request(agenda: Content) -> list[str]:
    money = agenda["money"]
    return [f"재원: {money['source']}", f"요구액: {in_words(money['requested_krw'])}"]


def _outcome(agenda: Content) -> list[str]:
    money = agenda["money"]
    if not money["granted_krw"]:
        return [f"재원: {money['source']}", "따로 드는 돈 없이 시행합니다."]
    return [
        f"재원: {money['source']}",
        f"요구액 {in_words(money['requested_krw'])} 가운데 {in_words(money['granted_krw'])}을 편성했습니다.",
    ]


def _progress(agenda: Content) -> list[str]:
    return [*_said(agenda, "implement"), *_notes(agenda, "implement")]


def _self_check(agenda: Content) -> list[str]:
    return ["민과 관이 실행계획서의 지표를 각각 점검했습니다.", *_said(agenda, "implement")]


def _satisfaction(agenda: Content) -> list[str]:
    return ["현장에서 만난 주민에게 달라진 점을 물었습니다.", f"달라진 점: {agenda['story']['after']}"]


def _evaluation(agenda: Content) -> list[str]:
    return _said(agenda, "evaluate")


def _feedback(agenda: Content) -> list[str]:
    story = agenda["story"]
    return [f"처음: {story['before']}", f"지금: {story['after']}", *_said(agenda, "feedback")]
