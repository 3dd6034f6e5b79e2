"""`kill -9` of the service under load, again and again."""

from __future__ import annotations

import random
import time

import pytest

from tests.faults.bounds import SERVICE_KILLS, WRITES_AGAIN
from tests.faults.checks import check, tell
from tests.faults.load import Load
from tests.faults.service import Service
from tests.faults.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def test_no_acknowledged_command_is_lost_and_none_is_applied_twice(
    site: Site, load: Load
) -> None:
    moments = random.Random(20260302)
    with Service(site) as service:
        took = []
        with load.running() as ledger:
            for kill in range(SERVICE_KILLS):
                ledger.wait_for_more(moments.randint(1, 60))
                killed_at = time.monotonic()
                service.kill()
                if kill % 10 == 9:  # Now and then it dies while it starts.
                    service.start()
                    time.sleep(moments.uniform(0, 1.5))
                    service.kill()
                    killed_at = time.monotonic()
                service.start()
                took.append(ledger.wait_for_one_sent_after(killed_at, WRITES_AGAIN))
        check(site.url, ledger)
        tell(ledger, took)
        for promised in ledger.acknowledged[:: max(1, len(ledger.acknowledged) // 50)]:
            again = load.repeat(promised)
            assert again.replayed
            assert (again.id, again.position, again.version) == (
                promised.id,
                promised.position,
                promised.version,
            )
        assert service.stop() == 0
