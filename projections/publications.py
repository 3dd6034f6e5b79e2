"""Publications: what is shown, for which occasion, in which version, until when?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from application.database import Database
from application.event_store import Recorded
from domain.publication_facts import PublicationFacts as Publication
from domain.publication_words import (
    CorrectionGround,
    PublishedFile,
    WithdrawalGround,
)
from projections.documents import View, plain, stated
from projections.listed import added, altered
from projections.records import Records

SHOWN_FIELDS = ("content", "filled", "documents", "computed", "difference")
INDEX: LiteralString = """
    CREATE INDEX {name}_digests ON {name} USING gin ((view->'digests'));
    CREATE INDEX {name}_item ON {name} (kind, sort, id)
"""
FIND = """
    SELECT file, each->>'hidden' = 'true', view->'erased' ? %s
    FROM publications, jsonb_array_elements(view->'versions') AS each,
        jsonb_array_elements((each->'documents') || (each->'content')) AS file
    WHERE view->'digests' ? %s AND file->>'sha256' = %s
"""
ELSEWHERE: LiteralString = """
    SELECT DISTINCT file->>'sha256'
    FROM publications, jsonb_array_elements(view->'versions') AS each,
        jsonb_array_elements((each->'documents') || (each->'content')) AS file
    WHERE view->'digests' ?| %s::text[] AND id <> %s AND each->>'hidden' = 'false'
"""


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a publication after a fact."""
    at = recorded.fact.timestamp.isoformat()
    match recorded.fact:
        case Publication.Published() as fact:
            begun = stated(fact) | {
                "sort": at,
                "kind": fact.item.lower(),
                "published_at": at,
                "withdrawn_at": None,
                "withdrawal_ground": None,
                "versions": [],
                "digests": [],
                "objections": [],
                "proofs": [],
                "erased": [],
            }
            return _shown(begun, fact, at, 1, None)
        case Publication.Corrected() as fact:
            if fact.ground is CorrectionGround.PERSONAL_DATA:
                view = _hidden(view)
            said = {name: plain(getattr(fact, name)) for name in SHOWN_FIELDS}
            return _shown(view | said, fact, at, fact.version, fact.ground.value)
        case Publication.Withdrawn() as fact:
            if fact.ground is WithdrawalGround.PERSONAL_DATA:
                view = _hidden(view)
            ground = fact.ground.value
            return view | {"withdrawn_at": at, "withdrawal_ground": ground}
        case Publication.ContentErased() as fact:
            return view | {"erased": [*view["erased"], *fact.digests]}
        case Publication.BoardProved() as fact:
            return added(view, "proofs", stated(fact) | {"attested_at": at})
        case Publication.Objected() as fact:
            answer = {"objected_at": at, "outcome": None, "answered_at": None}
            return added(view, "objections", stated(fact) | answer)
        case Publication.ObjectionAnswered() as fact:
            answer = {"outcome": fact.outcome.value, "answered_at": at}
            return altered(view, "objections", answer, objection=fact.objection)
    return view


def _shown(view: View, fact: Any, at: str, version: int, ground: str | None) -> View:
    """The document with one version more, which is the one shown."""
    entry = {
        "version": version,
        "at": at,
        "ground": ground,
        "content": plain(fact.content),
        "documents": plain(fact.documents),
        "hidden": False,
    }
    files = (fact.content, *fact.documents)
    digests = sorted({*view["digests"], *(each.sha256 for each in files)})
    return added(view, "versions", entry) | {"digests": digests}


def _hidden(view: View) -> View:
    """The document with no version that is served."""
    return view | {"versions": [each | {"hidden": True} for each in view["versions"]]}


PUBLICATIONS = Records("publications", "Publication", evolve, also=INDEX)


class Served(NamedTuple):
    """A file of publications. gone: no publication serves it any more; erased: its
    bytes are destroyed."""

    file: PublishedFile
    gone: bool
    erased: bool


async def served(conn: Any, sha256: str) -> Served | None:
    """The file with this digest, if any publication ever had it."""
    async with conn.cursor() as cursor:
        await cursor.execute(FIND.encode(), (sha256, sha256, sha256))
        rows = await cursor.fetchall()
    if not rows:
        return None
    return Served(
        file=PublishedFile(**rows[0][0]),
        gone=all(hidden for _, hidden, _ in rows),
        erased=any(erased for _, _, erased in rows),
    )


def shown_elsewhere(
    database: Database, id: UUID, digests: Sequence[str]
) -> Collection[str]:
    """Which of the digests other publications serve."""
    rows = database.fetch(ELSEWHERE, (list(digests), id))
    return {sha256 for (sha256,) in rows if sha256 in digests}
