"""Random lives of several aggregates, mixed as a log mixes them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
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
from domain.duty import Duty
from domain.duty_register import Register
from domain.enterprise_facts import RegisterFacts
from domain.enterprise_rating_facts import RatingFacts as Rating
from domain.exemption_facts import ExemptionFacts as Exemption
from domain.facts import Fact
from domain.fund_facts import FundFacts
from domain.meeting_facts import TalkFacts as Talk
from domain.meeting_words import MeetingKind
from domain.publication_facts import PublicationFacts as Publication
from domain.vote_facts import VoteFacts as Vote
from domain.vote_words import NoticedItem, VoteBar
from tests.domain.duties import pack_of
from tests.projections.samples import fact
from tests.scenario import NOW

COMPOUNDS = [UUID(int=77), UUID(int=177)]
FIRM, BODY, FUND, VOTE = (UUID(int=each) for each in (5, 6, 7, 8))
REGIONS = [("3710", "371002", "001", "01"), ("3710", "371002", "001", "02")]
ITEM = NoticedItem("A", "V3", (), 0, VoteBar(2, 3, 1, 2, True))
RULES = ("heze@000000000001", "heze@000000000002")


class Log:
    """Facts in the order of the log, each stream numbered from one."""

    def __init__(self, seed: int) -> None:
        self.facts = History()
        self.chance = Random(seed)
        self.at = NOW
        self._versions: Counter[UUID] = Counter()
        self._rules = RULES[0]
        self._register = Register(pack_of)
        for number in (0, 1):
            path = REGIONS[number]
            self.add(CompoundFacts.Registered, COMPOUNDS[number], region_codes=path)

    def add(self, kind: type[Fact], id: UUID, /, **given: Any) -> None:
        self._versions[id] += 1
        given |= {"rules": self._rules}
        new = fact(kind, self._versions[id], id, self.at, **given)
        self.facts.append(new)
        self._register.add(new, new.timestamp + timedelta(seconds=1))

    def step(self) -> None:
        """Some time later something happens, if it can."""
        self.at += timedelta(hours=self.chance.randint(1, 24 * 30))
        if self.chance.random() < 0.1:
            self._rules = RULES[1]
        self.chance.choice(STEPS)(self)

    def new(self, id: UUID) -> bool:
        return not self._versions[id]

    @property
    def day(self) -> date:
        return self.at.date()

    def coming(self, least: int = -3, most: int = 40) -> date:
        return self.day + timedelta(days=self.chance.randint(least, most))

    def place(self) -> dict[str, Any]:
        number = self.chance.randint(0, 1)
        return {"compound_id": COMPOUNDS[number], "region_path": REGIONS[number]}

    def owed(self) -> Duty | None:
        """Some duty that is open now."""
        open = [
            each.duty
            for each in self._register.standings(self.at)
            if each.status.value in ("pending", "missing", "withdrawn")
        ]
        return self.chance.choice(open) if open else None


def _compound(log: Log) -> None:
    choices: list[tuple[type[Fact], dict[str, Any]]] = [
        (Contract.ContractSigned, {"signed_on": log.day}),
        (Service.ServiceStarted, {"on": log.coming()}),
        (Service.ServiceEnded, {"on": log.coming()}),
        (People.SiteManagerNamed, {"since": log.day}),
        (Contract.TariffChanged, {"effective_on": log.coming(), "vote_id": VOTE}),
        (Contract.ContractCancelled, {"on": log.day}),
        (Site.ParkingStated, {"on": log.day}),
        (Site.HelpPointOpened, {"code": "h", "since": log.coming()}),
    ]
    kind, given = log.chance.choice(choices)
    number = {"number": "c1"} if "number" in kind.__annotations__ else {}
    log.add(kind, log.chance.choice(COMPOUNDS), **given, **number)


def _meeting(log: Log) -> None:
    id = UUID(int=300 + log.chance.randint(0, 2))
    starts = log.at + timedelta(days=log.chance.randint(1, 30))
    if log.new(id):
        kinds = [MeetingKind.COMMITTEE_SESSION, MeetingKind.OWNERS_ASSEMBLY]
        own = {"kind": log.chance.choice(kinds), "starts_at": starts} | log.place()
        log.add(Talk.Convened, id, body=BodyKind.PREPARATION_GROUP, **own)
        return
    kind: type[Fact] = log.chance.choice(
        [Talk.Rescheduled, Talk.Cancelled, Talk.Opened]
    )
    log.add(kind, id, **({"starts_at": starts} if kind is Talk.Rescheduled else {}))


def _body(log: Log) -> None:
    if log.new(BODY):
        log.add(Body.Formed, BODY, kind=BodyKind.OWNERS_COMMITTEE, **log.place())
        return
    kinds = [Body.Constituted, Life.TermExpired, Body.OfficerNamed, Body.MemberEnded]
    kind: type[Fact] = log.chance.choice(kinds)
    chair = {"office": BodyOffice.CHAIR} if kind is Body.OfficerNamed else {}
    log.add(kind, BODY, on=log.day, **chair)


def _vote(log: Log) -> None:
    if log.new(VOTE):
        opens = log.at + timedelta(days=20)
        log.add(Vote.Noticed, VOTE, items=(ITEM,), opens_at=opens, **log.place())
        return
    log.add(log.chance.choice([Vote.Opened, Vote.Closed, Vote.Counted]), VOTE)


def _fund(log: Log) -> None:
    if log.new(FUND):
        log.add(FundFacts.Opened, FUND, **log.place())
        return
    log.add(FundFacts.SelfManaged, FUND, on=log.day)


def _firm(log: Log) -> None:
    if log.new(FIRM):
        region = REGIONS[0][:2]
        log.add(RegisterFacts.Registered, FIRM, compound_id=None, region_path=region)
        return
    quarter = f"2026-Q{log.chance.randint(1, 4)}"
    kind: type[Fact] = log.chance.choice([Rating.Rated, Rating.RatingPublished])
    until = log.at + timedelta(days=5)
    own = {"objections_until": until} if kind is Rating.Rated else {}
    log.add(kind, FIRM, quarter=quarter, **own)


def _answer(log: Log, duty: Duty) -> dict[str, Any]:
    """What a publication or an exemption of a duty says of it."""
    ahead = log.coming(0, 40).isoformat()
    return {
        "item": duty.item,
        "compound_id": duty.compound_id,
        "region_path": duty.region_path,
        "enterprise_id": duty.enterprise_id,
        "occasion": ahead if log.chance.random() < 0.2 else duty.occasion,
    }


def _published(log: Log) -> None:
    duty = log.owed()
    id = UUID(int=log.chance.randint(1000, 9999))
    if duty is None or not log.new(id):
        return
    whole = duty.required
    filled = whole if log.chance.random() < 0.8 else whole[1:]
    log.add(Publication.Published, id, filled=filled, **_answer(log, duty))


def _publication(log: Log) -> None:
    """Something more happens to a publication."""
    begun = [f for f in log.facts if isinstance(f, Publication.Published)]
    if not begun:
        return
    first = log.chance.choice(begun)
    kinds = [
        Publication.Corrected,
        Publication.Withdrawn,
        Publication.BoardProved,
        Publication.Objected,
        Publication.ObjectionAnswered,
    ]
    kind: type[Fact] = log.chance.choice(kinds)
    fields = ("audit", *first.filled)[log.chance.randint(0, 2) :]
    own = {"filled": fields} if kind is Publication.Corrected else {}
    numbered = kind in (Publication.Objected, Publication.ObjectionAnswered)
    log.add(kind, first.originator_id, **own, **({"objection": 1} if numbered else {}))


def _exemption(log: Log) -> None:
    id, duty = UUID(int=500 + log.chance.randint(0, 1)), log.owed()
    if log.new(id) and duty is not None:
        log.add(Exemption.Requested, id, **_answer(log, duty))
    elif not log.new(id):
        log.add(log.chance.choice([Exemption.Approved, Exemption.Revoked]), id)


STEPS = [_compound] * 5 + [_meeting, _body, _vote, _fund, _firm, _exemption]
STEPS += [_published] * 5 + [_publication] * 2


class History(list[Fact]):
    """Facts in the order of a log, which a failing test shows by their names."""

    def __repr__(self) -> str:
        return str([(type(each).__name__, f"{each.timestamp:%F}") for each in self])


def life(seed: int, steps: int) -> History:
    log = Log(seed)
    for _ in range(steps):
        log.step()
    return log.facts


def lives(most: int = 40) -> st.SearchStrategy[tuple[int, int]]:
    """The arguments of `life`, which a test calls itself."""
    return st.tuples(st.integers(0, 10_000), st.integers(5, most))


def moments(facts: list[Fact]) -> list[datetime]:
    """Some moments at which such a log is asked: between its facts, and after."""
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
    Exemption: "Exemption",
}


def aggregate_of(each: Fact) -> str:
    """The aggregate that a fact of these lives belongs to."""
    for namespace, name in AGGREGATES.items():
        if getattr(namespace, type(each).__name__, None) is type(each):
            return name
    raise LookupError(type(each).__qualname__)
