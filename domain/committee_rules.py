"""What the rule pack says of a kind of body: its make-up and how it decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain.committee_facts import BodySeat
from domain.committee_refusals import (
    EvenNumber,
    OfficeVacant,
    OwnersTooFew,
    SourceMissing,
    SourcesTooFew,
    TooFewMembers,
    TooManyAlternates,
    TooManyMembers,
    WrongOfficer,
)
from domain.committee_words import (
    BodyKind,
    BodyLevel,
    BodyOffice,
    MemberCondition,
    SeatKind,
    SeatSource,
)
from domain.member_refusals import UNMET
from domain.rulepack import RulePack
from domain.shares import reaches


class Body:
    """A kind of body under the rules of one profile (DOMAIN 2.7)."""

    def __init__(self, rules: RulePack, kind: BodyKind) -> None:
        self.kind = kind
        self.values = rules.values
        self.item = rules.catalogue("bodies")[kind.value]

    @property
    def levels(self) -> list[BodyLevel]:
        return [BodyLevel.of(each) for each in self.item.words("levels")]

    @property
    def sources(self) -> list[SeatSource]:
        return [SeatSource.of(each) for each in self.item.words("sources")]

    @property
    def slots(self) -> list[SeatSource]:
        """The parties that it is made of, each filled or vacant."""
        words = self.item.words("slots") if self.item.has("slots") else ()
        return [SeatSource.of(each) for each in words]

    @property
    def elected_by(self) -> str:
        """`vote`, `residents` or `appointed`."""
        return self.item.word("elected")

    @property
    def fixed(self) -> bool:
        """Whether it keeps, for a term, the number of members that it began with."""
        return self.elected_by != "appointed" or self.item.flag("odd")

    @property
    def conditions(self) -> list[MemberCondition]:
        return [MemberCondition.of(each) for each in self.item.words("conditions")]

    @property
    def term_years(self) -> int | None:
        key = self.item.word("term")
        return self.values.number(key) if key else None

    def least(self, units: int | None) -> int:
        """The fewest members; less in a small compound, where the place allows it."""
        if (
            units is not None
            and self.item.has("small_units")
            and units <= self.item.number("small_units")
        ):
            return self.item.number("small_least")
        return self.item.number("least")

    def most_alternates(self, members: int) -> int:
        return int(self.item.share("alternates") * members)

    def require_fit(self, person: str, met: Collection[MemberCondition]) -> None:
        """Refuse, by its own code, the first condition that was not found met."""
        for condition in self.conditions:
            if condition not in met:
                raise UNMET[condition](person=person)

    def require_size(self, count: int, units: int | None) -> None:
        least, most = self.least(units), self.item.number("most")
        if count < least:
            raise TooFewMembers(count=count, least=least)
        if count > most:
            raise TooManyMembers(count=count, most=most)
        if self.item.flag("odd") and count % 2 == 0:
            raise EvenNumber(count=count)

    def require_made_up(
        self,
        seats: Sequence[BodySeat],
        officers: Mapping[BodyOffice, str],
        units: int | None,
    ) -> None:
        """Refuse a body that is not made up as the rules of its kind ask."""
        members = [each for each in seats if each.seat is SeatKind.MEMBER]
        self.require_size(len(members), units)
        self._require_owners(members)
        self._require_sources({each.source for each in members})
        alternates, most = (
            len(seats) - len(members),
            self.most_alternates(len(members)),
        )
        if alternates > most:
            raise TooManyAlternates(count=alternates, most=most)
        sources = {each.person: each.source for each in members}
        for name in self.item.words("officers"):
            self._require_officer(BodyOffice.of(name), officers, sources)

    def _require_owners(self, members: Sequence[BodySeat]) -> None:
        if not self.item.has("owners_share"):
            return
        owners = sum(each.source is SeatSource.OWNER for each in members)
        share = self.item.share("owners_share")
        if not reaches(owners, len(members), share, inclusive=True):
            raise OwnersTooFew(owners=owners, count=len(members), share=share)

    def _require_sources(self, found: set[SeatSource]) -> None:
        for name in self.item.words("required"):
            if SeatSource.of(name) not in found:
                label = SeatSource.of(name).label
                raise SourceMissing(source=label.en, source_zh=label.zh)
        least = self.item.number("distinct")
        if len(found) < least:
            raise SourcesTooFew(count=len(found), least=least)

    def _require_officer(
        self,
        office: BodyOffice,
        officers: Mapping[BodyOffice, str],
        sources: Mapping[str, SeatSource],
    ) -> None:
        label = office.label
        holder = sources.get(officers.get(office, ""))
        if holder is None:
            raise OfficeVacant(office=label.en, office_zh=label.zh)
        wanted = self.source_of(office)
        if wanted is not None and holder is not wanted:
            raise WrongOfficer(
                office=label.en,
                office_zh=label.zh,
                source=wanted.label.en,
                source_zh=wanted.label.zh,
            )

    def source_of(self, office: BodyOffice) -> SeatSource | None:
        """Whom the holder of an office must sit for; None: anybody."""
        if self.item.has(office.value):
            return SeatSource.of(self.item.word(office.value))
        return None

    def below_half(self, left: int, seats: int) -> bool:
        """Whether so few of its seats are left that a new election is due."""
        half = self.values.share("committee.half")
        return not reaches(left, seats, half, inclusive=True)


def is_red(rules: RulePack, members: int, in_party: int, *, branch: bool) -> bool:
    """Whether an owners' committee is a red one (红色业委会): computed, never entered.

    in_party: full and probationary members; branch: it has a branch or a group.
    """
    share = rules.values.share("red.share")
    return (
        bool(members) and branch and reaches(in_party, members, share, inclusive=True)
    )
