"""The code on a receipt that proves it (F18)."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

LENGTH = 16


def verify_code(
    account_id: UUID, number: int, amount_fen: int, on: date, nonce: str
) -> str:
    """The code of one receipt, which no other receipt has and nobody can guess.

    nonce: drawn at random: without it, whoever knows what a household owes could find
    out by trying that it paid, and when.
    """
    content = f"{account_id}/{number}/{amount_fen}/{on}/{nonce}"
    return hashlib.sha256(content.encode()).hexdigest()[:LENGTH]
