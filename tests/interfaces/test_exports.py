"""Files of the read models: complete, harmless in a spreadsheet, true to GraphQL."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from interfaces.exports import computed, router, xlsx
from interfaces.exports.formats import as_csv, as_ndjson
from interfaces.exports.tables import exports
from interfaces.graphql.record_kinds import NODES
from interfaces.services import Services
from tests.domain.duties import COMPOUND
from tests.interfaces.conftest import Client
from tests.interfaces.given import REGION, registered, reported
from tests.interfaces.test_committees import formed
from tests.interfaces.test_duties import FACTS
from tests.projections.samples import append

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "ok", "", None]


async def rows_of(*rows: list[Any]) -> AsyncIterator[list[Any]]:
    for row in rows:
        yield row


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


def test_every_public_read_model_can_be_had_and_no_other() -> None:
    public = {
        node.shown_of.records.name
        for node in NODES.values()
        if node.shown_of.use_cases.public
    }

    assert set(exports()) == public | {
        *("case_board", "compound_directory", "duties", "indicators")
    }


def test_every_field_is_described() -> None:
    for export in exports().values():
        dictionary = export.dictionary()
        assert [each["name"] for each in dictionary] == export.columns
        assert all(each["description"] and each["type"] for each in dictionary)
    status = exports()["case_board"].dictionary()
    codes = next(each for each in status if each["name"] == "status")["values"]
    assert {"code": "REPORTED", "description": codes[0]["description"]} == codes[0]


async def test_no_text_becomes_a_formula_in_csv() -> None:
    found = await whole(as_csv(["a", "b"], rows_of(*([each, -5] for each in EVIL))))

    lines = list(csv.reader(io.StringIO(found.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["a", "b"]
    assert [line[0] for line in lines[1:]] == [
        *(f"'{each}" for each in EVIL[:7] if each),
        "ok",
        "",
        "",
    ]
    assert {line[1] for line in lines[1:]} == {"-5"}


async def test_a_workbook_holds_texts_numbers_and_truths() -> None:
    row = [
        "=1+1",
        7,
        True,
        None,
        ["a", {"b": 1}],
        10**18,
        "汉\x00\x0b<&>",
        "x" * 40_000,
    ]
    found = await whole(xlsx.as_xlsx(list("abcdefgh"), rows_of(row)))

    sheet = openpyxl.load_workbook(io.BytesIO(found)).active
    cells = next(iter(sheet.iter_rows(min_row=2)))
    values = [cell.value for cell in cells]
    assert values[:4] == ["=1+1", 7, True, None]
    assert cells[0].data_type == "s"
    assert values[4:7] == ['["a",{"b":1}]', str(10**18), "汉<&>"]
    assert len(values[7]) == 32_767


async def test_what_is_more_than_a_sheet_goes_on_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    found = await whole(xlsx.as_xlsx(["n"], rows_of(*([n] for n in range(5)))))

    book = openpyxl.load_workbook(io.BytesIO(found))
    sheets = [[row[0] for row in sheet.values] for sheet in book]
    assert sheets == [["n", 0, 1], ["n", 2, 3], ["n", 4]]


async def test_a_large_file_is_sent_in_small_parts() -> None:
    async def many() -> AsyncIterator[list[Any]]:
        for number in range(30_000):
            yield [number, f"诉求 {number * 7919 % 30_011}"]

    for encode in (as_csv, as_ndjson, xlsx.as_xlsx):
        sizes = [len(chunk) async for chunk in encode(["a", "b"], many())]
        assert len(sizes) >= 3 and max(sizes) < 300_000


async def test_files_say_what_the_graph_says(client: Client) -> None:
    compound = await registered(client)
    there = await reported(client, compoundId=compound)
    await reported(client)
    await formed(client, compound)
    client.sign_out()

    async def lines(path: str) -> list[dict[str, Any]]:
        answer = await client.http.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/x-ndjson"
        return [json.loads(line) for line in answer.text.splitlines()]

    everything = await lines("/exports/case_board.ndjson")
    of_region = await lines(f"/exports/case_board.ndjson?region={REGION}")
    of_compound = await lines(f"/exports/case_board.ndjson?compound={compound}")
    assert len(everything) == 2
    assert [each["id"] for each in of_region] == [there] == [of_compound[0]["id"]]
    asked = await client.ask(
        "query ($id: ID!) { case(id: $id) {"
        f" {' '.join(exports()['case_board'].columns)} }} }}",
        id=there,
    )
    assert of_compound[0] == asked["case"]
    assert "handlerId" not in of_compound[0] and "reporter" not in of_compound[0]

    found = await client.http.get("/exports/compound_directory.csv")
    head, row = csv.reader(io.StringIO(found.text.removeprefix("\ufeff")))
    said = dict(zip(head, row, strict=True))
    assert (said["id"], said["name"], said["households"]) == (compound, "幸福里", "860")
    assert json.loads(said["regions"])[0] == {"code": "371000", "name": "威海市"}
    assert found.headers["content-disposition"].endswith('"compound_directory.csv"')
    book = await client.http.get("/exports/case_board.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet.max_row == 3
    for name in exports():
        for format in ("csv", "xlsx", "ndjson"):
            answer = await client.http.get(f"/exports/{name}.{format}")
            assert answer.status_code == 200, (name, format, answer.text)


async def test_duties_and_indicators_are_had_by_place_and_period(
    client: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computed, "AT_ONCE", 3)
    append(client.store, FACTS)
    assert await services.progress.reached(client.store.position(), 10)

    async def lines(path: str) -> list[dict[str, Any]]:
        answer = await client.http.get(f"/exports/{path}")
        return [json.loads(line) for line in answer.text.splitlines()]

    place = f"compound={COMPOUND}"
    march = await lines(f"duties.ndjson?{place}&period=2026-03")
    assert [(each["item"], each["status"]) for each in march] == [
        ("D01", "VALID"),
        ("D02", "LATE"),
        ("D03", "MISSING"),
        ("D04", "MISSING"),
    ]
    every = await lines("duties.ndjson")
    assert march[0] in every and len({each["id"] for each in every}) == len(every) > 6
    columns = " ".join(exports()["duties"].columns)
    asked = await client.ask(
        f"query ($id: String!) {{ duty(id: $id) {{ {columns} }} }}", id=march[1]["id"]
    )
    assert march[1] == asked["duty"]

    figures = await lines("indicators.ndjson?period=2026-03")
    asked = await client.ask(
        '{ indicators(period: "2026-03")'
        " { code value numerator denominator withheld } }"
    )
    keys = ("code", "value", "numerator", "denominator", "withheld")
    assert [{key: each[key] for key in keys} for each in figures] == asked["indicators"]
    head = await client.http.get("/exports/indicators.csv")
    assert head.status_code == 200 and len(head.text.splitlines()) == len(figures) + 1


async def test_what_there_is_is_listed(client: Client) -> None:
    listed = (await client.http.get("/exports")).json()
    assert {each["name"] for each in listed} == set(exports())
    for each in listed:
        answer = await client.http.get(each["fields"])
        assert answer.json() == exports()[each["name"]].dictionary()


async def test_what_cannot_be_exported_is_refused(client: Client) -> None:
    for path, status, code in [
        ("/exports/fee_accounts.csv", 404, "NOT_FOUND"),
        ("/exports/household_register/fields", 404, "NOT_FOUND"),
        ("/exports/nothing.xlsx", 404, "NOT_FOUND"),
        ("/exports/case_board.pdf", 400, "INVALID_INPUT"),
        ("/exports/case_board.csv?compound=x", 400, "INVALID_INPUT"),
        ("/exports/case_board.csv?region=%00", 400, "INVALID_INPUT"),
        ("/exports/case_board.csv?region=", 400, "INVALID_INPUT"),
        ("/exports/case_board.csv?period=2021", 400, "INVALID_INPUT"),
        ("/exports/duties.csv?period=soon", 400, "DUTY_PERIOD_UNKNOWN"),
        ("/exports/indicators.csv?period=soon", 400, "NO_SUCH_PERIOD"),
        (f"/exports/indicators.csv?region=1&compound={uuid4()}", 400, "PLACE_UNCLEAR"),
    ]:
        answer = await client.http.get(path, headers={"accept-language": "zh-CN"})
        said = answer.json()
        assert (answer.status_code, said["code"]) == (status, code), path
        assert answer.headers["content-type"] == "application/problem+json"
        assert said["detail"] == said["messageZh"] != said["messageEn"]
    none = await client.http.get(f"/exports/case_board.ndjson?compound={uuid4()}")
    assert (none.status_code, none.text) == (200, "")


async def test_a_file_that_takes_too_long_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router, "BEGIN_WITHIN", 0.0)
    for format in ("csv", "xlsx", "ndjson"):
        answer = await client.http.get(f"/exports/case_board.{format}")
        said = answer.json()
        assert (answer.status_code, said["code"]) == (503, "EXPORT_TOO_SLOW")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"]
    monkeypatch.undo()
    answer = await client.http.get("/exports/case_board.csv")
    assert answer.status_code == 200, "the places of those that ended are free again"


async def test_what_is_not_read_in_time_is_broken_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(router, "SENT_WITHIN", 0.05)
    sent: list[Any] = []
    ended = asyncio.Event()

    async def chunks() -> AsyncGenerator[bytes, None]:
        try:
            while True:
                yield b"x"
        finally:
            ended.set()

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) > 3:
            await asyncio.Event().wait()  # A reader who reads no more.

    async def receive() -> Any:
        await asyncio.Event().wait()

    answer = router._InTime(chunks())
    with pytest.raises(TimeoutError):
        await answer({"type": "http"}, receive, send)

    assert ended.is_set() and all(each.get("more_body", True) for each in sent)
