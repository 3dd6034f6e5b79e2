"""docs/import.md: its mappings are valid and its lists are complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from application.register_list import REGISTERS
from application.rules import load_rulepacks
from domain.case_words import Channel, Satisfaction
from domain.errors import Refusal
from interfaces.importing import problems
from interfaces.importing.mapping_fields import IMPORTABLE, Fields
from interfaces.importing.mapping_file import load_register_mapping, parse_mapping
from tests.interfaces.importing import codes, read

GUIDE = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
SOURCE = '[source]\nsystem = "test"\n'
REFUSALS = [
    each
    for each in vars(problems).values()
    if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
]
REFERENCE = '[reference]\ncolumns = "id"\n'


@pytest.mark.parametrize("block", BLOCKS)
def test_every_mapping_shown_is_valid(block: str) -> None:
    parts = [block]
    if "[source]" not in block:
        parts.append(SOURCE)
    if "[reference]" not in block:
        parts.append(REFERENCE)
    if "[fields" not in block:
        parts.append("[fields]\n")

    assert parse_mapping("guide", "\n".join(parts).encode())


def test_the_first_mapping_reads_the_first_file(tmp_path: Path) -> None:
    path = tmp_path / "complaints.csv"
    path.write_text(re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)[0])

    first, second = read(path, BLOCKS[0])

    assert codes(first) == codes(second) == []


@pytest.mark.parametrize(
    "words",
    [
        sorted(IMPORTABLE),
        list(Channel),
        list(Satisfaction),
        list(Fields.model_fields),
        list(problems.MESSAGES),
        [each.code for each in REFUSALS],
        sorted(load_rulepacks().for_profile("national").categories),
    ],
)
def test_every_word_is_explained(words: list[str]) -> None:
    assert [word for word in words if f"`{word}`" not in GUIDE] == []


REGISTERS_GUIDE = (Path(__file__).parents[2] / "docs" / "registers.md").read_text(
    "utf-8"
)


def test_the_guide_to_registers_names_every_value() -> None:
    values = {name for register in REGISTERS for name in register.values}

    assert {name for name in values if f"`{name}`" not in REGISTERS_GUIDE} == set()


def test_the_mapping_of_the_guide_to_registers_is_valid(tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    [block] = re.findall(r"```toml\n(.*?)```", REGISTERS_GUIDE, re.DOTALL)
    mapping.write_text(block, "utf-8")

    assert load_register_mapping("households", str(mapping)).fields["use"].values
