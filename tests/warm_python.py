"""Runs Python programs in processes of their own that need not import everything anew.

A process without threads has imported what does not depend on the environment; each
program is a fork of it. It has its own variables, output, arguments and exit code. Only
the interpreter's own start is not repeated: a test of that starts a real one.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 100  # seconds
IMPORTED = [
    "application.register_list",
    "application.use_case_list",
    "interfaces.importing.mapping_file",
    "interfaces.importing.register_reader",
    "interfaces.server",
    "projections.read_models",
    "rich.markdown",
    "rich.table",
    "typer.rich_utils",
]
"""What takes long to import and tells nobody anything in a language."""


def python(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module ...` or `python -c script` until it ends."""
    variables = dict(os.environ if environment is None else environment)
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        started = _ready().Process(
            target=_run, args=(list(arguments), variables, str(out), str(err))
        )
        started.start()
        started.join(PATIENCE)
        if started.exitcode is None:
            started.kill()
            started.join()
            raise subprocess.TimeoutExpired(list(arguments), PATIENCE)
        return subprocess.CompletedProcess(
            list(arguments), started.exitcode, out.read_text(), err.read_text()
        )


@cache
def _ready() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    return context


def _run(arguments: list[str], variables: dict[str, str], out: str, err: str) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(variables)
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    how, what, *rest = arguments
    sys.argv = [what, *rest]
    if how == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})
