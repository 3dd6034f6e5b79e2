"""Notifications by e-mail: who is told of what, once, when, and what fails."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import decode_header
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import pytest

from application import access_log
from application.clock import ManualClock
from application.erasure import replay_tombstones
from domain.case import Case
from domain.errors import InvalidInput
from domain.fee_account import FeeAccount
from domain.household import Household
from domain.household_relations import Relation
from domain.quantities import Dm2
from domain.roles import Actor, Role
from domain.vote import Vote
from domain.vote_words import RollHead
from interfaces.notifications.contacts import Contact, Contacts
from interfaces.notifications.mail import Mail, MailServer
from interfaces.notifications.notifier import Notifier
from interfaces.notifications.refusals import (
    NotificationChannelAbsent,
    NotificationContactMissing,
)
from interfaces.notifications.rows import dead, figures, raise_dead
from interfaces.notifications.templates import Links
from interfaces.notifications.words import (
    NotificationChannel,
    NotificationKind,
    NotificationLanguage,
)
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings
from interfaces.webhooks.schedule import Schedule
from projections import sessions
from projections.engine import Engine
from projections.engine import Role as Duty
from projections.read_models import READ_MODELS
from tests.interfaces.mail_server import MailHouse, mail_house
from tests.projections.samples import NOW, append, fact, reported

OPERATOR = Actor("operator", Role.OPERATOR)
SENDER = "notice@gongshi.example"
LINK = "https://gongshi.example/{kind}/{id}"
MORNING = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in China
NIGHT = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 23:00 there
HOUSEHOLD = "domain.household:Household"
MINUTE = timedelta(minutes=1)
EMAIL = NotificationChannel.EMAIL


@dataclass
class Office:
    """A service that notifies, step by step, on a clock of the test's own."""

    runtime: Runtime
    clock: ManualClock
    house: MailHouse
    contacts: Contacts
    notifier: Notifier

    def wants(self, person: str, address: str | None = None, **given: Any) -> Contact:
        address = address or f"{person}@example.cn"
        return self.contacts.set(OPERATOR, person, address=address, **given)

    def look(self) -> None:
        """Until there is nothing more to do at once."""
        with closing(sessions.opened(self.runtime.database, "notifications")) as conn:
            while self.notifier.look(conn):
                pass

    def happens(self, *facts: Any) -> None:
        append(self.runtime.store, facts)

    def told(self) -> list[tuple[str, str]]:
        """To whom, and the subject without the number."""
        said = [str(each["Subject"]) for each in self.house.mails]
        return list(zip(self.house.recipients, said, strict=True))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MORNING)


@pytest.fixture
def office(database_url: str, tmp_path: Path, clock: ManualClock) -> Iterator[Office]:
    settings = Settings(
        home=tmp_path,
        database_url=database_url,
        vault_key=base64.b64encode(bytes(range(32))).decode(),  # type: ignore[arg-type]
    )
    with (
        mail_house() as house,
        open_runtime(settings, clock=clock, say=lambda line: None) as runtime,
    ):
        server = MailServer.of(house.url)
        channels = {EMAIL: Mail(server, SENDER, timeout=5.0)}
        book = Contacts(runtime.database, runtime.vault, clock, channels)
        notifier = Notifier(
            runtime.database,
            runtime.store,
            runtime.vault,
            clock,
            channels,
            Links(LINK),
            timedelta(hours=4),
            schedule=Schedule([60, 60], chance=lambda: 0.5),
        )
        yield Office(runtime, clock, house, book, notifier)


def assigned(id: UUID, version: int = 2, to: str = "steward-1") -> Any:
    return fact(Case.Assigned, version, id, party="P", handler_id=to)


def test_an_assignment_is_told_in_chinese_with_number_and_link_alone(
    office: Office,
) -> None:
    office.wants("steward-1")
    id = uuid4()
    office.happens(reported(id), assigned(id))
    office.look()

    [raw] = office.house.raw
    [mail] = office.house.mails
    head, _, _ = raw.partition(b"\r\n\r\n")
    assert head.isascii()
    assert b"=?utf-8?" in head
    [(subject, charset), *_] = decode_header(
        str(raw.split(b"Subject: ")[1].split(b"\r\n")[0], "ascii")
    )
    assert charset == "utf-8" and isinstance(subject, bytes)
    assert mail["Subject"] == f"公示：一件诉求已派给您（{id.hex[:8]}）"
    assert mail["From"] == SENDER
    assert mail["To"] == "steward-1@example.cn"
    assert mail["Content-Language"] == "zh-CN"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@gongshi.example>")
    assert mail["Date"].datetime == MORNING
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    text = mail.get_content()
    assert f"诉求编号：{id}" in text
    assert f"https://gongshi.example/case/{id}" in text
    assert "steward-1" not in text

    office.look()
    assert len(office.house.raw) == 1
    assert figures(office.runtime.database)[:5] == (0, 1, 0, 0, 1)
    [row] = office.runtime.database.fetch(
        "SELECT state, person, about, about_id, due_at FROM notification"
    )
    assert row == ("sent", None, None, None, None)


def test_what_was_before_or_is_not_wanted_is_not_told(office: Office) -> None:
    id, other = uuid4(), uuid4()
    office.happens(reported(id), assigned(id))
    office.wants("steward-1", language=NotificationLanguage.EN)
    office.wants("steward-2", kinds=[NotificationKind.OVERDUE])
    office.happens(assigned(id, 3, "steward-2"), assigned(id, 4))
    office.happens(reported(other), assigned(other, to="steward-3"))
    office.look()
    assert office.told() == [
        ("steward-1@example.cn", f"Case {id.hex[:8]} was assigned to you")
    ]
    own = fact(Case.Assigned, 5, id, party="P", handler_id="officer-1")
    office.wants("officer-1")
    office.happens(own)
    office.look()
    assert len(office.house.raw) == 1, "who did it knows"


def test_nobody_is_told_any_more_who_wants_nothing_or_is_forgotten(
    office: Office, clock: ManualClock
) -> None:
    clock.moment = NIGHT
    for name in ("steward-1", "steward-2", "steward-3"):
        contact = office.wants(name)
    ids = [uuid4() for _ in range(3)]
    for number, id in enumerate(ids, start=1):
        calm = reported(id, urgent=False)
        office.happens(calm, assigned(id, to=f"steward-{number}"))
    office.look()
    assert figures(office.runtime.database).waiting == 3

    office.contacts.set(OPERATOR, "steward-1", kinds=[])
    assert office.contacts.forget(OPERATOR, "steward-2")
    assert not office.contacts.forget(OPERATOR, "steward-2")
    assert office.contacts.forget(OPERATOR, "steward-3")
    fetch = office.runtime.database.fetch
    assert fetch("SELECT count(*) FROM sealed_text")[0][0] == 1
    assert fetch("SELECT count(*) FROM text_key")[0][0] == 1
    assert fetch("SELECT basis FROM tombstone") == [("个保47",)] * 2
    clock.moment += timedelta(hours=12)
    office.look()
    assert office.house.raw == []
    assert figures(office.runtime.database)[1:4] == (1, 0, 0)
    states = fetch("SELECT state, person FROM notification")
    assert states == [("dropped", None)]

    # A backup that knows the address still brings it back to nobody.
    assert replay_tombstones(office.runtime.database, office.runtime.files) == 0
    assert office.runtime.vault.erased([(contact.sealed_id, "address")])
    assert access_log.verify(office.runtime.database).number == 6


def test_an_address_lies_in_the_vault_and_a_new_one_takes_its_place(
    office: Office,
) -> None:
    first = office.wants("steward-1", "old@example.cn")
    second = office.wants("steward-1", "new@example.cn")
    assert second.sealed_id != first.sealed_id
    assert office.runtime.vault.erased([(first.sealed_id, "address")])
    id = uuid4()
    office.happens(reported(id), assigned(id))
    office.look()
    assert office.house.recipients == ["new@example.cn"]
    for table in ("notification", "notification_contact", "access_log", "sealed_text"):
        rows = office.runtime.database.fetch(f"SELECT t::text FROM {table} t")
        assert not any("example.cn" in row for (row,) in rows)
    read = office.runtime.database.fetch(
        "SELECT reader_id, purpose FROM access_log ORDER BY number"
    )
    assert read == [
        ("operator", "notification.set"),
        ("operator", "notification.set"),
        ("gongshi-notifications", "notification.send"),
    ]


def test_an_erased_address_of_a_backup_is_given_up_visibly(
    office: Office, clock: ManualClock
) -> None:
    contact = office.wants("steward-1")
    with office.runtime.database.connection() as conn:
        office.contacts._destroy(conn, contact.sealed_id)
    id = uuid4()
    office.happens(reported(id), assigned(id))
    for _ in range(3):
        office.look()
        clock.moment += MINUTE
    [given_up] = dead(office.runtime.database)
    assert (given_up.attempts, given_up.failure) == (3, "address erased")


def test_reporters_are_told_of_the_answer_by_their_pseudonyms(office: Office) -> None:
    for name in ("resident-1", "resident-2", "resident-3", "steward-1"):
        office.wants(name)
    id, other = uuid4(), uuid4()
    called = office.runtime.vault.pseudonym
    office.happens(
        reported(id, reporter=called("resident-1", id)),
        fact(Case.Joined, 2, id, reporter=called("resident-2", id)),
        assigned(id, 3),
        fact(Case.Resolved, 4, id, milestones=()),
        reported(other, reporter=called("resident-3", other)),
    )
    office.look()
    answered = f"公示：您反映的诉求已答复（{id.hex[:8]}）"
    assert sorted(office.told()) == [
        ("resident-1@example.cn", answered),
        ("resident-2@example.cn", answered),
        ("steward-1@example.cn", f"公示：一件诉求已派给您（{id.hex[:8]}）"),
    ]
    office.house.raw.clear()
    office.house.recipients.clear()
    by = called("resident-1", id)
    office.happens(fact(Case.Verified, 5, id, actor_id=by, solved=True))
    office.look()
    assert sorted(office.house.recipients) == [
        "resident-2@example.cn",
        "steward-1@example.cn",
    ], "who verified it knows"


def test_a_missed_deadline_is_told_to_who_had_the_case_then(office: Office) -> None:
    office.wants("steward-1")
    id = uuid4()
    due_at = NOW + timedelta(hours=9)
    office.happens(
        reported(id),
        assigned(id),
        fact(Case.DeadlineMissed, 3, id, milestone="done", due_at=due_at),
        fact(Case.Escalated, 4, id, level=1, receiver="B", milestones=()),
        fact(Case.Assigned, 5, id, party="B", handler_id="steward-2"),
    )
    office.look()
    assert [subject for _, subject in office.told()] == [
        f"公示：一件诉求已派给您（{id.hex[:8]}）",
        f"公示：您的诉求已超时（{id.hex[:8]}）",
    ]
    assert "期限：2026-03-03 02:00（北京时间）" in office.house.mails[1].get_content()


def test_a_case_is_due_soon_once_for_each_clock(
    office: Office, clock: ManualClock
) -> None:
    office.wants("steward-1", kinds=[NotificationKind.DUE_SOON])
    engine = Engine(office.runtime.database, office.runtime.store, READ_MODELS)
    id = uuid4()
    office.happens(reported(id), assigned(id), fact(Case.Contacted, 3, id))
    engine.run_until_caught_up()
    clock.moment = NOW + timedelta(days=3, hours=-4, seconds=-1)
    office.look()
    assert office.house.raw == []
    clock.moment += timedelta(seconds=1)
    for _ in range(3):
        office.look()
    assert office.told() == [
        ("steward-1@example.cn", f"公示：您的诉求即将到期（{id.hex[:8]}）")
    ]
    clock.moment += timedelta(hours=5)
    office.look()
    assert len(office.house.raw) == 1


def owned(office: Office, number: int, owner: str, **given: Any) -> list[Any]:
    """A household, claimed by somebody as its owner and verified."""
    id = UUID(int=1000 + number)
    claim = {"relation": Relation.OWNER, "until": None} | given
    person = office.runtime.vault.pseudonym(owner, id)
    return [
        fact(
            Household.Registered, 1, id, originator_topic="domain.household:Household"
        ),
        fact(Household.ClaimMade, 2, id, person=person, **claim),
        fact(Household.ClaimVerified, 3, id, person=person),
    ]


def test_owners_are_told_of_votes_and_bills(office: Office) -> None:
    for name in ("li", "wang", "zhao", "tenant"):
        office.wants(name)
    office.happens(*owned(office, 1, "li"), *owned(office, 2, "li"))
    office.happens(*owned(office, 3, "wang"), *owned(office, 4, "zhao"))
    office.happens(*owned(office, 5, "tenant", relation=Relation.TENANT))
    asked = tuple(UUID(int=1000 + number) for number in (1, 2, 3, 5))
    heads = [
        RollHead(id=str(each.int), units=(each,), numbers=("1",), area_dm2=Dm2(9000))
        for each in asked
    ]
    vote, account = uuid4(), uuid4()
    office.happens(
        fact(Vote.Noticed, 1, vote, originator_topic="domain.vote:Vote"),
        fact(Vote.RollFrozen, 2, vote, heads=tuple(heads)),
        fact(Vote.Opened, 3, vote),
    )
    office.look()
    assert sorted(office.told()) == [
        ("li@example.cn", f"公示：业主共同决定开始表决（{vote.hex[:8]}）"),
        ("wang@example.cn", f"公示：业主共同决定开始表决（{vote.hex[:8]}）"),
    ]

    office.house.raw.clear()
    office.house.recipients.clear()
    unit = UUID(int=1004)
    topic = "domain.fee_account:FeeAccount"
    office.happens(
        fact(FeeAccount.Opened, 1, account, unit_id=unit, originator_topic=topic),
        fact(FeeAccount.Charged, 2, account, replaces=None),
        fact(FeeAccount.Charged, 3, account, replaces=None),
    )
    office.look()
    assert office.told() == [
        ("zhao@example.cn", f"公示：您有新账单（{account.hex[:8]}）")
    ]
    text = office.house.mails[0].get_content()
    assert f"https://gongshi.example/fee_account/{account}" in text
    assert "元" not in text and str(unit) not in text


def test_at_night_only_what_is_urgent_goes_out(
    office: Office, clock: ManualClock
) -> None:
    clock.moment = NIGHT
    office.wants("steward-1")
    calm, urgent = uuid4(), uuid4()
    office.happens(reported(calm, urgent=False), assigned(calm))
    office.happens(reported(urgent, urgent=True), assigned(urgent))
    office.look()
    assert [urgent.hex[:8] in subject for _, subject in office.told()] == [True]
    clock.moment = datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)
    office.look()
    assert len(office.house.raw) == 1
    clock.moment = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)  # 08:00 in China
    office.look()
    assert [calm.hex[:8] in subject for _, subject in office.told()] == [False, True]


def test_a_server_that_is_down_costs_no_message_an_attempt(
    office: Office, clock: ManualClock
) -> None:
    office.wants("steward-1")
    office.house.stop()
    ids = [uuid4() for _ in range(3)]
    for id in ids:
        office.happens(reported(id), assigned(id))
    for _ in range(5):
        office.look()
        clock.moment += timedelta(hours=1)
    found = figures(office.runtime.database)
    assert (found.waiting, found.failed) == (3, 0)
    assert found.failure == "ConnectionRefusedError"
    office.house.start()
    clock.moment += timedelta(minutes=5)
    office.look()
    assert len(office.house.raw) == 3
    assert figures(office.runtime.database)[2:] == (0, 0, 3, 0, None)


def test_4xx_is_tried_again_5xx_is_dead_and_may_be_raised(
    office: Office, clock: ManualClock
) -> None:
    office.wants("steward-1")
    office.wants("steward-2")
    office.wants("steward-3")
    says = {"steward-1": "450 later", "steward-2": "550 no such box"}
    office.house.answer = lambda address: says.get(address.split("@")[0])
    ids = [uuid4() for _ in range(3)]
    for number, id in enumerate(ids, start=1):
        office.happens(reported(id), assigned(id, to=f"steward-{number}"))
    office.look()
    assert office.house.recipients == ["steward-3@example.cn"]
    [given_up] = dead(office.runtime.database)
    assert (given_up.attempts, given_up.failure) == (1, "smtp 550")
    assert figures(office.runtime.database)[2:6] == (1, 1, 1, 2)
    office.look()
    assert figures(office.runtime.database).failed == 2, "not before its time"
    clock.moment += MINUTE
    del says["steward-1"]
    office.look()
    assert office.house.recipients[1:] == ["steward-1@example.cn"]

    office.house.verdict = lambda content: "451 not now"
    del says["steward-2"]
    assert raise_dead(office.runtime.database, clock) == 1
    for _ in range(3):
        office.look()
        clock.moment += MINUTE
    [given_up] = dead(office.runtime.database)
    assert (given_up.attempts, given_up.failure) == (3, "smtp 451")
    office.house.verdict = lambda content: None
    raise_dead(office.runtime.database, clock)
    office.look()
    assert len(office.house.raw) == 3
    clock.moment += timedelta(days=31)
    office.look()
    assert office.runtime.database.fetch("SELECT FROM notification") == []


def test_a_message_taken_but_not_ticked_comes_again_under_its_id(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.wants("steward-1")
    id = uuid4()
    office.happens(reported(id), assigned(id))

    def die(*_: object) -> None:
        raise RuntimeError("kill -9")

    with monkeypatch.context() as patched:
        patched.setattr("interfaces.notifications.outbox.record", die)
        with pytest.raises(RuntimeError):
            office.look()
    office.look()
    office.look()
    first, second = (each["Message-ID"] for each in office.house.mails)
    assert first == second


def test_what_is_not_known_or_not_offered_is_refused(office: Office) -> None:
    with pytest.raises(NotificationContactMissing):
        office.contacts.set(OPERATOR, "p-1", kinds=[])
    closed = Contacts(office.runtime.database, office.runtime.vault, office.clock, {})
    with pytest.raises(NotificationChannelAbsent) as refused:
        closed.set(OPERATOR, "p-1", address="a@example.cn")
    assert "电子邮件" in refused.value.message("zh")
    with pytest.raises(InvalidInput):
        office.wants("a person", "a@example.cn")
    office.wants("p-1")
    assert closed.set(OPERATOR, "p-1", kinds=[]).kinds == frozenset()


def test_one_of_two_notifiers_acts_and_another_takes_over(office: Office) -> None:
    office.wants("steward-1")
    first = office.notifier
    second = Notifier(
        office.runtime.database,
        office.runtime.store,
        office.runtime.vault,
        office.clock,
        {EMAIL: Mail(MailServer.of(office.house.url), SENDER)},
        Links(None),
        timedelta(hours=4),
        poll=0.02,
    )
    first.start()
    until(lambda: first.role is Duty.ACTING)
    second.start()
    until(lambda: second.role is Duty.STANDBY)
    one, other = uuid4(), uuid4()
    office.happens(reported(one), assigned(one))
    until(lambda: len(office.house.raw) == 1)
    first.stop()
    until(lambda: second.role is Duty.ACTING)
    office.happens(reported(other), assigned(other))
    until(lambda: len(office.house.raw) == 2)
    second.stop()
    links = ["https:" in each.get_content() for each in office.house.mails]
    assert links == [True, False]


def until(is_so: Callable[[], bool]) -> None:
    give_up_at = monotonic() + 60
    while not is_so():
        assert monotonic() < give_up_at
        sleep(0.005)
