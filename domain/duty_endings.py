"""Which facts end duties, make them void, or show that they are owed after all."""

from __future__ import annotations

from dataclasses import dataclass

from domain.committee_life_facts import LifeFacts as Life
from domain.compound_contract_facts import ContractFacts as Contract
from domain.compound_exit_facts import ExitFacts as Service
from domain.compound_site_facts import SiteFacts as Site
from domain.compound_trial_facts import TrialFacts as Trial
from domain.duty_told import Told, of, stream
from domain.duty_words import DutySubject
from domain.enterprise_rating_facts import RatingFacts as Rating
from domain.facts import Fact
from domain.meeting_facts import TalkFacts as Talk
from domain.vote_facts import VoteFacts as Vote


@dataclass(frozen=True, slots=True)
class Ending:
    """A fact that ends duties of a subject.

    detail: of which; None: all. keeps: the occasion that it does not end.
    void: nothing was to be published after all.
    """

    codes: tuple[str, ...]
    fact: type[Fact]
    detail: Told | None = None
    keeps: Told | None = None
    void: bool = False
    subject: DutySubject = DutySubject.COMPOUND


@dataclass(frozen=True, slots=True)
class Waking:
    """A fact by which it shows that duties which wait are owed. occasion: theirs."""

    codes: tuple[str, ...]
    fact: type[Fact]
    occasion: Told


ENDINGS = (
    Ending(
        ("D01-start", "D01-change", "D02-start", "D03-start", "D03-change", "D03-rise"),
        Service.ServiceEnded,
    ),
    Ending(("D06-start", "D32-start"), Service.ServiceEnded),
    Ending(
        ("D04-signing", "D05-draft"),
        Contract.ContractCancelled,
        detail=of("number"),
        void=True,
    ),
    Ending(("D16-notice", "D19-notice", "D24-matters"), Talk.Opened, detail=stream),
    Ending(
        ("D16-notice", "D19-notice", "D24-matters"),
        Talk.Cancelled,
        detail=stream,
        void=True,
    ),
    Ending(
        ("D16-notice", "D19-notice", "D24-matters"),
        Talk.Rescheduled,
        detail=stream,
        void=True,
    ),
    Ending(("D16-notice",), Vote.Opened, detail=stream),
    Ending(
        ("D16-notice", "D25-list", "D33-audit", "D33-plan"),
        Vote.Withdrawn,
        detail=stream,
        void=True,
    ),
    Ending(("D21-officers",), Life.TermExpired, detail=stream),
    Ending(("D21-officers",), Life.Dissolved, detail=stream),
    Ending(
        ("D39-quarter",),
        Rating.RatingPublished,
        keeps=lambda fact, head: fact.quarter,
        subject=DutySubject.ENTERPRISE,
    ),
    Ending(("D44-terms",), Trial.TrialEnded),
    Ending(("D46-collection",), Site.EntryDeviceRemoved, detail=of("code")),
)

WAKINGS = (
    Waking(
        ("D33-audit", "D33-plan"),
        Contract.TariffChanged,
        lambda fact, head: f"{fact.vote_id}.1",
    ),
)
