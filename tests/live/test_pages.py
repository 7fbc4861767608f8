"""What residents, the hall and the facilitator see at every step, as HTML."""

from starlette.testclient import TestClient

from app.live.meetings.rules import ItemKind
from tests.live.evening import Evening
from tests.world import World, another, post


def test_the_whole_evening_can_be_walked_without_scripts(
    world: World, evening: Evening, client: TestClient
) -> None:
    host = another(client)
    world.sign_in(host, "facilitator")

    joined = client.get(f"/m/{evening.number}")
    assert joined.status_code == 200
    assert "참여하기" in joined.text
    assert post(client, f"/m/{evening.number}/attendance", {"lang": "ko"}).status_code == 303
    assert "들어오셨어요" in client.get(f"/m/{evening.number}").text

    evening.until(ItemKind.IDEAS)
    page = client.get(f"/m/{evening.number}")
    assert "생각 보내기" in page.text
    item = evening.item(ItemKind.IDEAS).id
    sent = post(
        client, f"/m/{evening.number}/items/{item}/ideas", {"text": "그늘에 긴 의자", "key": "k" * 32}
    )
    assert sent.status_code == 303
    assert "그늘에 긴 의자" in client.get(f"/m/{evening.number}").text, "the author sees what was sent"

    console = host.get(f"/meetings/{evening.meeting_id}")
    assert console.status_code == 200
    assert "그늘에 긴 의자" in console.text
    wall = client.get(f"/wall/{evening.wall_key}")
    assert wall.status_code == 200
    assert "그늘에 긴 의자" not in wall.text, "nothing reaches the wall without a press"

    paper = evening.open_vote("긴 의자", "작은 화장실")
    page = client.get(f"/m/{evening.number}")
    assert "긴 의자" in page.text
    choice = str(paper.choices[0].id)
    answer = post(
        client, f"/m/{evening.number}/ballots/{paper.id}/my-vote", {"choice": choice, "key": "v" * 32}
    )
    assert answer.status_code == 303
    assert "투표했어요" in client.get(f"/m/{evening.number}").text
    assert "투표 받는 중" in client.get(f"/wall/{evening.wall_key}").text
    for scene, words in (("close", "투표가 끝났어요"), ("reveal", "1명이 투표했어요")):
        evening.press()
        assert words in client.get(f"/m/{evening.number}").text, scene
    assert "가장 많음" in client.get(f"/wall/{evening.wall_key}").text
    outcome = host.get(f"/meetings/{evening.meeting_id}/outcome")
    assert "의제로 선정" in outcome.text
    chosen = post(
        host,
        f"/options/{choice}/selection",
        {"title": "계동길에 긴 의자 놓기", "field": world.fields["교통"]},
    )
    assert chosen.status_code == 303
    evening.until(ItemKind.THANKS)
    assert "계동길에 긴 의자 놓기" in client.get(f"/m/{evening.number}").text
    assert "계동길에 긴 의자 놓기" in client.get(f"/wall/{evening.wall_key}").text
