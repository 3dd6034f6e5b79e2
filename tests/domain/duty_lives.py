"""Random lives of several aggregates, mixed as a log mixes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.committee_facts import FormationFacts as Body
from domain.committee_life_facts import LifeFacts as Life
from domain.committee_words import BodyKind, BodyOffice
from domain.compound_contract_facts import ContractFacts as Contract
from domain.compound_exit_facts import ExitFacts as Service
from domain.compound_facts import CompoundFacts
from domain.compound_people_facts import PeopleFacts as People
from domain.compound_site_facts import SiteFacts as Site
from domain.enterprise_facts import RegisterFacts
from domain.enterprise_rating_facts import RatingFacts as Rating
from domain.exemption_facts import ExemptionFacts
from domain.facts import Fact
from domain.fund_facts import FundFacts
from domain.meeting_facts import TalkFacts as Talk
from domain.meeting_words import MeetingKind
from domain.publication_facts import PublicationFacts as Publication
from domain.vote_facts import VoteFacts as Vote
from domain.vote_words import NoticedItem, VoteBar
from tests.projections.samples import fact
from tests.scenario import NOW, PACKS

COMPOUNDS = [UUID(int=77), UUID(int=177)]
FIRM, BODY, FUND, VOTE = (UUID(int=each) for each in (5, 6, 7, 8))
REGIONS = [("3710", "371002", "001", "01"), ("3710", "371002", "001", "02")]
ITEMS = ("D01", "D03", "D05", "D10", "D16", "D19", "D21", "D33", "D37", "D39")
BAR = VoteBar(2, 3, 1, 2, True)
RULES = ("heze@000000000001", "heze@000000000002")
Draw = Callable[[st.SearchStrategy[Any]], Any]


class Log:
    """Facts in the order of the log, each stream numbered from one."""

    def __init__(self, draw: Draw) -> None:
        self.facts: list[Fact] = []
        self.versions: Counter[UUID] = Counter()
        self.at = NOW
        self._draw = draw
        self._rules = RULES[0]

    def add(self, kind: type[Fact], id: UUID, /, **given: Any) -> None:
        self.versions[id] += 1
        given |= {"rules": self._rules}
        self.facts.append(fact(kind, self.versions[id], id, self.at, **given))

    def step(self) -> None:
        """Some time later something happens, if it can."""
        self.at += timedelta(hours=self._draw(st.integers(0, 24 * 40)))
        if self._draw(st.integers(0, 9)) == 9:
            self._rules = RULES[1]
        self._draw(st.sampled_from(STEPS))(self, self._draw)

    def begun(self, *ids: UUID) -> list[UUID]:
        return [id for id in ids if self.versions[id]]

    @property
    def day(self) -> Any:
        return self.at.date()


def _compound(log: Log, draw: Draw) -> None:
    number = draw(st.integers(0, 1))
    id = COMPOUNDS[number]
    if not log.versions[id]:
        log.add(CompoundFacts.Registered, id, region_codes=REGIONS[number])
        return
    coming = log.day + timedelta(days=draw(st.integers(-3, 40)))
    kind, given = draw(
        st.sampled_from(
            [
                (Contract.ContractSigned, {"number": "c1", "signed_on": log.day}),
                (Service.ServiceStarted, {"number": "c1", "on": coming}),
                (Service.ServiceEnded, {"number": "c1", "on": coming}),
                (People.SiteManagerNamed, {"since": log.day}),
                (
                    Contract.TariffChanged,
                    {"number": "c1", "effective_on": coming, "vote_id": VOTE},
                ),
                (Contract.ContractCancelled, {"number": "c1", "on": log.day}),
                (Site.ParkingStated, {"on": log.day}),
                (Site.HelpPointOpened, {"code": "h", "since": coming}),
            ]
        )
    )
    log.add(kind, id, **given)


def _place(draw: Draw) -> dict[str, Any]:
    number = draw(st.integers(0, 1))
    return {"compound_id": COMPOUNDS[number], "region_path": REGIONS[number]}


def _meeting(log: Log, draw: Draw) -> None:
    id = UUID(int=300 + draw(st.integers(0, 2)))
    starts = log.at + timedelta(days=draw(st.integers(1, 30)))
    if not log.versions[id]:
        kinds = [MeetingKind.COMMITTEE_SESSION, MeetingKind.OWNERS_ASSEMBLY]
        own = {"kind": draw(st.sampled_from(kinds)), "starts_at": starts}
        log.add(
            Talk.Convened, id, body=BodyKind.PREPARATION_GROUP, **own, **_place(draw)
        )
        return
    kind = draw(st.sampled_from([Talk.Rescheduled, Talk.Cancelled, Talk.Opened]))
    log.add(kind, id, **({"starts_at": starts} if kind is Talk.Rescheduled else {}))


def _body(log: Log, draw: Draw) -> None:
    if not log.versions[BODY]:
        log.add(Body.Formed, BODY, kind=BodyKind.OWNERS_COMMITTEE, **_place(draw))
        return
    kinds = [Body.Constituted, Life.TermExpired, Body.OfficerNamed, Body.MemberEnded]
    kind = draw(st.sampled_from(kinds))
    chair = {"office": BodyOffice.CHAIR} if kind is Body.OfficerNamed else {}
    log.add(kind, BODY, on=log.day, **chair)


def _vote(log: Log, draw: Draw) -> None:
    if not log.versions[VOTE]:
        item = NoticedItem("A", "V3", (), 0, BAR)
        opens = log.at + timedelta(days=20)
        log.add(Vote.Noticed, VOTE, items=(item,), opens_at=opens, **_place(draw))
        return
    log.add(draw(st.sampled_from([Vote.Opened, Vote.Closed, Vote.Counted])), VOTE)


def _fund(log: Log, draw: Draw) -> None:
    if not log.versions[FUND]:
        log.add(FundFacts.Opened, FUND, **_place(draw))
    elif log.versions[FUND] < 3:
        log.add(FundFacts.SelfManaged, FUND, on=log.day)


def _firm(log: Log, draw: Draw) -> None:
    if not log.versions[FIRM]:
        region = REGIONS[0][:2]
        log.add(RegisterFacts.Registered, FIRM, compound_id=None, region_path=region)
        return
    quarter = f"2026-Q{draw(st.integers(1, 4))}"
    kind = draw(st.sampled_from([Rating.Rated, Rating.RatingPublished]))
    until = log.at + timedelta(days=5)
    own = {"objections_until": until} if kind is Rating.Rated else {}
    log.add(kind, FIRM, quarter=quarter, **own)


def _occasion(log: Log, draw: Draw) -> str:
    """Of a fact that is there, of a period, or a day ahead."""
    facts = [f"{f.originator_id}.{f.originator_version}" for f in log.facts[-12:]]
    near = (log.day + timedelta(days=draw(st.integers(0, 40)))).isoformat()
    labels = ["2026-Q1", "2026-Q2", "2026-03", "2026-04", "2026", near]
    found: str = draw(st.sampled_from([*labels, *facts]))
    return found


def _publication(log: Log, draw: Draw) -> None:
    id = UUID(int=400 + draw(st.integers(0, 4)))
    content = PACKS.for_profile("heze").catalogue("disclosure")
    item = draw(st.sampled_from(ITEMS))
    whole = content[item].words("content")
    filled = whole if draw(st.integers(0, 3)) else whole[1:]
    if not log.versions[id]:
        own = {"item": item, "occasion": _occasion(log, draw), "filled": filled}
        log.add(Publication.Published, id, enterprise_id=FIRM, **own, **_place(draw))
        return
    kinds = [
        Publication.Corrected,
        Publication.Withdrawn,
        Publication.BoardProved,
        Publication.Objected,
        Publication.ObjectionAnswered,
    ]
    kind = draw(st.sampled_from(kinds))
    own = {"filled": filled} if kind is Publication.Corrected else {}
    if kind in (Publication.Objected, Publication.ObjectionAnswered):
        own = {"objection": 1}
    log.add(kind, id, **own)


def _exemption(log: Log, draw: Draw) -> None:
    id = UUID(int=500 + draw(st.integers(0, 1)))
    if not log.versions[id]:
        own = {"item": draw(st.sampled_from(ITEMS)), "occasion": _occasion(log, draw)}
        log.add(ExemptionFacts.Requested, id, enterprise_id=FIRM, **own, **_place(draw))
        return
    kinds = [ExemptionFacts.Approved, ExemptionFacts.Revoked]
    log.add(draw(st.sampled_from(kinds)), id)


STEPS = [_compound] * 4 + [_meeting, _body, _vote, _fund, _firm, _exemption]
STEPS += [_publication] * 4


class History(list[Fact]):
    """Facts in the order of a log, which a failing test shows by their names."""

    def __repr__(self) -> str:
        return str([(type(each).__name__, f"{each.timestamp:%F}") for each in self])


@st.composite
def lives(draw: Any, least: int = 5, most: int = 30) -> History:
    """Facts in the order of a log."""
    log = Log(draw)
    for _ in range(draw(st.integers(least, most))):
        log.step()
    return History(log.facts)


def moments(facts: list[Fact]) -> list[datetime]:
    """Some moments at which such a log is asked: between its facts, and after."""
    if not facts:
        return [NOW]
    last = facts[-1].timestamp
    middle = facts[len(facts) // 2].timestamp
    spans = (timedelta(days=1), timedelta(days=200))
    return [middle + timedelta(minutes=1), *(last + each for each in spans)]


AGGREGATES: dict[type, str] = {
    Body: "Committee",
    Life: "Committee",
    CompoundFacts: "Compound",
    Contract: "Compound",
    Service: "Compound",
    People: "Compound",
    Site: "Compound",
    RegisterFacts: "Enterprise",
    Rating: "Enterprise",
    FundFacts: "MaintenanceFund",
    Talk: "Meeting",
    Vote: "Vote",
    Publication: "Publication",
    ExemptionFacts: "Exemption",
}


def aggregate_of(each: Fact) -> str:
    """The aggregate that a fact of these lives belongs to."""
    for namespace, name in AGGREGATES.items():
        if getattr(namespace, type(each).__name__, None) is type(each):
            return name
    raise LookupError(type(each).__qualname__)
