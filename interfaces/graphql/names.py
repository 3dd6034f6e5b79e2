"""Names from the rule packs, in the client's language; an unknown code names itself."""

from __future__ import annotations

from typing import Protocol

from domain.rulepack import RulePack
from interfaces.graphql.context import Context


class Named(Protocol):
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def category(context: Context, profile: str, code: str | None) -> str | None:
    """`PIP-02` as a user reads it; None for no code."""
    if code is None:
        return None
    return _in(context, _pack(context, profile).categories.get(code), code)


def party(context: Context, profile: str, code: str | None) -> str | None:
    """A receiver or department, as a user reads it; None for no code."""
    if code is None:
        return None
    return _in(context, _pack(context, profile).parties.get(code), code)


def milestone(context: Context, profile: str, name: str) -> str:
    """A deadline's name; `plan:K` is the plan that department K owes."""
    kind, _, owing = name.partition(":")
    label = _in(context, _pack(context, profile).kinds.get(kind), kind)
    owed_by = party(context, profile, owing or None)
    return f"{label} ({owed_by})" if owed_by else label


def listed(context: Context, profile: str, catalogue: str, code: str) -> str:
    """The name of a catalogue's entry."""
    found = _pack(context, profile).catalogue(catalogue).get(code)
    return _in(context, found, code)


def _pack(context: Context, profile: str) -> RulePack:
    return context.services.rules.for_profile(profile)


def _in(context: Context, named: Named | None, otherwise: str) -> str:
    if named is None:
        return otherwise
    return named.zh if context.language == "zh" else named.en
