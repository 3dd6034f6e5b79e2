"""Drafts of publications: what does the record give for an item and an occasion?

A person releases what is drafted here; what then differs from it is refused, unless
they name the ground (DOMAIN 2.2). Texts that lie in the vault are left to the person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from application.database import Database
from application.event_store import EventStore
from application.publishing import Wanted
from application.rules import RulePacks
from domain.disclosure import disclosure_item
from domain.publication_content import Content
from domain.publication_draft import Draft
from projections import (
    draft_accounts,
    draft_compounds,
    draft_meetings,
    draft_statistics,
    draft_votes,
)
from projections.draft_sources import DraftSources

COMPUTED: Mapping[str, Callable[[DraftSources], Content | None]] = {
    "D07": draft_compounds.accounts,
    "D09": draft_accounts.fees,
    "D10": draft_accounts.income,
    "D11": draft_accounts.fund,
    "D15": draft_compounds.parking,
    "D17": draft_votes.decision,
    "D18": draft_votes.tally,
    "D35": draft_meetings.joint_meeting,
    "D36": draft_meetings.three_meetings,
    "D37": draft_statistics.cases,
    "D38": draft_statistics.ranking,
    "D39": draft_statistics.rating,
    "D43": draft_statistics.survey,
}
"""What the service computes."""


class PublicationDrafts:
    """Makes drafts, from the log and the read models as they are now."""

    def __init__(self, store: EventStore, database: Database, packs: RulePacks) -> None:
        self._store = store
        self._database = database
        self._packs = packs

    def __call__(self, wanted: Wanted) -> Draft | None:
        """The draft, or None if the item is not computed or nothing is recorded.

        Raises `UnknownDisclosureItem`, `DisclosureItemOff`.
        """
        rules = self._packs.for_profile(wanted.place.profile)
        item = disclosure_item(rules, wanted.item)
        made = COMPUTED.get(wanted.item)
        content = made and made(
            DraftSources(self._store, self._database, rules, wanted)
        )
        if not content:
            return None
        blank = tuple(each for each in item.words("content") if each not in content)
        return Draft(content, blank)
