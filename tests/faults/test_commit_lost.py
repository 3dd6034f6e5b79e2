"""A connection that is lost at COMMIT, again and again: the answer is right."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Lock

import pytest

from application.commit import IdempotencyKey, Receipt
from application.database import Database
from application.event_store import EventStore
from application.rules import RulePacks, load_rulepacks
from application.writer import Writer
from tests.application.cases import compound
from tests.faults.bounds import CUT_AT_WILL, CUT_COMMITS
from tests.faults.checks import check, tell
from tests.faults.cutting import Cut, CuttingProxy
from tests.faults.load import Load
from tests.faults.service import Service
from tests.faults.site import ServerSite

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
THREADS = 8
EVERY = 2  # of so many commits one is cut


def every_other(seed: int, each: int) -> Callable[[], Cut | None]:
    """Cuts half of all commits, each kind `each` times."""
    rest = [cut for cut in Cut for _ in range(each)]
    choose = random.Random(seed)
    choose.shuffle(rest)
    lock = Lock()

    def plan() -> Cut | None:
        with lock:
            return rest.pop() if rest and choose.randrange(EVERY) == 0 else None

    return plan


@pytest.fixture(scope="module")
def rules() -> RulePacks:
    return load_rulepacks()


@pytest.mark.parametrize("keyed", [True, False], ids=["key", "no key"])
@pytest.mark.parametrize("grounded", [True, False], ids=["in hope", "with care"])
def test_each_save_is_recorded_once_and_answered_so(
    database: Database, rules: RulePacks, keyed: bool, grounded: bool
) -> None:
    with CuttingProxy(database.url, every_other(20260304, CUT_COMMITS)) as proxy:
        store = EventStore(database, writer=Writer(proxy.url))

        def save(number: int) -> None:
            garden = compound(rules, f"G{number}")
            name = number.to_bytes(32)
            key = IdempotencyKey(name, name) if keyed else None
            session = store.session if grounded else None
            receipt = store.submit([garden], key, session=session).result()
            position = receipt.position
            assert receipt == Receipt(position, (garden.id,), (1,))
            (recorded,) = store.stream(garden.id)
            assert (recorded.position, recorded.fact.originator_version) == (
                position,
                1,
            )
            if key is not None:
                answered = store.answered(key)
                assert answered == Receipt(position, (garden.id,), (1,), replayed=True)

        saved = 0
        with ThreadPoolExecutor(THREADS) as pool:
            while proxy.cuts != Counter(dict.fromkeys(Cut, CUT_COMMITS)):
                list(pool.map(save, range(saved, saved + THREADS)))
                saved += THREADS
        positions = [recorded.position for recorded in store.read(0, saved + 1)]
        assert positions == [*range(1, saved + 1)]
        print(f"{saved} saves over {proxy.cuts.total()} cuts")
        store.close()


def test_the_service_keeps_its_promises(server: ServerSite) -> None:
    with CuttingProxy(server.url, every_other(20260305, CUT_AT_WILL)) as proxy:
        server.variables["GONGSHI_DATABASE_URL"] = proxy.url
        proxy.cutting = False
        with Service(server), closing(Load(server)) as load:
            proxy.cutting = True
            with load.running() as ledger:
                while proxy.cuts.total() < len(Cut) * CUT_AT_WILL:
                    ledger.wait_for_more(10)
            check(server.url, ledger)
            tell(ledger)
