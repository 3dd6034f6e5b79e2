"""`gongshi publish`: an item of the disclosure catalogue, from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from application.published_store import PublishedStore
from application.steps import now
from domain.disclosure import disclosure_item
from domain.lifecycle import invalid
from domain.publication_words import DifferenceGround, Publisher
from domain.rule_values import Catalogue, Item
from interfaces.cli import publisher as person
from interfaces.cli.usage import Command
from interfaces.cli.words import note, say, text

JSON = Annotated[
    bool, typer.Option("--json", help=text("以 JSON 输出。", "Print JSON."))
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="publish",
        cls=Command,
        help=text(
            "公示公开目录中的一项。内容为 JSON 对象：内容字段代码对应文本、整数"
            "（金额以分计）、文本列表或表格；先用 gongshi publications draft 生成。\n\n"
            "例：gongshi publish D10 --compound WH-001 --occasion 2026-Q1 "
            "--content 公共收益.json --document 合同.pdf",
            "Publish an item of the disclosure catalogue. The content is a JSON "
            "object: codes of content fields with texts, whole numbers (money in "
            "fen), lists or tables; gongshi publications draft makes one to begin "
            "with.\n\n"
            "Example: gongshi publish D10 --compound WH-001 --occasion 2026-Q1 "
            "--content income.json --document contract.pdf",
        ),
    )(publish)


def publish(
    item: person.Item,
    occasion: person.Occasion,
    content: Annotated[
        Path,
        typer.Option(
            "--content", help=text("内容文件（JSON）。", "File of the content.")
        ),
    ],
    compound: person.CompoundCode = None,
    region: person.Region = None,
    profile: person.Profile = None,
    enterprise: person.Firm = None,
    publisher: Annotated[
        Publisher | None,
        typer.Option(
            "--publisher",
            help=text(
                "公示主体；默认为您的角色可代表的第一个。",
                "In whose name; unless, the first for whom your role speaks.",
            ),
        ),
    ] = None,
    document: Annotated[
        list[Path] | None,
        typer.Option(
            "--document",
            help=text(
                "附件：PDF、图片、XLSX、CSV，可重复。",
                "A document: PDF, image, XLSX or CSV; may be repeated.",
            ),
        ),
    ] = None,
    difference: Annotated[
        DifferenceGround | None,
        typer.Option(
            "--difference",
            help=text("与记录不一致的原因。", "Why it differs from the record."),
        ),
    ] = None,
    token: person.Token = None,
    as_json: JSON = False,
) -> None:
    """Publish it, show its id and where anyone can fetch the content."""
    from application.publications import Publications
    from interfaces import giving

    said = _text(content)
    with person.publishing(token) as who:
        where = person.where_of(compound, region, profile)
        place = who.place(where)
        rules = who.runtime.rules.for_profile(place.profile)
        listed = disclosure_item(rules, item)
        store = who.runtime.commands.desk.store
        receipt = now(
            giving.to_record(
                who.services,
                who.subject,
                Publications,
                Publications.publish,
                None,
                {
                    **where,
                    "item": item,
                    "occasion": occasion,
                    "publisher": publisher
                    or _speaking(
                        rules.catalogue("publishers"),
                        listed,
                        [each.role.value for each in who.subject.grants],
                    ),
                    "content": said,
                    "documents": tuple(_put(store, each) for each in document or ()),
                    "difference": difference,
                    "enterprise_id": enterprise,
                },
            )
        )
        digest = store.described(json.loads(said)).sha256
    if as_json:
        shown = {"id": str(receipt.ids[0]), "content": digest}
        print(json.dumps(shown | {"position": receipt.position}))
        return
    say(
        f"已公示 {item}（{listed.zh}）：{receipt.ids[0]}",
        f"Published {item} ({listed.en}): {receipt.ids[0]}",
    )
    say(f"内容：/documents/{digest}", f"Content: /documents/{digest}")


def _speaking(publishers: Catalogue, item: Item, roles: list[str]) -> Publisher:
    """The first publisher of the item for whom one of the roles speaks, else the
    first, so that the refusal names it."""
    names = item.words("publishers")
    mine = (each for each in names if {*publishers[each].words("roles")} & {*roles})
    return Publisher.of(next(mine, names[0]))


def _put(store: PublishedStore, path: Path) -> str:
    """Keep a document, and say if it is kept as another than it is here."""
    file, stripped = store.put(_bytes("document", path))
    if stripped:
        note(
            f"{path}：已清除元数据（拍摄位置、作者等），以 {file.sha256} 保存。",
            f"{path}: metadata (place, camera, authors) taken out; kept as "
            f"{file.sha256}.",
        )
    return file.sha256


def _text(path: Path) -> str:
    try:
        return _bytes("content", path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise invalid("content", "应为 UTF-8 文本", "UTF-8 text expected") from None


def _bytes(field: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"{path}: {error.strerror}"
        raise invalid(field, problem, problem) from None
