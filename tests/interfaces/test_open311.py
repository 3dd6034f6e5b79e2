"""Open311: cases are filed and followed as GeoReport v2 clients do it.

The shapes of requests are those of FixMyStreet's `perllib/Open311.pm` and
`Open311/GetServiceRequestUpdates.pm`: a form, an XML document, ids and times of it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4
from xml.etree import ElementTree

import httpx
import pytest

from application.authorisation import Grant
from domain.roles import Role
from interfaces.open311 import followed
from interfaces.services import Services
from projections.case_row import FINISHED
from tests.interfaces.conftest import Client
from tests.interfaces.given import REGION, registered

V2 = "/open311/v2"
DESCRIPTION = """title:  三号楼下水道堵塞

detail: 厨房返水 & 已经两天 <急>

url: https://fixmystreet.example/report/7

Submitted via FixMyStreet
"""
FORM = {
    "jurisdiction_id": REGION,
    "lat": "37.5131",
    "long": "122.1204",
    "email": "wang@example.org",
    "description": DESCRIPTION,
    "service_code": "PIP-02",
    "first_name": "小明",
    "last_name": "王",
    "phone": "13800000000",
    "media_url": "https://fixmystreet.example/photo/7.jpeg",
    "attribute[external_id]": "7",
}


@pytest.fixture
async def compound(client: Client) -> str:
    id = await registered(client)
    client.sign_out()
    return id


def key_of(client: Client, role: Role = Role.INTEGRATOR) -> str:
    """A token, as an Open311 client has it: the `api_key`."""
    return client.issuer.issue("fixmystreet", [Grant(role, REGION)])


async def filed(client: Client, format: str = "xml", **changes: str) -> httpx.Response:
    form = FORM | {"api_key": key_of(client)} | changes
    return await client.http.post(f"{V2}/requests.{format}", data=form)


def xml(answer: httpx.Response) -> ElementTree.Element:
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


async def test_a_case_is_filed_and_followed(client: Client, compound: str) -> None:
    answer = await filed(client)

    assert answer.status_code == 201, answer.text
    id = xml(answer).findtext("request/service_request_id")
    assert id is not None
    row = client.store.stream(UUID(id))
    assert row
    [request] = xml(
        await client.http.get(f"{V2}/requests.xml", params={"service_request_id": id})
    ).findall("request")
    assert request.findtext("status") == "open"
    assert request.findtext("service_code") == "PIP-02"
    assert request.findtext("description") == ""  # nobody has released the title
    assert "王" not in ElementTree.tostring(request, "unicode")
    [token] = xml(await client.http.get(f"{V2}/tokens/{id}.xml")).findall("request")
    assert token.findtext("service_request_id") == id


async def test_what_was_sent_stays_with_the_case(client: Client, compound: str) -> None:
    [made] = (await filed(client, "json")).json()
    client.sign_in(Role.STREET_OFFICER, REGION)
    asked = await client.ask(
        """query ($id: ID!) { case(id: $id) {
            sourceSystem sourceReference regionPath texts { name value }
        } }""",
        id=made["service_request_id"],
    )

    case = asked["case"]
    texts = {each["name"]: each["value"] for each in case["texts"]}
    assert texts["title"] == "title:  三号楼下水道堵塞"
    assert texts["body"].endswith(FORM["media_url"])
    assert texts["reporter_name"] == "小明 王"
    assert texts["reporter_phone"] == "13800000000, wang@example.org"
    assert texts["address"] == "37.5131 122.1204"
    assert (case["sourceSystem"], case["sourceReference"]) == ("open311", "7")
    assert case["regionPath"] == ["371000", REGION]


async def test_the_same_number_files_one_case(client: Client, compound: str) -> None:
    first, again = [(await filed(client, "json")).json()[0] for _ in range(2)]
    other = (await filed(client, "json", **{"attribute[external_id]": "8"})).json()[0]

    assert first["service_request_id"] == again["service_request_id"]
    assert other["service_request_id"] != first["service_request_id"]


@pytest.mark.parametrize("named", ["id", "code"])
async def test_a_compound_is_named_by_id_or_code(
    client: Client, compound: str, named: str
) -> None:
    given = {"id": compound, "code": "WH-001"}[named]
    answer = await filed(client, "json", **{"attribute[compound_id]": given})

    [request] = (
        await client.http.get(
            f"{V2}/requests/{answer.json()[0]['service_request_id']}.json"
        )
    ).json()
    assert request["address_id"] == compound
    assert request["address"] == "幸福里"


async def test_updates_are_polled(
    client: Client, compound: str, services: Services
) -> None:
    id = (await filed(client, "json")).json()[0]["service_request_id"]
    client.sign_in(Role.STEWARD)
    for mutation, input in (
        ("acceptCase", {}),
        ("startWork", {}),
        ("resolveCase", {"outcome": "已疏通"}),
    ):
        done = await client.give(mutation, id=id, **input)
        assert done["__typename"] == "CaseChanged", done
    client.sign_out()
    now = services.clock()
    window = {
        "jurisdiction_id": REGION,
        "start_date": (now - timedelta(hours=2)).isoformat(),
        "end_date": (now + timedelta(minutes=1)).isoformat(),
    }
    found = xml(
        await client.http.get(f"{V2}/servicerequestupdates.xml", params=window)
    ).findall("request_update")

    assert {each.findtext("service_request_id") for each in found} == {id}
    assert [each.findtext("external_status_code") for each in found] == [
        "accepted",
        "in_progress",
        "resolved",
    ]
    assert {each.findtext("status") for each in found} == {"OPEN"}
    ids = [int(each.findtext("update_id") or "") for each in found]
    assert ids == sorted(set(ids)) and found[0].findtext("updated_datetime")
    before = {
        "start_date": (now - timedelta(days=3)).isoformat(),
        "end_date": (now - timedelta(days=2)).isoformat(),
    }
    for params in (before, window | {"jurisdiction_id": "371002001001"}):
        answer = await client.http.get(
            f"{V2}/servicerequestupdates.json", params=params
        )
        assert answer.json() == []


async def test_a_released_title_is_told(client: Client, compound: str) -> None:
    id = (await filed(client, "json")).json()[0]["service_request_id"]
    client.sign_in(Role.STREET_OFFICER)
    done = await client.give("releaseText", id=id, entry=1, path="title", mask="M2")
    client.sign_out()

    [request] = (await client.http.get(f"{V2}/requests/{id}.json")).json()
    assert done["__typename"] == "CaseChanged", done
    assert request["description"] == "title:  三号楼下水道堵塞"


async def test_services_are_the_categories(client: Client, compound: str) -> None:
    chinese = {"accept-language": "zh-CN"}
    listed = (await client.http.get(f"{V2}/services.json", headers=chinese)).json()
    codes = [each["service_code"] for each in listed]
    one = await client.http.get(
        f"{V2}/services/PIP-02.xml", params={"jurisdiction_id": REGION}
    )
    found = (await client.http.get(f"{V2}/discovery.xml")).text

    assert "PIP-02" in codes and len(codes) == len(set(codes))
    assert all(each["metadata"] for each in listed)
    assert xml(one).findtext("service_code") == "PIP-02"
    channels = xml(one).findall("attributes/attribute/values/value/key")
    assert "hotline_12345" in [each.text for each in channels]
    assert "<url>http://test/open311/v2</url>" in found


async def test_requests_are_filtered(client: Client, compound: str) -> None:
    id = (await filed(client, "json")).json()[0]["service_request_id"]

    async def asked(**params: str) -> list[str]:
        answer = await client.http.get(f"{V2}/requests.json", params=params)
        assert answer.status_code == 200, answer.text
        return [each["service_request_id"] for each in answer.json()]

    assert await asked(status="open", service_code="PIP-02,SAF-01") == [id]
    assert await asked(jurisdiction_id=REGION) == [id]
    assert await asked(status="closed") == []
    assert await asked(service_code="SAF-01") == []
    assert await asked(start_date="2020-01-01T00:00:00Z") == []
    assert await asked(service_request_id=f"{uuid4()},{id}") == [id]


FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "changes, status, code",
    [
        ({"api_key": ""}, 401, "SIGN_IN_REQUIRED"),
        ({"api_key": "secret"}, 401, "TOKEN_INVALID"),
        ({"service_code": "NIX-99"}, 400, "UNKNOWN_CATEGORY"),
        ({"service_code": ""}, 400, "FIELD_MISSING"),
        ({"description": " \n "}, 400, "FIELD_MISSING"),
        ({"jurisdiction_id": ""}, 400, "PLACE_MISSING"),
        ({"jurisdiction_id": "990000"}, 404, "NOT_FOUND"),
        ({"attribute[compound_id]": "nothing"}, 404, "NOT_FOUND"),
        ({"attribute[channel]": "pigeon"}, 400, "CHANNEL_UNKNOWN"),
    ],
)
async def test_what_cannot_be_filed_is_refused(
    client: Client, compound: str, changes: dict[str, str], status: int, code: str
) -> None:
    answer = await filed(client, "xml", **changes)

    assert (answer.status_code, answer.text.count("<error>")) == (status, 1)
    said = xml(answer).findtext("error/description") or ""
    assert said.startswith(f"{code}: "), said
    assert xml(answer).findtext("error/code") == str(status)


async def test_an_auditor_files_nothing(client: Client, compound: str) -> None:
    answer = await filed(client, "json", api_key=key_of(client, Role.AUDITOR))

    assert answer.status_code == 403
    assert answer.json()[0]["description"].startswith("FORBIDDEN: ")


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        b"description=%FF",
        b"description=a%00b",
        b'{"a": 1}',
        b"&".join([b"a=1"] * 101),
    ],
)
async def test_what_is_no_form_is_refused(client: Client, body: bytes) -> None:
    answer = await client.http.post(
        f"{V2}/requests.json", content=body, headers=FORM_TYPE
    )

    assert answer.status_code == 400
    assert answer.json()[0]["description"].startswith("FORM_INVALID: ")


@pytest.mark.parametrize(
    "path, params, code",
    [
        ("requests.json", {"start_date": "yesterday"}, "WINDOW_REFUSED"),
        ("requests.json", {"start_date": "2020-01-01T00:00:00"}, "WINDOW_REFUSED"),
        (
            "servicerequestupdates.json",
            {"start_date": "2020-01-01T00:00:00Z", "end_date": "2021-01-01T00:00:00Z"},
            "WINDOW_REFUSED",
        ),
        ("requests.json", {"service_code": ""}, "INVALID_INPUT"),
        ("requests.json", {"status": "lost"}, "STATE_UNKNOWN"),
        ("requests.json", {"service_request_id": "7"}, "IDS_REFUSED"),
        ("requests/7.json", {}, "IDS_REFUSED"),
        (f"requests/{UUID(int=1)}.json", {}, "NOT_FOUND"),
        (f"tokens/{UUID(int=1)}.json", {}, "NOT_FOUND"),
        ("services/NIX-99.json", {}, "NOT_FOUND"),
        ("services.json", {"jurisdiction_id": "a b"}, "INVALID_INPUT"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    client: Client, path: str, params: dict[str, str], code: str
) -> None:
    answer = await client.http.get(f"{V2}/{path}", params=params)

    assert answer.status_code in (400, 404), answer.text
    [said] = answer.json()
    assert said["description"].startswith(f"{code}: ")


async def test_a_title_that_xml_cannot_hold(client: Client, compound: str) -> None:
    answer = await filed(client, "xml", description="a\x0b]]> & <b>")

    assert answer.status_code == 201


def test_moves_are_those_of_the_facts() -> None:
    assert followed.MOVES["Case.Closed"] in FINISHED
    assert "Case.Progressed" not in followed.MOVES
