"""What an ordinary forum comes to on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.core.db import Database
from app.demo import season
from tests.browser.test_leaving import sheets_of
from tests.conftest import Season, settings_for
from tests.servers import Servers

pytestmark = pytest.mark.browser


@pytest.mark.xdist_group("season-sqlite")
def test_an_evening_of_three_votes_is_one_page_of_paper(
    chromium: Browser, serve: Servers, sqlite_season: Season, tmp_path: Path
) -> None:
    """The zone forum of the demonstration: three votes, four agendas, the survey."""
    with sqlite_season.copy(tmp_path) as url:
        settings = settings_for(url)
        database = Database(url, vault=tmp_path / "keys")
        try:
            number = database.read(lambda db: season.describe(db, settings))["finished_meeting"]["number"]
            page = chromium.new_context(locale="ko-KR").new_page()
            page.goto(f"{serve(settings, database=database)}/m/{number}/result")
            assert page.locator(".result__v").count() == 3
            assert page.locator(".asked > li").count() == 3
            assert sheets_of(page, tmp_path, "result-of-a-forum") == 1
            page.context.close()
        finally:
            database.close()
