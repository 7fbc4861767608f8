"""How long each kind of record is kept. Every table names its class; a convention test holds that.

Periods follow the public-records classes (영구, 10년, 5년 …) and the privacy schedule; counted from 1 January after the
matter closed where the class is a public record. They are the district's to confirm.
"""

from app.core.labels import Labelled


class Retention(Labelled):
    """Class of a table's rows."""

    REFERENCE = "reference", "기준 정보(바뀔 때까지)"
    PUBLIC_RECORD = "public_record", "공개 기록(영구)"
    MEETING_RECORD = "meeting_record", "회의 기록(10년)"
    PARTICIPATION = "participation", "이름 없는 참여 기록(회의가 끝난 다음 해부터 1년)"
    ENTRANCE = "entrance", "번호표·명부·미리 신청·확인한 연락처(회의가 끝난 뒤 30일)"
    APPLICATION = "application", "협치회 위원 지원서(결과를 알린 뒤 30일)"
    STAFF = "staff", "담당자 계정(맡은 일이 끝난 뒤 1년)"
    LOGIN = "login", "로그인(12시간)"
    SECURITY = "security", "접근 기록(2년)"
