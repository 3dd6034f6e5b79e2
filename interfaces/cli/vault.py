"""`gongshi vault`: the key of the vault, what was erased, and whether all is sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import Refusal
from interfaces.cli import tombstones
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings, keep_keys, keys_in

if TYPE_CHECKING:
    from interfaces.runtime import Runtime


class NewKeyIsYours(Refusal):
    zh = (
        "密钥由 GONGSHI_VAULT_KEY 设定，请自行更换：新密钥设为 GONGSHI_VAULT_KEY，"
        "旧密钥设为 GONGSHI_VAULT_OLDER_KEYS，再运行 gongshi vault rotate。"
    )
    en = (
        "The key is set by GONGSHI_VAULT_KEY, so it is yours to change: set the new "
        "one there and the old one in GONGSHI_VAULT_OLDER_KEYS, then run "
        "gongshi vault rotate."
    )
    fields = ("new",)


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "保险库：更换密钥、删除记录、核验。",
        "The vault: change its key, keep its tombstones, verify it.",
    ),
)
app.add_typer(tombstones.app, name="tombstones")


@app.command(
    cls=Command,
    help=text(
        "换钥：把所有文字、附件与秘密的密钥改由当前密钥封存，并指出可销毁的旧密钥。"
        "可中断后再次运行。\n\n"
        "例：gongshi vault rotate --new",
        "Wrap the keys of all texts, files and secrets under the current key, and say "
        "which older key may be destroyed. May be interrupted and run again.\n\n"
        "Example: gongshi vault rotate --new",
    ),
)
def rotate(
    new: Annotated[
        bool,
        typer.Option(
            "--new",
            help=text(
                "先生成新密钥写入 vault.key（仅限内置默认方式，须先停止其他进程）。",
                "First make a new key in vault.key (embedded default only, with "
                "serve and work stopped).",
            ),
        ),
    ] = False,
) -> None:
    """Bring everything under the current key."""
    from interfaces.runtime import open_runtime

    settings = Settings()
    file = settings.vault_key_file
    if file is not None:
        _prepare(file, new)
    elif new:
        raise NewKeyIsYours
    with open_runtime(settings, say=progress) as runtime:
        count = _rotate(runtime)
        keys = runtime.vault.keys
    if file is not None:
        keep_keys(file, keys_in(file)[:1])
    say(
        f"完成：{count} 项改由密钥 {keys.current} 封存，旧密钥下已无内容。",
        f"Done: {count} entries were wrapped under the key {keys.current}; nothing is "
        "left under any other.",
    )
    for key_id in keys.ids[1:]:
        say(
            f"旧密钥 {key_id} 可以销毁；它仍能打开此前的备份。",
            f"The key {key_id} may be destroyed now; it still opens older backups.",
        )


def _prepare(file: Path, new: bool) -> None:
    """Make a new current key if asked; the others stay as further lines meanwhile.

    A process that knows only the older keys would go on sealing under them, so none
    may run; one that starts later reads the new key.
    """
    from application.home import nobody_else
    from application.vault_keys import new_key

    with nobody_else(file.parent):
        keys = keys_in(file)
        if new:
            keep_keys(file, [new_key(), *keys])


def _rotate(runtime: Runtime) -> int:
    from application.rotation import rotate, under_other_keys
    from interfaces.cli.import_report import bar

    left = under_other_keys(runtime.database, runtime.vault.keys.current)
    with bar(text("换钥", "Keys"), sum(left.values())) as tell:
        return rotate(runtime.vault, runtime.files, tell)


@app.command(
    cls=Command,
    help=text(
        "核验：查阅记录的校验链完整，且每段封存的文字都能打开（不显示内容）。\n\n"
        "例：gongshi vault verify --sample 1000",
        "Verify that the access log's chain of hashes holds and that every sealed text "
        "opens (none is shown).\n\n"
        "Example: gongshi vault verify --sample 1000",
    ),
)
def verify(
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample",
            min=1,
            help=text(
                "只随机抽查这么多段文字。", "Open only so many texts, drawn at random."
            ),
        ),
    ] = None,
) -> None:
    """Check the access log and the texts; refused with the first that is wrong."""
    from application import access_log
    from interfaces.runtime import open_runtime

    with open_runtime(Settings(), say=progress) as runtime:
        head = access_log.verify(runtime.database)
        say(
            f"查阅记录 {head.number} 行完整，末行校验值 {head.hash.hex()}。",
            f"The access log holds: {head.number} rows, the last hash is "
            f"{head.hash.hex()}.",
        )
        opened, sealed = _open(runtime, sample)
    say(
        f"封存的文字共 {sealed} 段，抽查 {opened} 段，均能打开。",
        f"Of {sealed} sealed texts {opened} were tried, and all of them open.",
    )


def _open(runtime: Runtime, sample: int | None) -> tuple[int, int]:
    from application import vault_check
    from interfaces.cli.import_report import bar

    sealed = vault_check.count(runtime.vault)
    if sample is not None:
        return vault_check.open_sample(runtime.vault, sample), sealed
    with bar(text("文字", "Texts"), sealed) as tell:
        return vault_check.open_all(runtime.vault, tell), sealed
