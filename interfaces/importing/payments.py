"""A bank's list of payments, CSV or XLSX: the money that came, row by row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo

from application.import_rows import RejectedRow, SkippedRow
from application.payment_import import PaymentRow
from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.errors import InvalidInput
from domain.quantities import Fen
from interfaces.importing.cells import SheetRow
from interfaces.importing.mapping import FileForm
from interfaces.importing.mapping_fields import DateField, TextField
from interfaces.importing.row_values import DateGetter, Row, TextGetter
from interfaces.importing.source import file_digest, open_table

ReadPayment = PaymentRow | RejectedRow | SkippedRow

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("房号", "户号", "房间号", "unit"),
    "amount": ("收入金额", "贷方发生额", "贷方金额", "交易金额", "金额", "amount"),
    "date": ("交易日期", "交易时间", "入账日期", "日期", "date"),
    "reference": ("交易流水号", "流水号", "交易序号", "凭证号", "reference"),
    "payer": ("对方户名", "付款人", "付款人名称", "payer"),
    "note": ("摘要", "附言", "用途", "备注", "note"),
}
"""What banks call the columns; the first that a file has is taken."""

CHINA = ZoneInfo("Asia/Shanghai")
YUAN = Decimal(100)
LARGEST = 10**13
"""Fen: more than any payment is."""

BINARY_DUST = Decimal("0.0001")
"""Of a fen: what workbooks add to a decimal fraction that binary cannot hold."""

_SIGNS = re.compile(r"[\s,，¥￥元]|CNY|RMB", re.IGNORECASE)
_WRITTEN = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+")
_SPOKEN = re.compile(
    r"([0-9A-Za-z]+)\s*号?\s*[楼栋幢座]\s*([0-9A-Za-z]+)\s*单元\s*([0-9A-Za-z]+)"
)


@dataclass(frozen=True)
class PaymentColumns:
    """The file's own names of columns, where they are not among the usual ones."""

    named: Mapping[str, str | None]

    def of(self, name: str) -> tuple[str, ...]:
        given = self.named.get(name)
        return COLUMNS[name] if given is None else (given,)


class PaymentFile:
    """The payments of a file, as often as they are wanted, one at a time.

    A payment without a number of the bank is told from others by the file and its row.
    """

    def __init__(
        self,
        path: Path,
        columns: PaymentColumns,
        now: datetime,
        *,
        sheet: str | None = None,
    ) -> None:
        """Raises the refusals of a file as a whole, among them ColumnMissing."""
        wanted = [name for each in COLUMNS for name in columns.of(each)]
        form = FileForm(sheet=sheet)
        self._rows, self._header = open_table(path, form, wanted)
        self._digest = file_digest(path).hex()[:16]
        self._now = now
        for name in ("amount", "date"):
            self._header.require_one(columns.of(name))
        for name, given in columns.named.items():
            if given is not None:
                self._header.require(columns.of(name))
        self._texts = {
            name: TextGetter(
                TextField(columns=columns.of(name), pick="first", optional=True),
                self._header,
                frozenset(),
            )
            for name in ("unit", "amount", "reference", "payer", "note")
        }
        dates = DateField(columns=columns.of("date"), pick="first", required=True)
        self._date = DateGetter(dates, self._header, frozenset(), CHINA)

    def __iter__(self) -> Iterator[ReadPayment]:
        for row in self._rows:
            if row.number > self._header.row:
                yield self._read(row)

    def _read(self, sheet_row: SheetRow) -> ReadPayment:
        if sheet_row.blank:
            return SkippedRow(sheet_row.number)
        row = Row(sheet_row, self._header, self._now)
        if sheet_row.fault is not None:
            row.warn((), sheet_row.fault.code, sheet_row.fault.raw)
            return RejectedRow(row.number, tuple(row.problems))
        amount = self._amount(row)
        if amount is not None and amount <= 0 and not row.rejected:
            return SkippedRow(row.number)  # money that went out, or none
        found = self._found(row, amount)
        if found is None or row.rejected:
            return RejectedRow(row.number, tuple(row.problems))
        return found

    def _found(self, row: Row, amount: int | None) -> PaymentRow | None:
        at = self._date.read(row)
        texts = {name: getter.read(row) for name, getter in self._texts.items()}
        if at is None or amount is None:
            return None
        said = " ".join(filter(None, (texts["unit"], texts["note"])))
        sealed = {"payer_name": texts["payer"], "said": said}
        return PaymentRow(
            row=row.number,
            reference=self._reference(texts["reference"], row.number),
            amount_fen=Fen(amount),
            paid_on=day_in_china(at),
            units=units_named(texts["unit"]) or units_in(texts["note"]),
            texts={name: text for name, text in sealed.items() if text},
        )

    def _amount(self, row: Row) -> int | None:
        """In fen; a blank cell is money that went out."""
        getter = self._texts["amount"]
        text = getter.read(row)
        found = fen_of(text) if text else 0
        if found is None:
            row.warn(getter.indices, "AMOUNT_INVALID", text)
        return found

    def _reference(self, text: str, number: int) -> str:
        if not text:
            return f"file:{self._digest}:{number}"
        try:
            require_code("reference", text)
        except InvalidInput:
            return f"ref:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
        return text


def fen_of(text: str) -> int | None:
    """An amount in yuan as fen; None if it is none, or has parts of a fen."""
    try:
        fen = Decimal(_SIGNS.sub("", text)) * YUAN
    except InvalidOperation:
        return None
    if not fen.is_finite() or abs(fen) > LARGEST:
        return None
    nearest = fen.to_integral_value()
    return int(nearest) if abs(fen - nearest) < BINARY_DUST else None


def units_named(text: str) -> tuple[str, ...]:
    """How the register may write the unit that a cell names."""
    spoken = _SPOKEN.search(text)
    found = [text, "-".join(spoken.groups()) if spoken else ""]
    return tuple(dict.fromkeys(each for each in found if _is_code(each)))


def units_in(text: str) -> tuple[str, ...]:
    """What looks like a unit within a remark."""
    found = _WRITTEN.findall(text)
    found += ["-".join(groups) for groups in _SPOKEN.findall(text)]
    return tuple(dict.fromkeys(each for each in found if _is_code(each)))


def _is_code(text: str) -> bool:
    try:
        require_code("unit", text)
    except InvalidInput:
        return False
    return True
