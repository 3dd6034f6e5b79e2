"""A log and its documents by their address: a service, or any web server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from interfaces.audit.source import (
    ARCHIVE,
    RELEASED,
    DocumentDamaged,
    DocumentGone,
    ReleasedText,
    SourceUnreadable,
    read_releases,
)

PATIENCE = 30.0  # seconds for an answer
NOT_THERE = frozenset({301, 302, 303, 307, 308, 403, 404})
"""Nothing is followed elsewhere; plain web servers answer so for a folder."""
ALTERED = "PUBLISHED_FILE_ALTERED"
"""The code by which a service says that it keeps another content than it published."""
LARGEST_FILE = 32 * 1024 * 1024
"""Bytes: a full bundle of entries has 16 MiB, a document 20."""


class UrlSource:
    """A service by its address, with or without `/log`; one connection is kept open."""

    live = True
    has_documents = True

    def __init__(self, url: str) -> None:
        self.place = url
        parts = urlsplit(url)
        if parts.hostname is None:
            raise SourceUnreadable(place=url, reason="no address")
        kind = (
            http.client.HTTPSConnection
            if parts.scheme == "https"
            else http.client.HTTPConnection
        )
        self._connection = kind(parts.hostname, parts.port, timeout=PATIENCE)
        self._prefix = parts.path.rstrip("/").removesuffix("/log")

    def close(self) -> None:
        self._connection.close()

    def file(self, name: str) -> bytes | None:
        return self._got(f"/log/{name}")

    def sizes(self) -> Iterator[int]:
        last = 0
        while page := self._got(f"/log/{ARCHIVE}?after={last}"):
            for line in page.split():
                if not line.isdigit() or int(line) <= last:
                    return  # A plain web server may say anything here.
                last = int(line)
                yield last

    def document(self, sha256: str) -> bytes | None:
        """As a service has it, or as an export on a plain web server."""
        return self._got(f"/documents/{sha256}") or self._got(
            f"/documents/{sha256[:2]}/{sha256[2:4]}/{sha256}"
        )

    def releases(self) -> Iterable[ReleasedText] | None:
        first = self._got(f"/{RELEASED}")
        return None if first is None else self._pages(first)

    def _pages(self, page: bytes | None) -> Iterator[ReleasedText]:
        last: ReleasedText | None = None
        while page:
            for each in read_releases(page, self.place):
                if last is not None and _order(each) <= _order(last):
                    return  # A plain web server gives all of them each time.
                last = each
                yield each
            if last is None:
                return
            after = quote(f"{last.sealed_id}/{last.path}", safe="/")
            page = self._got(f"/{RELEASED}?after={after}")

    def _got(self, path: str) -> bytes | None:
        for last in (False, True):
            try:
                return self._asked(path)
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()  # It may have been closed while it rested.
                if last:
                    raise SourceUnreadable(place=self.place, reason=error) from None
        return None

    def _asked(self, path: str) -> bytes | None:
        self._connection.request("GET", self._prefix + path)
        answer = self._connection.getresponse()
        content = answer.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            self._connection.close()
            raise SourceUnreadable(place=self.place, reason=f"{path} is too large")
        if answer.status == 410:
            raise DocumentGone
        if answer.status == 500 and _code(content) == ALTERED:
            raise DocumentDamaged
        if answer.status in NOT_THERE:
            return None
        if answer.status != 200:
            reason = f"{answer.status} for {path}"
            raise SourceUnreadable(place=self.place, reason=reason)
        return content


def _code(content: bytes) -> object:
    """The code of a refusal; None if it is no refusal of a service."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return said.get("code") if isinstance(said, dict) else None


def _order(each: ReleasedText) -> tuple[str, str]:
    return str(each.sealed_id), each.path
