"""Structured logs: one JSON object a line, Korean kept readable, never codes, phones, choices or comment text."""

import logging
import sys

import structlog

HIDDEN = frozenset(
    {"password", "token", "code", "phone", "choices", "text", "body", "csrf", "key", "cookie", "visit"}
)


def _hide(_logger: object, _method: str, fields: structlog.typing.EventDict) -> structlog.typing.EventDict:
    for name in HIDDEN & fields.keys():
        fields[name] = "[hidden]"
    return fields


def set_up_logging(level: str) -> None:
    """Send our logs and uvicorn's through structlog; uvicorn's access log is off because it prints whole addresses."""
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
