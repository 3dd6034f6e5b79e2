"""Mistakes corrected by further facts, outside numbers, files, and release of texts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from domain import case_clocks
from domain.case_facts import of_parties, without
from domain.case_refusals import (
    AlreadyLinked,
    AlreadyReleased,
    AlreadyVoid,
    MaskForbids,
    NoSuchText,
    NothingToCorrect,
    NotMainHandler,
    NotVoidable,
)
from domain.case_state import CaseState
from domain.case_words import OPEN, Level, Status
from domain.codes import require_code, require_number
from domain.errors import InvalidInput
from domain.facts import Mask, Milestone, Stamp, require_text
from domain.rulepack import NEIGHBOURHOOD_COMMITTEE, Enforcement


class Corrections(CaseState):
    """Commands that touch the record, not the work."""

    def recategorise(self, stamp: Stamp, *, category: str) -> None:
        """Correct the category. At L0 its deadlines count from when L0 began, less the
        pauses, so that nobody gains time by it; higher levels keep theirs."""
        self._allow(self.Recategorised)
        require_text(stamp, "reason")
        stamp.rules.category(category)
        if category == self.category:
            raise NothingToCorrect("category")
        duty = stamp.rules.category(category).enforcement
        if self.receiver == NEIGHBOURHOOD_COMMITTEE and duty is Enforcement.YES:
            raise NotMainHandler("category")
        self._record(
            self.Recategorised,
            stamp,
            category=category,
            milestones=self._clocks_in(stamp, category),
        )

    def relocate(
        self,
        stamp: Stamp,
        *,
        compound_id: UUID,
        region_path: tuple[str, ...],
        profile: str,
    ) -> None:
        """Name the compound; clocks that are set stay, later ones follow its rules."""
        self._allow(self.Relocated)
        if (compound_id, region_path) == (self.compound_id, self.region_path):
            raise NothingToCorrect("compound_id")
        self._record(
            self.Relocated,
            stamp,
            compound_id=compound_id,
            region_path=region_path,
            profile=profile,
        )

    def link_outside(self, stamp: Stamp, *, system: str, reference: str) -> None:
        """The resident also went to 12345, to court, ...: linked, never blocked."""
        self._allow(self.LinkedOutside)
        require_code("system", system)
        require_number("reference", reference)
        if (system, reference) in self.links:
            raise AlreadyLinked
        self._record(self.LinkedOutside, stamp, system=system, reference=reference)

    def attach_file(self, stamp: Stamp, *, media_type: str, size_bytes: int) -> None:
        """`stamp.sealed["file"]` commits to the SHA-256 of the stored file."""
        self._allow(self.FileAttached)
        require_text(stamp, "file")
        if size_bytes < 1:
            raise InvalidInput(
                "file", field="file", problem="it is empty", problem_zh="文件为空"
            )
        self._record(
            self.FileAttached, stamp, media_type=media_type, size_bytes=size_bytes
        )

    def void_entry(self, stamp: Stamp, *, entry: int) -> None:
        """Mark an earlier note as void, with a `reason`; what it met is open again."""
        self._allow(self.EntryVoided)
        require_text(stamp, "reason")
        if entry not in self.voidable:
            raise NotVoidable(entry=entry)
        if entry in self.voided:
            raise AlreadyVoid(entry=entry)
        met = self.met.get(entry) if self.status in OPEN else None
        self._record(
            self.EntryVoided, stamp, entry=entry, milestones=(met,) if met else ()
        )

    def release_text(self, stamp: Stamp, *, entry: int, path: str, mask: Mask) -> None:
        """Publish a sealed text under the mask class of its item, once.

        That the text itself obeys the mask is checked where the text can be read.
        """
        self._allow(self.TextReleased)
        required = self.texts.get((entry, path))
        if required is None or entry in self.voided:
            raise NoSuchText(entry=entry, path=path)
        if required is Mask.NEVER or mask is not required:
            raise MaskForbids(required=required, mask=mask)
        if (entry, path) in self.released:
            raise AlreadyReleased
        self._record(self.TextReleased, stamp, entry=entry, path=path, mask=mask)

    def _clocks_in(self, stamp: Stamp, category: str) -> tuple[Milestone, ...]:
        """The open clocks of the level, apart from those of parties, in a category."""
        if self.level is not Level.L0 or self.status is Status.RESOLVED:
            parties = of_parties(self.milestones)
            return tuple(without(self.milestones, *parties).values())
        assert self.level_since is not None, "an adopted case has a level"
        anew = case_clocks.set_out(
            stamp.rules,
            self.level_since,
            category=category,
            level=Level.L0,
            urgent=self.urgent,
            with_reporter=bool(self.reporters),
        )
        met = {clock.name for clock in self.met.values()}
        pauses = timedelta(seconds=self.paused_seconds)
        return tuple(
            case_clocks.later(clock, pauses) for clock in anew if clock.name not in met
        )
