"""Publishing over GraphQL and HTTP: shown to everybody, refused with the rule."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from domain.civil_time import day_in_china
from domain.roles import Role
from tests.application.decided import decided
from tests.domain.publications import INCOME, text_of
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered
from tests.pictures import PNG

SHOWN = """{
    id status statusLabel item itemLabel occasion publisher publisherLabel version
    content { sha256 mediaType path } documents { sha256 } filled computed
    difference publishedAt
    versions { version ground hidden } erased withdrawalGround
    objections { objection matter outcome provisional } proofs { board proof hungFrom }
    texts { name state } compound { name }
}"""


async def publish(client: Client, compound: str, **changes: Any) -> Any:
    given = {
        "item": "D10",
        "occasion": "2025-Q4",
        "publisher": "FIRM",
        "content": json.dumps(INCOME),
        "compoundId": compound,
    } | changes
    return await client.give("publish", **given)


async def seen(client: Client, id: str) -> Any:
    return (await client.ask(f'{{ publication(id: "{id}") {SHOWN} }}'))["publication"]


async def refused(client: Client, compound: str, **changes: Any) -> Any:
    done = await publish(client, compound, **changes)
    assert done["__typename"] == "Refusal", done
    return done


async def put(client: Client, content: bytes) -> Any:
    return await client.http.post("/documents", content=content)


async def test_an_item_is_published_and_read_by_everybody(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    kept = (await put(client, PNG)).json()
    assert kept["media_type"] == "image/png"
    path = f"/documents/{kept['sha256']}"
    assert (await client.http.get(path)).status_code == 404  # nobody published it yet
    done = await publish(client, compound, documents=[kept["sha256"]])
    assert done["__typename"] == "PublicationChanged", done

    client.sign_out()
    client.http.headers["accept-language"] = "zh-CN"
    shown = await seen(client, done["id"])
    assert (shown["statusLabel"], shown["itemLabel"]) == ("公示中", "公共收益")
    assert (shown["publisherLabel"], shown["compound"]["name"]) == (
        "物业企业",
        "幸福里",
    )
    assert shown["filled"] == list(INCOME)
    assert (shown["computed"], shown["difference"]) == (False, None)
    content = await client.http.get(shown["content"]["path"])
    assert content.json() == INCOME
    assert content.headers["content-disposition"].startswith("attachment")
    assert content.headers["content-security-policy"].startswith("sandbox")
    assert content.headers["x-content-type-options"] == "nosniff"
    image = await client.http.get(path)
    assert (image.content, image.headers["content-type"]) == (PNG, "image/png")
    assert image.headers["content-disposition"].startswith("inline")
    for filter, count in (
        (f'compoundId: "{compound}", kind: "D10"', 1),
        ('region: "371002"', 1),
        ('kind: "D11"', 0),
    ):
        query = f"{{ publications(filter: {{{filter}}}) {{ totalCount }} }}"
        assert (await client.ask(query))["publications"]["totalCount"] == count


async def test_a_refusal_names_the_rule_the_field_and_the_place(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    client.http.headers["accept-language"] = "zh-CN"

    content = json.dumps({**INCOME, "income_contract": ["经办 13800138000"]})
    done = await refused(client, compound, content=content)
    assert done["code"] == "MASKING_VIOLATED"
    for part in ("D10", "M1", "income_contract[1]", "电话号码"):
        assert part in done["message"]
    done = await refused(client, compound, content='{"gross": 1}')
    assert done["code"] == "CONTENT_FIELD_MISSING"
    assert "收益来源" in done["message"]
    for content in ("[]", "{", '{"gross": 1.5}'):
        done = await refused(client, compound, content=content)
        assert done["fields"] == ["content"]
    table = (await put(client, "业主,电话\n甲,13800138000\n".encode())).json()
    done = await refused(client, compound, documents=[table["sha256"]])
    assert "documents[1][2, 2]" in done["message"]
    done = await refused(client, compound, documents=["ab" * 32])
    assert done["code"] == "NOT_FOUND"
    done = await refused(client, compound, publisher="COMMITTEE")
    assert done["code"] == "ROLE_CANNOT_PUBLISH"
    client.sign_in(Role.SITE_MANAGER, f"compound:{uuid4()}")
    assert (await refused(client, compound))["code"] == "FORBIDDEN"
    client.sign_in(Role.OWNER)
    assert (await put(client, PNG)).status_code == 403
    client.sign_out()
    assert (await put(client, PNG)).status_code == 401


async def test_a_publication_lives_and_is_taken_down(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    id = (await publish(client, compound))["id"]
    shown = await seen(client, id)
    path = shown["content"]["path"]
    board = {"board": "gate-1", "proof": "INSPECTION", "reference": "JC-1"}
    published_at = datetime.fromisoformat(shown["publishedAt"])
    today = day_in_china(published_at).isoformat()
    await client.give(
        "provePublicationOnBoard", id=id, version=1, hungFrom=today, **board
    )
    client.sign_in(Role.OWNER, "own")
    await client.give("objectToPublication", id=id, statement="金额不对")
    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    answer = {"objection": 1, "outcome": "UPHELD", "answer": "已更正"}
    await client.give("answerPublicationObjection", id=id, **answer)
    content = json.dumps({**INCOME, "cost": 1, "net": 119_999})
    ground = {"ground": "PERSONAL_DATA", "content": content}
    done = await client.give("correctPublication", id=id, **ground)
    assert done["version"] == 5

    client.sign_out()
    shown = await seen(client, id)
    assert [each["hidden"] for each in shown["versions"]] == [True, False]
    assert shown["versions"][1]["ground"] == "PERSONAL_DATA"
    assert shown["proofs"] == [
        {"board": "gate-1", "proof": "INSPECTION", "hungFrom": today}
    ]
    [objection] = shown["objections"]
    assert (objection["matter"], objection["outcome"]) == ("ACCOUNTS", "UPHELD")
    assert {each["name"] for each in shown["texts"]} == {"statement", "answer"}
    gone = await client.http.get(path)
    assert gone.status_code == 410
    assert gone.json()["code"] == "CONTENT_GONE"

    client.sign_in(Role.STREET_OFFICER)
    done = await client.give("erasePublicationContent", id=id)
    assert done["__typename"] == "PublicationChanged", done
    digest = path.removeprefix("/documents/")
    assert (await seen(client, id))["erased"] == [digest]
    again = await client.give("erasePublicationContent", id=id)
    assert again["code"] == "NOTHING_TO_ERASE"
    done = await client.give("withdrawPublication", id=id, ground="ORDERED")
    shown = await seen(client, id)
    assert (shown["status"], shown["withdrawalGround"]) == ("WITHDRAWN", "ORDERED")
    still = await client.http.get(shown["content"]["path"])
    assert still.status_code == 200  # no personal data: the record stays open


async def test_a_decision_is_drafted_and_published_as_recorded(client: Client) -> None:
    compound = await registered(client)
    vote = decided(client.store, UUID(compound), "V3", passed=True)
    version = client.store.version(vote)
    occasion = f"{vote}.{version}"
    client.sign_in(Role.COMMITTEE_MEMBER, f"compound:{compound}")
    query = f"""{{ publicationDraft(
        item: "D17", occasion: "{occasion}", compoundId: "{compound}"
    ) {{ content blank }} }}"""
    draft = (await client.ask(query))["publicationDraft"]
    assert draft["blank"] == ["decision_text"]
    content = json.loads(draft["content"])
    assert content["vote_result"]["rows"][0][-1] == "通过"

    given = {"item": "D17", "publisher": "COMMITTEE", "occasion": occasion}
    said = content | {"decision_text": "续聘物业企业。"}
    forged = said | {"vote_result": {"columns": ["结果"], "rows": [["未通过"]]}}
    done = await refused(client, compound, **given, content=json.dumps(forged))
    assert done["code"] == "DIFFERS_FROM_RECORD"
    assert "vote_result" in done["messageEn"]
    done = await publish(client, compound, **given, content=json.dumps(said))
    assert done["__typename"] == "PublicationChanged", done
    shown = await seen(client, done["id"])
    assert (shown["computed"], shown["difference"]) == (True, None)
    marked = {"content": json.dumps(forged), "difference": "RECORD_WRONG"}
    done = await publish(client, compound, **given, **marked)
    assert (await seen(client, done["id"]))["difference"] == "RECORD_WRONG"
    client.sign_in(Role.OWNER, "own")
    assert await client.codes(query) == ["FORBIDDEN"]


async def test_an_exemption_takes_two_persons_and_is_public(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.PROPERTY_OFFICER, id="one")
    asked = {
        "compoundId": compound,
        "item": "D15",
        "occasion": "2026-Q1",
        "reason": "NOT_APPLICABLE",
        "basis": "京70(7)",
        "explanation": "小区没有车位。",
    }
    id = (await client.give("requestExemption", **asked))["id"]
    own = await client.give("approveExemption", id=id)
    assert own["code"] == "SAME_PERSON_DECIDES"
    client.sign_in(Role.STREET_OFFICER, id="two")
    done = await client.give("approveExemption", id=id)
    assert done["__typename"] == "ExemptionChanged", done

    client.sign_out()
    query = f"""{{ exemption(id: "{id}") {{
        status item occasion reason basis requestedBy decidedBy
    }} }}"""
    assert (await client.ask(query))["exemption"] == {
        "status": "APPROVED",
        "item": "D15",
        "occasion": "2026-Q1",
        "reason": "NOT_APPLICABLE",
        "basis": "京70(7)",
        "requestedBy": "one",
        "decidedBy": "two",
    }


async def test_the_catalogue_says_what_must_be_published(client: Client) -> None:
    query = """{ disclosureItems(profile: "weihai") {
        code zh mask publishers computed fields { code forms }
    } }"""
    items = (await client.ask(query))["disclosureItems"]

    assert [each["code"] for each in items][::49] == ["D01", "D50"]
    by_code = {each["code"]: each for each in items}
    assert by_code["D10"]["publishers"] == ["FIRM", "COMMITTEE"]
    assert by_code["D10"]["computed"] and not by_code["D01"]["computed"]
    assert [each["code"] for each in by_code["D10"]["fields"]] == list(text_of("D10"))
