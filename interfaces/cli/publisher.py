"""Who publishes from the command line, and where: what `publish` and `publications`
have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import typer

from application.authorisation import Subject, actor_for
from application.publications import Publications
from application.publishing import Wanted
from application.steps import now
from domain.compound import compound_id
from domain.errors import Refusal
from domain.place import Place
from interfaces.cli.words import progress, text
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings

Item = Annotated[
    str, typer.Argument(help=text("公开目录编号，如 D10。", "Its code, as in D10."))
]
Occasion = Annotated[
    str,
    typer.Option(
        "--occasion",
        help=text(
            "公示事由：期间（2021、2021-H1、2021-Q3、2021-06）、"
            "所依据事件（<编号>.<版本>）或日期。",
            "What it answers: a period (2021, 2021-H1, 2021-Q3, 2021-06), the fact "
            "that it follows from (<id>.<version>), or a day.",
        ),
    ),
]
CompoundCode = Annotated[
    str | None,
    typer.Option("--compound", help=text("小区编号。", "Code of the compound.")),
]
Region = Annotated[
    list[str] | None,
    typer.Option(
        "--region",
        help=text(
            "不属于某小区时：从市到社区逐级给出的区划代码，可重复。",
            "If it is no compound's: a code from the city down; may be repeated.",
        ),
    ),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", help=text("区域的规则包。", "Rule pack of the region.")),
]
Firm = Annotated[
    UUID | None,
    typer.Option("--enterprise", help=text("相关企业的编号。", "Id of its firm.")),
]
Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="GONGSHI_TOKEN",
        show_envvar=True,
        help=text(
            "您的访问令牌（内置默认方式：gongshi token issue）。",
            "Your bearer token (embedded default: gongshi token issue).",
        ),
    ),
]


class TokenNeeded(Refusal):
    zh = "公示须注明由谁负责：请用 --token 或 GONGSHI_TOKEN 给出令牌。"
    en = "Somebody answers for what is published: give a token by --token or"
    en += " GONGSHI_TOKEN."
    fields = ("token",)


@dataclass(frozen=True, slots=True)
class PublishingPerson:
    """Somebody who may publish, with the open service. services: as `giving` takes."""

    runtime: Runtime
    services: Any
    subject: Subject

    def place(self, where: dict[str, Any]) -> Place:
        commands = self.runtime.commands.in_steps()
        return now(Publications(commands).place(where))

    def require_publisher(self, wanted: Wanted) -> None:
        """Refuse who may publish nothing there. Raises `Forbidden`."""
        actor_for(
            self.subject,
            "publication.publish",
            region_path=wanted.place.region_path,
            compound_id=wanted.place.compound_id,
        )


@contextmanager
def publishing(token: str | None) -> Iterator[PublishingPerson]:
    """The service, for the person whose token it is. Raises `TokenNeeded`, and what
    the token is refused for."""
    from interfaces.server import services

    if not token:
        raise TokenNeeded
    with open_runtime(Settings(), say=progress) as runtime:
        opened = services(runtime)
        identity = opened.tokens.identify(f"Bearer {token}")
        yield PublishingPerson(runtime, opened, identity.subject)


def where_of(
    compound: str | None, region: list[str] | None, profile: str | None
) -> dict[str, Any]:
    """The place as a use case takes it."""
    return {
        "compound_id": compound_id(compound) if compound else None,
        "region_path": tuple(region or ()),
        "profile": profile,
    }
