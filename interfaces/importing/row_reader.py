"""A row of a file becomes what it proves about a case, or the reasons why it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, tzinfo
from zoneinfo import ZoneInfo

from application.import_rows import (
    CaseRow,
    ReadRow,
    RejectedRow,
    Severity,
    SkippedRow,
)
from domain.case_words import Channel, Satisfaction, Status
from interfaces.importing.cells import SheetRow, as_text
from interfaces.importing.header import Header, normal
from interfaces.importing.mapping import Mapping
from interfaces.importing.mapping_fields import Columns
from interfaces.importing.row_keys import KeyReader
from interfaces.importing.row_values import (
    DUE_AHEAD,
    LONGEST_CODE,
    ChoiceGetter,
    CodeGetter,
    CountGetter,
    DateGetter,
    Row,
    TextGetter,
)
from interfaces.importing.values import SATISFACTION, SOLVED, CategoryTable, ValueTable

TEXTS = (
    "title",
    "body",
    "reply",
    "outcome",
    "reporter_name",
    "reporter_phone",
    "address",
)
_STATUSES = {status.value: status.value for status in Status}
_CHANNELS = {channel.value: channel.value for channel in Channel}


class RowReader:
    """Reads the rows of one file by one mapping.

    Raises ColumnMissing and ColumnAmbiguous when it is made, nothing afterwards.
    now: the present; no intake can lie behind it.
    """

    def __init__(self, mapping: Mapping, header: Header, now: datetime) -> None:
        header.require(mapping.columns(wanted=True))
        for columns in mapping.choices():
            header.require_one(columns)
        self._mapping, self._header, self._now = mapping, header, now
        self._zone: tzinfo = ZoneInfo(mapping.source.timezone)
        self._empty = frozenset(normal(each) for each in mapping.file.empty)
        self._key = KeyReader(mapping, header, self._empty)
        fields = mapping.fields
        self._texts = {
            name: TextGetter(field, header, self._empty)
            for name in TEXTS
            if (field := getattr(fields, name)) is not None
        }
        self._dates = {
            name: DateGetter(field, header, self._empty, self._zone)
            for name in ("reported_at", "replied_at", "closed_at", "due_at")
            if (field := getattr(fields, name)) is not None
        }
        self._counts = {
            name: CountGetter(field, header, self._empty)
            for name in ("support_count", "objection_count")
            if (field := getattr(fields, name)) is not None
        }
        self._status = self._choice("status", _STATUSES, needed=True)
        self._channel = self._choice("channel", _CHANNELS, needed=False)
        self._solved = self._choice("solved", SOLVED, needed=False)
        self._satisfaction = self._choice("satisfaction", SATISFACTION, needed=False)
        self._category = self._codes("category")
        self._categories = CategoryTable(
            fields.category.codes if fields.category else {}
        )
        self._labels = self._codes("labels")
        self._region = self._codes("region")
        self._regions = ValueTable(fields.region.values if fields.region else {})
        self._compound = self._codes("compound")
        self._reporter = self._codes("reporter")

    def read(self, sheet_row: SheetRow) -> ReadRow:
        """What the row proves; every reason against it, if there is one."""
        if sheet_row.blank:
            return SkippedRow(sheet_row.number)
        row = Row(sheet_row, self._header, self._now)
        self._check_shape(sheet_row, row)
        if row.rejected:
            return RejectedRow(row.number, tuple(row.problems))
        if self._key.left_out(row):
            return SkippedRow(row.number)
        found = self._found(row, self._key.read(row))
        problems = tuple(row.problems)
        if row.rejected:
            return RejectedRow(row.number, problems)
        return replace(found, problems=problems)

    def reference(self, sheet_row: SheetRow) -> str | None:
        """The row's reference alone; None if the row has none or will be skipped."""
        if sheet_row.fault is not None or sheet_row.blank:
            return None
        row = Row(sheet_row, self._header, self._now)
        if self._key.left_out(row):
            return None
        return self._key.read(row) or None

    def _found(self, row: Row, reference: str) -> CaseRow:
        texts = {name: getter.read(row) for name, getter in self._texts.items()}
        source_category, category = self._category_of(row)
        moments = self._moments(row)
        satisfaction = self._satisfaction and self._satisfaction.read(row)
        return CaseRow(
            row=row.number,
            reference=reference,
            status=self._status_of(row, moments["closed_at"]),
            channel=self._channel_of(row),
            category=category,
            source_category=source_category,
            source_labels=self._labels.read(row) if self._labels else (),
            compound=" ".join(self._compound.read(row)) if self._compound else None,
            region_path=self._region_of(row),
            reporter=" ".join(self._reporter.read(row)) if self._reporter else None,
            reported_at=moments["reported_at"],
            replied_at=moments["replied_at"],
            closed_at=moments["closed_at"],
            due_at=moments["due_at"],
            solved=self._solved_of(row),
            satisfaction=Satisfaction(satisfaction) if satisfaction else None,
            support_count=self._count_of(row, "support_count"),
            objection_count=self._count_of(row, "objection_count"),
            texts={name: text for name, text in texts.items() if text},
        )

    # --- parts ----------------------------------------------------------------------

    def _check_shape(self, sheet_row: SheetRow, row: Row) -> None:
        if sheet_row.fault is not None:
            row.warn((), sheet_row.fault.code, sheet_row.fault.raw)
            return
        width = self._header.width
        found = len(sheet_row.cells)
        too_long = any(map(as_text, sheet_row.cells[width:]))
        ragged = self._mapping.file.short_rows == "reject" and self._fixed_width
        if too_long or (found < width and ragged):
            row.warn((), "COLUMN_COUNT", expected=width, found=found)

    _fixed_width = True
    """Whether every row has a cell for every column, as in CSV; not in workbooks."""

    @classmethod
    def for_workbook(cls, mapping: Mapping, header: Header, now: datetime) -> RowReader:
        """A reader for rows that end at their last used cell."""
        reader = cls(mapping, header, now)
        reader._fixed_width = False
        return reader

    def _moments(self, row: Row) -> dict[str, datetime | None]:
        found: dict[str, datetime | None] = dict.fromkeys(
            ("reported_at", "replied_at", "closed_at", "due_at")
        )
        for name, getter in self._dates.items():
            if name == "due_at":
                found[name] = getter.read(row, ahead=DUE_AHEAD)
            else:
                found[name] = getter.read(row)
        intake = found.pop("reported_at")
        for name, moment in found.items():
            if intake and moment and self._before(moment, intake):
                indices = self._dates[name].indices
                value = moment.astimezone(self._zone).isoformat(" ")
                row.warn(indices, "DATE_ORDER", value, Severity.WARNING)
                found[name] = None
        return {"reported_at": intake, **found}

    def _before(self, moment: datetime, intake: datetime) -> bool:
        """Whether a moment is earlier; a mere day is not earlier than its hours."""
        local, start = (each.astimezone(self._zone) for each in (moment, intake))
        if local.time() == time():
            return local.date() < start.date()
        return moment < intake

    def _status_of(self, row: Row, closed_at: datetime | None) -> Status:
        """Where no status is written, a closing time proves closing, and nothing else
        proves more than that the matter came in."""
        found = self._status.read(row) if self._status else None
        if found is not None:
            return Status(found)
        return Status.CLOSED if closed_at else Status.REPORTED

    def _channel_of(self, row: Row) -> Channel:
        found = self._channel.read(row) if self._channel else None
        return Channel(found) if found else Channel.OTHER

    def _solved_of(self, row: Row) -> bool | None:
        found = self._solved.read(row) if self._solved else None
        return None if found is None else found == "yes"

    def _count_of(self, row: Row, name: str) -> int | None:
        return self._counts[name].read(row) if name in self._counts else None

    def _category_of(self, row: Row) -> tuple[str | None, str | None]:
        """The other system's category, and our code for it if the mapping has one."""
        field = self._mapping.fields.category
        if field is None or self._category is None:
            return None, None
        cells = self._category.read(row)
        split = [level.strip() for c in cells for level in c.split(field.separator)]
        levels = tuple(filter(None, split))
        path = field.separator.join(levels)
        if len(path) > LONGEST_CODE:
            row.warn(self._category.indices, "CODE_TOO_LONG", path, limit=LONGEST_CODE)
            return None, None
        code = self._categories.find(path, levels) if path else None
        return path or None, code or field.default

    def _region_of(self, row: Row) -> tuple[str, ...]:
        field = self._mapping.fields.region
        if field is None or self._region is None:
            return ()
        own = (self._regions.find(text) or text for text in self._region.read(row))
        return (*field.prefix, *own)

    # --- set-up ---------------------------------------------------------------------

    def _choice(
        self, name: str, built_in: dict[str, str], *, needed: bool
    ) -> ChoiceGetter | None:
        field = getattr(self._mapping.fields, name)
        if not self._present(field):
            return None
        return ChoiceGetter(field, self._header, self._empty, built_in, needed=needed)

    def _codes(self, name: str) -> CodeGetter | None:
        field = getattr(self._mapping.fields, name)
        if not self._present(field):
            return None
        return CodeGetter(field, self._header, self._empty)

    def _present(self, field: Columns | None) -> bool:
        """Whether the file has what an optional field reads."""
        if field is None:
            return False
        found = [self._header.find(name) for name in field.columns]
        return field.value is not None or any(index is not None for index in found)
