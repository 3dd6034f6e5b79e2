"""Keeps telling: reads the log, looks at the clocks, and hands over what is due.

One notifier of a deployment acts, others stand by: the acting one holds an advisory
lock of the database, on the connection on which it records what was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from application.clock import Clock
from application.database import Connection, Database
from application.event_store import EventStore
from application.vault import ERASED, Vault
from domain.roles import Actor
from domain.roles import Role as Duty
from interfaces.acts_alone import ActsAlone
from interfaces.notifications import outbox
from interfaces.notifications.channel import Letter, Outcome, Sent
from interfaces.notifications.contacts import ADDRESS, Channels
from interfaces.notifications.outbox import Message
from interfaces.notifications.recipients import Recipients
from interfaces.notifications.templates import Links, written
from interfaces.notifications.words import NotificationChannel
from interfaces.webhooks.schedule import Schedule
from projections import sessions

READER = Actor("gongshi-notifications", Duty.SYSTEM)
PURPOSE = "notification.send"
SCHEDULE = Schedule([60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400])
"""Attempts over some three days."""
ADDRESS_GONE = Sent(Outcome.NOT_NOW, "address erased")
"""Another one was given just now; or a backup brought its person back without it."""
LONGEST_AWAY = timedelta(minutes=5)
DAY = timedelta(days=1)


class Notifier(ActsAlone):
    """Sends the notifications of a database."""

    name = "notifications"

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
        schedule: Schedule = SCHEDULE,
        poll: float = 1.0,
    ) -> None:
        """lead: how long before its time a case is due soon. poll: seconds between two
        looks."""
        super().__init__(database, poll)
        self._vault = vault
        self._clock = clock
        self._channels = channels
        self._links = links
        self._lead = lead
        self._schedule = schedule
        self._recipients = Recipients(store, vault)
        self._away: dict[NotificationChannel, tuple[datetime, timedelta]] = {}
        self._pruned: datetime | None = None

    def start(self) -> None:
        """Send in a thread until `stop`; without a channel there is nothing to do."""
        if self._channels:
            super().start()

    def _takes(self, conn: Connection) -> bool:
        return sessions.notifies(conn)

    def _act(self, conn: Connection) -> None:
        while not self._stopping.is_set():
            if not self.look(conn):
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
            outbox.record(conn, message, sent, self._schedule, now)
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
        self._log.warning("notifications.away", channel=name.value, reason=sent.reason)
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
