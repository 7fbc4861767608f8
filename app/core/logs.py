"""Structured logs: one JSON object a line, Korean kept readable, never codes, phones, choices or comment text."""

import logging
import sys

import structlog
from sqlalchemy.exc import SQLAlchemyError

SOCKETS = "uvicorn.error.sockets"  # of its own: a line for each phone that comes and goes is too much
HIDDEN = frozenset(
    {"password", "token", "code", "phone", "choices", "text", "body", "csrf", "key", "cookie", "visit"}
)


def _hide(_logger: object, _method: str, fields: structlog.typing.EventDict) -> structlog.typing.EventDict:
    for name in HIDDEN & fields.keys():
        fields[name] = "[hidden]"
    return fields


def _is_harmless(record: logging.LogRecord) -> bool:
    """May uvicorn write this line? Not the socket's whole address (it holds the wall's key), nor cookies and frames."""
    return record.levelno >= logging.INFO and '"WebSocket ' not in str(record.msg)


def _without_values(record: logging.LogRecord) -> bool:
    """A database's own words may quote the row it refused: of its errors only the kind is written."""
    broken = record.exc_info[1] if record.exc_info else None
    if isinstance(broken, SQLAlchemyError):
        record.msg, record.args = f"database refused: {type(broken).__name__}", ()
        record.exc_info = record.exc_text = None
    return True


def set_up_logging(level: str) -> None:
    """Our logs through structlog; of uvicorn's own only what holds no whole address, no cookie and no frame."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _hide,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("uvicorn.access").disabled = True
    for name in ("uvicorn.error", SOCKETS):
        for harmless in (_is_harmless, _without_values):
            logging.getLogger(name).addFilter(harmless)
