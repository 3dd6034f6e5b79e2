"""The rule packs that an auditor holds, by the ids under which facts name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from application.rules import NATIONAL, RulePacks, load_rulepacks
from domain.rulepack import RulePack


class HeldPacks:
    """Those that come with the program, and those of the auditor's own folders.

    unknown: ids that were asked for and are of none of them; what such a pack says is
    guessed by the present pack of its profile, and nothing may be concluded from it.
    """

    def __init__(self, folders: Sequence[Path] = (), holidays: Path | None = None):
        """folders: of an operator's rules, a later one before an earlier one.

        Raises `RulePackInvalid`, `HolidaysInvalid`, OSError.
        """
        loaded = [load_rulepacks(folder, holidays) for folder in folders]
        loaded += [load_rulepacks(None, holidays)] if holidays else []
        self._packs: list[RulePacks] = [*reversed(loaded), load_rulepacks()]
        self._known: dict[str, RulePack] = {}
        for packs in self._packs:
            for profile in packs.profiles:
                pack = packs.for_profile(profile)
                self._known.setdefault(pack.id, pack)
        self.used: set[str] = set()
        self.unknown: set[str] = set()

    def __call__(self, rules: str) -> RulePack:
        """The pack with this id."""
        found = self._known.get(rules)
        if found is None:
            self.unknown.add(rules)
            # Under its own id: a duty that follows from it names what was not held.
            found = replace(self._of_profile(rules.split("@")[0]), id=rules)
            self._known[rules] = found
        if rules not in self.unknown:
            self.used.add(rules)
        return found

    def _of_profile(self, name: str) -> RulePack:
        for packs in self._packs:
            if name in packs.profiles:
                return packs.for_profile(name)
        return self._packs[0].for_profile(NATIONAL)
