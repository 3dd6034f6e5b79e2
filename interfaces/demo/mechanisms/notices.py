"""What is published ahead of a day that nothing has recorded yet; all else is published
by `interfaces.demo.notices`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import orjson

from domain.publication_words import Publisher
from interfaces.demo.notice_content import filled
from interfaces.demo.notices import SPEAKS
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment


def announced(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    item: str,
    day: date,
    publisher: str,
    content: Mapping[str, Any],
    of_3: int = 3,
) -> Iterable[Story]:
    """An item is published in so many of every three compounds, ahead of a day.

    content: field by field; `{name}` stands for the compound's.
    """
    who = Publisher.of(publisher)

    def story() -> Story:
        yield [
            world.act(
                moment(on, 16), SPEAKS[who], world.publication.publish, item=item,
                occasion=f"{day}", publisher=who, compound_id=estate.id,
                content=orjson.dumps(filled(content, {"name": estate.name})).decode(),
            )
            for estate in estates
            if estate.index % 3 < of_3
        ]  # fmt: skip

    return [story()]
