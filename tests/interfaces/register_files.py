"""What the tests of registers share: a compound, a household, and files imported."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from application.database import Database
from application.event_store import EventStore
from domain.compound import Compound, compound_id
from domain.household import Household, household_id
from interfaces.cli.main import run

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

    def _load(self, kind: Any, id: Any) -> Any:
        store = EventStore(self.database)
        try:
            return store.load(kind, id)
        finally:
            store.close()
