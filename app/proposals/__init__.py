"""What is said. 제안(Proposal), 공감(Support), 의제(Agenda): what a proposal or an idea becomes once it is selected.

This noun owns the public record of an agenda: where it stands on the resident's six-step path, the one status sentence,
who owes the next answer by when, and the dated timeline. Whatever moves an agenda (a ballot, the process, the budget)
writes that record through ``actions``; the agenda page never asks upward.
"""
