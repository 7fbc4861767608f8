"""Reads about tables: the hosts' board, a recorder's sheet, who sits where."""

from app.live.tables.queries.boards import Board, board, board_of, form_of, notes, rounds
from app.live.tables.queries.rooms import Room, room
from app.live.tables.queries.seats import placed, plan, tables, unseated
from app.live.tables.queries.sheets import Sheet, sheet

__all__ = [
    "Board",
    "Room",
    "Sheet",
    "board",
    "board_of",
    "form_of",
    "notes",
    "placed",
    "plan",
    "room",
    "rounds",
    "sheet",
    "tables",
    "unseated",
]
