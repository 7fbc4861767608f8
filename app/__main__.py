"""``python -m app serve | migrate | found | demo | backup | restore | verify | recount | rehearse``: the service from a shell."""

import argparse
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI
from sqlmodel import Session
from uvicorn.config import LOGGING_CONFIG

from app.accounts.passwords import hashed
from app.backups import commands as backups
from app.core import garbage, ids, migrations
from app.core.clockwork import Clockwork
from app.core.db import Database
from app.core.errors import Refused
from app.core.logs import SOCKETS
from app.core.settings import PROJECT, Settings
from app.live.counts import pabulib
from app.main import create_app
from app.organisations import actions as organisations
from app.organisations import loading
from app.process.actions import publish_standard
from app.realtime.protocol import SocketProtocol
from app.rehearsal.command import rehearse


def listening(settings: Settings) -> uvicorn.Config:
    """How the service listens; the tests listen in the same way."""
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        ws=SocketProtocol,
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        backlog=8192,  # a hall that scans the QR waits at the door; whoever found it full would see an error
        timeout_graceful_shutdown=10,
        server_header=False,
        access_log=False,
        log_config=LOGGING_CONFIG | {"loggers": LOGGING_CONFIG["loggers"] | {SOCKETS: {"level": "WARNING"}}},
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        log_level=settings.log_level.lower(),
    )


class _Service(uvicorn.Server):
    """Not ready from the moment it is told to end; what is open is finished first (app/realtime/protocol.py)."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        assert isinstance(self.config.app, FastAPI)
        self.config.app.state.hub.draining = True
        super().handle_exit(sig, frame)
        if (
            sig == signal.SIGTERM
        ):  # uvicorn would die of it once everything is finished: a deployment that ends well is 0
            self._captured_signals.remove(sig)


def serve(settings: Settings, args: argparse.Namespace) -> None:
    """Say where and who, then listen until told to stop."""
    config = listening(settings)
    if settings.is_sqlite and not _only_service(config):
        sys.exit(
            "이 SQLite 파일로 이미 서비스가 열려 있습니다. 먼저 연 서비스를 멈추고 다시 시작해 주세요."
            " 여러 프로세스로 열려면 PostgreSQL과 GONGRON_BUS_URL을 씁니다."
        )
    print(f"\n{settings.service_name}  {settings.public_url}")
    if settings.demo:
        _print_demo(settings)
    print("멈추려면 Ctrl+C를 누릅니다.\n", flush=True)
    server = _Service(config)
    garbage.rarely()
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(3)


def _only_service(config: uvicorn.Config) -> bool:
    """Two services on one SQLite file would not hear of each other's deeds, nor share the clocks."""
    service = config.app
    assert isinstance(service, FastAPI)
    clockwork: Clockwork = service.state.clockwork
    return clockwork.claim.held()


def _print_demo(settings: Settings) -> None:
    from app.demo import season

    database = Database.of(settings)
    try:
        told = database.read(season.describe, settings)
    except Refused:
        return
    finally:
        database.close()
    meeting = told["meeting"]
    if meeting:
        print(f"오늘의 회의    {meeting['title']}  번호 {meeting['number']}")
        print(f"  주민         {meeting['join']}")
        print(f"  스크린       {meeting['projector']}")
        print(f"  진행 화면    {meeting['console']}")
    print(f"들어가기       {told['sign_in']}  (시연용: 역할을 눌러 바로 들어갑니다)")
    for account in told["accounts"]:
        print(f"  {account['label']}  {account['email']}  {account['password']}")


def migrate(settings: Settings, args: argparse.Namespace) -> None:
    """Bring the database to this version's schema."""
    if settings.is_sqlite:
        (PROJECT / "var").mkdir(exist_ok=True)
    migrations.upgrade(settings.database_url)
    print("데이터베이스를 이 판에 맞췄습니다.")


def found(settings: Settings, args: argparse.Namespace) -> None:
    """Begin a real service: the district's places and bodies, the standard process, and the first administrator."""
    password = ids.token()[:20]

    def begin(db: Session, password_hash: str) -> None:
        organisations.first_admin(db, email=args.email, name=args.name, password_hash=password_hash)
        loading.load(db)
        publish_standard(db)

    database = Database.of(settings)
    try:
        database.write(begin, hashed(password))
    except Refused as refusal:
        sys.exit(refusal.sentence)
    finally:
        database.close()
    print(f"{settings.district_name}의 권역·동·분과·부서와 표준 프로세스를 넣었습니다.")
    print(f"관리자 {args.name}: {args.email} / {password}")
    print("비밀번호는 다시 보여 드리지 않습니다. 들어간 뒤 ‘계정’에서 담당자들의 계정을 열어 주세요.")


def demo(settings: Settings, args: argparse.Namespace) -> None:
    """Load Jongno and a demo season into an empty database, or describe where everything is."""
    from app.demo import season

    database = Database.of(settings)
    try:
        if args.describe:
            print(json.dumps(database.read(season.describe, settings), ensure_ascii=False, indent=2))
        elif season.load(database, settings):
            print("종로구와 시범 자료를 넣었습니다.")
        else:
            print("이미 자료가 있어 그대로 두었습니다.")
    finally:
        database.close()


def recount(settings: Settings, args: argparse.Namespace) -> None:
    """Count a published election (Pabulib ``.pb``) again with the rules of our ballots. Reads the file and nothing else."""
    try:
        election = pabulib.read(args.file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        sys.exit(f"{args.file} 파일을 읽을 수 없습니다.")
    except pabulib.Broken as problem:
        sys.exit(f"{args.file}: {problem}")
    found = pabulib.verify(election)
    print(
        f"{election.meta.get('description', args.file.name)} · {election.meta['vote_type']} · 표 {found.voters}장"
    )
    for line in sorted(found.lines, key=lambda line: (-line.score, line.project.id)):
        published = [number for number in (line.project.votes, line.project.score) if number is not None]
        mark = "다름" if line in found.wrong else "같음" if published else "발표 없음"
        told = " / ".join(map(str, published)) or "-"
        print(
            f"  {line.project.id}  {line.project.name}  {line.people}명 {line.score}점  발표 {told}  {mark}"
        )
    if not found.is_same:
        sys.exit(
            f"발표한 결과와 다릅니다: {len(found.wrong)}곳"
            + (", 표의 수도 다름" if found.voters_wrong else "")
        )
    print("발표한 결과와 모두 같습니다." if found.compared else "견줄 발표가 파일에 없어 센 것만 보였습니다.")


def main(argv: list[str] | None = None) -> int:
    """Read the command line and do one thing."""
    parser = argparse.ArgumentParser(prog="gongron", description="공론장: 공론장·공모전·표준 프로세스")
    commands = parser.add_subparsers(required=True)
    for deed, words in (
        (serve, "서비스를 엽니다"),
        (migrate, "데이터베이스를 맞춥니다"),
        (found, "첫 관리자와 기준 정보를 넣어 서비스를 시작합니다"),
        (demo, "시범 자료"),
        (backups.backup, "서비스를 멈추지 않고 모든 자료를 파일 하나로 담습니다"),
        (backups.restore, "백업을 빈 데이터베이스에 되살립니다"),
        (backups.verify, "데이터베이스, 회의 원장, 투표 결과를 모두 점검합니다"),
        (recount, "공개된 선거의 .pb 파일(Pabulib)을 다시 세어 발표와 견줍니다"),
        (rehearse, "다음 회의를 모의 휴대폰으로 미리 해 봅니다"),
    ):
        command = commands.add_parser(deed.__name__, help=words)
        command.set_defaults(deed=deed)
        backups.arguments(deed, command)
        if deed is demo:
            command.add_argument("--describe", action="store_true", help="어디에 무엇이 있는지 JSON으로")
        if deed is found:
            command.add_argument("--email", required=True, help="첫 관리자의 전자우편")
            command.add_argument("--name", required=True, help="첫 관리자의 이름")
        if deed is recount:
            command.add_argument("file", type=Path, help="Pabulib 형식(.pb)의 파일")
        if deed is rehearse:
            command.add_argument("--people", type=int, default=300, help="모의 휴대폰 수")
            command.add_argument("--minutes", type=float, default=2.0, help="회의를 몇 분으로 줄여서 할지")
            command.add_argument("--url", default="", help="시연 서비스의 주소; 없으면 임시 사본으로 합니다")
    args = parser.parse_args(argv)
    args.deed(Settings(), args)
    return 0


if __name__ == "__main__":
    sys.exit(main())
