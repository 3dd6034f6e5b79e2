"""Policies: what they say, what is refused, and which checkpoints satisfy them."""

from __future__ import annotations

from itertools import combinations

import pytest

from application.log_keys import LogKeys
from application.signed_note import COSIGNATURE, Signer, parsed, written
from application.tlog_policy import NotTrusted, Policy, PolicyInvalid

LOG = LogKeys((Signer("log.example", 1, bytes(range(32))),))
WITNESSES = {
    name: Signer(f"{name}.example", COSIGNATURE, bytes([number]) * 32)
    for number, name in enumerate(("X1", "X2", "X3", "Y1", "Y2"), 1)
}
DEFINED = "".join(
    f"witness {name} {signer.verifier}\n" for name, signer in WITNESSES.items()
)
STANDARD = f"""# The example of the standard.
log {LOG.verifiers[0]} https://log.example
{DEFINED}
group X-witnesses 2 X1 X2 X3
\tgroup  Y-witnesses any Y1 Y2 \t
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def cosigned(*names: str) -> str:
    note = LOG.signed(5, bytes(32))
    text, signatures = parsed(note)
    return written(
        text, [*signatures, *(WITNESSES[name].sign(text, 1) for name in names)]
    )


def test_the_quorum_of_the_standards_example_is_met_by_the_right_ones() -> None:
    policy = Policy.parse(STANDARD)
    for count in range(6):
        for names in combinations(WITNESSES, count):
            xs = sum(name.startswith("X") for name in names)
            right = xs >= 2 and len(names) > xs
            trusted = policy.look(cosigned(*names))
            assert trusted.quorum is right
            assert set(trusted.cosigned) == set(names)
    policy.require(cosigned("X1", "X3", "Y2"))
    with pytest.raises(NotTrusted, match="cosigned by X1, Y1"):
        policy.require(cosigned("X1", "Y1"))
    with pytest.raises(NotTrusted, match="cosigned by nobody"):
        policy.require(cosigned())


def test_a_checkpoint_of_another_log_is_not_trusted() -> None:
    alone = Policy.parse(f"log {LOG.verifiers[0]}\nquorum none\n")
    alone.require(cosigned())
    other = LogKeys.made("log.example").signed(5, bytes(32))
    with pytest.raises(NotTrusted, match="no verifiable"):
        alone.require(other)
    # A key of the policy does not vouch for a log of another name.
    text, _ = parsed(LogKeys.made("other.example").signed(5, bytes(32)))
    note = written(text, [LOG.signers[0].sign(text)])
    with pytest.raises(NotTrusted, match="by no log"):
        alone.require(note)
    only_witness = Policy.parse(DEFINED + "quorum none\n")
    with pytest.raises(NotTrusted, match="by no log"):
        only_witness.look(cosigned("X1"))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("", "one quorum"),
        ("quorum none\nquorum none", "one quorum"),
        ("quorum X9", "not defined"),
        ("group g any X1\nquorum none\ngroup h any X1", "twice"),
        ("group g any X1 X1\nquorum none", "twice"),
        ("group g 3 X1 X2\nquorum none", "cannot agree"),
        ("group g 0 X1\nquorum none", "no number"),
        ("group g 01 X1\nquorum none", "no number"),
        ("group g some X1\nquorum none", "no number"),
        ("group g any none\nquorum none", "not defined"),
        ("group g any g\nquorum none", "not defined"),
        ("group none any X1\nquorum none", "taken"),
        ("group X1 any X2\nquorum none", "taken"),
        ("group g any\nquorum none", "not understood"),
        ("quorum none extra", "not understood"),
        ("mirror x\nquorum none", "not understood"),
        ("log nonsense\nquorum none", "name\\+id\\+key"),
        (f"log {WITNESSES['X1'].verifier}\nquorum none", "another type"),
        (f"witness Z {LOG.verifiers[0]}\nquorum none", "another type"),
        (f"witness Z {WITNESSES['X1'].verifier}\nquorum none", "already"),
        (f"log {LOG.verifiers[0]}\nlog {LOG.verifiers[0]}\nquorum none", "already"),
        ("quorum none\r", "control"),
    ],
)
def test_what_is_no_policy_is_refused(lines: str, reason: str) -> None:
    with pytest.raises(PolicyInvalid, match=reason):
        Policy.parse(DEFINED + lines + "\n")


def test_names_are_not_read_as_unicode() -> None:
    key = WITNESSES["X1"].verifier
    policy = Policy.parse(f"witness \u212a {key}\nquorum \u212a\n")
    assert [*policy.witnesses] == ["\u212a"]
    with pytest.raises(PolicyInvalid, match="not defined"):
        Policy.parse(f"witness \u212a {key}\nquorum K\n")
