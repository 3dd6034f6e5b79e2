"""The release of sealed texts: what an aggregate needs so that its texts can be made
public, each once and under the mask class of its item."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from domain.case_refusals import AlreadyReleased, MaskForbids, NoSuchText
from domain.facts import Audience, Fact, Label, Mask, Stamp
from domain.lifecycle import Living, Step


class ReleasedText(Step):
    """A sealed text is released under the mask class of its item.

    entry: the version of the fact that sealed it; path: which of its texts.
    """

    label = Label("公开文本", "Text released")
    entry: int
    path: str
    mask: Mask

    def change(self, aggregate: Any) -> None:
        aggregate.released = aggregate.released | {(self.entry, self.path)}


class Releasing(Living):
    """Every such aggregate has a fact `TextReleased`, a `ReleasedText`.

    texts: (version, path) -> mask of every text sealed; released: those let out.
    """

    texts: Mapping[tuple[int, str], Mask] = MappingProxyType({})
    released: frozenset[tuple[int, str]] = frozenset()

    def note_texts(self, fact: Fact) -> None:
        """Remember what a fact sealed. What a restricted one sealed is never public:
        the public log has no commitment to it."""
        public = fact.audience is Audience.PUBLIC
        sealed = {
            (fact.originator_version, path): fact.texts.get(path, Mask.NEVER)
            if public
            else Mask.NEVER
            for path in fact.sealed
        }
        self.texts = {**self.texts, **sealed}

    def release_text(self, stamp: Stamp, *, entry: int, path: str, mask: Mask) -> None:
        """Publish a sealed text under the mask class of its item, once.

        That the text itself obeys the mask is checked where the text can be read.
        """
        released: type[ReleasedText] = vars(type(self))["TextReleased"]
        self._allow(released)
        required = self.texts.get((entry, path))
        if required is None:
            raise NoSuchText(entry=entry, path=path)
        if required is Mask.NEVER or mask is not required:
            raise MaskForbids(required=required, mask=mask)
        if (entry, path) in self.released:
            raise AlreadyReleased
        self._record(released, stamp, entry=entry, path=path, mask=mask)
