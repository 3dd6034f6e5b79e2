"""The votes of owners: what is asked, until when, and what came of it?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.vote_facts import VoteFacts as Vote
from projections.documents import View, plain, stated
from projections.records import Records

BEGUN: View = {
    "receipts": [],
    "open_ballots": [],
    "outcomes": [],
    "ballots": None,
    "spoiled": None,
    "receipts_digest": None,
    "counted_at": None,
    "recount_until": None,
    "recounted": False,
    "equal": None,
    "audited": None,
    "certified_at": None,
    "annullable_until": None,
    "extended": False,
    "official": None,
    "order": None,
}


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a vote after a fact; restricted facts leave it as it is."""
    match recorded.fact:
        case Vote.Noticed() as fact:
            said = BEGUN | stated(fact)
            said["sort"] = plain(fact.opens_at)
            said["kind"] = fact.items[0].matter.lower()
            return said
        case Vote.Extended() as fact:
            return view | stated(fact) | {"extended": True}
        case Vote.ReceiptsListed() as fact:
            return view | {"receipts": _listed(view["receipts"], fact, "receipts")}
        case Vote.BallotsShown() as fact:
            listed = _listed(view["open_ballots"], fact, "ballots")
            return view | {"open_ballots": listed}
        case Vote.Counted() as fact:
            return view | stated(fact) | {"counted_at": plain(fact.timestamp)}
        case Vote.OfficialResultImported() as fact:
            said = stated(fact)
            return view | {
                "official": {
                    name: said[name]
                    for name in ("system", "reference", "key", "document")
                },
                "outcomes": said["outcomes"],
                "recount_until": said["recount_until"],
                "counted_at": plain(fact.timestamp),
            }
        case Vote.Recounted() as fact:
            return view | stated(fact) | {"recounted": True}
        case Vote.Audited() as fact:
            return view | {"audited": fact.equal}
        case Vote.Certified() as fact:
            return view | stated(fact) | {"certified_at": plain(fact.timestamp)}
        case Vote.CorrectionOrdered() | Vote.Annulled() as fact:
            return view | {"order": stated(fact)}
    return view


def _listed(
    known: list[object], fact: Vote.ReceiptsListed | Vote.BallotsShown, name: str
) -> list[object]:
    """The list with one more part; the first part begins it again."""
    return [*(known if fact.part > 1 else ()), *plain(getattr(fact, name))]


VOTES = Records("votes", "Vote", evolve)
