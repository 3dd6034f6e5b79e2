"""The command `gongshi`: its commands, its exit codes, its refusals.

Exit codes: 0 done; 1 done in part (some rows refused, some checks failed); 2 refused
or wrongly used; 130 interrupted.
"""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import psycopg
import typer
from pydantic import ValidationError

from application.rules import HolidaysInvalid
from application.vault_keys import WrongVaultKey
from domain.errors import Refusal
from domain.rulepack_values import RulePackInvalid
from interfaces.cli.settings_errors import complaints
from interfaces.cli.usage import Group, UsageError, explain, speak
from interfaces.cli.words import complain, language, note, text

REFUSED = 2
INTERRUPTED = 130
WRONG_KEY = text(
    "密钥打不开保险库，请恢复原来的密钥"
    "（GONGSHI_VAULT_KEY，或数据文件夹里的 vault.key）。",
    "This key does not open the vault; bring the right one back (GONGSHI_VAULT_KEY, or "
    "vault.key in the data folder).",
)
ABOUT = text(
    """公示：住宅小区治理服务。每件事都记入不可更改的账簿，人人可查。

第一次用？运行 [bold]gongshi demo[/]：自动准备一个小样例并启动服务。

数据在 GONGSHI_HOME 所指的文件夹（默认：用户数据目录下的 gongshi）；
设置 GONGSHI_DATABASE_URL 则使用您自己的 PostgreSQL 15 或更新版本。
语言随终端；GONGSHI_LANG=zh 或 en 可改。""",
    """Gongshi (公示): the governance of residential compounds, kept in a log that
nobody can alter and everybody can check.

New here? Run [bold]gongshi demo[/]: it prepares a small sample and serves it.

Data lies in the folder GONGSHI_HOME (unset: gongshi in your user data folder);
with GONGSHI_DATABASE_URL it lies in your own PostgreSQL, 15 or newer.
The language is your terminal's; GONGSHI_LANG=zh or en changes it.""",
)
EXAMPLES = text(
    """例：

gongshi demo

gongshi import cases 工单.xlsx --mapping 12345 --dry-run

gongshi token issue --role StreetOfficer

gongshi doctor""",
    """Examples:

gongshi demo

gongshi import cases complaints.csv --mapping nyc311 --dry-run

gongshi token issue --role StreetOfficer

gongshi doctor""",
)

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "work": "work",
    "migrate": "migrate",
    "doctor": "doctor",
    "erase": "erase",
    "import": "imports",
    "fees": "fees",
    "duties": "duties",
    "publish": "publish",
    "publications": "publications",
    "documents": "documents",
    "indicators": "indicators",
    "token": "token",
    "senders": "senders",
    "intake": "intake",
    "notifications": "notifications",
    "vault": "vault",
    "projections": "projections",
    "log": "log",
    "witness": "witness",
    "streams": "streams",
    "webhooks": "webhooks",
    "relay": "relay",
    "audit": "audits",
    "rules": "rules",
}
"""Each command and the module of this folder that it is in."""


def program(names: Iterable[str] = tuple(COMMANDS)) -> typer.Typer:
    """The program with these commands: to import them all takes seconds."""
    app = typer.Typer(
        name="gongshi",
        cls=Group,
        help=ABOUT,
        epilog=EXAMPLES,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_options)
    for name in names:
        module = import_module(f"interfaces.cli.{COMMANDS[name]}")
        if hasattr(module, "register"):
            module.register(app)
        else:
            app.add_typer(module.app, name=name)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        try:
            number = version("gongshi")
        except PackageNotFoundError:
            number = text("（未安装）", "(not installed)")
        print(f"gongshi {number}")
        raise typer.Exit


def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help=text("显示版本。", "Show the version."),
        ),
    ] = False,
) -> None:
    """Options of the whole program."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: the process's own). Return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak()
    try:
        named = [name for name in given[:1] if name in COMMANDS]
        # The version is told without any of them.
        app = program(named or (() if given == ["--version"] else COMMANDS))
        code = app(given or ["--help"], prog_name="gongshi", standalone_mode=False)
        if code == INTERRUPTED:
            note("已中断。", "Interrupted.")
        return code or 0
    except UsageError as error:
        explain(error)
    except ValidationError as error:
        for complaint in complaints(error):
            complain("SETTINGS_INVALID", complaint)
    except Refusal as refusal:
        complain(refusal.code, refusal.message(language()))
    except (RulePackInvalid, HolidaysInvalid) as error:
        complain("RULES_INVALID", str(error))
    except WrongVaultKey:
        complain("VAULT_KEY_WRONG", WRONG_KEY)
    except psycopg.OperationalError as error:
        complain("DATABASE_UNREACHABLE", " ".join(str(error).split()))
        note("运行 gongshi doctor 查找原因。", "Run gongshi doctor to find out why.")
    return REFUSED


def main() -> None:
    """Entry point of the program `gongshi`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a character shows a mark, not a traceback.
            stream.reconfigure(errors="replace")
    # A service manager's SIGTERM closes everything in order, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run())


if __name__ == "__main__":
    main()
