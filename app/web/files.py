"""Static files: addresses carry a digest of the content, so browsers may keep them for a year.

Our own styles and scripts travel without their comments: a phone in a hall has thirty kilobytes for everything.
"""

import re
from functools import lru_cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

OURS = {"css": "text/css; charset=utf-8", "js/behaviours": "text/javascript; charset=utf-8"}
IN_STYLES = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
IN_SCRIPTS = re.compile(
    r"^[ \t]*//.*\n", re.MULTILINE
)  # whole lines only: elsewhere it may be part of a text


@lru_cache(maxsize=256)
def without_comments(path: Path, changed: float) -> bytes:
    """A style or script of ours as it travels. ``changed``: when the file was, so that an edited one is read again."""
    comments = IN_STYLES if path.suffix == ".css" else IN_SCRIPTS
    return comments.sub("", path.read_text("utf-8")).encode()


class Files(StaticFiles):
    """As starlette's, plus the long cache when the address names its version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kind = next((kind for folder, kind in OURS.items() if path.startswith(f"{folder}/")), "")
        if kind and response.status_code == 200:
            full, found = self.lookup_path(path)
            if found is not None:
                response = Response(without_comments(Path(full), found.st_mtime), media_type=kind)
        versioned = b"v=" in scope.get("query_string", b"")
        forever = versioned or path.endswith(".woff2")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if forever else "public, max-age=300"
        )
        return response
