"""Red and black lists, and objections (DOMAIN 2.10): organisations only, at most five
years, a way back, an answer to everyone who objects."""

from __future__ import annotations

from datetime import date, timedelta

from domain.civil_time import today
from domain.enterprise_judging_refusals import (
    EnterpriseObjectionTooLate,
    EnterpriseObjectionUnfounded,
    EnterpriseObjectionUnknown,
    ListingBarredByBlackList,
    ListingDisclosureTooLong,
    ListingEndsByItself,
    ListingGroundMissing,
    ListingRepairMissing,
    ListingTaken,
    ListingTermNotOver,
    ListingUnknown,
    NaturalPersonNeverListed,
)
from domain.enterprise_list_facts import ListFacts, Listing, ObjectionFacts
from domain.enterprise_ratings import Ratings
from domain.enterprise_state import in_china, years_after
from domain.enterprise_words import (
    CreditList,
    FindingStage,
    ListingEnd,
    ListingSubject,
    ObjectionSubject,
)
from domain.facts import Stamp, require_text
from domain.rating import RatingColour


class Lists(ListFacts, ObjectionFacts, Ratings):
    """Commands about lists and objections."""

    def put_on_list(
        self,
        stamp: Stamp,
        *,
        credit_list: CreditList,
        subject: ListingSubject,
        finding: int | None = None,
        quarter: str | None = None,
        until: date,
    ) -> None:
        """Put the enterprise on a list: on the black one, which ends its honours, for a
        finding that is final; on the others for the green rating published last.
        Natural persons are never listed (LAW 鲁信用20)."""
        self._allow(self.Listed)
        if subject is ListingSubject.NATURAL_PERSON:
            raise NaturalPersonNeverListed
        since = self._ground(stamp, credit_list, finding, quarter)
        longest = stamp.rules.values.number("list.longest_years")
        first, last = today(stamp) + timedelta(days=1), years_after(since, longest)
        if not first <= until <= last:
            raise ListingDisclosureTooLong(first=first, last=last)
        shown = self._shown(today(stamp))
        for each in shown:
            ground = (each.credit_list, each.finding, each.quarter)
            if ground == (credit_list, finding, quarter):
                raise ListingTaken
        black = any(each.credit_list is CreditList.BLACK for each in shown)
        if black and credit_list is not CreditList.BLACK:
            raise ListingBarredByBlackList
        self._record(
            self.Listed,
            stamp,
            listing=len(self.listings) + 1,
            credit_list=credit_list,
            finding=finding,
            quarter=quarter,
            until=until,
        )
        if credit_list is CreditList.BLACK:
            self._end_honours(stamp)

    def take_off_list(self, stamp: Stamp, *, listing: int, end: ListingEnd) -> None:
        """Take the enterprise off a list, with the `reason`."""
        self._allow(self.Delisted)
        require_text(stamp, "reason")
        entry = self._listing(listing)
        if end in (ListingEnd.OBJECTION_UPHELD, ListingEnd.GROUND_GONE):
            raise ListingEndsByItself
        if end is ListingEnd.REPAIRED and not self._is_repaired(entry):
            raise ListingRepairMissing
        if end is ListingEnd.TERM_OVER and today(stamp) <= entry.until:
            raise ListingTermNotOver(until=entry.until)
        self._record(self.Delisted, stamp, listing=listing, end=end)

    def publish_rating(self, stamp: Stamp, *, quarter: str) -> None:
        """Publish a result after the time to object (D39); its consequences begin, and
        honours end with the green that they rest on."""
        super().publish_rating(stamp, quarter=quarter)
        if self.colour is not RatingColour.GREEN:
            self._end_honours(stamp)

    def raise_objection(
        self, stamp: Stamp, *, subject: ObjectionSubject, reference: str
    ) -> None:
        """Object to a rating, as long as there is time, or to an entry of a list, with
        the `grounds`; `reference` is the quarter, or the number of the listing."""
        self._allow(self.ObjectionRaised)
        self._require_own(stamp)
        require_text(stamp, "grounds")
        if subject is ObjectionSubject.RATING:
            self._require_open_rating(stamp, reference)
            span = stamp.rules.values.span("rating.answer")
        else:
            self._require_listing_named(reference)
            span = stamp.rules.values.span("list.answer")
        self._record(
            self.ObjectionRaised,
            stamp,
            objection=len(self.objections) + 1,
            subject=subject,
            reference=reference,
            answer_due_at=stamp.rules.calendar.after(stamp.at, span).at,
        )

    def answer_objection(self, stamp: Stamp, *, objection: int, upheld: bool) -> None:
        """Answer an objection, with the `answer`. An upheld one takes the entry off its
        list at once, or lets the quarter be rated again."""
        self._allow(self.ObjectionAnswered)
        require_text(stamp, "answer")
        raised = self.objections.get(objection)
        if raised is None or raised.upheld is not None:
            raise EnterpriseObjectionUnknown(objection=objection)
        self._record(self.ObjectionAnswered, stamp, objection=objection, upheld=upheld)
        if upheld and raised.subject is ObjectionSubject.LISTING:
            listing = int(raised.reference)
            if not self.listings[listing].ended:
                end = ListingEnd.OBJECTION_UPHELD
                self._follow(self.Delisted, stamp, listing=listing, end=end)

    def _ground(
        self,
        stamp: Stamp,
        credit_list: CreditList,
        finding: int | None,
        quarter: str | None,
    ) -> date:
        """The day from which the time of an entry runs; refused without a ground."""
        if credit_list is CreditList.BLACK and quarter is None:
            found = self.findings.get(finding or 0)
            if found and found.stage is FindingStage.FINAL and found.final_on:
                return found.final_on
        if credit_list is not CreditList.BLACK and finding is None:
            last = self._published_last()
            green = last and self.ratings[last].colour is RatingColour.GREEN
            if green and quarter == last:
                return today(stamp)
        raise ListingGroundMissing

    def _end_honours(self, stamp: Stamp) -> None:
        for number, each in self.listings.items():
            if not each.ended and each.credit_list is not CreditList.BLACK:
                end = ListingEnd.GROUND_GONE
                self._follow(self.Delisted, stamp, listing=number, end=end)

    def _published_last(self) -> str | None:
        published = [name for name, each in self.ratings.items() if each.published]
        return max(published, default=None)

    def _shown(self, day: date) -> tuple[Listing, ...]:
        entries = self.listings.values()
        return tuple(each for each in entries if not each.ended and day <= each.until)

    def _listing(self, listing: int) -> Listing:
        entry = self.listings.get(listing)
        if entry is None or entry.ended:
            raise ListingUnknown(listing=listing)
        return entry

    def _is_repaired(self, entry: Listing) -> bool:
        found = self.findings.get(entry.finding or 0)
        return found is not None and found.stage is FindingStage.REPAIRED

    def _require_open_rating(self, stamp: Stamp, quarter: str) -> None:
        rating = self.ratings.get(quarter)
        if rating is None:
            raise EnterpriseObjectionUnfounded(reference=quarter)
        if rating.published or stamp.at > rating.objections_until:
            raise EnterpriseObjectionTooLate(until=in_china(rating.objections_until))

    def _require_listing_named(self, reference: str) -> None:
        known = {
            str(number) for number, each in self.listings.items() if not each.ended
        }
        if reference not in known:
            raise EnterpriseObjectionUnfounded(reference=reference)
