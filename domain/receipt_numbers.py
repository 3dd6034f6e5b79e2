"""The code on a receipt that proves it (F18)."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

LENGTH = 16


def verify_code(account_id: UUID, number: int, amount_fen: int, on: date) -> str:
    """Follows from account, number, amount and day, so that a paper receipt can be
    checked against the log: a changed figure gives another code."""
    content = f"{account_id}/{number}/{amount_fen}/{on}"
    return hashlib.sha256(content.encode()).hexdigest()[:LENGTH]
