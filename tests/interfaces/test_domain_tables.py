"""docs/domain.md is what the facts say of themselves, and all of them do."""

from __future__ import annotations

from pathlib import Path

import pytest

from application.mapper import AGGREGATES, REGISTRY
from domain.household import Household
from interfaces.domain_tables import document
from interfaces.domain_words import meanings
from tests.interfaces.command_line import environment
from tests.warm_python import python


def test_the_committed_document_is_current() -> None:
    words = ["-m", "interfaces.domain_tables", "--check"]
    checked = python(words, environment("zh_CN.UTF-8"))

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_fact_and_every_field_is_in_it() -> None:
    text = document()

    for kind in REGISTRY:
        assert text.count(f"\n`{kind.name}`") == 1, kind.name
    assert text.count("\n## ") == len(AGGREGATES) + 1
    for shown in (
        "## 户 Household",
        "| 交付 | Delivered | 未交付 | 已交付 | 受限 restricted |",
        "| 受理 | Accepted | 已登记、已派单、已提级 | 已受理 | 公开 public |",
        "| 历史导入 | Imported | （由此开始） | 见字段 `status` | 公开 public |",
        "| `number` | 代码 code | as people know it, `3-2-501` |",
        "`owner_name` (永不公开 never published)",
        "| `area_dm2` | 面积（0.01 平方米） area in 0.01 m2 |",
    ):
        assert shown in text, shown


def test_it_speaks_of_no_other_document() -> None:
    assert "DOMAIN" not in document()


def test_meanings_are_taken_from_the_docstrings() -> None:
    said = meanings(Household.Registered)

    assert said["owners"] == "opaque ids, the one who votes for all of them first"
    assert said["building"].startswith("the part before the first dash")


@pytest.mark.slow
def test_another_text_is_noticed(tmp_path: Path) -> None:
    from interfaces import domain_tables

    other = tmp_path / "domain.md"
    other.write_text("other", "utf-8")
    kept = domain_tables.TARGET
    try:
        domain_tables.TARGET = other
        assert domain_tables.main(["--check"]) == 1
        assert domain_tables.main([]) == 0
        assert domain_tables.main(["--check"]) == 0
    finally:
        domain_tables.TARGET = kept
