"""Lists within a document: every change makes a new list, never one in place."""

from __future__ import annotations

from typing import Any

from projections.documents import View

SHOWN = 50
"""How many entries of a list that grows for ever a document keeps."""


def added(view: View, name: str, entry: Any) -> View:
    """The document with one entry more in a list."""
    return view | {name: [*view[name], entry]}


def entered(view: View, name: str, entry: View, *keys: str) -> View:
    """The document with this entry in the place of the one with the same keys."""
    rest = [each for each in view[name] if not _same(each, entry, keys)]
    return view | {name: [*rest, entry]}


def altered(view: View, name: str, changes: View, **keys: Any) -> View:
    """The document with other values in the entries that have these keys."""
    return view | {
        name: [
            each | changes if _same(each, keys, keys) else each for each in view[name]
        ]
    }


def removed(view: View, name: str, **keys: Any) -> View:
    """The document without the entries that have these keys."""
    return view | {name: [each for each in view[name] if not _same(each, keys, keys)]}


def recent(view: View, name: str, entry: View, open: str) -> View:
    """The document with one entry more, and without old ones that are not open.

    open: the field that says whether something is still to be done.
    """
    entries = [*view[name], entry]
    old = entries[:-SHOWN]
    kept = [each for each in old if each[open]]
    return view | {name: [*kept, *entries[-SHOWN:]]}


def _same(entry: View, other: View, keys: Any) -> bool:
    return all(entry[key] == other[key] for key in keys)
