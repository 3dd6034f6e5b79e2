"""Who wants to be told of what, how, and when not; the addresses lie in the vault.

Every change is a row of the access log (`application.access_log`), in the transaction
of the change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from application import access_log, texts_apart
from application.clock import Clock
from application.database import Connection, Database
from application.vault import Vault
from domain.calendar import CHINA
from domain.codes import require_code
from domain.roles import Actor
from interfaces.notifications.channel import Channel
from interfaces.notifications.refusals import (
    NotificationChannelAbsent,
    NotificationContactMissing,
    QuietHoursInvalid,
)
from interfaces.notifications.words import (
    NotificationChannel,
    NotificationKind,
    NotificationLanguage,
)

ADDRESS = "address"
"""Path of the sealed text."""
BASIS = "个保47"
"""Why an address goes: the person no longer wants it used (个人信息保护法 47)."""
NIGHT = time(22), time(8)
"""Quiet hours unless the person says otherwise."""

CONTACTS = """
    SELECT person, sealed_id, channel, language, kinds, quiet_from, quiet_until, since
    FROM notification_contact
"""
ONE = CONTACTS + "WHERE person = %s FOR UPDATE"
KEEP = """
    INSERT INTO notification_contact (person, sealed_id, channel, language, kinds,
        quiet_from, quiet_until, since, changed_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, (SELECT coalesce(max(position), 0) FROM event),
        %s)
    ON CONFLICT (person) DO UPDATE SET sealed_id = excluded.sealed_id,
        channel = excluded.channel, language = excluded.language,
        kinds = excluded.kinds, quiet_from = excluded.quiet_from,
        quiet_until = excluded.quiet_until, changed_at = excluded.changed_at
"""
FORGET = "DELETE FROM notification_contact WHERE person = %s RETURNING sealed_id"

Channels = Mapping[NotificationChannel, Channel]


class Contact(NamedTuple):
    """quiet_from, quiet_until: in China; the same twice: no quiet hours.

    since: position in the log after which things are told.
    """

    person: str
    sealed_id: UUID
    channel: NotificationChannel
    language: NotificationLanguage
    kinds: frozenset[NotificationKind]
    quiet_from: time
    quiet_until: time
    since: int

    @classmethod
    def of(cls, row: Iterable[Any]) -> Contact:
        """A row of CONTACTS."""
        person, sealed_id, channel, language, kinds, quiet, until, since = row
        return cls(
            person,
            sealed_id,
            NotificationChannel.of(channel),
            NotificationLanguage.of(language),
            frozenset(map(NotificationKind.of, kinds)),
            _clock_time(quiet),
            _clock_time(until),
            since,
        )

    def free_at(self, now: datetime) -> datetime:
        """The next moment outside the quiet hours: now, or when they end."""
        here = now.astimezone(CHINA)
        at, begin, end = here.time(), self.quiet_from, self.quiet_until
        night = begin > end  # over midnight
        quiet = (at >= begin or at < end) if night else begin <= at < end
        if not quiet:
            return now
        day = here.date() + timedelta(days=night and at >= begin)
        return datetime.combine(day, end, CHINA).astimezone(now.tzinfo)


class Contacts:
    """What may be done with them; who may do it, others decide."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, channels: Channels
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._channels = channels
        self._usual = next(iter(channels), NotificationChannel.EMAIL)

    def set(
        self,
        actor: Actor,
        person: str,
        *,
        address: str | None = None,
        channel: NotificationChannel | None = None,
        language: NotificationLanguage | None = None,
        kinds: Collection[NotificationKind] | None = None,
        quiet: tuple[time, time] | None = None,
    ) -> Contact:
        """Say how somebody is told; what is None stays, or is as usual.

        kinds: none of them ends all notifications. Raises NotificationContactMissing
        while no address is known, NotificationChannelAbsent,
        NotificationAddressInvalid.
        """
        require_code("person", person)
        with self._database.connection() as conn:
            row = conn.execute(ONE, (person,)).fetchone()
            known = Contact.of(row) if row else None
            if known is None and address is None:
                raise NotificationContactMissing
            wanted = channel or (known.channel if known else self._usual)
            if known and wanted is not known.channel and address is None:
                raise NotificationContactMissing
            sealed_id = self._sealed(conn, known, wanted, address)
            zh = known.language if known else NotificationLanguage.ZH
            usual = known.kinds if known else frozenset(NotificationKind)
            night = (known.quiet_from, known.quiet_until) if known else NIGHT
            values = (
                person,
                sealed_id,
                wanted.value,
                (language or zh).value,
                sorted(each.value for each in (usual if kinds is None else kinds)),
                *map(_minutes, quiet or night),
                self._clock(),
            )
            conn.execute(KEEP, values)
            made = Contact.of(conn.execute(ONE, (person,)).fetchone() or ())
            self._record(conn, actor, "notification.set", sealed_id)
        return made

    def one(self, person: str) -> Contact | None:
        for row in self._database.fetch(CONTACTS + "WHERE person = %s", (person,)):
            return Contact.of(row)
        return None

    def forget(self, actor: Actor, person: str) -> bool:
        """Destroy the address, and with it what waits; whether there was one."""
        with self._database.connection() as conn:
            row = conn.execute(FORGET, (person,)).fetchone()
            if row is not None:
                self._destroy(conn, row[0])
                self._record(conn, actor, "notification.forget", row[0])
        return row is not None

    def _sealed(
        self,
        conn: Connection,
        known: Contact | None,
        channel: NotificationChannel,
        address: str | None,
    ) -> UUID:
        """The sealing of the address: the known one, or a new one in its place."""
        if address is None:
            assert known is not None, "asked before"
            return known.sealed_id
        if channel not in self._channels:
            label = channel.label
            raise NotificationChannelAbsent(channel=label.en, channel_zh=label.zh)
        self._channels[channel].check(address)
        if known is not None:
            self._destroy(conn, known.sealed_id)
        return texts_apart.keep(conn, self._vault.keys, ADDRESS, address)

    def _destroy(self, conn: Connection, sealed_id: UUID) -> None:
        texts_apart.forget(conn, sealed_id, ADDRESS, BASIS, self._clock())

    def _record(self, conn: Connection, actor: Actor, what: str, id: UUID) -> None:
        """Last in its transaction: its lock is one for all who write there."""
        access_log.record(conn, actor, what, [(id, ADDRESS)], self._clock())


def quiet_hours(begin: str, end: str) -> tuple[time, time]:
    """Two times such as `22:00`. Raises QuietHoursInvalid."""
    try:
        found = tuple(datetime.strptime(each, "%H:%M").time() for each in (begin, end))
    except ValueError:
        raise QuietHoursInvalid from None
    return found[0], found[1]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock_time(minutes: int) -> time:
    return time(*divmod(minutes, 60))
