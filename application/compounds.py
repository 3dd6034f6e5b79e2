"""Every command of a compound: the register's, and those of how it is governed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.compound_permissions import COMPOUND_ROWS
from application.order import Order
from application.roles_allowed import Row
from application.use_cases import UseCases, changing, passed
from domain.compound import Compound
from domain.compound_facts import CompoundKind
from domain.errors import Refusal
from domain.facts import Stamp

FIRM, COMMON_PARTS = passed("V3", "V14"), passed("V7")
"""Matters of the owners' votes that a compound's affairs rest on (DOMAIN 2.6)."""


class CodeTaken(Refusal):
    zh = "小区编码 {code} 已登记。"
    en = "The code {code} is registered already."
    fields = ("code",)


class Compounds(UseCases[R]):
    """The use cases of `Compound`; `ids[0]` of a receipt is the compound."""

    kind = Compound
    name = "compound"
    rows: ClassVar[Mapping[str, Row]] = COMPOUND_ROWS

    def register(
        self,
        order: Order,
        *,
        code: str,
        name: str,
        region_codes: tuple[str, ...],
        region_names: tuple[str, ...],
        kind: CompoundKind,
        buildings: int,
        households: int,
        completion_year: int | None = None,
        profile: str = "national",
    ) -> R:
        """Enter a compound into the register (小区底数).

        region_codes, region_names: city, district, street and community, in order.
        """
        entry: dict[str, Any] = {
            "code": code,
            "name": name,
            "region_codes": region_codes,
            "region_names": region_names,
            "kind": kind,
            "buildings": buildings,
            "households": households,
            "completion_year": completion_year,
            "profile": profile,
        }

        def decide(stamp: Stamp) -> Compound:
            return Compound.register(stamp, **entry)

        # The id follows from the code, so the stream can only exist already.
        taken = CodeTaken(code=code)
        return self._commands.create(
            order, "compound.register", profile, entry, {}, decide, taken=taken
        )

    def correct(
        self,
        order: Order,
        compound_id: UUID,
        *,
        name: str,
        kind: CompoundKind,
        buildings: int,
        households: int,
        completion_year: int | None = None,
        profile: str = "national",
    ) -> R:
        """State a compound's entry as it is now; all of it, not only what changed."""
        self._commands.rules.for_profile(profile)
        entry: dict[str, Any] = {
            "name": name,
            "kind": kind,
            "buildings": buildings,
            "households": households,
            "completion_year": completion_year,
            "profile": profile,
        }

        def decide(compound: Compound, stamp: Stamp) -> None:
            compound.correct(stamp, **entry)

        return self._commands.change(
            order, "compound.correct", Compound, compound_id, entry, {}, decide
        )

    # management and contract
    state_management = changing(Compound.state_management)
    sign_contract = changing(Compound.sign_contract, votes=FIRM, note=False)
    file_contract = changing(Compound.file_contract)
    cancel_contract = changing(Compound.cancel_contract, reason=True)
    renew_contract = changing(Compound.renew_contract, votes=FIRM)
    change_tariff = changing(Compound.change_tariff, votes=FIRM)
    agree_subcontract = changing(Compound.agree_subcontract)

    # exit and entry
    notice_termination = changing(Compound.notice_termination, votes=FIRM, reason=True)
    hand_over = changing(Compound.hand_over)
    refuse_hand_over = changing(Compound.refuse_hand_over, note=False)
    end_service = changing(Compound.end_service)
    inspect_takeover = changing(Compound.inspect_takeover)
    start_service = changing(Compound.start_service)

    # trial and serve-first
    begin_trial = changing(Compound.begin_trial, terms=True)
    check_trial = changing(Compound.check_trial, note=False)
    survey_trial = changing(Compound.survey_trial)
    end_trial = changing(Compound.end_trial, votes=FIRM, reason=False)
    agree_serve_first = changing(Compound.agree_serve_first)
    accept_service = changing(Compound.accept_service)
    post_charge_date = changing(Compound.post_charge_date)

    # people
    fill_party_slot = changing(Compound.fill_party_slot)
    vacate_party_slot = changing(Compound.vacate_party_slot)
    draw_area = changing(Compound.draw_area)
    dissolve_area = changing(Compound.dissolve_area)
    name_red_stewards = changing(Compound.name_red_stewards)
    name_building_leader = changing(Compound.name_building_leader)
    name_site_manager = changing(Compound.name_site_manager)
    state_party_coverage = changing(Compound.state_party_coverage)
    end_party_coverage = changing(Compound.end_party_coverage)
    assign_responsibility = changing(Compound.assign_responsibility)

    # places and works
    open_help_point = changing(Compound.open_help_point)
    close_help_point = changing(Compound.close_help_point)
    install_entry_device = changing(Compound.install_entry_device)
    remove_entry_device = changing(Compound.remove_entry_device)
    connect_platform = changing(Compound.connect_platform)
    plan_work = changing(Compound.plan_work)
    accept_work = changing(Compound.accept_work)
    adopt_plan = changing(Compound.adopt_plan, note=False)
    plan_star = changing(Compound.plan_star)
    assess_star = changing(Compound.assess_star)
    state_parking = changing(Compound.state_parking)
    change_common_area = changing(Compound.change_common_area, votes=COMMON_PARTS)
    keep_record = changing(Compound.keep_record, note=False)
    end_record = changing(Compound.end_record)

    # what happens
    inspect = changing(Compound.inspect, note=False)
    release_text = changing(Compound.release_text)
    fix_findings = changing(Compound.fix_findings)
    record_incident = changing(Compound.record_incident, note=False)
    close_incident = changing(Compound.close_incident, note=False)
    do_errand = changing(Compound.do_errand)
    order_home_care = changing(Compound.order_home_care)
    finish_home_care = changing(Compound.finish_home_care)
    cancel_home_care = changing(Compound.cancel_home_care)
