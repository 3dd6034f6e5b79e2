"""`gongshi audit card` and `check-card`: checkpoints on paper."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Refusal
from interfaces.cli.audit import (
    UNSOUND,
    PlaceArgument,
    PolicyOption,
    StateOption,
    app,
    state_file,
)
from interfaces.cli.audit_proofs import CheckpointNotTrusted
from interfaces.cli.usage import Command
from interfaces.cli.words import complain, language, say, text


class CardUnreadable(Refusal):
    zh = "{card} 不是检查点卡片：{reason}。"
    en = "{card} is no checkpoint card: {reason}."
    fields = ("card",)


@app.command(
    cls=Command,
    help=text(
        "每周检查点卡片（大小、根、日期、二维码），供小区公示栏张贴。\n\n"
        "例：gongshi audit card http://127.0.0.1:8000 --pdf 卡片.pdf",
        "The weekly checkpoint card (size, root, date, QR code) for the notice "
        "board.\n\nExample: gongshi audit card http://127.0.0.1:8000 --pdf card.pdf",
    ),
)
def card(
    place: PlaceArgument,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", help=text("写入 PDF。", "Write a PDF."))
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", help=text("写入 SVG。", "Write an SVG."))
    ] = None,
    policy: PolicyOption = None,
    state: StateOption = None,
) -> None:
    """Without a file the words are printed."""
    from application.clock import system_clock
    from interfaces.audit import card as cards
    from interfaces.audit.findings import Findings
    from interfaces.audit.source import opened
    from interfaces.audit.state import AuditState
    from interfaces.audit.trust import read_policy, trusted

    found = Findings()
    with closing(opened(place)) as source:
        memory = AuditState.read(state or state_file())
        trust = trusted(source, read_policy(policy), memory, found)
    if trust is None or found.faults:
        said = " ".join(each.message(language()) for each in found.faults)
        raise CheckpointNotTrusted(reason=said)
    now = system_clock()
    if pdf is not None:
        cards.pdf(pdf, trust.note, trust.checkpoint, now)
    if svg is not None:
        svg.write_text(cards.svg(trust.note, trust.checkpoint, now), "utf-8")
    print("\n".join(cards.lines_of(trust.checkpoint, now)))


@app.command(
    "check-card",
    cls=Command,
    help=text(
        "核对一张卡片：CARD 为扫码所得文本的文件，或“大小:根”。\n\n"
        "例：gongshi audit check-card 卡片.txt http://127.0.0.1:8000",
        "Check a card: a file with the text of its code, or SIZE:ROOT as printed.\n\n"
        "Example: gongshi audit check-card card.txt http://127.0.0.1:8000",
    ),
)
def check_card(
    card: Annotated[
        str, typer.Argument(metavar="CARD", help=text("卡片。", "The card."))
    ],
    place: PlaceArgument,
    policy: PolicyOption = None,
    state: StateOption = None,
) -> None:
    """Exit code 3 if the log does not begin with what the card says."""
    from application.checkpoint import Checkpoint, CheckpointInvalid
    from application.clock import system_clock
    from application.tlog_policy import NotTrusted
    from interfaces.audit import card as cards
    from interfaces.audit.findings import Findings
    from interfaces.audit.source import opened
    from interfaces.audit.state import AuditState
    from interfaces.audit.trust import read_policy, signed_by_log, trusted

    found, path = Findings(), Path(card)
    memory = AuditState.read(state or state_file())
    with closing(opened(place)) as source:
        trust = trusted(source, read_policy(policy), memory, found)
        if trust is None or found.faults:
            said = " ".join(each.message(language()) for each in found.faults)
            raise CheckpointNotTrusted(reason=said)
        origin = trust.checkpoint.origin
        try:
            if path.is_file():
                note = path.read_text("utf-8")
                kept = signed_by_log(trust.policy, note, origin)
                memory.remember(origin, note, system_clock())
                memory.write(state or state_file())
            else:
                size, _, root = card.partition(":")
                kept = Checkpoint.parse(f"{origin}\n{size}\n{root}\n")
        except (NotTrusted, CheckpointInvalid, OSError, UnicodeDecodeError) as error:
            raise CardUnreadable(card=card, reason=error) from None
        try:
            cards.check(source, trust, kept)
        except (cards.CardContradicted, cards.CardAhead) as refusal:
            complain(refusal.code, refusal.message(language()))
            raise typer.Exit(UNSOUND) from None
    say(
        f"相符：日志的 {trust.checkpoint.size} 条以卡片上的 {kept.size} 条开头。",
        f"It agrees: the {trust.checkpoint.size} entries begin with the {kept.size} of "
        "the card.",
    )
