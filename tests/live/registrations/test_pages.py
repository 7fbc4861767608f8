"""What residents and the desk see of registering, as HTML and without scripts."""

import re

from starlette.testclient import TestClient

from tests.conventions.english import Phone
from tests.live.registrations.desk import RegistrationDesk
from tests.world import another, post

HOSTILE = "<script>alert(1)</script>"


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_resident_finds_the_form_and_registers_without_a_name(
    client: TestClient, desk: RegistrationDesk
) -> None:
    forum = desk.evening.meeting.forum_id
    form = f"/forums/{forum}/registration"
    assert f'href="{form}"' in client.get(f"/forums/{forum}").text
    key = key_in(client.get(form).text)
    for _ in range(2):
        assert post(client, form, {"needs": ["sign", "captions"], "key": key}).status_code == 303
    page = client.get(form).text
    assert "신청 번호 1번 · 수어 · 자막" in page
    assert desk.overview.people == 1
    assert "신청 번호" not in another(client).get(form).text, "only the own browser sees it"
    assert post(client, f"/registrations/{desk.people[0].id}/removal").status_code == 303
    assert desk.overview.people == 0
    desk.evening.press()
    assert f'href="{form}"' not in client.get(f"/forums/{forum}").text
    assert "이제 미리 신청은 받지 않아요" in client.get(form).text
    refused = post(client, form, {"key": "k" * 20})
    assert refused.status_code == 409
    assert client.get("/forums/999999/registration").status_code == 404


def test_what_was_typed_is_kept_when_it_is_refused(client: TestClient, desk: RegistrationDesk) -> None:
    form = f"/forums/{desk.evening.meeting.forum_id}/registration"
    sent = {"needs": "seat", "note": HOSTILE, "name": "달빛", "contact": "010-1234-5678", "key": "k" * 20}
    answer = post(client, form, sent)
    assert answer.status_code == 422
    assert "동의에 표시해 주세요" in answer.text
    assert 'value="seat" checked' in answer.text
    assert "010-1234-5678" in answer.text
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert desk.overview.people == 0
    assert post(client, form, {**sent, "contact": "전화 없음", "agreed": "on"}).status_code == 422
    assert post(client, form, {**sent, "name": "가" * 21}).status_code == 422
    assert post(client, form, {**sent, "agreed": "on"}).status_code == 303
    assert desk.people[0].contact == "01012345678"


def test_the_desk_sees_needs_and_only_the_officer_sees_contacts(
    client: TestClient, desk: RegistrationDesk
) -> None:
    desk.register(1, "sign", name=HOSTILE[:20], contact="01012345678")
    desk.register(2, "sign", "child", note="세 살")
    address = f"/meetings/{desk.evening.meeting_id}/registrations"
    world = desk.evening.world
    host, officer = world.sign_in(another(client), "facilitator"), world.sign_in(another(client), "officer")
    page = host.get(address).text
    assert "세 살" in page
    assert "01012345678" not in page
    assert "<script>alert" not in page
    assert 'href="tel:01012345678"' in officer.get(address).text
    assert "수어 2 · 아이 돌봄 1" in host.get(f"/meetings/{desk.evening.meeting_id}/entrances").text
    assert "수어 2 · 아이 돌봄 1" in host.get("/meetings").text
    for public in (f"/forums/{desk.evening.meeting.forum_id}", f"/m/{desk.evening.number}"):
        assert "세 살" not in client.get(public).text
    shown = host.get("/snapshot", params={"topic": f"entrance:{desk.evening.meeting_id}:ko"}).text
    assert "세 살" not in shown, "the desk's socket carries numbers only"


def test_the_number_is_checked_and_a_wrong_one_stays_in_the_field(
    client: TestClient, desk: RegistrationDesk
) -> None:
    desk.register(1, "seat", note="큰 바퀴")
    host = desk.evening.world.sign_in(client, "facilitator")
    address = f"/meetings/{desk.evening.meeting_id}/registrations/check-in"
    page = post(host, address, {"number": "1"})
    assert page.status_code == 200
    assert "필요한 것: 휠체어 자리" in page.text
    assert "큰 바퀴" in page.text
    for number, status in (("1", 409), ("8", 404), ("여덟", 422)):
        again = post(host, address, {"number": number})
        assert again.status_code == status
        assert f'value="{number}"' in again.text
    row = desk.people[0]
    assert post(host, f"/registrations/{row.id}/check-in/removal").status_code == 303
    assert desk.overview.checked == 0
    walk = f"/meetings/{desk.evening.meeting_id}/walk-ins"
    assert post(host, walk, {"key": "w" * 20}).status_code == 303
    assert post(host, walk, {"key": "짧음"}).status_code == 422
    assert post(host, f"{walk}/removal").status_code == 303
    assert desk.overview.walk_ins == 0


def test_the_form_is_english_for_an_english_phone(client: TestClient, desk: RegistrationDesk) -> None:
    desk.register(1)
    meeting = desk.evening.meeting
    phone = Phone(client, {meeting.title, "종로구민회관 대강당", "종로공론장"})
    form = f"/forums/{meeting.forum_id}/registration"
    phone.get(form)
    phone.send(form, {"contact": "no", "key": "k" * 20}, 422)
    phone.send(form, {"contact": "010-1234-5678", "key": "k" * 20}, 422)
    phone.send(form, {"needs": "sign", "key": "k" * 20})
    phone.get(form)
    desk.evening.press()
    phone.send(form, {"key": "n" * 20}, 409)
