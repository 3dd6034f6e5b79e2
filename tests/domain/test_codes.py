"""Codes and numbers get into the log as typed; words and names do not."""

from __future__ import annotations

import pytest

from domain.case_words import Channel
from domain.codes import require_citation, require_code, require_number
from domain.errors import InvalidInput
from domain.personal_data import PersonalData
from tests.scenario import OWNER, SEALED_ID, STREET, given, refuses, reported, stamp

PROSE = "王小明家住三号楼请尽快联系"
CODES = ["steward-2", "371002001", "auth0|61f0c2", "12345"]


@pytest.mark.parametrize("value", [*CODES, None])
def test_a_code_passes(value: str | None) -> None:
    require_code("handler_id", value)


@pytest.mark.parametrize(
    "value",
    ["GD20260302-17", "(2026)鲁1002民初123号", "鲁信访〔2026〕5号", "12345:20260302"],
)
def test_an_official_number_passes(value: str) -> None:
    require_number("reference", value)


@pytest.mark.parametrize(
    "value", ["京98(3)", "噪声法70", "民1254", "京98(9)(10)", "个人信息保护法第47条"]
)
def test_a_citation_passes(value: str) -> None:
    require_citation("basis", value)


@pytest.mark.parametrize(
    "value", [PROSE, "王小明", "", "a b", "a\nb", "x" * 101, "王小明13800000000"]
)
def test_words_are_refused_everywhere(value: str) -> None:
    for require in (require_code, require_number, require_citation):
        with pytest.raises(InvalidInput):
            require("field", value)


def test_an_e_mail_address_is_no_code() -> None:
    with pytest.raises(InvalidInput):
        require_code("handler_id", "li@example.org")


def test_no_argument_of_a_command_takes_prose() -> None:
    case = given(reported(category="BLD-01"))
    told = stamp(STREET, case.created_on, "reason", "violation", "title")

    refuses(InvalidInput, case, case.assign, told, party="P", handler_id=PROSE)
    refuses(InvalidInput, case, case.offer_mediation, told, mediator_id=PROSE)
    for link in (
        {"system": PROSE, "reference": "1"},
        {"system": "a", "reference": PROSE},
    ):
        refuses(InvalidInput, case, case.link_outside, told, **link)
    refuses(
        InvalidInput,
        case,
        case.hand_to_enforcement,
        told,
        department="E",
        basis=PROSE,
    )
    usual = {"source_system": None, "source_reference": None, "region_path": ()}
    for change in (
        {"source_system": PROSE},
        {"source_reference": PROSE},
        {"region_path": (PROSE,)},
    ):
        with pytest.raises(InvalidInput):
            type(case).report(
                stamp(OWNER, case.created_on, "title"),
                id=case.id,
                profile="national",
                channel=Channel.APP,
                category="SRV-01",
                compound_id=None,
                reporter="anna",
                **(usual | change),
            )


def test_the_basis_of_an_erasure_is_a_citation() -> None:
    with pytest.raises(InvalidInput):
        PersonalData.erase(
            stamp(STREET), erased_id=SEALED_ID, paths=("title",), basis=PROSE
        )
