"""``python -m app serve | migrate | demo``: the service from a shell."""

import argparse
import json
import sys
from contextlib import suppress

import uvicorn

from app.core import migrations
from app.core.db import Database
from app.core.settings import PROJECT, Settings
from app.main import create_app


def listening(settings: Settings) -> uvicorn.Config:
    """How the service listens; the tests listen in the same way."""
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=10,
        server_header=False,
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        log_level=settings.log_level.lower(),
    )


def serve(settings: Settings, args: argparse.Namespace) -> None:
    """Listen until told to stop."""
    server = uvicorn.Server(listening(settings))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(3)


def migrate(settings: Settings, args: argparse.Namespace) -> None:
    """Bring the database to this version's schema."""
    if settings.is_sqlite:
        (PROJECT / "var").mkdir(exist_ok=True)
    migrations.upgrade(settings.database_url)
    print("데이터베이스를 이 판에 맞췄습니다.")


def demo(settings: Settings, args: argparse.Namespace) -> None:
    """Load Jongno and a demo season into an empty database, or describe where everything is."""
    from app.demo import season

    database = Database(settings.database_url)
    try:
        if args.describe:
            print(json.dumps(database.read(season.describe, settings), ensure_ascii=False, indent=2))
        elif season.load(database, settings):
            print("종로구와 시범 자료를 넣었습니다.")
        else:
            print("이미 자료가 있어 그대로 두었습니다.")
    finally:
        database.close()


def main(argv: list[str] | None = None) -> int:
    """Read the command line and do one thing."""
    parser = argparse.ArgumentParser(prog="gongron", description="공론장: 공론장·공모전·표준 프로세스")
    commands = parser.add_subparsers(required=True)
    for deed, words in (
        (serve, "서비스를 엽니다"),
        (migrate, "데이터베이스를 맞춥니다"),
        (demo, "시범 자료"),
    ):
        command = commands.add_parser(deed.__name__, help=words)
        command.set_defaults(deed=deed)
        if deed is demo:
            command.add_argument("--describe", action="store_true", help="어디에 무엇이 있는지 JSON으로")
    args = parser.parse_args(argv)
    args.deed(Settings(), args)
    return 0


if __name__ == "__main__":
    sys.exit(main())
