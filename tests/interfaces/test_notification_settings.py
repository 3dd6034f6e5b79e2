"""How people say how they are told: over GraphQL, from the command line; what a letter
looks like, and what is refused."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

import pytest

from domain.calendar import CHINA
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.cli.main import run
from interfaces.notifications.channel import Letter, Outcome
from interfaces.notifications.contacts import Contact, quiet_hours
from interfaces.notifications.mail import Mail, MailServer, composed
from interfaces.notifications.refusals import (
    MailSenderInvalid,
    MailServerInvalid,
    NotificationAddressInvalid,
    NotificationLinkInvalid,
    QuietHoursInvalid,
)
from interfaces.notifications.templates import TEMPLATES, Links, written
from interfaces.notifications.words import (
    NotificationChannel,
    NotificationKind,
    NotificationLanguage,
)
from interfaces.services import Services
from tests.interfaces.conftest import Client, serving
from tests.interfaces.mail_server import MailHouse, mail_house
from tests.projections.samples import NOW

SENDER = "notice@gongshi.example"
MORNING = datetime(2026, 3, 2, 2, tzinfo=UTC)
EMAIL = NotificationChannel.EMAIL
MINE = "{ myNotifications { channel language kinds quietFrom quietUntil } }"
SET = """mutation ($input: SetNotificationsInput!) {
    setNotifications(input: $input) {
        ... on NotificationsSet { settings { language kinds quietFrom quietUntil } }
        ... on Refusal { code messageZh fields }
    }
}"""
FORGET = """mutation { forgetNotifications {
    ... on NotificationsSet { settings { language } }
} }"""


@pytest.fixture
def house() -> Iterator[MailHouse]:
    with mail_house() as house:
        yield house


@pytest.fixture
async def client(services: Services, issuer: LocalIssuer) -> AsyncIterator[Client]:
    """A service that sends mail."""
    mail = Mail(MailServer.of("smtp://127.0.0.1:9"), SENDER)
    async with serving(replace(services, channels={EMAIL: mail}), issuer) as client:
        yield client


async def test_one_says_for_oneself_how_one_is_told(client: Client) -> None:
    assert await client.codes(MINE) == ["SIGN_IN_REQUIRED"]
    client.sign_in(Role.STEWARD)
    assert (await client.ask(MINE))["myNotifications"] is None
    early = await client.ask(SET, input={"kinds": []})
    assert early["setNotifications"]["code"] == "NOTIFICATION_CONTACT_MISSING"
    wrong = await client.ask(SET, input={"address": "a@x.cn\nBcc: b@x.cn"})
    assert wrong["setNotifications"]["code"] == "NOTIFICATION_ADDRESS_INVALID"
    assert "电子邮件" in wrong["setNotifications"]["messageZh"]

    given = {"address": "a@example.cn", "language": "EN", "kinds": ["OVERDUE"]}
    await client.ask(SET, input=given)
    half = await client.ask(SET, input={"quietFrom": "21:00"})
    assert half["setNotifications"]["code"] == "QUIET_HOURS_INVALID"
    assert half["setNotifications"]["fields"] == ["quietFrom", "quietUntil"]
    night = {"quietFrom": "21:00", "quietUntil": "07:30"}
    done = await client.ask(SET, input=night)
    assert done["setNotifications"]["settings"] == {
        "language": "EN",
        "kinds": ["OVERDUE"],
        **night,
    }
    assert (await client.ask(MINE))["myNotifications"]["channel"] == "EMAIL"
    client.sign_in(Role.STEWARD, id="somebody-else")
    assert (await client.ask(MINE))["myNotifications"] is None

    client.sign_in(Role.STEWARD)
    told = (await client.http.get("/metrics")).text
    for figure in ("lag 0.0", "waiting 0.0", "dead 0.0", "sent_total 0.0"):
        assert f"gongshi_notifications_{figure}" in told
    forgotten = await client.ask(FORGET)
    assert forgotten["forgetNotifications"] == {"settings": None}
    assert (await client.ask(MINE))["myNotifications"] is None


def test_an_operator_sees_to_them_from_the_command_line(
    english_program: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def gongshi(command: str) -> tuple[int, str]:
        code = run(["notifications", *command.split()])
        said = capsys.readouterr()
        return code, said.out + said.err

    add = "set steward-2 --address a@example.cn --kind overdue --quiet 21:00-07:30"
    code, said = gongshi(add)
    assert (code, "NOTIFICATION_CHANNEL_ABSENT" in said) == (2, True)
    monkeypatch.setenv("GONGSHI_SMTP_URL", "smtp://127.0.0.1:9")
    assert "MAIL_SENDER_INVALID" in gongshi(add)[1]
    monkeypatch.setenv("GONGSHI_SMTP_FROM", SENDER)
    assert gongshi(add)[1].endswith("steward-2: overdue\n")
    assert gongshi("set steward-2 --none")[1] == "steward-2: nothing\n"
    assert "1 people; 0 events not looked at; 0 wait" in gongshi("status")[1]
    assert gongshi("retry")[1] == "0 will be sent again.\n"
    assert gongshi("forget steward-2")[1] == "Destroyed.\n"
    assert gongshi("forget steward-2")[1] == "No address was known.\n"


@pytest.mark.parametrize(
    ("quiet", "at", "free"),
    [
        (("22:00", "08:00"), "21:59", None),
        (("22:00", "08:00"), "22:00", (2026, 3, 3, 8)),
        (("22:00", "08:00"), "07:59", (2026, 3, 2, 8)),
        (("22:00", "08:00"), "08:00", None),
        (("12:00", "14:00"), "13:00", (2026, 3, 2, 14)),
        (("12:00", "14:00"), "14:00", None),
        (("00:00", "00:00"), "03:00", None),
    ],
)
def test_quiet_hours_end_at_their_time_in_china(
    quiet: tuple[str, str], at: str, free: tuple[int, int, int, int] | None
) -> None:
    contact = Contact(
        "p",
        UUID(int=1),
        EMAIL,
        NotificationLanguage.ZH,
        frozenset(),
        *quiet_hours(*quiet),
        since=0,
    )
    here = datetime.combine(MORNING.date(), time.fromisoformat(at), CHINA)
    now = here.astimezone(UTC)
    expected = now if free is None else datetime(*free, tzinfo=CHINA)
    assert contact.free_at(now) == expected


def test_what_is_no_plain_address_is_refused() -> None:
    mail = Mail(MailServer.of("smtp://h"), SENDER)
    for address in (
        "",
        "nobody",
        "a@b@c",
        "a@x.cn\r\nBcc: b@x.cn",
        "a@x.cn\nSubject: hi",
        "a@x.cn\n",
        "a@x.cn,b@x.cn",
        "<a@x.cn>",
        '"a b"@x.cn',
        "a@-x.cn",
        "王@例子.中国",
        f"{'a' * 250}@x.cn",
    ):
        with pytest.raises(NotificationAddressInvalid):
            mail.check(address)


def test_no_header_can_be_slipped_in() -> None:
    letter = _letter(subject="a\r\nBcc: b@x.cn")
    with pytest.raises(ValueError):
        composed(letter, SENDER)
    with pytest.raises(NotificationLinkInvalid):
        Links("https://x.cn/{kind}/{id}\r\nBcc: b@x.cn")


def _letter(**given: Any) -> Letter:
    said = Letter(
        UUID(int=1),
        "a@example.cn",
        NotificationKind.ASSIGNED,
        NotificationLanguage.ZH,
        "case",
        UUID(int=2),
        None,
        "subject",
        "text",
        MORNING,
    )
    return said._replace(**given)


@pytest.mark.parametrize("language", list(NotificationLanguage))
def test_every_kind_is_written_in_both_languages(
    language: NotificationLanguage,
) -> None:
    assert set(TEMPLATES) == set(NotificationKind)
    for kind in NotificationKind:
        subject, text = written(kind, language, "case", UUID(int=7), NOW, "https://x")
        assert ("公示" in subject) is (language is NotificationLanguage.ZH)
        assert str(UUID(int=7)) in text and "{" not in subject + text


def test_settings_that_cannot_work_are_refused() -> None:
    for url in ("http://x", "smtp://", "smtp://h:x", "smtps://h/path", "h:25"):
        with pytest.raises(MailServerInvalid):
            MailServer.of(url)
    assert MailServer.of("smtps://me:p%40ss@h") == MailServer(
        True, "h", 465, "me", "p@ss"
    )
    with pytest.raises(MailSenderInvalid):
        Mail(MailServer.of("smtp://h"), "nobody")
    for link in ("x/{kind}/{id}", "https://x.cn/{id}"):
        with pytest.raises(NotificationLinkInvalid):
            Links(link)
    with pytest.raises(QuietHoursInvalid):
        quiet_hours("25:00", "08:00")


def test_a_server_elsewhere_must_speak_tls_before_anything_is_told(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The house offers no STARTTLS; as a server of another machine it is left."""
    monkeypatch.setattr("interfaces.notifications.mail.HERE", ())
    mail = Mail(MailServer.of(house.url), SENDER, tls=ssl.create_default_context())
    sent = mail.send(_letter())
    assert sent == (Outcome.AWAY, "SMTPNotSupportedError")
    assert house.raw == []
