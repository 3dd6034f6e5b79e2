"""What is wrong with a row of a register, beside what its cells and commands say."""

from __future__ import annotations

from application.import_rows import RowProblem, Severity
from application.register import NotChanged, RegisterRow


def problem(
    row: RegisterRow,
    value: str,
    code: str,
    zh: str,
    en: str,
    said: str,
    severity: Severity = Severity.ERROR,
) -> RowProblem:
    column = row.columns.get(value)
    return RowProblem(row.row, column, code, zh, en, said[:120], severity)


def unknown_compound(row: RegisterRow, said: str) -> RowProblem:
    if not said:
        zh, en = "没有写明小区。", "The row names no compound."
        return problem(row, "compound", "COMPOUND_MISSING", zh, en, said)
    zh = "小区未登记；请先导入小区。"
    en = "The compound is not registered; import the compounds first."
    value = "compound" if "compound" in row.values else "compound_name"
    return problem(row, value, "COMPOUND_NOT_REGISTERED", zh, en, said)


def repeated(row: RegisterRow, first: int, told_by: tuple[str, ...]) -> RowProblem:
    zh = f"与第 {first} 行重复；只导入第一次出现的一行。"
    en = f"It is in row {first} already; only the first of them lands."
    key = next((each for each in told_by if each in row.values), told_by[0])
    said = str(row.values.get(key, ""))
    return problem(row, key, "DUPLICATE_IN_FILE", zh, en, said)


def not_changed(row: RegisterRow, each: NotChanged) -> RowProblem:
    zh = f"登记为“{each.is_now}”，不能通过导入更改。"
    en = f"It is registered as {each.is_now!r}, which an import does not change."
    said = str(row.values[each.value]) if each.said is None else each.said
    return problem(row, each.value, "NOT_CHANGED", zh, en, said, Severity.WARNING)
