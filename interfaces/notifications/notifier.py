"""Keeps telling: reads the log, looks at the clocks, and hands over what is due.

One notifier of a deployment acts, others stand by: the acting one holds an advisory
lock of the database, on the connection on which it records what was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog

from application.clock import Clock
from application.database import Connection, Database
from application.event_store import EventStore
from application.vault import ERASED, Vault
from application.vault_keys import WrongVaultKey
from domain.errors import Refusal
from domain.roles import Actor
from domain.roles import Role as Duty
from interfaces.notifications import outbox
from interfaces.notifications.channel import Letter, Outcome, Sent
from interfaces.notifications.contacts import ADDRESS, Channels
from interfaces.notifications.outbox import Message
from interfaces.notifications.recipients import Recipients
from interfaces.notifications.templates import Links, written
from interfaces.notifications.words import NotificationChannel
from projections import sessions
from projections.engine import LONGEST_DELAY, Role
from projections.projection import STUMBLES

READER = Actor("gongshi-notifications", Duty.SYSTEM)
PURPOSE = "notification.send"
PAUSES = tuple(
    timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 720, 1440, 1440)
)
"""Before the second attempt, the third, and so on: some three days together."""
ADDRESS_GONE = Sent(Outcome.NOT_NOW, "address erased")
"""Another one was given just now; or a backup brought its person back without it."""
LONGEST_AWAY = timedelta(minutes=5)
DAY = timedelta(days=1)
log = structlog.get_logger("gongshi.notifications")


class Notifier:
    """Sends the notifications of a database, in a thread of its own."""

    def __init__(
        self,
        database: Database,
        store: EventStore,
        vault: Vault,
        clock: Clock,
        channels: Channels,
        links: Links,
        lead: timedelta,
        *,
        pauses: Sequence[timedelta] = PAUSES,
        poll: float = 1.0,
    ) -> None:
        """lead: how long before its time a case is due soon. poll: seconds between two
        looks."""
        self.role = Role.STOPPED
        self._database = database
        self._vault = vault
        self._clock = clock
        self._channels = channels
        self._links = links
        self._lead = lead
        self._pauses = pauses
        self._poll = poll
        self._recipients = Recipients(store, vault)
        self._away: dict[NotificationChannel, tuple[datetime, timedelta]] = {}
        self._pruned: datetime | None = None
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Send in a thread until `stop`; without a channel there is nothing to do."""
        if self._channels:
            self._stopping.clear()
            self._thread = Thread(
                target=self._supervise, name="notifications", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """End after the message in hand."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _supervise(self) -> None:
        """Run, and after whatever broke run again, until stopped."""
        delay = 0.1
        while not self._stopping.is_set():
            try:
                self._run()
                delay = 0.1
            except (*STUMBLES, WrongVaultKey, Refusal) as error:
                self.role = Role.WAITING
                log.warning("notifications.waiting", reason=repr(error), seconds=delay)
                self._stopping.wait(delay)
                delay = min(delay * 2, LONGEST_DELAY)
        self.role = Role.STOPPED

    def _run(self) -> None:
        with closing(sessions.opened(self._database, "notifications")) as conn:
            while not self._stopping.is_set():
                if sessions.notifies(conn):
                    self.role = Role.ACTING
                    while not self._stopping.is_set():
                        if not self.look(conn):
                            self._stopping.wait(self._poll)
                    return
                self.role = Role.STANDBY
                self._stopping.wait(self._poll)

    def look(self, conn: Connection) -> bool:
        """Take in what is new and send what is due; whether there may be more at
        once."""
        now = self._clock()
        more = outbox.take_in(conn, self._recipients, self._vault, now)
        outbox.due_soon(conn, self._vault, self._lead, now)
        works = [each for each in self._channels if self._works(each, now)]
        found = list(outbox.due(conn, works, now))
        try:
            sent = self._send(conn, found)
        finally:
            for channel in self._channels.values():
                channel.rest()
        if self._pruned is None or now >= self._pruned + DAY:
            outbox.prune(conn, now)
            self._pruned = now
        return more or sent > 0

    def _send(self, conn: Connection, messages: Sequence[Message]) -> int:
        """Send them one after the other; of how many it is known what became."""
        done = 0
        addresses = self._addresses(messages)
        for message in messages:
            if self._stopping.is_set():
                break
            name, now = message.contact.channel, self._clock()
            if not self._works(name, now):
                continue
            address = addresses.get(message.contact.person)
            sent = (
                self._channels[name].send(self._letter(message, address, now))
                if address is not None
                else ADDRESS_GONE
            )
            outbox.record(conn, message, sent, self._pauses, now)
            done += self._noted(name, sent, now)
        return done

    def _works(self, name: NotificationChannel, now: datetime) -> bool:
        return name not in self._away or self._away[name][0] <= now

    def _noted(self, name: NotificationChannel, sent: Sent, now: datetime) -> bool:
        """A channel that is away is asked again later, less and less often."""
        if sent.outcome is not Outcome.AWAY:
            self._away.pop(name, None)
            return True
        _, before = self._away.get(name, (now, timedelta(seconds=1)))
        pause = min(2 * before, LONGEST_AWAY)
        self._away[name] = now + before, pause
        log.warning("notifications.away", channel=name.value, reason=sent.reason)
        return False

    def _addresses(self, messages: Sequence[Message]) -> dict[str, str]:
        """The addresses of those who are told, as far as they were not erased: one row
        of the access log for all of them."""
        contacts = {each.contact.person: each.contact for each in messages}
        refs = [(each.sealed_id, ADDRESS) for each in contacts.values()]
        opened = self._vault.open(READER, PURPOSE, refs)
        return {
            person: text
            for person, contact in contacts.items()
            if (text := opened[contact.sealed_id, ADDRESS]) is not ERASED
        }

    def _letter(self, message: Message, address: str, now: datetime) -> Letter:
        link = self._links.to(message.about, message.about_id)
        language = message.contact.language
        what = (message.about, message.about_id)
        subject, text = written(message.kind, language, *what, message.due_at, link)
        return Letter(
            message.id,
            address,
            message.kind,
            language,
            *what,
            link,
            subject,
            text,
            now,
        )
