"""Lives of streams that count for indicators, with all that takes back what counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.case import Case
from domain.case_words import Channel, Level, Satisfaction
from domain.committee import Committee
from domain.committee_words import BodyKind, MemberPartyStatus, SeatKind
from domain.compound import Compound
from domain.compound_words import Management
from domain.facts import Fact, FirstFact
from domain.fee_account import FeeAccount
from domain.fee_allocation import Allocation
from domain.fee_lines import Charge
from domain.fee_words import ChargeKind
from domain.household import Household
from domain.household_facts import Holder, UnitUse
from domain.meeting import Meeting
from domain.meeting_words import MeetingKind
from domain.quantities import Fen
from domain.survey import Survey
from domain.survey_facts import SurveyKind
from domain.visit import Visit
from tests.projections.samples import fact, imported

PATH = ("c", "d", "s", "m")
GARDEN, COURT = UUID(int=501), UUID(int=502)
"""Two compounds, in two communities of one street."""
PATHS = {GARDEN: PATH, COURT: (*PATH[:3], "n")}
FIRM, OTHER_FIRM = UUID(int=601), UUID(int=602)
JUNE = datetime(2021, 6, 1, 1, 0, tzinfo=UTC)
YES_SIR, FAIR, NO = (
    Satisfaction.SATISFIED,
    Satisfaction.BASICALLY_SATISFIED,
    Satisfaction.DISSATISFIED,
)
Told = tuple[type[Fact], float, dict[str, Any]]
"""A kind of fact, hours after `JUNE`, and its own fields."""


def stream(id: UUID, told: Sequence[Told]) -> list[Fact]:
    """The facts of one stream in order."""
    made = []
    for version, (kind, hour, given) in enumerate(told, start=1):
        at = JUNE + timedelta(hours=hour)
        made.append(fact(kind, version, id, at, **given))
    assert isinstance(made[0], FirstFact)
    return made


def place(compound: UUID = GARDEN) -> dict[str, Any]:
    return {
        "compound_id": compound,
        "region_path": PATHS[compound],
        "profile": "national",
    }


def taken_in(hour: float = 0, compound: UUID = GARDEN, **given: Any) -> Told:
    own = {"channel": Channel.HOTLINE_12345, "category": "ORD-01", "milestones": ()}
    return Case.Reported, hour, place(compound) | own | given


def solved(hour: float, answer: Satisfaction = YES_SIR) -> list[Told]:
    return [
        (Case.Resolved, hour - 1, {"milestones": ()}),
        (Case.Verified, hour, {"solved": True, "satisfaction": answer}),
    ]


def closed(hour: float, level: Level = Level.L0) -> Told:
    return Case.Closed, hour, {"level": level}


def cases(first: int = 0) -> list[list[Fact]]:
    contacted: Told = (Case.Contacted, 1, {})
    reopened: Told = (Case.Reopened, 90, {"level": Level.L1, "milestones": ()})
    back = fact(
        Case.ImportAmended,
        2,
        UUID(int=1005 + first),
        JUNE,
        **vars_of_import(solved=True, satisfaction=FAIR),
        changed=("solved",),
    )
    unsolved = {"solved": False, "satisfaction": NO}
    return [
        stream(
            UUID(int=1001 + first),
            [taken_in(), contacted, *solved(72), closed(73, Level.L1)],
        ),
        stream(
            UUID(int=1002 + first),
            [
                taken_in(2),
                contacted,
                *solved(48),
                closed(50),
                reopened,
                *solved(1200, FAIR),
                closed(1201, Level.L3),
            ],
        ),
        stream(
            UUID(int=1003 + first),
            [
                taken_in(900),
                contacted,
                (Case.EntryVoided, 901, {"entry": 2, "milestones": ()}),
                (Case.Resolved, 905, {"milestones": ()}),
                (Case.Verified, 906, unsolved),
                (Case.Relocated, 907, place(COURT)),
            ],
        ),
        stream(
            UUID(int=1004 + first),
            [taken_in(4, COURT, channel=Channel.APP), (Case.Merged, 5, {})],
        ),
        [
            imported(UUID(int=1005 + first), **place(), reported_at=JUNE),
            back,
        ],
        stream(
            UUID(int=1006 + first),
            [
                taken_in(5),
                (Case.Resolved, 6, {"milestones": ()}),
                (Case.Unverified, 200, {}),
                closed(201, Level.L2),
            ],
        ),
        stream(UUID(int=1007 + first), [taken_in(7), (Case.Withdrawn, 8, {})]),
    ]


def vars_of_import(**given: Any) -> dict[str, Any]:
    whole = vars(imported(UUID(int=9), **place(), reported_at=JUNE))
    own = {
        name: whole[name]
        for name in Case.ImportAmended.__dataclass_fields__
        if name in whole
        and name not in Fact.__dataclass_fields__
        and name != "originator_topic"
    }
    return own | {"closed_at": JUNE + timedelta(hours=30)} | given


def compounds(first: int = 0) -> list[list[Fact]]:
    found = []
    for compound, households in ((GARDEN, 200), (COURT, 50)):
        number = str(compound.int)
        register: Told = (
            Compound.Registered,
            -2400,
            {
                "region_codes": PATHS[compound],
                "region_names": PATHS[compound],
                "households": households,
                "profile": "national",
            },
        )
        found.append(
            stream(
                UUID(int=compound.int + first),
                [
                    register,
                    signed(number, FIRM),
                    started(number, date(2021, 3, 1)),
                    corrected(households + 1),
                    (Compound.PartyCoverageStated, 1, {"since": date(2021, 6, 10)}),
                    ended(number, date(2021, 7, 15)),
                    signed(f"{number}b", OTHER_FIRM),
                    started(f"{number}b", date(2021, 7, 20)),
                    (Compound.PartyCoverageEnded, 900, {"on": date(2021, 7, 2)}),
                    (Compound.StarPlanned, 901, {"year": 2021, "target_stars": 3}),
                    (
                        Compound.StarAssessed,
                        902,
                        {"year": 2021, "stars": 3, "target_stars": 3},
                    ),
                    (
                        Compound.ManagementStated,
                        903,
                        {"management": Management.UNMANAGED, "since": date(2021, 8, 1)},
                    ),
                ],
            )
        )
    return found


def signed(number: str, firm: UUID) -> Told:
    return Compound.ContractSigned, -2000, {"number": number, "enterprise_id": firm}


def started(number: str, on: date) -> Told:
    return Compound.ServiceStarted, -1900, {"number": number, "on": on}


def corrected(households: int) -> Told:
    given = {"households": households, "profile": "national"}
    return Compound.Corrected, -100, given


def ended(number: str, on: date) -> Told:
    state = {"number": number, "on": on, "management": Management.UNMANAGED}
    return Compound.ServiceEnded, 890, state


def charge(id: int, due: date, fen: int, kind: ChargeKind = ChargeKind.FEE) -> Charge:
    item, by = "property", Holder.OWNER
    return Charge(UUID(int=id), kind, item, due, due, Fen(fen), due, by, None)


def fees(first: int = 0, compound: UUID = GARDEN) -> list[Fact]:
    old, now = 7001 + first, 7002 + first
    cost, ahead = 7003 + first, 7004 + first

    def charged(id: int, due: date, fen: int) -> Told:
        return FeeAccount.Charged, 1, {"charge": charge(id, due, fen), "replaces": None}

    def paid(receipt: int, on: date, prepaid: int, **lines: int) -> Told:
        got = tuple(
            Allocation(UUID(int=int(name[1:])), Fen(0), Fen(fen))
            for name, fen in lines.items()
        )
        given = {"receipt": receipt, "on": on, "allocations": got}
        return FeeAccount.Paid, 10, given | {"prepaid_fen": Fen(prepaid)}

    back = Allocation(UUID(int=now), Fen(0), Fen(30_000))
    return stream(
        UUID(int=7000 + first),
        [
            (FeeAccount.Opened, 0, place(compound)),
            charged(old, date(2020, 12, 31), 90_000),
            charged(now, date(2021, 6, 30), 80_000),
            charged(ahead, date(2022, 6, 30), 70_000),
            (
                FeeAccount.CostsAwarded,
                2,
                {"charge": charge(cost, date(2021, 6, 1), 5_000, ChargeKind.COSTS)},
            ),
            paid(1, date(2021, 6, 5), 500, **{f"x{old}": 60_000, f"x{now}": 50_000}),
            paid(2, date(2021, 7, 5), 0, **{f"x{now}": 30_000, f"x{cost}": 5_000}),
            paid(3, date(2021, 7, 6), 0, **{f"x{ahead}": 1_000}),
            (
                FeeAccount.ReceiptVoided,
                20,
                {"receipt": 2, "allocations": (back,), "on": date(2021, 7, 9)},
            ),
            (
                FeeAccount.Waived,
                21,
                {"line_id": UUID(int=now), "amount_fen": Fen(1_000)},
            ),
            (
                FeeAccount.PrepaymentReleased,
                22,
                {"line_id": UUID(int=now), "amount_fen": Fen(400)},
            ),
            (FeeAccount.LineReversed, 23, {"line_id": UUID(int=old)}),
        ],
    )


def committee(first: int = 0) -> list[Fact]:
    def seat(person: str, kind: SeatKind = SeatKind.MEMBER) -> Told:
        given = {"person": person, "seat": kind, "on": date(2021, 6, 1)}
        return Committee.MemberSeated, 2, given

    def told(person: str, status: MemberPartyStatus | None) -> Told:
        given = {"person": person, "party_status": status}
        return Committee.PartyStatusStated, 4, given

    kind = {"kind": BodyKind.OWNERS_COMMITTEE}
    return stream(
        UUID(int=8000 + first),
        [
            (Committee.Formed, 0, place() | kind),
            *(seat(f"p{number}") for number in range(5)),
            seat("alternate", SeatKind.ALTERNATE),
            (Committee.Constituted, 3, {"on": date(2021, 6, 2)}),
            *(told(f"p{number}", MemberPartyStatus.FULL) for number in range(3)),
            told("p3", MemberPartyStatus.PROBATIONARY),
            told("p4", MemberPartyStatus.NONE),
            told("p0", None),
            (Committee.MemberEnded, 500, {"person": "p1", "on": date(2021, 6, 22)}),
            (
                Committee.AlternateMovedUp,
                501,
                {"person": "alternate", "on": date(2021, 6, 23)},
            ),
            (Committee.Filed, 510, {"on": date(2021, 6, 24)}),
            (Committee.TermExpired, 2000, {"on": date(2021, 8, 20)}),
        ],
    )


def homes(first: int = 0) -> list[list[Fact]]:
    found: list[list[Fact]] = []
    for number in range(3):
        id = UUID(int=9000 + first + number)
        unit: list[Told] = [
            (Household.Registered, 0, place() | {"use": UnitUse.DWELLING})
        ]
        if number == 2:
            unit.append((Household.Removed, 700, {}))
        found.append(stream(id, unit))
    visits: list[Told] = [
        (Visit.Planned, 1, place() | {"unit_id": UUID(int=9000 + first)}),
        (Visit.Made, 2, {"on": date(2021, 6, 3)}),
        (Visit.ReturnPromised, 3, {}),
        (Visit.PlannedAgain, 800, {}),
        (Visit.Made, 801, {"on": date(2021, 5, 4)}),
        (Visit.ReturnPromised, 802, {}),
        (Visit.ReturnMade, 803, {"on": date(2021, 8, 1)}),
    ]
    return [*found, stream(UUID(int=9100 + first), visits)]


def talks(first: int = 0) -> list[list[Fact]]:
    kind = {"kind": MeetingKind.HEARING}
    consent = {"question": "q", "answers": ("yes", "no"), "consent": "yes"}
    forms = {"visited": 986, "valid": 942, "spoilt": 0, "least_cell": 5}
    codes = tuple(each.value for each in (YES_SIR, FAIR, NO))
    content = {"question": "c", "answers": codes, "consent": None}
    return [
        stream(
            UUID(int=9200 + first),
            [
                (Meeting.Convened, 1, place() | kind),
                (Meeting.Closed, 30, {"on": date(2021, 6, 2)}),
            ],
        ),
        stream(
            UUID(int=9201 + first),
            [
                (Survey.Begun, 1, place() | {"kind": SurveyKind.CONSENT}),
                (Survey.QuestionAsked, 2, consent),
                (Survey.AnswersCounted, 3, {"question": "q", "counts": (669, 273)}),
                (Survey.Closed, 700, forms),
            ],
        ),
        stream(
            UUID(int=9202 + first),
            [
                (Survey.Begun, 1, place() | {"kind": SurveyKind.SATISFACTION}),
                (Survey.QuestionAsked, 2, content),
                (Survey.AnswersCounted, 3, {"question": "c", "counts": (80, 10, 10)}),
                (Survey.Closed, 701, forms | {"visited": 110, "valid": 100}),
            ],
        ),
    ]


def everything(first: int = 0) -> list[list[Fact]]:
    """Every life of this module; the ids of other copies differ by `first`."""
    return [
        *cases(first),
        *compounds(first),
        fees(first),
        committee(first),
        *homes(first),
        *talks(first),
    ]
