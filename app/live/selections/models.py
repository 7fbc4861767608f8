"""The table of selections."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention


class Selection(SQLModel, table=True):
    """An option that was chosen by its ballot and became an agenda (의제)."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    option_id: int = Field(foreign_key="option.id", unique=True)
    agenda_id: int = Field(foreign_key="agenda.id", unique=True)
    selected_by: int = Field(foreign_key="account.id")
    selected_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
