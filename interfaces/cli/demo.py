"""`gongshi demo`: a small invented sample, and the service that shows it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from domain.errors import Refusal
from interfaces.cli.serve import PortOption, address, listening, until_stopped, welcome
from interfaces.cli.token import grants_of, local_token
from interfaces.cli.usage import Command
from interfaces.cli.words import note, progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from interfaces.demo.player import Player

HOURS = 12
OFFICER = "demo-street-1"
QUERY = (
    "{ cases(first: 1, filter: {level: [L3], status: [CLOSED]}) { nodes { id "
    "categoryLabel history(first: 50) { nodes { label occurredAt actorRole } } } } }"
)


class DemoNeedsOwnLog(Refusal):
    zh = (
        "样例只写入内置数据库：账簿不可删改，虚构的诉求不应进入正式数据。"
        "请取消 GONGSHI_DATABASE_URL，或另设 GONGSHI_HOME。"
    )
    en = (
        "The sample goes into the embedded database only: nothing can be taken out of "
        "a log, and invented cases do not belong into a real one. Unset "
        "GONGSHI_DATABASE_URL."
    )


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="demo",
        cls=Command,
        short_help=text(
            "装入一个虚构的小样例并启动服务。",
            "Load a small invented sample and serve it: begin here.",
        ),
        help=text(
            "装入一个虚构的小样例并启动服务；第一次用就从这里开始。再次运行不会重复添加。"
            "\n\n例：gongshi demo --port 9000",
            "Load a small invented sample and serve it; the place to begin. Run again, "
            "it adds nothing twice.\n\nExample: gongshi demo --port 9000",
        ),
    )(demo)


def demo(
    port: PortOption = None,
    no_serve: Annotated[
        bool,
        typer.Option(
            "--no-serve",
            help=text("只装入样例，不启动服务。", "Load the sample and end."),
        ),
    ] = False,
) -> None:
    """Play the sample, then serve it until Ctrl-C."""
    from interfaces.demo.player import Player, SampleClock
    from interfaces.log_parts import own_log_key
    from interfaces.runtime import open_runtime
    from interfaces.server import serve
    from interfaces.worker import Worker

    settings = listening(None, port)
    if settings.production:
        raise DemoNeedsOwnLog
    own_log_key(settings, simulated=True)
    clock = SampleClock()
    opened = open_runtime(settings, clock=clock, say=progress)
    with until_stopped(), opened as runtime:
        _load(Player(runtime, clock))
        # So that the first query that is pasted finds the whole sample.
        Worker(runtime).engine.run_until_caught_up()
        if not no_serve:
            serve(runtime, ready=lambda: _welcome(settings))


def _load(player: Player) -> None:
    """Play the sample behind a progress bar, and say what came of it."""
    console = Console(stderr=True)
    with Progress(console=console) as bar:
        task = bar.add_task(text("装入样例", "Sample"), total=len(player.steps))
        player.play(lambda: bar.advance(task))
    if player.added:
        note(
            f"样例已装入：{player.cases} 件诉求，{player.compounds} 个小区。均为虚构。",
            f"The sample is in: {player.cases} cases, {player.compounds} compounds. "
            "All of it is invented.",
        )
    else:
        note("样例早已装入，没有重复添加。", "The sample was there already.")


def _welcome(settings: Settings) -> None:
    """The ready service, and three things to paste into another terminal."""
    welcome(settings)
    token = local_token(settings, OFFICER, grants_of(["StreetOfficer"], []), HOURS)
    query = json.dumps({"query": QUERY})
    ask = (
        f"curl {address(settings)}/graphql -H 'Content-Type: application/json' \\\n"
        f"  -H \"Authorization: Bearer $TOKEN\" \\\n  -d '{query}'"
    )
    load = f"{program()} import cases {complaints()} --mapping 12345"
    say(
        f"\n在另一个终端里试试：\n\n"
        f"1. 一名街道干部的令牌（{HOURS} 小时有效）\n\nTOKEN={token}\n\n"
        f"2. 一件街道办结的诉求的全过程\n\n{ask}\n\n"
        f"3. 导入一份 12345 工单（加 --dry-run 则只检查）\n\n{load}\n",
        f"\nTry in another terminal:\n\n"
        f"1. A token for an officer of the street ({HOURS} hours)\n\nTOKEN={token}\n\n"
        f"2. The whole history of a case that the street settled\n\n{ask}\n\n"
        f"3. Import a file of a 12345 hotline (--dry-run only checks it)\n\n{load}\n",
    )


def program() -> str:
    """How this very program is called from another terminal in the same folder."""
    variable = "GONGSHI_HOME"
    home = shlex.quote(os.environ.get(variable, ""))
    place = f"{variable}={home} " if variable in os.environ else ""
    called = Path(sys.argv[0])
    if called.stem != "gongshi":
        return f"{place}{shlex.quote(sys.executable)} -m interfaces.cli.main"
    found = shutil.which("gongshi")
    if found and Path(found).resolve() == called.resolve():
        return f"{place}gongshi"
    return f"{place}{shlex.quote(os.path.relpath(called))}"


def complaints() -> str:
    """The path of the sample file, as short as it can be said."""
    path = Path(__file__).parents[1] / "demo" / "complaints.csv"
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return shlex.quote(str(path))
