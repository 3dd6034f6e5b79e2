"""`gongshi audit`: what the commands print, and with which exit codes."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from application.tlog_proof import TlogProof
from application.tlog_tiles import entries_in
from domain.merkle import verify_inclusion
from domain.personal_data import PersonalData
from domain.quantities import Dm2
from domain.recount import digest_of
from domain.tally import Weight, judged
from domain.vote import Vote
from domain.vote_words import (
    BallotSecrecy,
    NoticedItem,
    OpenBallot,
    VoteBar,
    VoteChoice,
    VoteMark,
    VoteTotals,
)
from interfaces.audit import printed
from interfaces.audit.source import ReleasedText, written
from interfaces.cli.main import run
from tests.interfaces.audit_log import (
    ITEMS,
    KEYS,
    LATER,
    RULES,
    AuditedLog,
    report_of,
    write_log,
)
from tests.projections.samples import fact
from tests.scenario import NOW

Told = Callable[..., str]
AS_OF = ["--as-of", LATER.isoformat()]
VOTE, SEALING = UUID(int=501), UUID(int=502)
BAR = VoteBar(2, 3, 1, 2, True)
ITEM = NoticedItem("A", "V3", (), 0, BAR)


def counted(yes: int, recorded: int | None = None) -> list[Any]:
    """An open vote of three heads; so many said yes, and so many are recorded."""
    said = [VoteChoice.YES] * yes + [VoteChoice.NO] * (3 - yes)
    ballots = tuple(
        OpenBallot((f"1-{n}",), Dm2(100), (VoteMark("A", None, choice),))
        for n, choice in enumerate(said)
    )
    yes = yes if recorded is None else recorded
    totals = VoteTotals(
        item="A",
        option=None,
        yes_heads=yes,
        yes_area_dm2=Dm2(100 * yes),
        no_heads=3 - yes,
        no_area_dm2=Dm2(100 * (3 - yes)),
        abstain_heads=0,
        abstain_area_dm2=Dm2(0),
        joined_heads=0,
        joined_area_dm2=Dm2(0),
    )
    receipts = ("a" * 32, "b" * 32, "c" * 32)
    given: list[tuple[Any, dict[str, Any]]] = [
        (
            Vote.Noticed,
            {
                "items": (ITEM,),
                "secrecy": BallotSecrecy.OPEN,
                "roll_heads": 3,
                "roll_area_dm2": Dm2(300),
                "uncast_join": False,
                "profile": "national",
            },
        ),
        (Vote.Opened, {}),
        (Vote.Closed, {}),
        (Vote.ReceiptsListed, {"part": 1, "receipts": receipts}),
        (Vote.BallotsShown, {"part": 1, "ballots": ballots}),
        (
            Vote.Counted,
            {
                "outcomes": judged(ITEM, Weight(3, 300), [totals]),
                "ballots": 3,
                "spoiled": 0,
                "receipts_digest": digest_of(receipts),
            },
        ),
    ]
    return [
        fact(kind, version, VOTE, NOW, rules=RULES, **own)
        for version, (kind, own) in enumerate(given, 1)
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    log = AuditedLog()
    compound = log.compound(1)
    for item in ITEMS:
        log.publish(compound, item)
    log.add(*counted(3))
    erased = {"erased_id": SEALING, "paths": ("body",), "basis": "个保47"}
    log.add(fact(PersonalData.Erased, 1, UUID(int=503), NOW, rules=RULES, **erased))
    return log.write(tmp_path_factory.mktemp("audit") / "whole", sizes=[5])


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


@pytest.fixture
def told(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Told:
    monkeypatch.setenv("GONGSHI_LANG", "en")
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "auditor"))

    def told(*line: str, code: int = 0) -> str:
        found = run(["audit", *line])
        out, err = capsys.readouterr()
        assert found == code, out + err
        return str(out + err)

    return told


def parsed(out: str) -> Any:
    """The JSON that a command printed first."""
    return json.JSONDecoder().raw_decode(out)[0]


def test_verify_tells_steps_items_and_rates(told: Told, folder: Path) -> None:
    out = told("verify", str(folder), *AS_OF, code=1)  # The decision is not published.

    assert "✓ 10 Sums that must balance" in out
    assert "D01" in out and "4/7 57.14%" in out
    said = parsed(told("verify", str(folder), *AS_OF, "--json", "-", code=1))
    assert said["rates"]["all"]["due"] == 7
    assert {e["item"] for e in said["items"] if e["verdict"] == "missing"} >= {"D17"}
    (folder / "log" / "checkpoint").unlink()
    out = told("verify", str(folder), *AS_OF, code=3)
    assert "CHECKPOINT_MISSING" in out and "no percentage" in out and "%" not in out


def test_the_report_is_printed_in_both_languages(
    told: Told, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = tmp_path / "report.pdf"
    for faces in (printed.FACES, ()):  # embedded if there is one, or by name
        monkeypatch.setattr(printed, "FACES", faces)
        told("verify", str(folder), *AS_OF, "--pdf", str(pdf), code=1)
        content = pdf.read_bytes()
        assert content.startswith(b"%PDF")
    assert b"STSong-Light" in content


def test_wrong_use_is_refused(told: Told, folder: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_text("quorum nobody\n")
    state = tmp_path / "state"
    state.write_text("{}")
    for line, code in (
        (("verify", str(tmp_path / "none")), "SOURCE_UNREADABLE"),
        (("verify", "http://127.0.0.1:1/"), "SOURCE_UNREADABLE"),
        (("verify", str(folder), "--policy", str(policy)), "AUDIT_POLICY_INVALID"),
        (
            ("verify", str(folder), "--state", f"{tmp_path}/state"),
            "AUDIT_STATE_INVALID",
        ),
        (("verify", str(folder), "--as-of", "soon"), "DUTY_MOMENT_INVALID"),
        (("case", "x", "--from", str(folder)), "AUDIT_ID_INVALID"),
        (("case", str(UUID(int=9)), "--from", str(folder)), "NOT_IN_LOG"),
        (("vote", str(UUID(int=503)), "--from", str(folder)), "STREAM_IS_NO_VOTE"),
        (("export", str(folder), "--from", str(folder)), "EXPORT_FOLDER_TAKEN"),
        (("export", str(tmp_path / "x"), "--from", str(tmp_path)), "NOTHING_TO_EXPORT"),
        (("check-card", "1:x", str(folder)), "CARD_UNREADABLE"),
    ):
        assert code in told(*line, code=2)


def test_an_export_is_verified_like_its_origin(
    told: Told, folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "export"
    assert "14 entries, 2 checkpoints, 4 documents" in told(
        "export", str(copy), "--from", str(folder)
    )
    names = (copy / "documents.sha256").read_text().splitlines()
    assert len(names) == 4
    theirs, ours = report_of(folder), report_of(copy)
    assert ours.sound
    assert [e.verdict for e in ours.items] == [e.verdict for e in theirs.items]


def test_a_history_is_shown_with_proofs_that_hold(told: Told, folder: Path) -> None:
    assert "Counted" in told("case", str(VOTE), "--from", str(folder))
    last = parsed(told("case", str(VOTE), "--from", str(folder), "--json"))[-1]
    proof = TlogProof.parse(last["proof"])
    report = report_of(folder)
    assert report.trust
    leaf = base64.b64decode(last["leaf_hash"])
    tree = report.trust.checkpoint
    verify_inclusion(proof.leaf, tree.size, leaf, proof.hashes, tree.root)
    (folder / "log" / "tile" / "0" / "000.p" / "14").write_bytes(bytes(14 * 32))
    assert "PROOF_BROKEN" in told("case", str(VOTE), "--from", str(folder), code=2)


def test_a_vote_is_counted_again(told: Told, folder: Path, tmp_path: Path) -> None:
    assert "every ballot): it agrees" in told("vote", str(VOTE), "--from", str(folder))
    log = AuditedLog()
    log.add(*counted(1, recorded=3))
    forged = log.write(tmp_path / "forged")
    assert "recount" in told("vote", str(VOTE), "--from", str(forged), code=1)
    report = report_of(forged)
    assert {each.code for each in report.found.faults} == {"VOTE_UNBALANCED"}
    assert report.sound and not report.perfect


def test_an_erasure_broke_nothing_and_its_text_is_gone(
    told: Told, folder: Path
) -> None:
    out = told("erase-check", str(folder))
    assert "body (个保47)" in out and "1 erasures; all 14 entries" in out
    text = ReleasedText(SEALING, "body", "secret", bytes(32))
    (folder / "released.jsonl").write_bytes(b"".join(written([text])))
    assert "still shown" in told("erase-check", str(folder), code=1)
    assert "RELEASE_DIFFERS" in {e.code for e in report_of(folder).found.faults}


def test_a_card_is_checked_years_later(
    told: Told, folder: Path, tmp_path: Path
) -> None:
    svg, pdf = tmp_path / "card.svg", tmp_path / "card.pdf"
    out = told("card", str(folder), "--svg", str(svg), "--pdf", str(pdf))
    assert "Entries  14" in out
    assert svg.read_text().count("<path") == 1
    assert pdf.read_bytes().startswith(b"%PDF")
    scanned = tmp_path / "scanned.txt"
    scanned.write_bytes((folder / "log" / "checkpoints" / "5").read_bytes())
    assert "begin with the 5" in told("check-card", str(scanned), str(folder))
    root = scanned.read_text().split("\n")[2]
    assert "begin with the 5" in told("check-card", f"5:{root}", str(folder))
    bundle = (folder / "log" / "tile" / "entries" / "000.p" / "14").read_bytes()
    entries = entries_in(bundle, 14)
    write_log(folder / "log", [entries[0] + b" ", *entries[1:]], keys=KEYS)
    fresh = ["--state", str(tmp_path / "fresh.json")]
    out = told("check-card", str(scanned), str(folder), *fresh, code=3)
    assert "CARD_CONTRADICTED" in out
    write_log(folder / "log", entries[:4], keys=KEYS)
    out = told("check-card", str(scanned), str(folder), *fresh, code=3)
    assert "CARD_AHEAD" in out
    # The card is remembered, so that verify finds it as well.
    assert "LOG_SHORTENED" in told("verify", str(folder), *AS_OF, *fresh, code=3)
