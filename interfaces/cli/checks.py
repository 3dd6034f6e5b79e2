"""What `gongshi doctor` looks at: each check yields findings, none raises."""

from __future__ import annotations

import importlib
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from application.clock import system_clock
from interfaces.cli.findings import Finding, Mark, fine, problem, warning
from interfaces.cli.words import language, text
from interfaces.settings import Settings

PYTHON = (3, 11)
GIB = 1 << 30
SCARCE_SPACE = GIB
NO_SPACE = GIB // 10
# What the service cannot start without, by the names that are imported.
PACKAGES = (
    "chinese_calendar",
    "cryptography",
    "eventsourcing",
    "fastapi",
    "jwt",
    "orjson",
    "psycopg",
    "psycopg_pool",
    "pydantic_settings",
    "strawberry",
    "structlog",
    "uvicorn",
    "websockets",
)


def program() -> Iterator[Finding]:
    """The Python that runs us, and the packages that we stand on."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON:
        yield fine(f"Python {found}", f"Python {found}")
    else:
        yield problem(
            f"Python {found}",
            "请使用 Python 3.11 或更新版本。",
            "Use Python 3.11 or newer.",
        )
    missing = [name for name in PACKAGES if not _importable(name)]
    if missing:
        yield problem(
            text("无法导入：", "Cannot import: ") + ", ".join(missing),
            "请重新安装：pip install --require-hashes -r constraints.txt",
            "Install again: pip install --require-hashes -r constraints.txt",
        )
    else:
        yield fine("所需软件包齐全", "All packages are there")


def _importable(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def terminal() -> Iterator[Finding]:
    """Which language we speak, and whether the terminal can show it."""
    encoding = sys.stdout.encoding or "ascii"
    try:
        "✓ 公示".encode(encoding)
    except UnicodeEncodeError:
        yield warning(
            text(
                f"终端编码 {encoding} 无法显示中文", f"{encoding} cannot show Chinese"
            ),
            "请设置 UTF-8 环境，例如 export LC_ALL=C.UTF-8",
            "Use a UTF-8 locale, such as: export LC_ALL=C.UTF-8",
        )
    else:
        yield fine(
            f"语言：中文（{encoding}）；GONGSHI_LANG=en 可改为英文",
            f"Language: English ({encoding}); GONGSHI_LANG=zh for Chinese",
        )


def home(settings: Settings) -> Iterator[Finding]:
    """The data folder: can it be written, and how much is free."""
    folder = settings.home.expanduser().absolute()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        yield problem(
            text(
                f"无法写入数据文件夹 {folder}：{error.strerror}",
                f"Cannot write to the data folder {folder}: {error.strerror}",
            ),
            "请修正其权限，或用 GONGSHI_HOME 指定另一个文件夹。",
            "Mend its permissions, or set GONGSHI_HOME to another folder.",
        )
        return
    yield fine(f"数据文件夹 {folder} 可写", f"Data folder {folder} is writable")
    yield _space(existing)


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    amount = text(f"可用空间 {free / GIB:.1f} GiB", f"{free / GIB:.1f} GiB free")
    if free >= SCARCE_SPACE:
        return Finding(Mark.FINE, amount)
    words = (
        "请释放空间，或把 GONGSHI_HOME 移到更大的磁盘。",
        "Free some space, or move GONGSHI_HOME to a larger disk.",
    )
    return problem(amount, *words) if free < NO_SPACE else warning(amount, *words)


def tokens(settings: Settings) -> Iterator[Finding]:
    """Whether somebody's tokens can be verified."""
    from interfaces.issuer_keys import IssuerKeysInvalid, keys_at

    if settings.jwks:
        try:
            keys_at(settings.jwks)
        except IssuerKeysInvalid as refusal:
            yield problem(
                refusal.message(language()),
                "请让 GONGSHI_JWKS 指向签发方的 JWKS 文件或网址。",
                "Point GONGSHI_JWKS at the issuer's JWKS, a file or a URL.",
            )
        else:
            yield fine(
                f"令牌由 {settings.jwks} 的公钥验证",
                f"Tokens are verified with the keys of {settings.jwks}",
            )
    elif settings.production:
        yield problem(
            text("没有设置令牌签发方", "No token issuer is set"),
            "请让 GONGSHI_JWKS 指向签发方公钥的网址或文件；没有它无法启动服务。",
            "Point GONGSHI_JWKS at the issuer's public keys (a URL or a file); without "
            "it the service does not start.",
        )
    else:
        yield fine(
            "令牌由本机签发：gongshi token issue",
            "Tokens are issued here: gongshi token issue",
        )


def port(settings: Settings) -> Iterator[Finding]:
    """Whether the port is free, or served by us already."""
    with socket.socket(
        socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    ) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((settings.host, settings.port))
        except OSError as error:
            yield _taken(settings, os.strerror(error.errno or 0))
            return
    yield fine(
        f"{settings.host}:{settings.port} 空闲",
        f"{settings.host}:{settings.port} is free",
    )


def _taken(settings: Settings, reason: str) -> Finding:
    from interfaces.cli.serve import address

    url = address(settings)
    if _is_ours(url):
        return fine(f"本服务正在 {url} 运行", f"Gongshi is already serving at {url}")
    return problem(
        text(f"无法监听 {url}：{reason}", f"Cannot listen on {url}: {reason}"),
        "请停止占用该端口的程序，或用 --port / GONGSHI_PORT 换一个端口。",
        "Stop the program that has it, or choose another with --port or GONGSHI_PORT.",
    )


def _is_ours(url: str) -> bool:
    from urllib.error import URLError
    from urllib.request import urlopen

    try:
        with urlopen(f"{url}/", timeout=2) as answer:
            return b"gongshi" in answer.read(10_000).lower()
    except (URLError, OSError, ValueError):
        return False


def rules(settings: Settings, today: date | None = None) -> Iterator[Finding]:
    """The rule packs, and whether deadlines of this year and the next are sure."""
    from application.rules import HolidaysInvalid, load_calendar, load_rulepacks
    from domain.rulepack_values import RulePackInvalid

    try:
        packs = load_rulepacks(settings.rules, settings.holidays)
        announced = load_calendar(settings.holidays).announced
    except (RulePackInvalid, HolidaysInvalid, OSError) as error:
        yield problem(
            text(f"规则或节假日表无法使用：{error}", f"Rules or holidays: {error}"),
            "请更正 GONGSHI_RULES 或 GONGSHI_HOLIDAYS 所指的文件。",
            "Correct the files that GONGSHI_RULES or GONGSHI_HOLIDAYS names.",
        )
        return
    profiles = ", ".join(packs.profiles)
    yield fine(f"规则包：{profiles}", f"Rule packs: {profiles}")
    today = today or system_clock().date()
    for year in (today.year, today.year + 1):
        yield _holidays(year, today, year in announced)


def _holidays(year: int, today: date, announced: bool) -> Finding:
    if announced:
        return fine(f"{year} 年节假日已知", f"The holidays of {year} are known")
    what = text(f"{year} 年节假日未知", f"The holidays of {year} are not known")
    remedy = (
        f"{year} 年的期限暂按周末计算并标为暂定；公布后请升级程序，"
        "或写入 GONGSHI_HOLIDAYS 所指的表。",
        f"Deadlines in {year} count weekends only and are marked provisional. Once "
        "announced, upgrade, or add them to the table of GONGSHI_HOLIDAYS.",
    )
    # The State Council announces a year's holidays in November of the year before.
    if year == today.year or today.month == 12:
        return warning(what, *remedy)
    return Finding(Mark.NOTE, what, text(*remedy))
