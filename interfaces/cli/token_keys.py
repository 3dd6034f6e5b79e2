"""`gongshi token rotate-keys` and `revoke`: keys and tokens that no longer count."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Refusal
from interfaces.cli.words import note, text
from interfaces.settings import Settings


class TokensComeFromIssuer(Refusal):
    zh = (
        "已设置 GONGSHI_DATABASE_URL 或 GONGSHI_JWKS，即正式部署："
        "令牌由您的签发方签发，"
        "本服务没有签发密钥。签发方的公钥由 GONGSHI_JWKS 指定。"
    )
    en = (
        "GONGSHI_DATABASE_URL or GONGSHI_JWKS is set, so this is a production "
        "deployment: tokens come from your issuer (its keys: GONGSHI_JWKS), and the "
        "service has no key to sign one with."
    )


class RevocationsNotSet(Refusal):
    zh = "请用 GONGSHI_REVOKED 指定吊销名单文件，各服务进程都应读取它。"
    en = "Set GONGSHI_REVOKED to the file of revocations that every process reads."
    fields = ("revoked",)


def embedded_settings() -> Settings:
    """The settings of the embedded default. Raises TokensComeFromIssuer elsewhere."""
    settings = Settings()
    if settings.production or settings.jwks:
        raise TokensComeFromIssuer
    return settings


def rotate_keys(
    forget_older: Annotated[
        bool,
        typer.Option(
            "--forget-older",
            help=text(
                "旧密钥签发的令牌立即失效（密钥可能外泄时使用）。",
                "Tokens of the older keys end at once: for a key that may have leaked.",
            ),
        ),
    ] = False,
) -> None:
    """Sign with a new key from now on."""
    from interfaces.auth import LocalIssuer

    issuer = LocalIssuer(embedded_settings().home)
    issuer.rotate(forget_older=forget_older)
    kept = len(issuer.jwks["keys"]) - 1
    note(
        f"已启用新密钥；仍可用于验证的旧密钥：{kept} 个。",
        f"A new key signs from now on; older keys that still check: {kept}.",
    )


def revoke(
    subject: Annotated[
        str,
        typer.Option(
            "--subject",
            help=text("持有人的编号。", "Id of the holder, as in the token's `sub`."),
        ),
    ],
) -> None:
    """Refuse what was issued to a subject until now."""
    from application.clock import system_clock
    from interfaces.revocations import revoke as revoked

    revoked(_file(Settings()), subject, system_clock())
    note(f"{subject} 的令牌已吊销。", f"The tokens of {subject} are revoked.")


def _file(settings: Settings) -> Path:
    if settings.revoked_file is None:
        raise RevocationsNotSet
    return settings.revoked_file
