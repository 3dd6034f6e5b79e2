"""`gongshi import`: cases of another system and registers, from CSV or XLSX."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from application.clock import system_clock
from application.import_job import ImportJob, Summary
from application.import_rows import ReadRow, RowProblem
from application.imports import ImportCases
from domain.roles import Actor, Role
from interfaces.cli import import_registers
from interfaces.cli.import_report import ProblemKinds, bar, point_to, show
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import note, progress, say, text
from interfaces.importing.compound_names import CompoundNames
from interfaces.importing.error_file import ErrorFile
from interfaces.importing.mapping_file import (
    MappingFile,
    load_mapping,
    mapping_text,
    shipped_mappings,
    shipped_registers,
)
from interfaces.importing.source import ImportSource, Survey
from interfaces.settings import Settings

SOME_REJECTED = 1
OPERATOR = Actor("operator", Role.OPERATOR)

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help=text(
        "导入其他系统的历史诉求和登记册（CSV 或 XLSX）。",
        "Import cases of another system, and registers, from CSV or XLSX.",
    ),
)


@app.command(
    name="cases",
    cls=Command,
    help=text(
        "导入诉求文件。同一文件导入两次不会重复；中断后重新运行即可继续。\n\n"
        "退出码：0 全部导入；1 部分行被拒；2 整个文件被拒。\n\n"
        "例:gongshi import cases 工单.xlsx --mapping 12345 --errors 错误.csv",
        "Import a file of cases. The same file twice adds nothing; an interrupted "
        "import goes on when it is run again.\n\n"
        "Exit code: 0 all rows landed; 1 some were rejected; 2 the file was refused."
        "\n\nExample: gongshi import cases nyc.csv --mapping nyc311 --errors bad.csv",
    ),
)
def cases(
    file: Annotated[
        Path, typer.Argument(help=text("CSV 或 XLSX 文件。", "A CSV or XLSX file."))
    ],
    mapping: Annotated[
        str,
        typer.Option(
            "--mapping",
            "-m",
            help=text(
                "映射：TOML 文件，或自带映射的名称（见 gongshi import mappings）。",
                "A TOML file, or the name of a shipped mapping "
                "(see gongshi import mappings).",
            ),
        ),
    ],
    compound: Annotated[
        str | None,
        typer.Option(
            "--compound",
            help=text("所有行所属小区的编号。", "Code of the compound of all rows."),
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help=text("检查全部行，不写入。", "Check every row, write nothing."),
        ),
    ] = False,
    errors: Annotated[
        Path | None,
        typer.Option(
            "--errors",
            help=text(
                "把有问题的行写入此 CSV 文件。",
                "List the rows with problems in this CSV.",
            ),
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help=text("以 JSON 输出结果。", "Print JSON.")),
    ] = False,
) -> None:
    """Import the file, show what became of its rows, and exit with 1 if some failed."""
    found = load_mapping(mapping)
    source = ImportSource(file, found.mapping, system_clock())
    with bar(text("检查文件", "Checking the file"), source.size) as moved:
        survey = source.survey(moved)
    job = _job(source, found, survey, compound, dry_run)
    with ExitStack() as stack:
        kept = (file, Path(mapping))
        listed = stack.enter_context(ErrorFile(errors, kept)) if errors else None
        kinds = ProblemKinds()

        def report(problem: RowProblem) -> None:
            kinds.add(problem)
            if listed:
                listed.write(problem)

        moved = stack.enter_context(bar(text("导入", "Importing"), survey.rows))
        summary = _run(job, _counted(source, moved), report)
    if as_json:
        print(json.dumps(asdict(summary), ensure_ascii=False))
    else:
        show(summary, file, dry_run)
    kinds.show()
    if summary.rejected or summary.warnings:
        point_to(errors)
    raise typer.Exit(SOME_REJECTED if summary.rejected else 0)


import_registers.register(app)


@app.command(
    name="mappings",
    cls=Command,
    help=text(
        "列出自带的映射；给出名称则显示其内容，可作为新映射的样本。",
        "List the shipped mappings; with a name, print that one to start from.",
    ),
)
def mappings(
    name: Annotated[
        str | None, typer.Argument(help=text("映射名称。", "Name of a mapping."))
    ] = None,
) -> None:
    """List the shipped mappings, or print one of them."""
    if name is None:
        for each in [*shipped_mappings(), *shipped_registers()]:
            say(each, each)
    else:
        print(mapping_text(name), end="")


def _job(
    source: ImportSource,
    found: MappingFile,
    survey: Survey,
    compound: str | None,
    dry_run: bool,
) -> ImportJob:
    fields = found.mapping.fields
    options = f"\n--compound {compound}".encode()
    codes = {*fields.category.codes.values()} if fields.category else set()
    if fields.category and fields.category.default:
        codes.add(fields.category.default)
    return ImportJob(
        system=found.mapping.source.system,
        profile=found.mapping.source.profile,
        file=source.digest(),
        mapping=hashlib.sha256(found.digest + options).digest(),
        repeated=survey.repeated,
        categories=frozenset(codes),
        compound=compound,
        compound_by_code=bool(fields.compound and fields.compound.by == "code"),
        dry_run=dry_run,
    )


def _run(
    job: ImportJob, rows: Iterator[ReadRow], report: Callable[[RowProblem], None]
) -> Summary:
    from interfaces.runtime import open_runtime

    with open_runtime(Settings(), say=progress) as runtime:
        service = ImportCases(
            store=runtime.store,
            vault=runtime.vault,
            rules=runtime.rules,
            clock=runtime.clock,
            actor=OPERATOR,
            find_by_name=CompoundNames(runtime.database, runtime.store),
        )
        try:
            return service.run(job, rows, report)
        except KeyboardInterrupt:
            note(
                "已中断。已导入的行不会丢失；重新运行同一命令即可继续。",
                "Interrupted. What is imported stays; run the same command to go on.",
            )
            raise


def _counted(source: ImportSource, moved: Callable[[int], None]) -> Iterator[ReadRow]:
    for number, row in enumerate(source, 1):
        yield row
        if number % 100 == 0:
            moved(number)
