"""Pages of a connection: bounded sizes and Relay's page info."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from domain.errors import Refusal
from interfaces.graphql.measuring import MAX_PAGE_SIZE, PAGE_SIZE

FIRST = strawberry.argument(
    description="How many entries, from 1 to 100; 20 unless given."
)
AFTER = strawberry.argument(description="Cursor of the entry before the page.")


class PageSizeRefused(Refusal):
    zh = "每页条数应为 1 到 {limit}。"
    en = "A page has from 1 to {limit} entries."
    fields = ("first",)


@strawberry.type(description="Where a page lies in its connection (Relay).")
class PageInfo:
    has_next_page: bool = strawberry.field(description="More follow this page.")
    has_previous_page: bool = strawberry.field(description="This is not the first.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first edge.")
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last edge; give it as `after` for the next page."
    )


def page_size(first: int | None) -> int:
    """How many entries to read. Raises PageSizeRefused outside 1 to 100."""
    if first is None:
        return PAGE_SIZE
    if not 1 <= first <= MAX_PAGE_SIZE:
        raise PageSizeRefused(limit=MAX_PAGE_SIZE)
    return first


def page_info(cursors: Sequence[str], *, more: bool, after: str | None) -> PageInfo:
    """The page info of a page read forwards from `after`."""
    return PageInfo(
        has_next_page=more,
        has_previous_page=after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
