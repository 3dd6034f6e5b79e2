"""What can be asked for: the discovery, the services, and what each wants to know.

The services are the categories of cases of a jurisdiction, whose id is the code of a
region of any level.
"""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection

from domain.case_words import Channel
from domain.facts import Label
from domain.rulepack import Category, RulePack
from interfaces.graphql.labels import CHANNEL
from interfaces.language import Language
from interfaces.services import Services
from interfaces.whereabouts import region_of

SPECIFICATION = "https://wiki.open311.org/GeoReport_v2"
NATIONAL = "national"


def discovery(base: str, changed_at: str) -> dict[str, Any]:
    """Where everything is. base: the address of this directory, `/` at its end."""
    return {
        "changeset": changed_at,
        "contact": "/openapi.json",
        "key_service": "A token of your issuer is the api_key: gongshi token issue",
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": base.rstrip("/"),
                "changeset": changed_at,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


async def jurisdiction(
    conn: AsyncConnection[Any], code: str | None
) -> tuple[tuple[str, ...], str]:
    """The path to a region and the profile of its rules; as `region_of`."""
    return ((), NATIONAL) if code is None else await region_of(conn, code)


def rules_of(services: Services, profile: str) -> RulePack:
    return services.rules.for_profile(profile)


def offered(rules: RulePack, language: Language) -> list[dict[str, Any]]:
    """The services, one a category."""
    return [_service(each, language) for each in rules.categories.values()]


def definition(category: Category, language: Language) -> dict[str, Any]:
    """What a service wants to know beside the usual."""
    return {
        "service_code": category.code,
        "attributes": [
            _attribute(1, "compound_id", "string", COMPOUND, language),
            _attribute(2, "external_id", "string", REFERENCE, language),
            _attribute(3, "channel", "singlevaluelist", CAME_BY, language)
            | {"values": _channels(language)},
        ],
    }


COMPOUND = Label("小区编号或代码", "The compound's id or code")
REFERENCE = Label("你方工单号", "Your own number of the request")
CAME_BY = Label("来源渠道", "How the matter came to you")


def _service(category: Category, language: Language) -> dict[str, Any]:
    other: Language = "en" if language == "zh" else "zh"
    label = Label(category.zh, category.en)
    return {
        "service_code": category.code,
        "service_name": _said(label, language),
        "description": _said(label, other),
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(category.departments),
        "group": category.code.partition("-")[0],
    }


def _attribute(
    order: int, code: str, datatype: str, label: Label, language: Language
) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": "",
        "order": order,
        "description": _said(label, language),
    }


def _channels(language: Language) -> list[dict[str, str]]:
    labels = {each: CHANNEL.labels[each.name] for each in Channel}
    return [
        {"key": each.value, "name": _said(label, language)}
        for each, label in labels.items()
    ]


def _said(label: Label, language: Language) -> str:
    return label.zh if language == "zh" else label.en
