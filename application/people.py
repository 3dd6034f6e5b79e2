"""One person under several names: an id as staff, a pseudonym a case as resident."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from application.vault import Vault
from domain.case import Case


def names_in_case(vault: Vault, case: Case, subject: str) -> set[str]:
    """Every name that a person may have in a case: their id, their pseudonym there,
    and those in the duplicates that it absorbed, whose reporters followed."""
    return names_among(vault, {case.id, *case.absorbed}, subject)


def names_among(vault: Vault, streams: Iterable[UUID], subject: str) -> set[str]:
    """The same, for a case of which only the ids of these streams are known."""
    return {subject} | {vault.pseudonym(subject, stream) for stream in streams}


def resident_in_case(vault: Vault, case: Case, subject: str) -> str:
    """The name under which a resident reported a case, else their pseudonym there."""
    reported = names_in_case(vault, case, subject) & case.reporters
    return min(reported, default=vault.pseudonym(subject, case.id))
