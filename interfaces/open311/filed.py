"""A case as a 311 client files it: the form read, and given as a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from psycopg import AsyncConnection

from domain.case_words import Channel
from domain.errors import Refusal
from interfaces.graphql.clean_text import is_clean
from interfaces.open311.offered import jurisdiction
from interfaces.whereabouts import compound_of

MOST_FIELDS = 100
LONGEST_TITLE = 80  # characters of the description's first line
SOURCE = "open311"


class FormInvalid(Refusal):
    zh = "请求体应为表单（application/x-www-form-urlencoded，UTF-8）。"
    en = "The body must be a form (application/x-www-form-urlencoded, UTF-8)."


class FieldMissing(Refusal):
    zh = "缺少字段 {field}。"
    en = "The field {field} is missing."
    fields = ("field",)

    def __init__(self, field: str) -> None:
        super().__init__(field, field=field)


class PlaceMissing(Refusal):
    zh = "不知道在哪里：请给出 jurisdiction_id（区域编码），或 attribute[compound_id]。"
    en = "Where is it? Give jurisdiction_id (a region) or attribute[compound_id]."
    fields = ("jurisdiction_id",)


class ChannelUnknown(Refusal):
    zh = "没有渠道 {channel}。"
    en = "There is no channel {channel}."
    fields = ("attribute[channel]",)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a request, each once; empty ones are left out."""

    given: Mapping[str, str]

    @classmethod
    def of(cls, body: bytes, media_type: str) -> Form:
        """Raises FormInvalid."""
        if media_type != "application/x-www-form-urlencoded":
            raise FormInvalid
        try:
            pairs = parse_qsl(
                body.decode("ascii"),
                max_num_fields=MOST_FIELDS,
                errors="strict",
                strict_parsing=bool(body),
                keep_blank_values=True,
            )
        except (UnicodeError, ValueError):
            raise FormInvalid from None
        if not all(is_clean(part) for pair in pairs for part in pair):
            raise FormInvalid
        return cls({name: text.strip() for name, text in pairs if text.strip()})

    def get(self, name: str) -> str | None:
        return self.given.get(name)

    def attribute(self, name: str) -> str | None:
        return self.given.get(f"attribute[{name}]")

    def required(self, name: str) -> str:
        """Raises FieldMissing."""
        if name not in self.given:
            raise FieldMissing(name)
        return self.given[name]


async def report_of(conn: AsyncConnection[Any], form: Form) -> dict[str, Any]:
    """The arguments of `Cases.report`.

    The description's first line is the title. What has no place in a case (coordinates,
    addresses of pictures, a mail address) stays with its texts, which are sealed.
    Raises FieldMissing, PlaceMissing, ChannelUnknown, CompoundAmbiguous, NotFound.
    """
    category, text = form.required("service_code"), form.required("description")
    region = form.get("jurisdiction_id")
    path, profile = await jurisdiction(conn, region)
    compound = form.attribute("compound_id") or form.get("address_id")
    if compound is None and not path:
        raise PlaceMissing
    title = next(line.strip() for line in text.splitlines() if line.strip())
    contact = [form.get("phone"), form.get("email")]
    where = [form.get("address_string"), _coordinates(form)]
    return {
        "channel": _channel(form.attribute("channel")),
        "category": category,
        "title": title[:LONGEST_TITLE],
        "body": _joined([text, form.get("media_url")], "\n"),
        "reporter": form.get("account_id"),
        "reporter_name": _joined([form.get("first_name"), form.get("last_name")], " "),
        "reporter_phone": _joined(contact, ", "),
        "address": _joined(where, ", "),
        "source_system": SOURCE,
        "source_reference": form.attribute("external_id"),
        **(
            {"region_path": path, "profile": profile}
            if compound is None
            else {"compound_id": await compound_of(conn, compound, region)}
        ),
    }


def _channel(given: str | None) -> Channel:
    try:
        return Channel.APP if given is None else Channel(given)
    except ValueError:
        raise ChannelUnknown(channel=given) from None


def _coordinates(form: Form) -> str | None:
    return _joined([form.get("lat"), form.get("long")], " ")


def _joined(parts: list[str | None], between: str) -> str | None:
    return between.join(filter(None, parts)) or None
