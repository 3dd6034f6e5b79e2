"""Cases as a 311 client follows them: where each stands, and what became of it.

What stands here is public: a title is told once it was released, a person never.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from fastapi.concurrency import run_in_threadpool
from psycopg import AsyncConnection

from application.mapper import REGISTRY
from domain.case_facts import CaseFact
from domain.case_words import STATUS_LABELS, Status
from domain.codes import require_code
from domain.errors import Refusal
from interfaces.graphql.labels import LEVEL
from interfaces.language import Language
from interfaces.open311.offered import rules_of
from interfaces.services import Services
from projections import case_lists, compound_directory
from projections.case_filters import CaseFilter
from projections.case_row import FINISHED, CaseRow

MOST = 1_000
"""Cases or updates of one answer (`GeoReport v2`, "GET Service Requests")."""
WIDEST = timedelta(days=90)
"""The longest time that may be asked for, likewise."""
UPDATES = """
    SELECT h.position, h.case_id, h.type, h.label_zh, h.label_en, h.recorded_at
    FROM case_board b JOIN case_history h USING (case_id)
    WHERE b.changed_at >= %(start)s
    AND h.recorded_at >= %(start)s AND h.recorded_at < %(end)s
    AND h.type = ANY(%(types)s) AND h.part = 0
    AND (%(region)s::text IS NULL OR b.region_path @> ARRAY[%(region)s])
    ORDER BY h.position LIMIT %(most)s
"""


class WindowRefused(Refusal):
    zh = "start_date 与 end_date 应为带时区的时间，先后有序，相隔至多 90 天。"
    en = "start_date and end_date: times with offset, in order, at most 90 days apart."
    fields = ("start_date", "end_date")


class StateUnknown(Refusal):
    zh = "status 应为 open、closed，或两者以逗号相连。"
    en = "status: open, closed, or both with a comma."
    fields = ("status",)


class IdsRefused(Refusal):
    zh = "service_request_id 应为至多 {limit} 个编号，以逗号相连。"
    en = "service_request_id: up to {limit} ids with commas."
    fields = ("service_request_id",)


class Window(NamedTuple):
    """From, and before when."""

    start: datetime
    end: datetime

    @classmethod
    def of(
        cls, start: str | None, end: str | None, now: datetime, default: timedelta
    ) -> Window:
        """Open ends are closed by now and the default. Raises WindowRefused."""
        begin, until = _moment_of(start), _moment_of(end)
        try:
            if until is None:
                until = now if begin is None else min(now, begin + WIDEST)
            begin = until - default if begin is None else begin
        except OverflowError:
            raise WindowRefused from None
        if not timedelta() <= until - begin <= WIDEST:
            raise WindowRefused
        return cls(begin.astimezone(UTC), until.astimezone(UTC))


def _moment_of(text: str | None) -> datetime | None:
    """Raises WindowRefused."""
    try:
        at = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        raise WindowRefused from None
    if at is not None and at.tzinfo is None:
        raise WindowRefused
    return at


def ids_of(text: str) -> list[UUID]:
    """Raises IdsRefused."""
    parts = [part.strip() for part in text.split(",")]
    try:
        if len(parts) > MOST:
            raise IdsRefused(limit=MOST)
        return [UUID(part) for part in parts]
    except ValueError:
        raise IdsRefused(limit=MOST) from None


def codes_of(text: str | None) -> list[str] | None:
    """Codes of services; None: of all. Raises InvalidInput."""
    if text is None:
        return None
    codes = [part.strip() for part in text.split(",")]
    for code in codes:
        require_code("service_code", code)
    return codes


def open_of(text: str | None) -> bool | None:
    """Whether open cases alone are wanted, closed ones (False), or both (None)."""
    match sorted((text or "open,closed").replace(" ", "").split(",")):
        case ["closed", "open"]:
            return None
        case ["open"]:
            return True
        case ["closed"]:
            return False
    raise StateUnknown


async def found(conn: AsyncConnection[Any], filter: CaseFilter) -> Sequence[CaseRow]:
    """The latest cases that match."""
    return (await case_lists.page(conn, filter, first=MOST)).rows


async def shown(
    services: Services,
    conn: AsyncConnection[Any],
    rows: Sequence[CaseRow],
    language: Language,
) -> list[dict[str, Any]]:
    """Cases as requests."""
    refs = [(row.title_ref, "title") for row in rows if row.title_ref is not None]
    titles = await run_in_threadpool(services.vault.released, refs)
    ids = list({row.compound_id for row in rows if row.compound_id is not None})
    compounds = await compound_directory.by_ids(conn, ids) if ids else {}

    def shown_one(row: CaseRow) -> dict[str, Any]:
        title = titles.get((row.title_ref, "title")) if row.title_ref else None
        compound = compounds.get(row.compound_id) if row.compound_id else None
        rules = rules_of(services, row.profile)
        category = rules.categories.get(row.category or "")
        status = STATUS_LABELS[Status(row.status)]
        return {
            "service_request_id": str(row.case_id),
            "status": "open" if row.open else "closed",
            "status_notes": _said(status, language),
            "service_name": category and _said(category, language),
            "service_code": row.category,
            "description": title and title.value,
            "agency_responsible": None
            if row.level is None
            else _said(LEVEL.labels[f"L{row.level}"], language),
            "service_notice": None,
            "requested_datetime": _moment(row.reported_at),
            "updated_datetime": _moment(row.changed_at),
            "expected_datetime": _moment(row.due_at),
            "address": compound and compound.name,
            "address_id": row.compound_id and str(row.compound_id),
            "zipcode": None,
            "lat": None,
            "long": None,
            "media_url": None,
        }

    return [shown_one(row) for row in rows]


async def updates(
    conn: AsyncConnection[Any], window: Window, region: str | None, language: Language
) -> list[dict[str, Any]]:
    """Each change of a case's status, in the order of the log.

    The first 1,000 of the window: whoever polls goes on from the last one's time.
    """
    values = {
        "start": window.start,
        "end": window.end,
        "region": region,
        "types": list(MOVES),
        "most": MOST,
    }
    rows = await (await conn.execute(UPDATES, values)).fetchall()
    return [
        {
            "update_id": str(position),
            "service_request_id": str(case_id),
            "status": "CLOSED" if MOVES[type] in FINISHED else "OPEN",
            "external_status_code": MOVES[type].value,
            "updated_datetime": _moment(at),
            "description": zh if language == "zh" else en,
            "media_url": None,
        }
        for position, case_id, type, zh, en, at in rows
    ]


MOVES = {
    kind.name: kind.cls.target
    for kind in REGISTRY
    if issubclass(kind.cls, CaseFact) and kind.cls.target is not None
}
"""The kinds of facts that change a case's status, and to what."""


def _said(label: Any, language: Language) -> str:
    text: str = label.zh if language == "zh" else label.en
    return text


def _moment(at: datetime | None) -> str | None:
    """W3CDTF in UTC, to the second, as 311 clients compare it."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
