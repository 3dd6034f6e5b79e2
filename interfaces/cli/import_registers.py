"""`gongshi import compounds | households ...`: a register, from a CSV or XLSX file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from application.clock import system_clock
from application.import_rows import RowProblem
from application.register import Register
from application.register_import import ImportRegister, ReadRow
from application.register_list import REGISTERS
from application.register_summary import RegisterSummary
from domain.roles import Actor, Role
from interfaces.cli.import_report import ProblemKinds, bar, point_to, show_counts
from interfaces.cli.usage import Command
from interfaces.cli.words import note, progress, text
from interfaces.importing.compound_names import CompoundNames
from interfaces.importing.error_file import ErrorFile
from interfaces.importing.mapping_file import load_register_mapping
from interfaces.importing.register_reader import RegisterFile
from interfaces.settings import Settings

SOME_REJECTED = 1
OPERATOR = Actor("operator", Role.OPERATOR)

FileArgument = Annotated[
    Path, typer.Argument(help=text("CSV 或 XLSX 文件。", "A CSV or XLSX file."))
]
MappingOption = Annotated[
    str | None,
    typer.Option(
        "--mapping",
        "-m",
        help=text(
            "映射 TOML 文件；不写则用自带映射（见 gongshi import mappings）。",
            "A TOML file; default: the shipped mapping (see gongshi import mappings).",
        ),
    ),
]
CompoundOption = Annotated[
    str | None,
    typer.Option(
        "--compound",
        help=text("所有行所属小区的编码。", "Code of the compound of all rows."),
    ),
]
DryRunOption = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help=text("检查全部行，不写入。", "Check every row, write nothing."),
    ),
]
ErrorsOption = Annotated[
    Path | None,
    typer.Option(
        "--errors",
        help=text(
            "把有问题的行写入此 CSV 文件。", "List the rows with problems in this CSV."
        ),
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=text("以 JSON 输出结果。", "Print JSON."))
]


def register(app: typer.Typer) -> None:
    """Add a command for each register."""
    for each in REGISTERS:
        app.command(name=each.name, cls=Command, help=_help(each))(_command(each))


def _help(register: Register) -> str:
    differs_zh, differs = "记为更正", "recorded as a correction"
    if not register.corrects:
        differs_zh, differs = "只作提示", "only reported"
    return text(
        f"导入{register.zh}登记册。同一文件导入两次不会重复；与登记不同的值{differs_zh}。"
        "\n\n退出码：0 全部导入；1 部分行被拒；2 整个文件被拒。\n\n"
        f"例：gongshi import {register.name} 登记册.xlsx --dry-run",
        f"Import the register of {register.en}. The same file twice adds nothing; what "
        f"differs from the register is {differs}.\n\n"
        "Exit code: 0 all rows landed; 1 some were rejected; 2 the file was refused."
        f"\n\nExample: gongshi import {register.name} register.xlsx --dry-run",
    )


def _command(register: Register) -> Callable[..., None]:
    if register.in_compound:

        def within(
            file: FileArgument,
            mapping: MappingOption = None,
            compound: CompoundOption = None,
            dry_run: DryRunOption = False,
            errors: ErrorsOption = None,
            as_json: JsonOption = False,
        ) -> None:
            _import(register, file, mapping, compound, dry_run, errors, as_json)

        return within

    def whole(
        file: FileArgument,
        mapping: MappingOption = None,
        dry_run: DryRunOption = False,
        errors: ErrorsOption = None,
        as_json: JsonOption = False,
    ) -> None:
        _import(register, file, mapping, None, dry_run, errors, as_json)

    return whole


def _import(
    register: Register,
    file: Path,
    mapping: str | None,
    compound: str | None,
    dry_run: bool,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Import the file, show what became of its rows, and exit with 1 if some failed."""
    found = load_register_mapping(register.name, mapping)
    source = RegisterFile(file, register, found, system_clock())
    with bar(text("检查文件", "Checking the file"), source.size) as moved:
        total = source.count(moved)
    kinds = ProblemKinds()
    with ExitStack() as stack:
        kept = (file, Path(mapping)) if mapping else (file,)
        listed = stack.enter_context(ErrorFile(errors, kept)) if errors else None

        def report(problem: RowProblem) -> None:
            kinds.add(problem)
            if listed:
                listed.write(problem)

        moved = stack.enter_context(bar(text("导入", "Importing"), total))
        summary = _run(register, compound, dry_run, _counted(source, moved), report)
    if as_json:
        print(json.dumps(asdict(summary), ensure_ascii=False))
    else:
        show_counts(file, dry_run, _lines(summary))
    kinds.show()
    if summary.rejected or summary.warnings:
        point_to(errors)
    raise typer.Exit(SOME_REJECTED if summary.rejected else 0)


def _run(
    register: Register,
    compound: str | None,
    dry_run: bool,
    rows: Iterator[ReadRow],
    report: Callable[[RowProblem], None],
) -> RegisterSummary:
    from interfaces.runtime import open_runtime

    with open_runtime(Settings(), say=progress) as runtime:
        names = CompoundNames(runtime.database, runtime.store)
        service = ImportRegister(
            register, runtime.commands, OPERATOR, names, compound, dry_run
        )
        try:
            return service.run(rows, report)
        except KeyboardInterrupt:
            note(
                "已中断。已导入的行不会丢失；重新运行同一命令即可继续。",
                "Interrupted. What is imported stays; run the same command to go on.",
            )
            raise


def _counted(source: RegisterFile, moved: Callable[[int], None]) -> Iterator[ReadRow]:
    for number, row in enumerate(source, 1):
        yield row
        if number % 100 == 0:
            moved(number)


def _lines(summary: RegisterSummary) -> list[tuple[str, int]]:
    return [
        (text("读取的行", "rows read"), summary.read),
        (text("新增", "new"), summary.new),
        (text("更正", "amended"), summary.amended),
        (text("无变化", "unchanged"), summary.unchanged),
        (
            text("跳过（空行或按映射）", "skipped (blank or by the mapping)"),
            summary.skipped,
        ),
        (text("被拒", "rejected"), summary.rejected),
        (text("警告", "warnings"), summary.warnings),
    ]
