"""Every code that an import may answer, with its message in both languages."""

from __future__ import annotations

import errno

from application.import_rows import RowProblem, Severity
from domain.errors import Refusal

MESSAGES: dict[str, tuple[str, str]] = {
    "REFERENCE_MISSING": (
        "没有编号，无法识别这一行。",
        "The row has no reference, so it cannot be told from others.",
    ),
    "REFERENCE_TOO_LONG": (
        "编号超过 200 个字符。",
        "The reference is longer than 200 characters.",
    ),
    "REFERENCE_LOST_DIGITS": (
        "编号被表格软件存成了数字，末位已丢失；请以文本格式重新导出。",
        "The reference was stored as a number and has lost digits; "
        "export the column as text.",
    ),
    "REQUIRED_MISSING": ("必填的单元格为空。", "A required cell is empty."),
    "DATE_UNREADABLE": (
        "无法识别的日期；请在映射的 formats 中写明格式。",
        "This is no date in the formats of the mapping; add its form to `formats`.",
    ),
    "DATE_AMBIGUOUS": (
        "无法区分月和日；请在映射的 formats 中写明格式。",
        "Month and day cannot be told apart; name the form in `formats`.",
    ),
    "DATE_OUT_OF_RANGE": (
        "日期早于 1949 年 10 月或在将来。",
        "The date is before October 1949 or in the future.",
    ),
    "DATE_TOO_FAR": (
        "日期晚于 2099 年。",
        "The date is after 2099.",
    ),
    "DATE_ORDER": (
        "早于登记时间，不可信，未导入此值。",
        "Earlier than the intake, so not believable; this value was left out.",
    ),
    "VALUE_NOT_MAPPED": (
        "映射的 values 中没有这个值。",
        "The mapping's `values` does not list this value.",
    ),
    "VALUE_DEFAULTED": (
        "映射的 values 中没有这个值，已使用 default。",
        "The mapping's `values` does not list this value; `default` was used.",
    ),
    "NUMBER_INVALID": ("不是非负整数。", "This is not a whole number of 0 or more."),
    "AMOUNT_INVALID": (
        "不是以元为单位、最多两位小数的金额。",
        "This is no amount in yuan with at most two decimals.",
    ),
    "TEXT_TOO_LONG": (
        "文本超过 {limit} 个字符。",
        "The text is longer than {limit} characters.",
    ),
    "TEXT_NOT_CLEAN": (
        "文本含有空字符或损坏的字符；若许多行如此，请在映射的 [file] 中写明 encoding。",
        "The text holds a NUL or a damaged character; if many rows do, say `encoding` "
        "in the mapping's [file].",
    ),
    "CODE_TOO_LONG": (
        "代码或分类超过 {limit} 个字符；这里不能放长文本。",
        "A code or category is longer than {limit} characters; texts do not belong "
        "here.",
    ),
    "CELL_TOO_LONG": (
        "单元格超过 100 万个字符。",
        "The cell is longer than a million characters.",
    ),
    "CELL_ERROR": (
        "单元格是错误值。",
        "The cell holds a spreadsheet error.",
    ),
    "FORMULA_WITHOUT_VALUE": (
        "公式没有保存结果；请在表格软件中打开并保存后重试。",
        "The formula has no stored result; open and save the file in a spreadsheet "
        "program.",
    ),
    "AREA_INVALID": (
        "不是面积；应为平方米数，例如 98.10。",
        "This is no area; square metres expected, such as 98.10.",
    ),
    "AREA_TOO_FINE": (
        "面积精确到 0.01 平方米，不能有更多小数。",
        "Areas are kept to 0.01 m2; this one has more digits.",
    ),
    "PRICE_INVALID": (
        "不是单价；应为每月的元数，例如 1.57。",
        "This is no price; yuan for a month expected, such as 1.57.",
    ),
    "PRICE_TOO_FINE": (
        "单价精确到 0.0001 分，不能有更多小数。",
        "Prices are kept to 0.0001 fen; this one has more digits.",
    ),
    "UUID_INVALID": (
        "不是编号；应为系统给出的 36 位编号（UUID）。",
        "This is no id as the service gives them (a UUID).",
    ),
    "YEAR_INVALID": ("不是年份。", "This is no year."),
    "COLUMN_COUNT": (
        "列数与表头不一致（应为 {expected}，实为 {found}）。",
        "The row has {found} cells; the header has {expected}.",
    ),
    "QUOTE_BROKEN": (
        "引号没有正确成对，此行无法读取。",
        "A quotation mark is not closed as it should be; the row cannot be read.",
    ),
}


def problem(
    row: int,
    column: str | None,
    code: str,
    value: str = "",
    severity: Severity = Severity.ERROR,
    **values: object,
) -> RowProblem:
    """The problem with its messages filled in and its value shortened."""
    zh, en = MESSAGES[code]
    short = value if len(value) <= 120 else value[:119] + "…"
    return RowProblem(
        row, column, code, zh.format(**values), en.format(**values), short, severity
    )


class EmptyFile(Refusal):
    zh = "文件是空的，或只有表头之前的空行。"
    en = "The file is empty."
    fields = ("file",)


_REASONS = {
    errno.ENOENT: "没有这个文件或目录。",
    errno.EISDIR: "这是一个目录。",
    errno.EACCES: "没有权限。",
    errno.ENOSPC: "磁盘已满。",
}


def reasons(error: OSError) -> dict[str, object]:
    """What the operating system says, in both languages if it is an everyday thing."""
    reason = error.strerror or str(error)
    return {"reason": reason, "reason_zh": _REASONS.get(error.errno or 0, reason)}


class FileNotReadable(Refusal):
    zh = "无法读取文件 {path}：{reason_zh}"
    en = "The file {path} cannot be read: {reason}"
    fields = ("file",)


class FileNotWritable(Refusal):
    zh = "无法写入文件 {path}：{reason_zh}"
    en = "The file {path} cannot be written: {reason}"
    fields = ("errors",)


class WrongFileKind(Refusal):
    zh = "这不是 CSV 或 XLSX 文件，而是：{kind_zh}。{hint_zh}"
    en = "This is neither CSV nor XLSX but {kind}.{hint}"
    fields = ("file",)


class EncodingUnknown(Refusal):
    zh = '无法确定文字编码；请在映射的 [file] 中写明 encoding，例如 "gb18030"。'
    en = (
        "The text encoding cannot be told; say it in the mapping's [file], "
        'for example encoding = "cp1252".'
    )
    fields = ("file",)


class SheetMissing(Refusal):
    zh = "工作簿中没有工作表“{sheet}”；现有：{existing}。"
    en = "The workbook has no sheet {sheet}; it has: {existing}."
    fields = ("file.sheet",)


class ColumnMissing(Refusal):
    zh = "表头中没有列：{missing}。现有的列：{existing}。{hint_zh}"
    en = "The header has no column {missing}. It has: {existing}.{hint}"
    fields = ("file",)


class ColumnAmbiguous(Refusal):
    zh = "表头中有 {count} 个列名为“{column}”；请写成“{column}#1”、“{column}#2”等。"
    en = (
        'The header has {count} columns named "{column}"; '
        'write "{column}#1", "{column}#2" and so on.'
    )
    fields = ("file",)


class MappingInvalid(Refusal):
    zh = "映射 {path} 有误。{problem_zh}"
    en = "The mapping {path} is not valid. {problem}"
    fields = ("mapping",)


class MappingMissing(Refusal):
    zh = "找不到映射“{name}”；自带的映射有：{shipped}，也可以给出文件路径。"
    en = "There is no mapping {name}; shipped ones: {shipped}; or give a path."
    fields = ("mapping",)
