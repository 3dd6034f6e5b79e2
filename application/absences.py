"""The use cases of an absence (离岗)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from application.commands import R
from application.roles_allowed import DISPATCHERS, READERS, Row, row
from application.use_cases import UseCases, beginning, changing
from domain.absence import Absence


class Absences(UseCases[R]):
    """Who is away, and who stands in."""

    kind = Absence
    name = "absence"
    public = False
    rows: ClassVar[Mapping[str, Row]] = {
        "announce": row(DISPATCHERS),
        "end": row(DISPATCHERS),
        "read": row(READERS),
        "read_restricted": row(READERS),
        "read_text": row(DISPATCHERS),
    }

    announce = beginning(Absence.announce, regional=True, note=False)
    end = changing(Absence.end)
