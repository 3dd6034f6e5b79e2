"""`/open311/v2/…`: GeoReport v2, with request updates as FixMyStreet polls them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from application.cases import Cases
from application.steps import soon
from domain.errors import NotFound
from interfaces import giving
from interfaces.claims import Identity
from interfaces.graphql.access import SignInRequired
from interfaces.identifying import BEARER
from interfaces.language import language_of
from interfaces.open311.described import DOCUMENT, FORM
from interfaces.open311.filed import Form, report_of
from interfaces.open311.followed import (
    Window,
    codes_of,
    found,
    ids_of,
    open_of,
    shown,
    updates,
)
from interfaces.open311.offered import (
    definition,
    discovery,
    jurisdiction,
    offered,
    rules_of,
)
from interfaces.open311.written import PREFIX, Format, listed, one
from interfaces.services import Services
from projections import case_lists
from projections.case_filters import CaseFilter

CHANGED_AT = "2026-11-27T00:00:00Z"
"""When this interface last changed: `changeset` of the discovery."""
LATELY = timedelta(hours=2)  # of updates, unless asked otherwise: what is polled
QUARTER = timedelta(days=90)  # of requests, likewise (`GeoReport v2`)
Region = Annotated[
    str | None, Query(description="Code of a region of any level; none: everywhere.")
]
Moment = Annotated[str | None, Query(description="A time with its offset (W3CDTF).")]
Languages = Annotated[str | None, Header()]


def router(services: Services) -> APIRouter:
    """The routes. What they give is public; to file a case one needs a token, as
    `api_key` or in the header."""
    routes = APIRouter(
        prefix=PREFIX,
        tags=["open311"],
        responses=DOCUMENT,
        default_response_class=Response,
        dependencies=[Depends(BEARER)],
    )

    @routes.get("/discovery.{format}", summary="Where everything is")
    async def discovered(request: Request, format: Format) -> Response:
        """The endpoint and its formats."""
        base = f"{request.base_url}{PREFIX[1:]}"
        return one(format, "discovery", discovery(base, CHANGED_AT))

    @routes.get("/services.{format}", summary="What a case can be about")
    async def services_of(
        format: Format,
        jurisdiction_id: Region = None,
        accept_language: Languages = None,
    ) -> Response:
        """The categories by the rules of the region."""
        async with services.pool.connection() as conn:
            _, profile = await jurisdiction(conn, jurisdiction_id)
        rows = offered(rules_of(services, profile), language_of(accept_language))
        return listed(format, "services", "service", rows)

    @routes.get("/services/{code}.{format}", summary="What a service wants to know")
    async def service(
        code: str,
        format: Format,
        jurisdiction_id: Region = None,
        accept_language: Languages = None,
    ) -> Response:
        """Its attributes; none is required."""
        async with services.pool.connection() as conn:
            _, profile = await jurisdiction(conn, jurisdiction_id)
        category = rules_of(services, profile).categories.get(code)
        if category is None:
            raise NotFound("service_code", what="category", id=code)
        row = definition(category, language_of(accept_language))
        return one(format, "service_definition", row)

    @routes.post(
        "/requests.{format}",
        status_code=201,
        summary="File a case",
        openapi_extra=FORM,
        responses={201: DOCUMENT[200]},
    )
    async def file(
        request: Request,
        format: Format,
        authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
        content_type: Annotated[str, Header(include_in_schema=False)] = "",
        accept_language: Languages = None,
    ) -> Response:
        """Answered with its id when it is on record. The same
        `attribute[external_id]` of the same sender files it once."""
        media_type = content_type.partition(";")[0].strip().lower()
        form = Form.of(await request.body(), media_type)
        key = form.get("api_key")
        identity = await _identified(
            services, authorization or (key and f"Bearer {key}")
        )
        if not identity.subject.grants:
            raise SignInRequired
        async with services.pool.connection() as conn:
            arguments = await report_of(conn, form)
        reference = arguments["source_reference"]
        receipt = await soon(
            giving.to_case(
                services,
                identity.subject,
                Cases.report,
                None,
                arguments,
                key=reference and f"open311:{reference}",
            )
        )
        await services.progress.reached(receipt.position, services.wait)
        row = {
            "service_request_id": str(receipt.ids[0]),
            "service_notice": NOTICE[language_of(accept_language)],
            "account_id": form.get("account_id"),
        }
        return listed(format, "service_requests", "request", [row], 201)

    @routes.get("/requests.{format}", summary="Cases, and where they stand")
    async def requests(
        format: Format,
        jurisdiction_id: Region = None,
        service_request_id: Annotated[
            str | None, Query(description="Ids with commas; nothing else counts then.")
        ] = None,
        service_code: Annotated[
            str | None, Query(description="Categories with commas.")
        ] = None,
        start_date: Moment = None,
        end_date: Moment = None,
        status: Annotated[
            str | None, Query(description="`open`, `closed`, or both with a comma.")
        ] = None,
        accept_language: Languages = None,
    ) -> Response:
        """Up to 1,000, the latest first: reported in the last 90 days, or as asked."""
        async with services.pool.connection() as conn:
            if service_request_id is not None:
                ids = ids_of(service_request_id)
                known = await case_lists.by_ids(conn, ids)
                rows = [known[id] for id in ids if id in known]
            else:
                window = Window.of(start_date, end_date, services.clock(), QUARTER)
                path, _ = await jurisdiction(conn, jurisdiction_id)
                filter = CaseFilter(
                    region=path[-1] if path else None,
                    categories=codes_of(service_code),
                    reported_after=window.start,
                    reported_before=window.end,
                    open=open_of(status),
                )
                rows = list(await found(conn, filter))
            said = await shown(services, conn, rows, language_of(accept_language))
        return listed(format, "service_requests", "request", said)

    @routes.get("/requests/{id}.{format}", summary="One case")
    async def one_request(
        id: str, format: Format, accept_language: Languages = None
    ) -> Response:
        """As in the list of them."""
        async with services.pool.connection() as conn:
            known = await case_lists.by_ids(conn, ids_of(id)[:1])
            if not known:
                raise NotFound("service_request_id", what="case", id=id)
            language = language_of(accept_language)
            said = await shown(services, conn, list(known.values()), language)
        return listed(format, "service_requests", "request", said)

    @routes.get("/tokens/{token}.{format}", summary="The id behind a token")
    async def token(token: str, format: Format) -> Response:
        """Cases have their id at once, which is its own token."""
        async with services.pool.connection() as conn:
            known = await case_lists.by_ids(conn, ids_of(token)[:1])
        if not known:
            raise NotFound("token", what="token", id=token)
        row = {"service_request_id": token, "token": token}
        return listed(format, "service_requests", "request", [row])

    @routes.get("/servicerequestupdates.{format}", summary="What became of cases")
    async def changes(
        format: Format,
        jurisdiction_id: Region = None,
        start_date: Moment = None,
        end_date: Moment = None,
        accept_language: Languages = None,
    ) -> Response:
        """Each change of a status, oldest first: of the last two hours, or as asked;
        the first 1,000."""
        window = Window.of(start_date, end_date, services.clock(), LATELY)
        async with services.pool.connection() as conn:
            path, _ = await jurisdiction(conn, jurisdiction_id)
            region = path[-1] if path else None
            rows = await updates(conn, window, region, language_of(accept_language))
        return listed(format, "service_request_updates", "request_update", rows)

    return routes


NOTICE = {
    "zh": "已登记；可凭编号查询进展。",
    "en": "On record; ask for its progress by the id.",
}


async def _identified(services: Services, authorization: str | None) -> Identity:
    """Whose token it is. Raises TokenInvalid, TokenExpired, TooManyRequests."""
    identity = await run_in_threadpool(services.tokens.identify, authorization)
    if identity.expires_at is not None:
        services.rates.of_subject.take(identity.subject.id)
    return identity
