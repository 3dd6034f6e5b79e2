"""The use cases of a case, on a real database: what they add to the domain's rules."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.cases import SERVICE, Cases
from application.commands import Commands
from application.commit import Receipt
from application.compounds import Compounds
from application.file_types import FileTypeRefused
from application.files import FileStore
from application.order import Order
from application.refusals import Conflict
from application.rules import UnknownProfile
from domain.case import Case
from domain.case_facts import CaseFacts
from domain.case_refusals import (
    MediatorRecused,
    MergeIntoItself,
    NotTheReporter,
    VerifierIsHandler,
)
from domain.case_words import (
    Channel,
    DepartmentStep,
    EnforcementResult,
    MediationOutcome,
    PauseReason,
    Satisfaction,
    Side,
    Status,
)
from domain.compound_facts import CompoundKind
from domain.errors import IllegalTransition, InvalidInput, NotFound, TextRequired
from domain.facts import Fact, Mask
from domain.roles import Actor, Role
from tests.application.conftest import StandingClock

STEWARD = Order(Actor("steward", Role.STEWARD))
STREET = Order(Actor("street", Role.STREET_OFFICER))
COMMUNITY = Order(Actor("community", Role.COMMUNITY_PARTY_SECRETARY))
POLICE = Order(Actor("police", Role.DEPARTMENT_OFFICER))
MEDIATOR = Order(Actor("mediator", Role.MEDIATOR))
ANNA = Order(Actor("anna", Role.OWNER))
BOB = Order(Actor("bob", Role.OWNER))
DAVE = Order(Actor("dave", Role.OWNER))
FACTS = {name for name, kind in vars(CaseFacts).items() if isinstance(kind, type)}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16 + b"IEND"


@pytest.fixture
def cases(commands: Commands[Receipt], files: FileStore) -> Cases[Receipt]:
    return Cases(commands, files)


@pytest.fixture
def compound(commands: Commands[Receipt]) -> UUID:
    receipt = Compounds(commands).register(
        STREET,
        code="WH-0001",
        name="和美家园",
        region_codes=("3710", "371002", "371002001", "371002001001"),
        region_names=("威海", "环翠", "竹岛", "塔山"),
        kind=CompoundKind.COMMODITY,
        buildings=12,
        households=1312,
        completion_year=2005,
        profile="weihai",
    )
    return receipt.ids[0]


def reported(cases: Cases[Receipt], order: Order = ANNA, **changes: Any) -> UUID:
    usual: dict[str, Any] = {
        "channel": Channel.APP,
        "category": "SRV-01",
        "title": "路灯不亮",
    }
    return cases.report(order, **(usual | changes)).ids[0]


def facts(commands: Commands[Receipt], case_id: UUID) -> list[Fact]:
    return [recorded.fact for recorded in commands.store.stream(case_id)]


def kinds(commands: Commands[Receipt], case_id: UUID) -> list[str]:
    return [type(fact).__name__ for fact in facts(commands, case_id)]


def load(commands: Commands[Receipt], case_id: UUID) -> Case:
    return commands.store.load(Case, case_id)


# --- report ---------------------------------------------------------------------------


def test_a_report_takes_place_and_rules_from_its_compound(
    cases: Cases[Receipt], commands: Commands[Receipt], compound: UUID
) -> None:
    case = load(commands, reported(cases, compound_id=compound))

    assert case.region_path == ("3710", "371002", "371002001", "371002001001")
    assert case.profile == "weihai"
    (first,) = facts(commands, case.id)
    assert first.rules.startswith("weihai@")


def test_a_report_without_a_compound_says_where_as_far_as_known(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    here = load(commands, reported(cases, region_path=("1100",), profile="beijing"))
    nowhere = load(commands, reported(cases))

    assert (here.region_path, here.profile) == (("1100",), "beijing")
    assert (nowhere.region_path, nowhere.profile) == ((), "national")


def test_a_resident_is_recorded_under_a_pseudonym_of_the_case(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    one, other = (load(commands, reported(cases)) for _ in range(2))

    assert one.reporter and other.reporter
    assert len({one.reporter, other.reporter, "anna"}) == 3
    (first,) = facts(commands, one.id)
    assert first.actor_id == one.reporter


def test_an_officer_reports_for_a_resident_who_can_then_speak(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    case_id = reported(cases, STREET, channel=Channel.PHONE, reporter="anna")

    cases.withdraw(ANNA, case_id)

    assert load(commands, case_id).status is Status.WITHDRAWN


def test_a_report_is_refused(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    before = commands.store.position()

    for changes, refusal in (
        ({"compound_id": uuid4()}, NotFound),
        ({"profile": "mars"}, UnknownProfile),
        ({"title": "  "}, TextRequired),
        ({"reporter": "bob"}, InvalidInput),
    ):
        with pytest.raises(refusal):
            reported(cases, **changes)

    assert commands.store.position() == before


def test_texts_go_to_the_vault_and_not_into_the_log(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    case_id = reported(cases, body="三号楼", reporter_phone="13800000000", address=" ")

    (first,) = facts(commands, case_id)

    assert set(first.sealed) == {"title", "body", "reporter_phone"}
    assert first.sealed_id is not None
    refs = [(first.sealed_id, path) for path in first.sealed]
    opened = commands.vault.open(STREET.actor, "test", refs)
    assert {path: text for (_, path), text in opened.items()} == {
        "title": "路灯不亮",
        "body": "三号楼",
        "reporter_phone": "13800000000",
    }


def test_the_same_key_reports_once(cases: Cases[Receipt]) -> None:
    order = Order(ANNA.actor, key="k1")

    first = cases.report(order, channel=Channel.APP, category="SRV-01", title="灯")
    again = cases.report(order, channel=Channel.APP, category="SRV-01", title="灯")

    assert again.ids == first.ids
    assert again.replayed and not first.replayed


# --- every command --------------------------------------------------------------------


def test_a_case_lives_through_every_command(
    cases: Cases[Receipt],
    commands: Commands[Receipt],
    compound: UUID,
    clock: StandingClock,
) -> None:
    id = reported(cases, STREET, category="BLD-01", reporter="anna")
    duplicate = reported(cases, BOB)
    cases.relocate(STREET, id, compound_id=compound, reason="现场核实")
    cases.link_outside(STREET, id, system="12345", reference="A-1")
    cases.join(BOB, id, body="我家也是")
    cases.join(STREET, id, reporter="carol", reporter_name="卡罗")
    cases.declare_joint(STREET, id, by_body=True)
    cases.merge(STREET, duplicate, into=id)
    cases.assign(STREET, id, party="P", handler_id="steward", note="请处理")
    cases.dispute_competence(STEWARD, id, claimed_party="E", reason="属执法")
    cases.decide_competence(STREET, id, party="P", reason="物业先行")
    cases.accept(STEWARD, id, answer="已受理")
    cases.contact(STEWARD, id, note="已联系")
    cases.start(STEWARD, id, note="到场")
    cases.progress(STEWARD, id, meets="notify", note="已报告")
    cases.void_entry(STEWARD, id, entry=load(commands, id).version, reason="填错")
    cases.escalate(STREET, id, reason="需要支部出面")
    cases.whistle(COMMUNITY, id, departments=("G", "E"), reason="需联合", urgent=True)
    assert kinds(commands, id)[-2:] == ["Whistled", "Escalated"]
    cases.assign(STREET, id, party="P", handler_id="steward")
    cases.accept(STEWARD, id)
    cases.report_in(POLICE, id, department="G", note="已到")
    for step in DepartmentStep:
        cases.act_as_department(POLICE, id, department="G", step=step, note="完成")
    cases.hand_to_enforcement(
        STEWARD, id, department="E", violation="楼顶搭建", basis="京98(3)"
    )
    cases.answer_enforcement(
        POLICE,
        id,
        department="E",
        result=EnforcementResult.ORDERED_CORRECTION,
        measure="限期拆除",
    )
    cases.offer_mediation(STREET, id, mediator_id="mediator")
    for order, side in ((ANNA, Side.REPORTER), (DAVE, Side.OTHER)):
        cases.consent_to_mediation(order, id, side=side)
    until = clock() + timedelta(days=5)
    cases.pause(STEWARD, id, reason=PauseReason.MEDIATION, until=until, note="调解")
    cases.end_mediation(MEDIATOR, id, outcome=MediationOutcome.AGREED, agreement="密")
    cases.pause(STEWARD, id, reason=PauseReason.WEATHER_OR_SUPPLY, until=until)
    cases.resume(STEWARD, id)
    cases.recategorise(STREET, id, category="ORD-06", reason="更准确")
    cases.attach_file(STEWARD, id, content=PNG, media_type="image/png", name="图.png")
    cases.resolve(STEWARD, id, outcome="已拆除")
    cases.fail_call_back(STREET, id)
    cases.verify(ANNA, id, solved=False, comment="还在")
    cases.assign(STREET, id, party="P", handler_id="steward")
    cases.accept(STEWARD, id)
    cases.resolve(STEWARD, id, outcome="真的拆了")
    cases.verify(ANNA, id, solved=True, satisfaction=Satisfaction.SATISFIED)
    cases.close(STREET, id)
    cases.release_text(STREET, id, entry=1, path="title", mask=Mask.M2)
    cases.reopen(ANNA, id, reason="又搭起来了")

    case = load(commands, id)
    assert case.status is Status.ESCALATED
    assert len(case.reporters) == 4
    assert load(commands, duplicate).merged_into == id
    unseen = FACTS - set(kinds(commands, id)) - set(kinds(commands, duplicate))
    assert unseen == {
        "Imported",
        "ImportAmended",
        "Adopted",
        "DeadlineMissed",
        "SupervisionNoticed",
        "Unverified",
        "Withdrawn",
    }


def test_every_text_of_a_command_is_known_to_its_fact(
    cases: Cases[Receipt],
    commands: Commands[Receipt],
    compound: UUID,
    clock: StandingClock,
) -> None:
    test_a_case_lives_through_every_command(cases, commands, compound, clock)

    for recorded in commands.store.read(0, 1000):
        assert set(recorded.fact.sealed) <= set(recorded.fact.texts)


def test_every_command_takes_an_order_and_nothing_by_place() -> None:
    for name, method in inspect.getmembers(Cases, inspect.isfunction):
        if name.startswith("_") or name == "fire_due":
            continue
        parameters = list(inspect.signature(method).parameters.values())
        leading = 2 if name == "report" else 3
        assert parameters[1].name == "order"
        assert all(p.kind is p.KEYWORD_ONLY for p in parameters[leading:]), name
        assert method.__doc__, name


# --- what the use cases refuse --------------------------------------------------------


def test_an_unknown_case_is_refused(cases: Cases[Receipt]) -> None:
    with pytest.raises(NotFound):
        cases.accept(STEWARD, uuid4())


def test_a_stale_version_is_refused(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    id = reported(cases)
    cases.contact(STEWARD, id)

    with pytest.raises(Conflict):
        cases.accept(Order(STEWARD.actor, expected_version=1), id)

    assert kinds(commands, id) == ["Reported", "Contacted"]


def test_a_refused_command_leaves_nothing(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    id = reported(cases)

    with pytest.raises(IllegalTransition):
        cases.close(STREET, id)
    with pytest.raises(NotTheReporter):
        cases.withdraw(BOB, id)
    with pytest.raises(InvalidInput):
        cases.join(STREET, id)

    assert kinds(commands, id) == ["Reported"]


def test_a_merge_saves_both_or_neither(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    one, other = reported(cases), reported(cases)
    cases.withdraw(ANNA, other)

    with pytest.raises(IllegalTransition):
        cases.merge(STREET, one, into=other)
    with pytest.raises(MergeIntoItself):
        cases.merge(STREET, one, into=one)
    with pytest.raises(NotFound):
        cases.merge(STREET, one, into=uuid4())

    assert kinds(commands, one) == ["Reported"]


def test_a_file_that_is_refused_is_not_kept(
    cases: Cases[Receipt], commands: Commands[Receipt], files: FileStore
) -> None:
    id = reported(cases)

    with pytest.raises(FileTypeRefused):
        cases.attach_file(STEWARD, id, content=b"MZ\x90\0", media_type="image/png")
    with pytest.raises(NotFound):
        cases.attach_file(STEWARD, uuid4(), content=PNG, media_type="image/png")

    assert kinds(commands, id) == ["Reported"]
    assert not [path for path in files.root.rglob("*") if path.is_file()]


def test_the_handler_does_not_verify(cases: Cases[Receipt]) -> None:
    id = reported(cases)
    cases.accept(STEWARD, id)
    cases.resolve(STEWARD, id, outcome="修好")

    with pytest.raises(VerifierIsHandler):
        cases.verify(STEWARD, id, solved=True)


def test_nobody_verifies_their_own_work_as_a_resident(cases: Cases[Receipt]) -> None:
    id = reported(cases, ANNA)
    volunteer = Order(Actor("anna", Role.VOLUNTEER))
    cases.accept(volunteer, id)
    cases.resolve(volunteer, id, outcome="修好")

    with pytest.raises(VerifierIsHandler):
        cases.verify(ANNA, id, solved=True)


def test_no_party_mediates_under_another_name(cases: Cases[Receipt]) -> None:
    id = reported(cases, ANNA)

    with pytest.raises(MediatorRecused):
        cases.offer_mediation(STREET, id, mediator_id="anna")
    cases.offer_mediation(STREET, id, mediator_id="bob")
    with pytest.raises(MediatorRecused):
        cases.consent_to_mediation(BOB, id, side=Side.OTHER)


def test_who_came_with_a_duplicate_still_speaks(
    cases: Cases[Receipt], commands: Commands[Receipt]
) -> None:
    first, second, target = (reported(cases, order) for order in (ANNA, BOB, STREET))
    cases.merge(STREET, first, into=second)
    cases.merge(STREET, second, into=target)
    cases.accept(STEWARD, target)
    cases.resolve(STEWARD, target, outcome="修好")

    cases.verify(ANNA, target, solved=True)

    case = load(commands, target)
    assert case.absorbed == {first, second}
    assert facts(commands, target)[-1].actor_id in case.reporters


# --- clocks ---------------------------------------------------------------------------


def test_deadlines_fire_once(
    cases: Cases[Receipt], commands: Commands[Receipt], clock: StandingClock
) -> None:
    id = reported(cases)
    assert cases.fire_due(id) is None
    clock.forward(days=10)

    receipt = cases.fire_due(id)

    assert receipt is not None and receipt.ids == (id,)
    assert cases.fire_due(id) is None
    recorded = facts(commands, id)
    assert kinds(commands, id) == [
        "Reported",
        "DeadlineMissed",
        "DeadlineMissed",
        "Escalated",
    ]
    assert {fact.actor_role for fact in recorded[1:]} == {Role.SYSTEM.value}


def test_a_command_first_records_what_fell_due(
    cases: Cases[Receipt], commands: Commands[Receipt], clock: StandingClock
) -> None:
    id = reported(cases)
    clock.forward(days=10)

    # The worker has not looked yet, but the case is at L1 all the same.
    cases.accept(STREET, id, answer="受理")

    *fired, accepted = facts(commands, id)[1:]
    assert [fact.actor_id for fact in fired] == [SERVICE.id] * 3
    assert {len(fact.sealed) for fact in fired} == {0}
    assert set(accepted.sealed) == {"answer"}
    assert load(commands, id).level == 1
