"""`gongshi rules`: the rules in force, where each is from, and what a change does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from application.rules import NATIONAL, RulePacks, check_rulepacks, load_calendar
from application.rules import load_rulepacks as load
from domain.errors import Refusal
from domain.rulepack import RulePack
from interfaces.cli.rules_report import (
    show_changes,
    show_check,
    show_entries,
    show_explanation,
)
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import text
from interfaces.settings import Settings

WRONG = 2  # the exit code of a check that found problems


class NoSuchRules(Refusal):
    zh = "“{name}”既不是规则包名称，也不是文件夹。现有规则包：{known}。"
    en = "{name} is neither a profile nor a folder. Profiles: {known}."
    fields = ("name",)


class ProfilesNotComparable(Refusal):
    zh = "两边没有共同的规则包。"
    en = "The two sides have no profile in common."
    fields = ("profile",)


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "规则包：检查、比较、解释每条规则的来源。",
        "Rule packs: check, compare, and explain where each rule is from.",
    ),
)
ProfileOption = Annotated[
    str,
    typer.Option(
        "--profile",
        "-p",
        help=text("规则包（见 rules check）。", "Rule pack; rules check names them."),
    ),
]


@app.command(
    cls=Command,
    help=text(
        "检查自带的规则包，或您文件夹中的规则（默认 GONGSHI_RULES）；"
        "一次列出全部问题，写明文件和键。\n\n"
        "退出码：0 没有问题；2 有问题。\n\n例：gongshi rules check 我的规则",
        "Check the rules that ship, with those of your folder (default: GONGSHI_RULES) "
        "on top; list every problem with its file and key.\n\n"
        "Exit code: 0 all is well; 2 problems.\n\n"
        "Example: gongshi rules check my-rules",
    ),
)
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            file_okay=False,
            show_default=False,
            help=text("您的规则文件夹。", "Folder of your rules."),
        ),
    ] = None,
) -> None:
    """Check every profile; show its id, its size and the calendar in it."""
    settings = Settings()
    calendar = load_calendar(settings.holidays)
    packs, problems = check_rulepacks(folder or settings.rules, calendar)
    show_check(packs, problems, calendar)
    raise typer.Exit(WRONG if problems else 0)


@app.command(
    cls=Command,
    help=text(
        "比较两个规则包（如 heze weihai）、自带规则与您的文件夹，或两个文件夹："
        "哪些值不同，涉及哪些计时，以及如何处理。\n\n例：gongshi rules diff 我的规则",
        "Compare two profiles (heze weihai), the packaged rules with your folder, or "
        "two folders: what differs, which clocks it touches, and what becomes of them."
        "\n\nExample: gongshi rules diff my-rules --profile heze",
    ),
)
def diff(
    before: Annotated[
        str,
        typer.Argument(
            metavar="A", help=text("规则包名称或文件夹。", "A profile or a folder.")
        ),
    ],
    after: Annotated[
        str | None,
        typer.Argument(
            metavar="[B]",
            show_default=False,
            help=text(
                "另一个；不写则以自带规则为 A。",
                "The other; without it the packaged rules are A.",
            ),
        ),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile", "-p", help=text("只比较此规则包。", "Only this profile.")
        ),
    ] = None,
) -> None:
    """Show what differs and what happens to running clocks."""
    settings = Settings()
    if after is None:
        pairs = _pairs(None, before, profile, settings)
    else:
        pairs = _pairs(before, after, profile, settings)
    for old, new in pairs:
        show_changes(old, new)


@app.command(
    cls=Command,
    help=text(
        "说明一条规则：值、含义、依据（SEED 来源文本、LAW 法规、DEFAULT 默认）、"
        "所在文件，以及它取代了什么。\n\n"
        "例：gongshi rules explain SAF-04 --profile heze",
        "Explain a rule: its value and meaning, its mark (SEED, LAW or DEFAULT) and "
        "source, the file it is from, and what it overrides.\n\n"
        "Example: gongshi rules explain SAF-04 --profile heze",
    ),
)
def explain(
    key: Annotated[
        str,
        typer.Argument(
            help=text(
                "规则的键，如 reopen、SAF-04、L2、disclosure.D10。",
                "Key of a rule, such as reopen, SAF-04, L2, disclosure.D10.",
            )
        ),
    ],
    profile: ProfileOption = NATIONAL,
) -> None:
    """Show everything that is known of a rule."""
    from domain.rule_search import find_rules

    pack = _loaded(Settings()).for_profile(profile)
    for entry in find_rules(pack, key):
        show_explanation(pack, entry)


@app.command(
    name="list",
    cls=Command,
    help=text(
        "列出规则包的全部规则，或其中一类（limits、values、categories、ladder、"
        "disclosure 等）。\n\n例：gongshi rules list limits --profile heze",
        "List the rules of a pack, or those of one kind (limits, values, categories, "
        "ladder, disclosure, ...).\n\n"
        "Example: gongshi rules list limits --profile heze",
    ),
)
def list_(
    kind: Annotated[
        str | None,
        typer.Argument(show_default=False, help=text("规则的类别。", "Kind of rules.")),
    ] = None,
    profile: ProfileOption = NATIONAL,
) -> None:
    """List rules with their values and marks."""
    show_entries(_loaded(Settings()).for_profile(profile), kind)


def _loaded(settings: Settings) -> RulePacks:
    return load(settings.rules, settings.holidays)


def _pairs(
    before: str | None, after: str, profile: str | None, settings: Settings
) -> Iterator[tuple[RulePack, RulePack]]:
    """The packs to compare: as named, or of each profile that both sides have."""
    old_name, old = _side(before, settings)
    new_name, new = _side(after, settings)
    if old_name and new_name:
        yield old.for_profile(old_name), new.for_profile(new_name)
        return
    named = profile or old_name or new_name
    shared = [name for name in old.profiles if name in new.profiles]
    if named:
        shared = [named]
    if not shared:
        raise ProfilesNotComparable
    for name in shared:
        yield old.for_profile(name), new.for_profile(name)


def _side(given: str | None, settings: Settings) -> tuple[str | None, RulePacks]:
    """A profile's name, None for a folder, and the rules that it is in."""
    packaged = load(None, settings.holidays)
    if given is None:
        return None, packaged
    ours = _loaded(settings)
    if given in ours.profiles:
        return given, ours
    if not Path(given).is_dir():
        raise NoSuchRules(name=given, known=", ".join(ours.profiles))
    return None, load(Path(given), settings.holidays)
