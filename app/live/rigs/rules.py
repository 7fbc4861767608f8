"""Pure rules of the device check: what is good enough, and what to do when it is not."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

GIGABYTE = 1024**3
FREE_LEAST = 1 * GIGABYTE  # an evening of 300 takes a few megabytes; below this something else fills the disk
BACKUP_OLD = timedelta(days=2)


@dataclass(frozen=True)
class Check:
    """One line: what was looked at, whether it is good, what was found, what to do when it is not."""

    name: str
    good: bool
    found: str
    todo: str = ""


def address(public_url: str, number: str) -> Check:
    """Can a phone reach what the QR says?"""
    host = urlsplit(public_url).hostname or ""
    shown = f"{urlsplit(public_url).netloc}/{number}"
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        ip = None
    if host == "localhost" or host.endswith(".localhost") or (ip is not None and ip.is_loopback):
        return Check(
            "QR 주소",
            False,
            shown,
            "이 주소는 이 컴퓨터에서만 열립니다. 서비스 관리자에게 휴대폰이 닿는 주소(GONGRON_PUBLIC_URL)로 바꾸어 달라고 하십시오.",
        )
    if ip is not None and ip.is_unspecified:
        return Check(
            "QR 주소", False, shown, "주소가 아닙니다. 서비스 관리자에게 주소를 정해 달라고 하십시오."
        )
    if ip is not None and ip.is_private:
        return Check("QR 주소", True, f"{shown} (이곳 와이파이에 이어진 휴대폰만 열 수 있습니다)")
    return Check("QR 주소", True, shown)


def disk(free: int) -> Check:
    """Is there room for tonight?"""
    words = f"{free / GIGABYTE:.1f}GB 남음"
    if free >= FREE_LEAST:
        return Check("서버 디스크", True, words)
    return Check(
        "서버 디스크", False, words, "서비스 관리자에게 알려 자리를 비우십시오. 다 차면 표를 받지 못합니다."
    )


def backup(at: datetime | None, now: datetime) -> Check:
    """Was everything before tonight put aside?"""
    todo = "시작하기 전에 서비스 관리자에게 백업해 달라고 하십시오: python -m app backup 파일"
    if at is None:
        return Check("마지막 백업", False, "백업한 기록이 없습니다", todo)
    hours = max(0, int((now - at) / timedelta(hours=1)))
    words = f"{hours // 24}일 전" if hours >= 24 else f"{hours}시간 전" if hours else "한 시간 안"
    return Check("마지막 백업", now - at < BACKUP_OLD, words, "" if now - at < BACKUP_OLD else todo)


def walls(watching: int, consoles: int, *, several: bool) -> Check:
    """Is a projector on? Each console shows the wall in a small frame, which is none. Of ``several`` processes one counts."""
    there = max(0, watching - consoles)
    if there:
        more = " (서버가 여럿입니다. 이 서버에 이어진 것만 셌습니다)" if several else ""
        return Check("스크린", True, f"이어진 스크린 {there}개{more}")
    todo = "‘스크린 열기’를 눌러 새 창을 프로젝터로 옮기고 F11로 크게 하십시오."
    if several:
        todo += " 서버가 여럿이면 다른 서버에 이어진 스크린은 여기서 세지 못합니다."
    return Check("스크린", False, "이어진 스크린이 없습니다", todo)


def phones(watching: int) -> Check:
    """Has somebody tried the QR? Phones are counted over all processes."""
    if watching:
        return Check("시험 휴대폰", True, f"이어진 휴대폰 {watching}대")
    todo = "휴대폰으로 스크린의 QR을 찍고 ‘참여하기’까지 눌러 보십시오. 와이파이를 끄고도 한 번 해 보십시오."
    return Check("시험 휴대폰", False, "이어진 휴대폰이 없습니다", todo)
