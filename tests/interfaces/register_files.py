"""What the tests of registers share: a compound, a household, and files imported."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from application.database import Database
from application.event_store import EventStore
from domain.committee import Committee, committee_id
from domain.committee_words import BodyKind, BodyLevel
from domain.compound import Compound, compound_id
from domain.enterprise import Enterprise, enterprise_id
from domain.facts import Fact
from domain.household import Household, household_id
from domain.place import Place
from interfaces.cli.main import run
from tests.application.decided import CANDIDATES, decided
from tests.projections.samples import append, fact

PLACE = "371700,菏泽市,371702,牡丹区,371702001,北城街道,371702001001,第一社区"
COMPOUND_HEAD = (
    "小区编码,小区名称,市编码,市,区县编码,区县,街道编码,街道,社区编码,社区,"
    "小区类型,楼栋数,户数,建成年份,规则\n"
)
GARDEN = f'HZ-001,阳光花园,{PLACE},商品房,12,"1,200",2010年,菏泽\n'
HOUSEHOLD_HEAD = (
    "小区编码,房号,建筑面积,面积来源,用途,持有人,业主姓名,业主电话,交付日期\n"
)
ONE = "HZ-001,3-2-501,98.1,不动产登记,住宅,业主,张三,13800000000,2011年5月1日\n"
HZ = compound_id("HZ-001")
FIRM = "91350100M000100Y43"
COMMITTEE = BodyKind.OWNERS_COMMITTEE
WHERE: dict[str, Any] = {"region_path": ("c",), "profile": "heze"}


class Files:
    """Files of registers, imported, with what became of their rows."""

    def __init__(
        self, folder: Path, database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self.database, self.capsys = folder, database, capsys
        self.errors: list[dict[str, str]] = []

    def give(self, register: str, content: str | bytes | Path, *options: str) -> Any:
        """The exit code, and the summary; `errors` are the rows with problems."""
        path = self.folder / "register.csv"
        if isinstance(content, Path):
            path = content
        else:
            data = content.encode() if isinstance(content, str) else content
            path.write_bytes(data)
        listed = self.folder / "errors.csv"
        self.capsys.readouterr()
        given = ["import", register, str(path), "--json", "--errors", str(listed)]
        code = run([*given, *options])
        with listed.open(encoding="utf-8-sig", newline="") as file:
            self.errors = list(csv.DictReader(file))
        return code, json.loads(self.capsys.readouterr().out)

    def problems(self) -> list[tuple[str, str, str]]:
        return [(each["row"], each["column"], each["code"]) for each in self.errors]

    def facts(self, kind: str = "") -> int:
        count = "SELECT count(*) FROM event WHERE type LIKE %s"
        return int(self.database.fetch(count, (f"{kind}%",))[0][0])

    def household(self, number: str) -> Household:
        unit: Household = self._load(Household, household_id(HZ, number))
        return unit

    def compound(self) -> Compound:
        compound: Compound = self._load(Compound, HZ)
        return compound

    def committee(self) -> Committee:
        committee: Committee = self._load(Committee, _body_id())
        return committee

    def have_firm(self) -> None:
        """Record that the firm is registered."""
        id = enterprise_id(FIRM)
        own: dict[str, Any] = {"credit_code": FIRM, "name": "安居物业"}
        self._record(
            fact(Enterprise.Registered, 1, id, compound_id=None, **WHERE, **own)
        )

    def have_committee(self) -> None:
        """Record that an owners' committee is being formed."""
        own: dict[str, Any] = {"kind": COMMITTEE, "level": BodyLevel.COMPOUND}
        self._record(
            fact(
                Committee.Formed,
                1,
                _body_id(),
                compound_id=HZ,
                number=1,
                **WHERE,
                **own,
            )
        )

    def cancel_contract(self, number: str) -> None:
        """Record that a contract was cancelled, which is the last fact so far."""
        version = self.compound().version + 1
        day = date(2026, 1, 5)
        kind = Compound.ContractCancelled
        self._record(fact(kind, version, HZ, number=number, on=day))

    def of_committee(self, kind: type[Fact], **given: Any) -> None:
        """Record a fact of the committee."""
        version = self.committee().version + 1
        self._record(fact(kind, version, _body_id(), **given))

    def voted(
        self,
        matter: str,
        *,
        passed: bool = True,
        candidates: tuple[str, ...] = CANDIDATES,
    ) -> str:
        """Record a vote of the compound; its id."""
        store = EventStore(self.database)
        try:
            return str(decided(store, HZ, matter, passed=passed, candidates=candidates))
        finally:
            store.close()

    def _record(self, *facts: Fact) -> None:
        store = EventStore(self.database)
        try:
            append(store, facts)
        finally:
            store.close()

    def _load(self, kind: Any, id: Any) -> Any:
        store = EventStore(self.database)
        try:
            return store.load(kind, id)
        finally:
            store.close()


def _body_id() -> UUID:
    return committee_id(Place(HZ, ("c",), "heze"), COMMITTEE, BodyLevel.COMPOUND, 1)
