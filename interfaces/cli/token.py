"""`gongshi token`: bearer tokens of the embedded default."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.errors import Refusal
from domain.roles import Role
from interfaces.cli.token_keys import embedded_settings, revoke, rotate_keys
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import note, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from application.authorisation import Grant

EVERYWHERE = "*"
PLACES = ("compound", "unit")
MAX_HOURS = 24 * 365
GRANTED = [role for role in Role if role is not Role.SYSTEM]
"""What a person may hold; the deadlines' own role is never granted."""


class RoleUnknown(Refusal):
    zh = "没有角色 {role}。{nearest_zh}可用的角色：{roles}"
    en = "There is no role {role}. {nearest}The roles: {roles}"
    fields = ("role",)


class ScopeInvalid(Refusal):
    zh = (
        "范围 {scope} 无效：应为 *（全部）、区划代码、compound:<小区编号>、"
        "unit:<房屋编号> 或 own（本人）。"
    )
    en = (
        "The scope {scope} is not valid: use * (everywhere), a region code, "
        "compound:<id>, unit:<id> or own."
    )
    fields = ("scope",)


class TooManyScopes(Refusal):
    zh = (
        "有 {scopes} 个 --scope，却只有 {roles} 个 --role；每个范围属于与其同序的角色。"
    )
    en = (
        "There are {scopes} --scope for {roles} --role; each scope belongs to the "
        "role in the same place."
    )
    fields = ("scope",)


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "签发与查验访问令牌（仅限内置默认方式）。",
        "Issue bearer tokens (embedded default only).",
    ),
)


@app.command(
    cls=Command,
    help=text(
        "签发一个令牌；标准输出只有令牌本身，便于 $(…) 取用。\n\n"
        "例：gongshi token issue --role StreetOfficer --scope 990102",
        "Issue a token. Only the token goes to standard output, so that $(...) "
        "takes it.\n\n"
        "Example: gongshi token issue --role StreetOfficer --scope 990102",
    ),
)
def issue(
    role: Annotated[
        list[str],
        typer.Option(
            "--role",
            help=text(
                "角色，例如 StreetOfficer；可重复。",
                "A role, such as StreetOfficer; may be repeated.",
            ),
        ),
    ],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            help=text(
                "同序角色的范围：*（全部，默认）、区划代码、compound:<编号>、"
                "unit:<编号>、own。",
                "Where the role in the same place holds: * (everywhere, the "
                "default), a region code, compound:<id>, unit:<id>, own.",
            ),
        ),
    ] = None,
    subject: Annotated[
        str,
        typer.Option(
            "--subject",
            help=text(
                "持有人的不透明编号，不得为姓名或邮箱；它会写入日志。",
                "Opaque id of the holder, no name or address: the log keeps it.",
            ),
        ),
    ] = "local-user",
    hours: Annotated[
        int,
        typer.Option(
            "--hours",
            min=1,
            max=MAX_HOURS,
            help=text("有效小时数。", "Hours until it expires."),
        ),
    ] = 12,
) -> None:
    """Print a token for the subject with the given roles."""
    settings = embedded_settings()
    token = local_token(settings, subject, grants_of(role, scope or []), hours)
    note(
        f"令牌如下，{hours} 小时内有效。请求时带上 Authorization: Bearer <令牌>。",
        f"Valid for {hours} hours. Send it as: Authorization: Bearer <token>",
    )
    print(token)


@app.command(
    cls=Command,
    help=text(
        "显示验证令牌用的公钥（JWKS）。",
        "Print the public keys (JWKS) that verify the tokens.",
    ),
)
def key() -> None:
    """Print the local issuer's JWKS."""
    from interfaces.auth import LocalIssuer

    issuer = LocalIssuer(embedded_settings().home)
    print(json.dumps(issuer.jwks, indent=2))


app.command(
    cls=Command,
    help=text(
        "更换签名密钥；以前签发的令牌在到期前仍然有效，正在运行的服务无需重启。\n\n"
        "例：gongshi token rotate-keys --forget-older",
        "Sign with a new key. Tokens issued before stay good until they expire, and a "
        "service that runs need not be restarted.\n\n"
        "Example: gongshi token rotate-keys --forget-older",
    ),
)(rotate_keys)
app.command(
    cls=Command,
    help=text(
        "吊销某人至今签发的全部令牌；正在运行的服务随即生效。\n\n"
        "例：gongshi token revoke --subject wang-07",
        "Revoke what was issued to a subject until now; a service that runs heeds it "
        "at once.\n\nExample: gongshi token revoke --subject wang-07",
    ),
)(revoke)


def local_token(
    settings: Settings, subject: str, grants: Sequence[Grant], hours: int
) -> str:
    """A token signed with the key in the data folder."""
    from interfaces.auth import LocalIssuer

    return LocalIssuer(settings.home).issue(subject, grants, timedelta(hours=hours))


def grants_of(roles: Sequence[str], scopes: Sequence[str]) -> list[Grant]:
    """Roles with the scopes in the same place; a role without one holds everywhere.

    Raises RoleUnknown, ScopeInvalid or TooManyScopes.
    """
    from application.authorisation import Grant

    if len(scopes) > len(roles):
        raise TooManyScopes(scopes=len(scopes), roles=len(roles))
    padded = [*scopes, *[EVERYWHERE] * (len(roles) - len(scopes))]
    return [
        Grant(_role(name), _scope(scope))
        for name, scope in zip(roles, padded, strict=True)
    ]


def _role(name: str) -> Role:
    by_name = {role.lower(): role for role in GRANTED}
    if role := by_name.get(name.lower()):
        return role
    near = get_close_matches(name.lower(), by_name, n=1)
    nearest = by_name[near[0]] if near else ""
    raise RoleUnknown(
        role=name,
        nearest=f"Did you mean {nearest}? " if near else "",
        nearest_zh=f"是否要用 {nearest}?" if near else "",
        roles=", ".join(sorted(GRANTED)),
    )


def _scope(scope: str) -> str:
    """The scope in the form that the authorisation table compares."""
    if scope == EVERYWHERE or re.fullmatch(r"[\w-]{1,64}", scope):
        return scope
    kind, _, id = scope.partition(":")
    try:
        return f"{kind}:{UUID(id)}" if kind in PLACES else _refuse(scope)
    except ValueError:
        return _refuse(scope)


def _refuse(scope: str) -> str:
    raise ScopeInvalid(scope=repr(scope))
