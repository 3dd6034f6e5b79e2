"""The composition root of every process: builds and closes what it works with.

It knows nothing of HTTP and GraphQL, whose libraries take longer to import than all
else together; `interfaces.server` adds them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from application.cases import Cases
from application.clock import Clock, system_clock
from application.commands import Commands
from application.commit import Receipt
from application.compounds import Compounds
from application.database import Database
from application.embedded import EmbeddedPostgres
from application.embedded_watch import kept_running
from application.event_store import EventStore
from application.files import FileStore
from application.migrate import migrate
from application.published_store import PublishedStore
from application.publishing import PublishingDesk
from application.rules import RulePacks, load_rulepacks
from application.simulation import clocks
from application.steps import now
from application.vault import Vault
from interfaces.settings import Settings
from projections import duty_packs
from projections.publication_drafts import PublicationDrafts
from projections.publications import shown_elsewhere


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything a process works with, open and ready."""

    settings: Settings
    database: Database
    store: EventStore
    vault: Vault
    files: FileStore
    rules: RulePacks
    commands: Commands[Receipt]
    cases: Cases[Receipt]
    compounds: Compounds[Receipt]
    clock: Clock


@contextmanager
def open_runtime(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    say: Callable[[str], None] = print,
) -> Iterator[Runtime]:
    """Start or reach the database, bring its schema up, and build the service.

    say: told what is being done, a line each. Raises the coded refusals of settings,
    the embedded server and the migrations; closes in reverse order what it opened.
    """
    # Facts and rows form no cycles and go as soon as nobody holds them, and what is
    # kept is much: looking for cycles as often as Python does costs the read models an
    # eighth of their time.
    gc.set_threshold(50_000, 20, 100)
    with ExitStack() as stack:
        url = stack.enter_context(open_database(settings, say))
        database = Database(url)
        stack.callback(database.close)
        yield _build(settings, database, stack, clock)


@contextmanager
def open_database(settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    """The URL of the database, reached or started, its schema up to date: for what
    needs no more of the service than that, and no key."""
    with ExitStack() as stack:
        url = settings.database_url
        if url is None:
            embedded = EmbeddedPostgres.start(settings.home, say)
            url = stack.enter_context(embedded).url
            stack.enter_context(kept_running(embedded, say))
        for name in migrate(url):
            say(name)
        yield url


def _build(
    settings: Settings, database: Database, stack: ExitStack, clock: Clock
) -> Runtime:
    keys = settings.vault_keys()
    clock, recorded = clocks(database, clock, production=settings.production)
    store = EventStore(database, clock=recorded)
    stack.callback(store.close)
    vault = Vault(database, keys, clock=clock)
    files = FileStore(settings.home / "files", database, keys)
    rules = load_rulepacks(settings.rules, settings.holidays)
    duty_packs.use(rules)
    desk = PublishingDesk(
        PublishedStore(settings.home / "published"),
        PublicationDrafts(store, database, rules),
        partial(shown_elsewhere, database),
    )
    commands = Commands(store, vault, rules, clock, now, desk)
    return Runtime(
        settings=settings,
        database=database,
        store=store,
        vault=vault,
        files=files,
        rules=rules,
        commands=commands,
        cases=Cases(commands, files),
        compounds=Compounds(commands),
        clock=clock,
    )
