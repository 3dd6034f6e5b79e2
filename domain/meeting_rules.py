"""What the rule pack says of a kind of meeting: notice, steps, and how it decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import Calendar, Span, Unit
from domain.civil_time import day_in_china
from domain.committee_rules import Body
from domain.committee_words import BodyKind, SeatSource
from domain.meeting_decision_refusals import (
    MeetingTallyWrong,
    NoProxy,
    OwnerMayNotDelegate,
    OwnerQuorumMissed,
    QuorumMissed,
    SignaturesMissing,
)
from domain.meeting_facts import RosterSeat
from domain.meeting_refusals import KindNotForBody, MeetingNoticeTooShort
from domain.meeting_words import MeetingKind, MeetingStep
from domain.rule_values import Item
from domain.rulepack import RulePack
from domain.shares import reaches

_DAY = timedelta(days=1)


class Template:
    """A kind of meeting under the rules of one profile (DOMAIN 2.16)."""

    def __init__(self, rules: RulePack, kind: MeetingKind) -> None:
        self.kind = kind
        self.calendar = rules.calendar
        self.item: Item = rules.catalogue("meetings")[kind.value]

    @property
    def decides(self) -> str:
        """`body`, `consensus`, `residents` or `owners`."""
        return self.item.word("decides")

    @property
    def by_members(self) -> bool:
        return self.item.word("attendance") == "members"

    @property
    def steps(self) -> list[MeetingStep]:
        return [MeetingStep.of(each) for each in self.item.words("steps")]

    def require_body(self, body: BodyKind) -> None:
        allowed = self.item.words("bodies")
        if allowed and body not in allowed:
            label = self.kind.label
            raise KindNotForBody(kind=label.en, kind_zh=label.zh)

    def require_notice(self, given_at: datetime, starts_at: datetime) -> None:
        """Refuse a meeting that begins too soon after its notice."""
        notice = self.item.span("notice")
        if not notice_kept(self.calendar, given_at, starts_at, notice):
            earliest = earliest_day(self.calendar, given_at, notice)
            raise MeetingNoticeTooShort(notice=notice, earliest=earliest)


def notice_kept(
    calendar: Calendar, given_at: datetime, starts_at: datetime, notice: Span
) -> bool:
    """Whether so many full days lie between the day of the notice and that of the
    meeting (DOMAIN 2.14, strict reading), or so many hours between the moments."""
    if notice.unit in (Unit.HOUR, Unit.MINUTE):
        return starts_at >= calendar.after(given_at, notice).at
    return day_in_china(starts_at) >= earliest_day(calendar, given_at, notice)


def earliest_day(calendar: Calendar, given_at: datetime, notice: Span) -> date:
    """The first day on which a meeting may begin."""
    given = day_in_china(given_at)
    if notice.unit in (Unit.HOUR, Unit.MINUTE):
        return day_in_china(calendar.after(given_at, notice).at)
    if notice.unit is Unit.DAY:
        return given + (notice.amount + 1) * _DAY
    return day_in_china(calendar.after(given_at, notice).at)


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes of members. signed: how many signed the decision."""

    in_favour: int
    against: int
    abstained: int
    signed: int


class Voting:
    """How the members of a body decide (V10, V11)."""

    def __init__(
        self, rules: RulePack, body: BodyKind, roster: Iterable[RosterSeat]
    ) -> None:
        self.values = rules.values
        self.prefix = Body(rules, body).item.word("voting")
        self.roster = list(roster)

    def require_proxy(self, seat: RosterSeat) -> None:
        """Refuse somebody who comes in the place of this member."""
        if self._is_pmc and seat.source is SeatSource.OWNER:
            raise OwnerMayNotDelegate
        if not self.values.flag(f"{self.prefix}.proxy"):
            raise NoProxy

    def passed(self, present: Collection[str], tally: Tally) -> bool:
        """Whether a decision passed: more than half of all members agree, and sign it.

        Refuses one without a quorum, votes that do not add up to those present, and
        one that passed and was not signed.
        """
        self._require_quorum(present)
        votes = tally.in_favour + tally.against + tally.abstained
        if votes != len(present) or tally.signed > len(present):
            raise MeetingTallyWrong(votes=votes, present=len(present))
        share, members = self.values.share(f"{self.prefix}.pass"), len(self.roster)
        if not reaches(tally.in_favour, members, share):
            return False
        must_sign = self.values.flag(f"{self.prefix}.signed")
        if must_sign and not reaches(tally.signed, members, share):
            raise SignaturesMissing(signed=tally.signed, members=members)
        return True

    @property
    def _is_pmc(self) -> bool:
        return self.values.has(f"{self.prefix}.owner_quorum")

    def _require_quorum(self, present: Collection[str]) -> None:
        share = self.values.share(f"{self.prefix}.quorum")
        inclusive = self.values.flag(f"{self.prefix}.quorum_inclusive")
        if not reaches(len(present), len(self.roster), share, inclusive=inclusive):
            raise QuorumMissed(
                members=len(self.roster),
                present=len(present),
                share=f"at least {share}" if inclusive else f"more than {share}",
                share_zh=f"{share} 以上" if inclusive else f"超过 {share}",
            )
        if self._is_pmc:
            owners = {
                each.person for each in self.roster if each.source is SeatSource.OWNER
            }
            came = len(owners & set(present))
            owner_share = self.values.share(f"{self.prefix}.owner_quorum")
            if not reaches(came, len(owners), owner_share):
                raise OwnerQuorumMissed(owners=len(owners), present=came)
