"""What the public page may send."""

from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from app.live.entrances.rules import read_contact
from app.live.registrations.actions import Asked
from app.live.registrations.rules import LONGEST_NAME, LONGEST_NOTE
from app.web.forms import FormModel, Key, Line


class RegistrationForm(FormModel):
    """A name or nickname, what is needed, and a contact only with consent to be told. All may be empty."""

    sentences: ClassVar[dict[str, str]] = {
        "name": "이름이나 별명은 스무 글자까지 쓸 수 있어요.",
        "note": "백 글자까지 쓸 수 있어요.",
        "contact": "휴대폰 번호나 전자우편 주소를 다시 봐 주세요.",
        "agreed": "연락처를 남기려면 아래 동의에 표시해 주세요. 연락처 없이도 신청할 수 있어요.",
        "key": "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요.",
    }
    contact: Annotated[Line, Field(max_length=254)] = ""
    agreed: Annotated[str, Field(max_length=10)] = ""
    name: Annotated[Line, Field(max_length=LONGEST_NAME)] = ""
    needs: Annotated[list[str], Field(max_length=10, default_factory=list)]
    note: Annotated[Line, Field(max_length=LONGEST_NOTE)] = ""
    key: Key

    @field_validator("contact")
    @classmethod
    def _can_be_reached(cls, value: str) -> str:
        contact = read_contact(value) if value else None
        if value and contact is None:
            raise ValueError("no contact")
        return contact.to if contact else ""

    @property
    def needs_consent(self) -> bool:
        """Is there a contact that nobody agreed to keep?"""
        return bool(self.contact) and self.agreed != "on"

    @property
    def asked(self) -> Asked:
        return Asked(self.key, self.name, tuple(self.needs), self.note, self.contact)
