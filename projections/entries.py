"""Lists inside a document: an entry added, changed, taken out."""

from __future__ import annotations

from typing import Any

from projections.documents import View


def with_entry(view: View, name: str, entry: View) -> View:
    """The document with one entry more in a list."""
    return view | {name: [*view[name], entry]}


def with_change(view: View, name: str, key: str, value: Any, change: View) -> View:
    """The document with the entry changed that has this value under `key`."""
    return view | {
        name: [each | change if each[key] == value else each for each in view[name]]
    }


def without_entry(view: View, name: str, key: str, value: Any) -> View:
    """The document without the entry that has this value under `key`."""
    return view | {name: [each for each in view[name] if each[key] != value]}
