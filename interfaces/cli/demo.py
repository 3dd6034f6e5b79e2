"""`gongshi demo`: the simulated history of a place, and the service that shows it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from domain.errors import Refusal
from interfaces.cli.serve import (
    PortOption,
    address,
    listening,
    say_stopped,
    until_stopped,
    welcome,
)
from interfaces.cli.token import grants_of, local_token
from interfaces.cli.usage import Command
from interfaces.cli.words import note, progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from application.simulation import Simulation
    from interfaces.demo.generate import Generation


class PlaceChoice(StrEnum):
    """The places that may be shown."""

    WEIHAI = "weihai"
    CHANGFENG = "changfeng"
    BEIJING = "beijing"
    HEZE = "heze"
    COUNTY = "county"
    ALL = "all"


HOURS = 12
OFFICER = "demo-street-1"
QUERY = (
    "{ cases(first: 1, filter: {level: [L3], status: [CLOSED]}) { nodes { id "
    "categoryLabel history(first: 50) { nodes { label occurredAt actorRole } } } } }"
)


class DemoNeedsOwnLog(Refusal):
    zh = (
        "演示只写入内置数据库：账簿不可删改，虚构的数据不应进入正式账簿。"
        "请取消 GONGSHI_DATABASE_URL，或另设 GONGSHI_HOME。"
    )
    en = (
        "The demo goes into the embedded database only: nothing can be taken out of "
        "a log, and what is invented does not belong into a real one. Unset "
        "GONGSHI_DATABASE_URL."
    )


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="demo",
        cls=Command,
        short_help=text(
            "生成一个地方的模拟数据并启动服务。",
            "Make up the history of a place and serve it: begin here.",
        ),
        help=text(
            "生成一个地方多年的模拟数据并启动服务；第一次用就从这里开始。再次运行不会重复"
            "添加。\n\n例：gongshi demo --place weihai",
            "Make up years of life of a place and serve them; the place to begin. Run "
            "again, it adds nothing twice.\n\nExample: gongshi demo --place weihai",
        ),
    )(demo)


def demo(
    port: PortOption = None,
    place: Annotated[
        PlaceChoice,
        typer.Option(
            "--place",
            help=text(
                "演示哪个地方；all 为全部。", "Which place to show; all of them."
            ),
        ),
    ] = PlaceChoice.WEIHAI,
    scale: Annotated[
        int,
        typer.Option(
            "--scale",
            min=1,
            max=10_000,
            help=text("规模倍数。", "How many times as large."),
        ),
    ] = 1,
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            min=0,
            help=text(
                "随机种子：相同的种子生成相同的数据。",
                "Seed of chance: the same gives the same data.",
            ),
        ),
    ] = 1,
    no_serve: Annotated[
        bool,
        typer.Option(
            "--no-serve",
            help=text("只生成数据，不启动服务。", "Generate the data and end."),
        ),
    ] = False,
) -> None:
    """Generate the history of a place, then serve it until Ctrl-C."""
    from application.simulation import SimulatedClock, Simulation
    from interfaces.demo.first_screen import show
    from interfaces.demo.generate import Generation, begins, places
    from interfaces.log_parts import own_log_key
    from interfaces.runtime import open_runtime
    from interfaces.server import serve
    from interfaces.worker import Worker

    settings = listening(None, port)
    if settings.production:
        raise DemoNeedsOwnLog
    own_log_key(settings, simulated=True)
    made = Simulation(place.value, scale, seed)
    some = places(place.value, scale)
    clock = SimulatedClock(begins(some))
    opened = open_runtime(settings, clock=clock, say=progress)
    with until_stopped(), opened as runtime:
        _generate(Generation(runtime, clock, made, some))
        # So that the first query that is pasted finds everything.
        Worker(runtime).engine.run_until_caught_up()
        show(some, Console())
        if not no_serve:
            clock.run_on()
            serve(runtime, ready=lambda: _welcome(settings, made))
            say_stopped()


def _generate(generation: Generation) -> None:
    """Play the history behind a progress bar, and say what came of it."""
    if generation.whole:
        note("演示数据早已生成，没有重复添加。", "The history was there already.")
        return
    with Progress(console=Console(stderr=True)) as bar:
        # How much it will be shows while it is told; how many days it has is known.
        task = bar.add_task(text("生成演示数据", "History"), total=generation.days)
        generation.play(lambda: bar.update(task, completed=generation.day))
    note(
        f"演示数据已生成：{generation.acts} 项操作，"
        f"另有样例诉求 {generation.cases} 件。均为虚构。",
        f"The history is in: {generation.acts} acts, and a sample of "
        f"{generation.cases} cases. All of it is invented.",
    )


def _welcome(settings: Settings, made: Simulation) -> None:
    """The ready service, and three things to paste into another terminal."""
    welcome(settings, made)
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
