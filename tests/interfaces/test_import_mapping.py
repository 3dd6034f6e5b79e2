"""Mappings: what the grammar takes, and how it says what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from application.rules import load_rulepacks
from interfaces.importing.mapping_file import (
    load_mapping,
    mapping_text,
    parse_mapping,
    shipped_mappings,
)
from interfaces.importing.problems import MappingInvalid, MappingMissing

HEAD = """
[source]
system = "test"
[reference]
columns = "id"
"""


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("x", "它不是合法的 TOML", "It is not TOML"),
        ("[source]\nsystem = 'a'", "reference：缺少此项", "reference is missing"),
        (
            HEAD + "[fields]\ntitel = 'x'",
            "fields.titel：没有此项，是否应为 title",
            "fields.titel is not known; did you mean title?",
        ),
        (
            HEAD + "[fields.status]\ncolum = 'x'",
            "fields.status.colum：没有此项，是否应为 column",
            "fields.status.colum is not known; did you mean column",
        ),
        (
            HEAD + "[fields.title]\njoin = 'x'",
            "fields.title：",
            "fields.title: give column (or columns), or value, and not both",
        ),
        (
            HEAD + "[fields.status]\ncolumn = 'x'\nvalues = { a = 'done' }",
            "fields.status：",
            "'done' is not one of: accepted, assigned, closed",
        ),
        (
            HEAD + "[fields.reported_at]\ncolumn = 'x'\nformats = 'yyyy-mm-dd'",
            "fields.reported_at.formats：",
            "'yyyy-mm-dd' is neither auto, excel, unix",
        ),
        (
            HEAD.replace("'test'", "").replace('"test"', '"two words"') + "[fields]",
            "source.system：",
            "source.system:",
        ),
        (
            HEAD.replace("[reference]", "timezone = 'Mars'\n[reference]") + "[fields]",
            "source.timezone：",
            "unknown time zone Mars",
        ),
        (
            HEAD + "[[skip]]\ncolumn = 'x'\n[fields]",
            "skip.0：",
            "give one of: equals, not_equals, empty",
        ),
        (HEAD + "[file]\nencoding = 'klingon'\n[fields]", "file.encoding", "klingon"),
    ],
)
def test_what_is_wrong_is_named(text: str, zh: str, en: str) -> None:
    with pytest.raises(MappingInvalid) as refused:
        parse_mapping("my.toml", text.encode())

    assert zh in refused.value.message("zh")
    assert en in refused.value.message("en")


def test_short_forms_stand_for_long_ones() -> None:
    short = parse_mapping("a", (HEAD + '[fields]\ntitle = "x"').encode())
    long = parse_mapping("a", (HEAD + '[fields.title]\ncolumns = ["x"]').encode())

    assert short == long


def test_a_mapping_may_come_from_notepad() -> None:
    assert parse_mapping("a", b"\xef\xbb\xbf" + (HEAD + "[fields]").encode())


def test_a_mapping_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(MappingInvalid, match="not UTF-8"):
        parse_mapping("a", "编号".encode("gb18030"))


def test_shipped_mappings_are_valid_and_their_codes_are_ours() -> None:
    categories = load_rulepacks().for_profile("national").categories
    assert shipped_mappings() == ["12345", "message_board", "nyc311"]
    for name in shipped_mappings():
        mapping = load_mapping(name).mapping
        assert mapping_text(name)
        if mapping.fields.category is not None:
            assert set(mapping.fields.category.codes.values()) <= set(categories)


def test_a_mapping_is_found_by_path_or_name(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(HEAD + "[fields]")

    assert load_mapping(str(path)).mapping.source.system == "test"
    with pytest.raises(MappingMissing, match="12345, message_board, nyc311"):
        load_mapping("my")


@pytest.mark.parametrize("key", ["column", "columns"])
def test_a_single_column_of_the_reference_may_be_called_so(key: str) -> None:
    text = HEAD.replace("columns", key) + "[fields]\n"

    assert parse_mapping("test", text.encode()).reference.columns == ("id",)
