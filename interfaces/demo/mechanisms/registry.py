"""The mechanism players by the names that the places' files use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from interfaces.demo.mechanisms import (
    bodies,
    cases,
    communities,
    compounds,
    enterprises,
    fees,
    forums,
    funds,
    party,
    people,
    sites,
    votes,
    weihai,
)
from interfaces.demo.stage import Story

MECHANISMS: Mapping[str, Callable[..., Iterable[Story]]] = {
    "registered": compounds.registered,
    "served": compounds.served,
    "settled": compounds.settled,
    "billed": fees.billed,
    "collected": fees.collected,
    "complaints": cases.complaints,
    "surveyed": people.surveyed,
    "visited": people.visited,
    "starred": sites.starred,
    "inspected": sites.inspected,
    "worked": sites.worked,
    "cared_for": sites.cared_for,
    "connected": sites.connected,
    "kept": sites.kept,
    "founded": enterprises.founded,
    "covered": enterprises.covered,
    "trained": enterprises.trained,
    "grown": enterprises.grown,
    "found_out": enterprises.found_out,
    "area_changed": votes.area_changed,
    "repriced": votes.repriced,
    "funded": funds.funded,
    "set_up": forums.set_up,
    "met": forums.met,
    "forum_everywhere": communities.forum_everywhere,
    "met_everywhere": communities.met_everywhere,
    "teamed": communities.teamed,
    "elected": bodies.elected,
    "formed": bodies.formed,
    "reached": party.reached,
    "five_parties": party.five_parties,
    "receipt": weihai.receipt,
    "climbed": weihai.climbed,
}
