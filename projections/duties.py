"""Duties of disclosure (公示义务): what had to be published, and whether it was?

Folded by the domain's own notes (`domain.duty_notes`). The calendar's duties are not
rows: what owes them is, and they are made when asked for.

What one stream says of another's duties (D06 ends with the service, D33 shows by the
change of the tariff) finds the rows that are there: where the other stream was parked
until later, `projections verify` shows a difference, and a rebuild mends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

from application.event_store import Recorded
from domain.duty_heads import remembered
from domain.duty_notes import (
    Arose,
    EndedDuties,
    Note,
    Woke,
    noted,
)
from domain.duty_postings import exempted, posted
from domain.duty_spans import SpanBegan, SpanEnded
from domain.facts import Audience
from projections.duty_packs import pack_of
from projections.duty_schema import DDL, INDEXES
from projections.duty_tables import (
    DUTIES,
    EXEMPTIONS,
    HEADS,
    POSTINGS,
    TABLES,
    DutyRow,
    ExemptionRow,
    HeadRow,
    PostingRow,
    exemption_of,
    posting_of,
    posting_row,
    row_of,
)
from projections.memory import Memory
from projections.projection import Projection

STREAMS = frozenset(
    {
        "Committee",
        "Compound",
        "Enterprise",
        "MaintenanceFund",
        "Meeting",
        "ServiceFund",
        "Survey",
        "Vote",
    }
)
"""The aggregates whose facts say something about duties."""

# What a fact changes it finds by the place of the fact, since the rows of the whole
# batch are there already.
REPLACE: LiteralString = """
    UPDATE duty SET replaced_at = %s, version = version + 1
    WHERE id = %s AND position < %s AND replaced_at IS NULL
"""
END: LiteralString = """
    UPDATE duty SET ended_at = %s, ended_known = %s, void = %s, version = version + 1
    WHERE subject = %s AND code = ANY(%s) AND position < %s AND ended_known IS NULL
        AND (%s::text IS NULL OR detail = %s) AND occasion IS DISTINCT FROM %s
"""
WAKE: LiteralString = """
    UPDATE duty SET known_at = %s, version = version + 1
    WHERE occasion = %s AND code = ANY(%s) AND position < %s AND known_at IS NULL
"""
# A stream that was parked comes after facts that the log has behind it: the first to
# name a pack, and the first for which a community owes, are those of the log.
SEE: LiteralString = """
    INSERT INTO duty_rules VALUES (%s, 1, %s, %s)
    ON CONFLICT (rules) DO UPDATE SET known_at = EXCLUDED.known_at,
        position = EXCLUDED.position
    WHERE duty_rules.position > EXCLUDED.position
"""
PRECEDE: LiteralString = """
    UPDATE duty_span SET position = %s, compound_id = %s, enterprise_id = %s,
        region_path = %s, profile = %s, since = %s, known_at = %s
    WHERE subject = %s AND duty_group = %s AND detail = %s AND position > %s
        AND ended_known IS NULL
"""
BEGIN: LiteralString = """
    INSERT INTO duty_span
    SELECT %s, %s, %s, %s, 1, %s, %s, %s, %s, %s, %s, NULL, NULL
    WHERE NOT EXISTS (
        SELECT FROM duty_span
        WHERE subject = %s AND duty_group = %s AND detail = %s AND ended_known IS NULL
    )
    ON CONFLICT DO NOTHING
"""
STOP: LiteralString = """
    UPDATE duty_span SET until = %s, ended_known = %s, version = version + 1
    WHERE subject = %s AND duty_group = %s AND detail = %s AND position < %s
        AND ended_known IS NULL
"""

Change = tuple[LiteralString, Sequence[Any]]


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Bring the duties up to date."""
    arisen: list[DutyRow] = []
    changes: list[Change] = list(_named(batch))

    def follow(row: HeadRow | None, recorded: Recorded) -> HeadRow:
        fact: Any = recorded.fact
        head = remembered(row.head if row else None, fact)
        if type(fact).audience is Audience.PUBLIC:
            notes = noted(pack_of(fact.rules), head, fact, recorded.recorded_at)
            arisen.extend(_arisen(notes, recorded.position))
            changes.extend(_changes(notes, recorded.position))
        return HeadRow(fact.originator_id, fact.originator_version, head)

    memory.fold(HEADS, _of(STREAMS, batch), follow)
    memory.fold(POSTINGS, _of({"Publication"}, batch), _published)
    memory.fold(EXEMPTIONS, _of({"Exemption"}, batch), _exempted)
    # Only now: a COPY that has begun keeps the connection from the folds.
    memory.adding(DUTIES).add(arisen)
    for statement, values in changes:
        memory.update(statement, values)


def _of(aggregates: frozenset[str] | set[str], batch: Sequence[Recorded]) -> Any:
    return [each for each in batch if each.type.partition(".")[0] in aggregates]


def _named(batch: Sequence[Recorded]) -> Iterator[Change]:
    """The rule packs that public facts name, in the order of the log."""
    first: dict[str, Recorded] = {}
    for each in batch:
        if type(each.fact).audience is Audience.PUBLIC:
            first.setdefault(each.fact.rules, each)
    for rules, each in first.items():
        yield SEE, (rules, each.recorded_at, each.position)


def _arisen(notes: Sequence[Note], position: int) -> list[DutyRow]:
    return [
        row_of(note.duty, position, number, waits=note.waits)
        for number, note in enumerate(notes)
        if isinstance(note, Arose)
    ]


def _changes(notes: Sequence[Note], position: int) -> Iterator[Change]:
    """What a fact says of rows that may be there already."""
    for note in notes:
        match note:
            case Arose(duty, _):
                yield REPLACE, (duty.known_at, duty.id, position)
            case EndedDuties(codes, subject, detail, keeps, end):
                when = (end.at, end.known_at, end.void)
                which = (subject, list(codes), position, detail, detail, keeps)
                yield END, (*when, *which)
            case Woke(codes, occasion, known_at):
                yield WAKE, (known_at, occasion, list(codes), position)
            case SpanBegan(span):
                key = (span.subject, span.group, span.detail)
                whose = (span.compound_id, span.enterprise_id, list(span.region_path))
                terms = (*whose, span.profile, span.since, span.known_at)
                yield PRECEDE, (position, *terms, *key, position)
                new = (position, span.group, span.subject, span.detail, *terms)
                yield BEGIN, (*new, *key)
            case SpanEnded(group, subject, detail, until, known_at):
                yield STOP, (until, known_at, subject, group, detail, position)


def _published(row: PostingRow | None, recorded: Recorded) -> PostingRow:
    known = posting_of(row.document) if row else None
    made = posted(known, recorded.fact, recorded.recorded_at)
    return posting_row(made, recorded.fact.originator_version)


def _exempted(row: ExemptionRow | None, recorded: Recorded) -> ExemptionRow:
    known = exemption_of(row) if row else None
    made = exempted(known, recorded.fact, recorded.recorded_at)
    return ExemptionRow(
        made.id,
        recorded.fact.originator_version,
        made.item,
        made.subject,
        made.occasion,
        made.approved,
        made.revoked,
    )


DUTY_REGISTER = Projection("duties", 2, DDL, INDEXES, TABLES, apply)
