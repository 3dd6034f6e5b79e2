"""Red and black lists (红黑榜), and objections to them and to ratings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.enterprise_words import (
    EVERYWHERE,
    CreditList,
    ListingEnd,
    ObjectionSubject,
)
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Step

if TYPE_CHECKING:
    from domain.enterprise import Enterprise


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry as the enterprise remembers it; ended: it left its list."""

    credit_list: CreditList
    finding: int | None
    quarter: str | None
    until: date
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection as the enterprise remembers it; upheld: None if not answered."""

    subject: ObjectionSubject
    reference: str
    upheld: bool | None = None


class ListFacts:
    """An entry of a list, from its first day to its last."""

    class Listed(Step):
        """The enterprise was put on a list.

        listing: number of the entry with this enterprise, from 1.
        finding: the final finding that the black list rests on; quarter: the green
            rating that the others rest on. until: the last day on which it is shown.
        """

        label = Label("列入榜单", "Listed")
        sources = EVERYWHERE
        listing: int
        credit_list: CreditList
        finding: int | None
        quarter: str | None
        until: date

        def change(self, enterprise: Enterprise) -> None:
            new = Listing(self.credit_list, self.finding, self.quarter, self.until)
            enterprise.listings = {**enterprise.listings, self.listing: new}

    class Delisted(Step):
        """The entry left its list."""

        label = Label("移出榜单", "Delisted")
        texts = sealable(reason=Mask.M0)
        sources = EVERYWHERE
        listing: int
        end: ListingEnd

        def change(self, enterprise: Enterprise) -> None:
            now = replace(enterprise.listings[self.listing], ended=True)
            enterprise.listings = {**enterprise.listings, self.listing: now}


class ObjectionFacts:
    """An objection and its answer."""

    class ObjectionRaised(Step):
        """Somebody objects.

        objection: its number with this enterprise, from 1. reference: the quarter of
        the rating, or the number of the listing. answer_due_at: by when it is answered.
        """

        label = Label("提出异议", "Objection raised")
        texts = sealable(grounds=Mask.M0)
        sources = EVERYWHERE
        objection: int
        subject: ObjectionSubject
        reference: str
        answer_due_at: datetime

        def change(self, enterprise: Enterprise) -> None:
            raised = Objection(self.subject, self.reference)
            enterprise.objections = {**enterprise.objections, self.objection: raised}

    class ObjectionAnswered(Step):
        """It was upheld or turned down. An upheld one makes the quarter be rated again,
        or the entry leave its list."""

        label = Label("答复异议", "Objection answered")
        texts = sealable(answer=Mask.M0)
        sources = EVERYWHERE
        objection: int
        upheld: bool

        def change(self, enterprise: Enterprise) -> None:
            answered = replace(
                enterprise.objections[self.objection], upheld=self.upheld
            )
            enterprise.objections = {**enterprise.objections, self.objection: answered}
            if self.upheld and answered.subject is ObjectionSubject.RATING:
                rating = enterprise.ratings[answered.reference]
                now = replace(rating, upheld=True)
                enterprise.ratings = {**enterprise.ratings, answered.reference: now}
