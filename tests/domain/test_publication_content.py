"""What a publication may say, and what it may not show (DOMAIN 2.2, 2.12)."""

from __future__ import annotations

from typing import Any

import pytest

from application.publications import PUBLISHERS
from domain.errors import Refusal
from domain.publication_content import ContentValue, require_content, values_of
from domain.publication_masking import require_masked, require_text_masked
from domain.publication_refusals import (
    ContentFieldMissing,
    ContentFieldUnknown,
    ContentFormInvalid,
    MaskingViolated,
    NeverPublished,
    SmallCellShown,
)
from domain.publication_words import Publisher
from domain.roles import Role
from tests.domain.publications import INCOME, text_of
from tests.scenario import RULES

ITEMS = RULES.catalogue("disclosure")
FORMS = {"text", "number", "list", "table"}
TABLE = {"columns": ["房号", "姓名"], "rows": [["3-2-501", None], ["2", "王小明"]]}
PHONES = {"columns": ["联系电话"], "rows": [[13800138000]]}
SPLIT = {"columns": ["a"], "rows": [["b", "c"]]}


def check(item: str, content: dict[str, Any]) -> tuple[str, ...]:
    fields = require_content(RULES, ITEMS[item], content)
    require_masked(RULES, ITEMS[item], content)
    return fields


@pytest.mark.parametrize("item", ITEMS)
def test_a_content_of_every_item_is_accepted(item: str) -> None:
    assert check(item, text_of(item)) == ITEMS[item].words("content")


IN_PARTS = {"D33", "D44"}


@pytest.mark.parametrize("item", sorted(set(ITEMS) - IN_PARTS))
def test_every_field_is_needed(item: str) -> None:
    for field in text_of(item):
        content = text_of(item)
        del content[field]
        with pytest.raises(ContentFieldMissing) as refused:
            check(item, content)
        assert f"{field} (" in refused.value.message("en")
        assert item in refused.value.message("zh")


@pytest.mark.parametrize(
    ("item", "part"),
    [("D33", {"audit"}), ("D44", {"survey_result"})],
)
def test_an_item_in_parts_is_published_a_part_at_a_time(
    item: str, part: set[str]
) -> None:
    whole = text_of(item)
    some = {field: value for field, value in whole.items() if field in part}
    rest = {field: value for field, value in whole.items() if field == "reason"}

    assert set(check(item, some)) == part
    with pytest.raises(ContentFieldMissing):
        check(item, rest)


def test_the_catalogue_names_forms_and_roles_that_there_are() -> None:
    for field in RULES.catalogue("disclosure_content").values():
        assert field.words("forms")
        assert {*field.words("forms")} <= FORMS
    publishers = RULES.catalogue("publishers")
    assert list(publishers) == [each.value for each in Publisher]
    roles = {role for each in publishers.values() for role in each.words("roles")}
    assert roles == {role.value for role in PUBLISHERS}
    assert Role.OWNER not in PUBLISHERS


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"gross": "120000"}, ContentFormInvalid),
        ({"gross": True}, ContentFormInvalid),
        ({"gross": 1.5}, ContentFormInvalid),
        (
            {"income_source": SPLIT},
            ContentFormInvalid,
        ),
        ({"income_source": {"columns": [], "rows": []}}, ContentFormInvalid),
        ({"income_source": {"columns": ["a", "a"], "rows": []}}, ContentFormInvalid),
        ({"income_source": {"columns": ["a"], "rows": [[{}]]}}, ContentFormInvalid),
        ({"income_source": {"rows": []}}, ContentFormInvalid),
        ({"income_source": ["a", 1]}, ContentFormInvalid),
        ({"income_source": []}, ContentFieldMissing),
        ({"income_source": "  "}, ContentFieldMissing),
        ({"owner": "王小明"}, ContentFieldUnknown),
    ],
)
def test_forms_are_held(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check("D10", {**INCOME, **changes})


SHOWN = [
    ("D10", "income_contract", ["合同甲方账号：62220212345"], "bank_account"),
    ("D10", "income_contract", ["联系手机 13800138000"], "phone"),
    ("D01", "work_phone", "13800138000", "phone"),
    ("D01", "site_manager", "身份证11010519491231002X", "id_number"),
    ("D14", "work_rules", "业主：王小明", "owner_name"),
    ("D14", "unit_number", "3-2-501 王小明", "owner_name"),
    ("D36", "answer", "王先生反映噪音", "addressed_name"),
    ("D36", "matters_raised", ["停车", "138****8000"], "masked_phone"),
    (
        "D12",
        "affected_units",
        TABLE,
        "labelled_name",
    ),
    ("D21", "names", ["王主任，52岁"], "age"),
    ("D21", "names", ["王主任，中共党员"], "party_membership"),
    ("D21", "names", ["王主任（3号楼2单元501室）"], "home_address"),
    ("D31", "findings", "鲁K12345占用消防通道", "licence_plate"),
    ("D17", "decision_text", "3户反对", "small_cell"),
    (
        "D43",
        "answer_counts",
        {"columns": ["联系电话"], "rows": [[13800138000]]},
        "phone",
    ),
]


@pytest.mark.parametrize(("item", "field", "value", "rule"), SHOWN)
def test_what_is_masked_is_refused_with_rule_field_and_place(
    item: str, field: str, value: Any, rule: str
) -> None:
    with pytest.raises(MaskingViolated) as refused:
        check(item, {**text_of(item), field: value})
    assert refused.value.values["code"] == rule
    assert refused.value.values["place"].startswith(field)
    assert ITEMS[item].word("mask") in refused.value.message("zh")


def test_the_place_is_said_to_the_cell() -> None:
    with pytest.raises(MaskingViolated) as refused:
        check("D12", {**text_of("D12"), "affected_units": TABLE})
    assert refused.value.values["place"] == "affected_units[2].姓名"


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ("D01", "work_phone", "0631-5231234"),
        ("D01", "phone_24h", "400-812-3456"),
        ("D01", "complaint_phone", "138****8000"),
        ("D12", "affected_units", ["3-2-501", "3号楼2单元502室"]),
        ("D21", "names", ["王小明（主任）"]),
        ("D26", "names", {"columns": ["姓名", "类别"], "rows": [["李明", "居民代表"]]}),
        ("D36", "matters_raised", ["业主：请加强夜间巡逻"]),
        ("D17", "decision_text", "同意 80 户，通过"),
        ("D46", "data_types", ["人脸识别信息"]),
    ],
)
def test_what_may_be_shown(item: str, field: str, value: Any) -> None:
    check(item, {**text_of(item), field: value})


@pytest.mark.parametrize(
    ("item", "text", "data"),
    [
        ("D20", "将三户列入业主黑名单", "resident_credit"),
        ("D36", "投诉人称电梯故障", "reporter"),
        ("D36", "见调解笔录第三页", "mediation"),
        ("D20", "该户老人确诊重病", "health"),
        ("D20", "录入人脸信息", "face"),
    ],
)
def test_what_is_never_published(item: str, text: str, data: str) -> None:
    field = ITEMS[item].words("content")[-1]
    value: Any = text if item == "D20" else [text]
    with pytest.raises(NeverPublished) as refused:
        check(item, {**text_of(item), field: value})
    assert refused.value.values["data"] == RULES.catalogue("never_published")[data].en


def test_small_cells_are_suppressed_in_aggregates() -> None:
    votes = {"columns": ["同意人数"], "rows": [[4]]}
    for cell in (0, 5, "*"):
        shown = {**votes, "rows": [[cell]]}
        check("D17", {**text_of("D17"), "vote_totals": shown})
    with pytest.raises(SmallCellShown) as refused:
        check("D17", {**text_of("D17"), "vote_totals": votes})
    assert refused.value.values["place"] == "vote_totals[1].同意人数"
    check("D18", {**text_of("D18"), "vote_totals": votes})  # M2: not aggregates
    check("D37", {**text_of("D37"), "cases_opened": "*"})
    with pytest.raises(ContentFormInvalid):
        check("D37", {**text_of("D37"), "cases_opened": "few"})


def test_texts_of_documents_are_looked_through() -> None:
    values = [ContentValue("documents[1]", "documents[1][2, 1]", "姓名", "王小明")]
    with pytest.raises(MaskingViolated) as refused:
        require_text_masked(RULES, ITEMS["D12"], values)
    assert refused.value.values["place"] == "documents[1][2, 1]"


def test_every_value_has_its_place() -> None:
    places = [each.place for each in values_of({**INCOME, "gross": 1})]

    assert places[:4] == [
        "income_source.columns[1]",
        "income_source.columns[2]",
        "income_source[1].来源",
        "income_source[1].毛收入（分）",
    ]
    assert "income_contract[1]" in places
