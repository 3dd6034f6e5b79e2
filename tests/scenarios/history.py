"""A generated history, and the whole service over it, made once for many tests."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from application.simulation import SimulatedClock, Simulation, simulated
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.demo.generate import Generation, begins
from interfaces.demo.place import Place
from interfaces.demo.world import World
from interfaces.runtime import Runtime, open_runtime
from interfaces.server import reading_pool
from interfaces.services import Services
from interfaces.settings import Settings
from interfaces.worker import Worker
from projections.progress import Progress
from tests.conftest import copied
from tests.interfaces.conftest import Client, serving
from tests.traced import facts_of, unversioned

KEY = base64.b64encode(bytes(range(32))).decode()


@dataclass
class History:
    """What was generated. ask: data of a GraphQL operation, as a person of a role."""

    runtime: Runtime
    place: Place
    world: World
    client: Client
    runner: asyncio.Runner

    def ask(self, query: str, role: Role = Role.AUDITOR, **variables: Any) -> Any:
        self.client.sign_in(role)
        return self.runner.run(self.client.ask(query, **variables))

    def records(
        self, name: str, fields: str, *, role: Role = Role.AUDITOR, **filter: str
    ) -> list[Any]:
        """All records of a list, page after page. filter: as in `kind="council"`."""
        kind = "CompoundFilter" if name == "compounds" else "RecordFilterInput"
        query = f"""query ($filter: {kind}, $after: String) {{
            {name}(filter: $filter, first: 100, after: $after) {{
                nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
        found: list[Any] = []
        after = None
        while True:
            page = self.ask(query, role, filter=filter, after=after)[name]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    def missing(self, place: str) -> set[str]:
        """Types of facts that its log has not, of those named by the rows that the
        scenario of a place holds, be they told of this place or of another."""
        named = facts_of(f"tests/scenarios/test_{place}.py")
        found = self.runtime.database.fetch("SELECT DISTINCT type FROM event")
        return named - {unversioned(type) for (type,) in found}

    def numbers(self, sql: str, *values: Any) -> tuple[Any, ...]:
        """The one row of a statement on the read models."""
        (row,) = self.runtime.database.fetch(sql, values)
        return tuple(row)


def settings(url: str, home: Path) -> Settings:
    return Settings.model_validate(
        {"home": home, "database_url": url, "vault_key": KEY}
    )


@contextmanager
def generated(
    server_url: str, prepared: str, home: Path, place: Place
) -> Iterator[History]:
    """The history of a place on a database of its own, its read models caught up."""
    clock = SimulatedClock(begins([place]))
    with (
        copied(server_url, prepared) as url,
        open_runtime(
            settings(url, home), clock=clock, say=lambda line: None
        ) as runtime,
        asyncio.Runner() as runner,
    ):
        made = Simulation(place.key, place.scale, 1)
        Generation(runtime, clock, made, [place]).play(sample=False)
        Worker(runtime).engine.run_until_caught_up()
        issuer = LocalIssuer(home)
        entered = serving(services_of(runtime, issuer), issuer)
        client = runner.run(entered.__aenter__())
        yield History(runtime, place, World(runtime, place, 1), client, runner)
        runner.run(entered.__aexit__(None, None, None))


def services_of(runtime: Runtime, issuer: LocalIssuer) -> Services:
    url = runtime.database.url
    return Services(
        commands=runtime.commands,
        store=runtime.store,
        vault=runtime.vault,
        files=runtime.files,
        rules=runtime.rules,
        pool=reading_pool(url, size=4),
        progress=Progress(url),
        tokens=issuer.verifier(),
        clock=runtime.clock,
        production=False,
        simulation=simulated(runtime.database),
    )
