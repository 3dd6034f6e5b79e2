"""Who may do what with fees."""

from __future__ import annotations

from collections.abc import Mapping

from application.roles_allowed import OWNERS_BODIES, STATE, Row, row
from domain.roles import RESIDENTS, Role

_MANAGERS = {Role.SITE_MANAGER, Role.OPERATOR}
_CASHIERS = _MANAGERS | {Role.CASHIER}
FEE_READERS = _CASHIERS | STATE | {Role.AUDITOR}
"""Those who may see what a household owes; others see no more than totals."""

FEE_ROWS: Mapping[str, Row] = {
    "open": row(_CASHIERS),
    "bill": row(_CASHIERS),
    "charge": row(_CASHIERS),
    "rebill": row(_MANAGERS),
    "pass_liability": row(_CASHIERS),
    "pay": row(_CASHIERS),
    # Who takes the money does not take it back alone.
    "void_receipt": row(_MANAGERS),
    "reverse_line": row(_MANAGERS),
    "waive": row(_MANAGERS),
    "refund": row(_MANAGERS),
    "release_prepayment": row(_CASHIERS),
    "dispute": row(_CASHIERS, unit=RESIDENTS),
    "settle_dispute": row(_MANAGERS | STATE | {Role.NEIGHBOURHOOD_COMMITTEE}),
    "demand": row(_CASHIERS),
    "acknowledge": row(_CASHIERS, unit=RESIDENTS),
    "take_measure": row(_CASHIERS | OWNERS_BODIES),
    "file_claim": row(_MANAGERS),
    "award_costs": row(_MANAGERS),
    "close": row(_MANAGERS),
    "read": row(FEE_READERS, unit=RESIDENTS),
    "read_restricted": row(FEE_READERS, unit=RESIDENTS),
    "read_text": row(_MANAGERS, unit=RESIDENTS),
}

BOOK_ROWS: Mapping[str, Row] = {
    "read": row(FEE_READERS),
    "read_restricted": row(FEE_READERS),
    "read_text": row(),
}

SUSPENSE_ROWS: Mapping[str, Row] = {
    "match": row(_CASHIERS),
    "send_back": row(_MANAGERS),
    "read": row(FEE_READERS),
    "read_restricted": row(FEE_READERS),
    "read_text": row(_CASHIERS),
}
