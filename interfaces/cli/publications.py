"""`gongshi publications`: drafts of what is to be published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from application.publishing import Wanted
from domain.disclosure import disclosure_item
from domain.rulepack import RulePack
from interfaces.cli import publisher as person
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import note, text

EMPTY: dict[str, Any] = {
    "text": "",
    "number": None,
    "list": [],
    "table": {"columns": [], "rows": []},
}
"""What a field to be filled in looks like, by the first form that it may have."""

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help=text("公示草稿。", "Drafts of publications."),
)


@app.callback()
def _group() -> None:
    """More than one command is to come; without this the only one has no name."""


@app.command(
    cls=Command,
    help=text(
        "按记录起草一项公示：能由系统计算的字段照记录填写，其余留空，供负责人补充后"
        "用 gongshi publish 公示。\n\n"
        "例：gongshi publications draft D10 --compound WH-001 --occasion 2026-Q1 "
        "--output 公共收益.json",
        "Draft a publication from the record: fields that the service computes are "
        "filled in, the others are left empty for the person who answers for it; then "
        "gongshi publish.\n\n"
        "Example: gongshi publications draft D10 --compound WH-001 --occasion 2026-Q1 "
        "--output income.json",
    ),
)
def draft(
    item: person.Item,
    occasion: person.Occasion,
    compound: person.CompoundCode = None,
    region: person.Region = None,
    profile: person.Profile = None,
    enterprise: person.Firm = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", help=text("写入此文件。", "Write it to this file.")),
    ] = None,
    token: person.Token = None,
) -> None:
    """Print the draft as JSON, and say what is left to fill in."""
    with person.publishing(token) as who:
        where = person.where_of(compound, region, profile)
        wanted = Wanted(item, who.place(where), enterprise, occasion)
        who.require_publisher(wanted)
        rules = who.runtime.rules.for_profile(wanted.place.profile)
        found = who.runtime.commands.desk.draft(wanted)
    computed = dict(found.content) if found else {}
    content = _filled(rules, item, computed)
    shown = json.dumps(content, ensure_ascii=False, indent=2)
    if output is None:
        print(shown)
    else:
        output.write_text(shown + "\n", "utf-8")
    _say_what_is_left(rules, [each for each in content if each not in computed])


def _filled(rules: RulePack, item: str, computed: dict[str, Any]) -> dict[str, Any]:
    """Every field of the item, in the order of the catalogue."""
    known = rules.catalogue("disclosure_content")
    return {
        code: computed.get(code, EMPTY[known[code].words("forms")[0]])
        for code in disclosure_item(rules, item).words("content")
    }


def _say_what_is_left(rules: RulePack, left: list[str]) -> None:
    known = rules.catalogue("disclosure_content")
    for code in left:
        forms = ", ".join(known[code].words("forms"))
        note(
            f"待填写：{code}（{known[code].zh}；{forms}）",
            f"To fill in: {code} ({known[code].en}; {forms})",
        )
