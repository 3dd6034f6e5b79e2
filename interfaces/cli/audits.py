"""`gongshi audit` with all its commands."""

from __future__ import annotations

from interfaces.cli import audit_cards, audit_proofs
from interfaces.cli.audit import app

__all__ = ["app", "audit_cards", "audit_proofs"]
