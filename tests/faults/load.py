"""Clients that give commands over HTTP, and repeat each until it is answered."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any
from uuid import UUID

import httpx

from application.authorisation import Grant
from domain.roles import Role
from tests.faults.bounds import ENDS
from tests.faults.ledger import Acknowledged, Ledger
from tests.faults.site import Site

CLIENTS = 8
NOTES = 4  # on a case of one's own, for each on a case that all share
# What a client may meet while something is broken: it tries again with the same key.
UNREACHABLE = "UNREACHABLE"
TRY_AGAIN = {UNREACHABLE, "LOG_UNAVAILABLE", "CONFLICT"}
REPORT = {"channel": "APP", "category": "PIP-02", "title": "三号楼下水道堵塞"}


def document(mutation: str) -> str:
    title = mutation[0].upper() + mutation[1:]
    return f"""mutation ($input: {title}Input!) {{
        {mutation}(input: $input) {{
            __typename
            ... on Changed {{ id position version replayed visible }}
            ... on Refusal {{ code message }}
        }}
    }}"""


class Client:
    """One who gives commands, each with a key of its own, one after the other."""

    def __init__(self, number: int, site: Site, ledger: Ledger) -> None:
        self.number = number
        self._ledger = ledger
        self._given = 0
        grants = [Grant(Role.STEWARD, "*")]
        token = site.issuer.issue(f"steward-{number}", grants)
        self._http = httpx.Client(
            base_url=f"http{site.base}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )

    def close(self) -> None:
        self._http.close()

    def give(self, mutation: str, **input: Any) -> Acknowledged:
        """Give a command until it is acknowledged, and write that down."""
        self._given += 1
        key = f"{self.number}-{self._given}"
        acknowledged = self.repeat(mutation, input | {"idempotencyKey": key})
        self._ledger.note(acknowledged)
        return acknowledged

    def report(self, profile: str = "national") -> Acknowledged:
        """Report a case under the rule pack of the profile."""
        return self.give("reportCase", **REPORT, profile=profile)

    def repeat(self, mutation: str, input: dict[str, Any]) -> Acknowledged:
        """Give a command, key and all, until it is acknowledged."""
        give_up_at = time.monotonic() + ENDS
        tries = 0
        while time.monotonic() < give_up_at and not self._ledger.closed:
            tries += 1
            sent_at = time.monotonic()
            answer = self.ask(mutation, input)
            if isinstance(answer, str):
                self._expect_fault(answer)
            else:
                return Acknowledged(
                    self.number,
                    mutation,
                    input,
                    UUID(answer["id"]),
                    answer["position"],
                    answer["version"],
                    answer["replayed"],
                    tries,
                    sent_at,
                    time.monotonic(),
                )
            time.sleep(0.05)  # As a client that is well brought up does.
        raise AssertionError(f"{mutation} was never answered")

    def ask(self, mutation: str, input: dict[str, Any]) -> dict[str, Any] | str:
        """Give a command once; the fields of `Changed`, or the code of what went
        wrong."""
        body = {"query": document(mutation), "variables": {"input": input}}
        try:
            answer = self._http.post("/graphql", json=body).json()
        except httpx.TransportError:
            return UNREACHABLE
        for error in answer.get("errors", []):
            return str(error["extensions"]["code"])
        found: dict[str, Any] = answer["data"][mutation]
        return str(found["code"]) if found["__typename"] == "Refusal" else found

    def _expect_fault(self, code: str) -> None:
        if code not in TRY_AGAIN:
            self._ledger.note_surprise(code)
            raise AssertionError(f"a client was told {code}")


class Load:
    """Several clients at once, on cases of their own and on some that all share."""

    def __init__(self, site: Site, *, clients: int = CLIENTS) -> None:
        self.ledger = Ledger()
        self._site = site
        self._busy = clients
        self._stopping = Event()
        self._clients = [Client(n, site, self.ledger) for n in range(clients)]
        self._shared: list[UUID] = []

    @contextmanager
    def running(self) -> Iterator[Ledger]:
        """Give commands meanwhile; afterwards every one that was begun is answered."""
        self._shared = [self._taken_on(self._clients[0]) for _ in range(2)]
        busy = self._clients[: self._busy]
        with ThreadPoolExecutor(len(busy)) as pool:
            work: list[Future[None]] = [
                pool.submit(self._run, client) for client in busy
            ]
            try:
                yield self.ledger
            except BaseException:
                self.ledger.closed = True  # Nobody need wait for an answer any more.
                raise
            finally:
                self._stopping.set()
        for each in work:
            each.result()
        assert not self.ledger.surprises, self.ledger.surprises[:3]

    def close(self) -> None:
        for client in self._clients:
            client.close()

    def stranger(self) -> Client:
        """One more client, whom the test itself lets act."""
        number = len(self._clients)
        client = Client(number, self._site, self.ledger)
        self._clients.append(client)
        return client

    def repeat(self, acknowledged: Acknowledged) -> Acknowledged:
        """Give a command again that was acknowledged; the ledger is not told."""
        client = self._clients[acknowledged.client]
        return client.repeat(acknowledged.mutation, acknowledged.input)

    def _run(self, client: Client) -> None:
        choose = random.Random(client.number)
        while not self._stopping.is_set():
            own = self._taken_on(client)
            for _ in range(NOTES):
                client.give("noteProgress", id=str(own), note="正在处理")
            shared = choose.choice(self._shared)
            client.give("noteProgress", id=str(shared), note="大家的事")

    def _taken_on(self, client: Client) -> UUID:
        """A case that is reported and accepted."""
        case = client.report().id
        client.give("acceptCase", id=str(case))
        return case
