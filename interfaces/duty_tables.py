"""Writes the tables of `docs/duties.md` from rules and triggers: `python -m
interfaces.duty_tables`.

With `--check` it writes nothing and ends with 1 when they are not what they would be.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from application.rules import NATIONAL, load_rulepacks
from domain.duty_periods import OWED_BY
from domain.duty_triggers import TRIGGERS, UNTRIGGERED, name_of
from domain.duty_words import DutyStatus
from domain.rule_values import Item
from domain.rulepack import RulePack
from interfaces.committed import write_or_check

TARGET = Path(__file__).parents[1] / "docs" / "duties.md"
MARK = "<!-- Made by `python -m interfaces.duty_tables`: {name}; do not edit. -->"
END = "<!-- End of what is made. -->"
SPANS = {
    "service": "`Compound.ServiceStarted` – `ServiceEnded`",
    "fund": "`MaintenanceFund.Opened` – `SelfManaged`",
    "self_managed_fund": "`MaintenanceFund.SelfManaged`",
    "committee": "`Committee.Constituted` – `TermExpired`, `Dissolved`",
    "parking": "`Compound.ParkingStated`",
    "community": "`Compound.Registered`",
    "county": "`Compound.Registered`",
}
UNITS = {"d": "日 d", "wd": "个工作日 wd", "h": "小时 h"}


def filled(text: str) -> str:
    """The document with its tables as they are now."""
    rules = load_rulepacks().for_profile(NATIONAL)
    for name, table in (("statuses", _statuses()), ("items", _items(rules))):
        begin = MARK.format(name=name)
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(END)
        text = "\n".join([before + begin, "", *table, "", END + after])
    return text


def _statuses() -> list[str]:
    rows = ((each.label.zh, each.label.en, f"`{each.value}`") for each in DutyStatus)
    return _table(("状态", "Status", "存储值 Stored as"), rows)


def _items(rules: RulePack) -> list[str]:
    heads = ("事项 Item", "由此产生 Arises from", "期限 Deadline", "公示 Display")
    return _table(
        heads, (_row(rules, each) for each in rules.catalogue("duties").values())
    )


def _row(rules: RulePack, duty: Item) -> tuple[str, ...]:
    item = rules.catalogue("disclosure")[duty.word("item")]
    name = f"{item.code} {item.zh} {item.en} (`{duty.code}`)"
    return name, _arises(duty), _deadline(rules, duty), _display(rules, duty)


def _arises(duty: Item) -> str:
    if duty.code in UNTRIGGERED:
        zh, en = UNTRIGGERED[duty.code]
        return f"（不产生：{zh}）(none: {en})"
    if duty.code in OWED_BY:
        return f"{duty.zh} {duty.en}: {SPANS[OWED_BY[duty.code]]}"
    facts = dict.fromkeys(
        f"`{name_of(t.fact)}`" for t in TRIGGERS if t.code == duty.code
    )
    return f"{duty.zh} {duty.en}: {', '.join(facts)}"


def _deadline(rules: RulePack, duty: Item) -> str:
    span = _span(duty, "deadline")
    match duty.word("timing"):
        case "on":
            return "当日 that day"
        case "after":
            return f"其后 within {span}"
        case "before":
            return f"提前 ahead {span}" if span else "事前 before it"
        case "date":
            return f"次年 by {duty.word('by')}"
    return "—"


def _display(rules: RulePack, duty: Item) -> str:
    shown = _span(duty, "shown")
    match duty.word("display"):
        case "continuous":
            return "持续 continuous"
        case "platform":
            return "政府平台 own platform"
        case "span" if not duty.has("until"):
            return shown
    until = rules.catalogue("disclosure_triggers")[duty.word("until")]
    return f"{shown} 至 until: {until.zh} {until.en}".strip()


def _span(duty: Item, key: str) -> str:
    if not duty.has(key):
        return ""
    span = duty.span(key)
    return f"{span.amount} {UNITS[span.unit.value]}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(each)} |" for each in lines]


def main(arguments: list[str]) -> int:
    """Write the file, or check it. Return the exit code."""
    return write_or_check(TARGET, filled(TARGET.read_text("utf-8")), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
