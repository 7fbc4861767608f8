"""Reads for the public record. What may be seen of a ballot is decided in ``ballots.queries``; here it is only put together."""

from app.live.records.queries.checking import check_page, fresh_result_file, receipt_file, result_file
from app.live.records.queries.drafting import Draft, DraftField, draft, editions
from app.live.records.queries.elections import election_file
from app.live.records.queries.flows import flow_csv, flow_json
from app.live.records.queries.minutes import minutes

__all__ = [
    "Draft",
    "DraftField",
    "check_page",
    "draft",
    "editions",
    "election_file",
    "flow_csv",
    "flow_json",
    "fresh_result_file",
    "minutes",
    "receipt_file",
    "result_file",
]
