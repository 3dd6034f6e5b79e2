"""The keys of the transparency log: made, shown and replaced (`gongshi log`)."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.errors import Refusal
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import say, text
from interfaces.settings import Settings


class LogKeyThere(Refusal):
    zh = "日志 {origin} 的密钥早已存在；更换请用 gongshi log rotate-key。"
    en = (
        "The log {origin} has its key already; to replace it, run "
        "gongshi log rotate-key."
    )
    fields = ("origin",)


class LogKeysOverlap(Refusal):
    zh = "新旧两把密钥都在签署；请先运行 gongshi log rotate-key --finish。"
    en = "Two keys sign already; first run gongshi log rotate-key --finish."
    fields = ("finish",)


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "公开日志：密钥、状态、核验。",
        "The transparency log: its key, its state, its soundness.",
    ),
)


@app.command(
    cls=Command,
    help=text(
        "生成日志的密钥，从此日志有了名称。\n\n"
        "例：gongshi log init --origin log.example.com/gongshi",
        "Make the log's key, and with it the name that it keeps for ever.\n\n"
        "Example: gongshi log init --origin log.example.com/gongshi",
    ),
)
def init(
    origin: Annotated[
        str,
        typer.Option(
            "--origin",
            help=text(
                "日志名称：通常是其网址，去掉协议。",
                "The log's name: usually its address without the scheme.",
            ),
        ),
    ],
) -> None:
    """Make the key in the file that the settings name."""
    from interfaces.log_parts import (
        LogKeyMissing,
        log_key_file,
        log_keys,
        make_log_key,
    )

    settings = Settings()
    path = log_key_file(settings)
    if path is None:
        raise LogKeyMissing
    if path.exists():
        raise LogKeyThere(origin=log_keys(settings).origin)
    make_log_key(path, origin)
    say(f"密钥在 {path}，公钥：", f"The key is in {path}; its public part:")
    print(log_keys(settings).verifiers[0])


@app.command(
    "verifier-key",
    cls=Command,
    help=text(
        "显示公钥；核验者据此核验。\n\n例：gongshi log verifier-key",
        "Show the public keys with which anyone verifies.\n\n"
        "Example: gongshi log verifier-key",
    ),
)
def verifier_key() -> None:
    """Those that sign now, the newest first."""
    from interfaces.log_parts import log_keys

    for each in log_keys(Settings()).verifiers:
        print(each)


@app.command(
    "rotate-key",
    cls=Command,
    help=text(
        "换钥：先加入新密钥，新旧同时签署；核验者都有了新公钥，"
        "再用 --finish 停用旧密钥。无须重启服务。\n\n例：gongshi log rotate-key",
        "Replace the key: first a new one signs beside the old one; once everybody who "
        "verifies has it, --finish ends the old one. Nothing need be restarted.\n\n"
        "Example: gongshi log rotate-key",
    ),
)
def rotate_key(
    finish: Annotated[
        bool,
        typer.Option(
            "--finish", help=text("停用旧密钥。", "Let the newest key sign alone.")
        ),
    ] = False,
) -> None:
    """Begin or end the time in which both keys sign."""
    from interfaces.log_parts import keep_log_keys, log_key_file, log_keys

    settings = Settings()
    keys, path = log_keys(settings), log_key_file(settings)
    assert path is not None, "keys were read from it"
    if not finish and len(keys.signers) > 1:
        raise LogKeysOverlap
    keep_log_keys(path, keys.newest() if finish else keys.rotated())
    for each in log_keys(settings).verifiers:
        print(each)
