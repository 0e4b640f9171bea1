"""Named errors → HTTP: one table, answered as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from adops.domain.finding import Finding
from adops.errors import AdopsError, InputError, Kind, MissingError, TooLargeError
from adops.phrases.creative import as_data
from adops.phrases.errors import sentence
from adops.phrases.month import FINDINGS as MONTH_FINDINGS
from adops.phrases.month import finding as month_finding
from adops.server.access import API
from adops.server.pages import refused

PROBLEM = "application/problem+json"
STATUS: Mapping[Kind, int] = {
    Kind.RULE: 409,
    Kind.INPUT: 422,
    Kind.MISSING: 404,
    Kind.FORBIDDEN: 403,
    Kind.UNKNOWN_PERSON: 401,
    Kind.TOO_LARGE: 413,
    Kind.MEDIA_TYPE: 415,
    Kind.TOO_OFTEN: 429,
    Kind.OUTSIDE: 503,
}
NO_PAGE = MissingError("page.unknown")
PAGES: Mapping[int, AdopsError] = {413: TooLargeError("body.too_large")}
TITLES = {400: "bad request", 404: "not found", 405: "method not allowed", 413: "too large"}


def is_page(request: Request) -> bool:
    """Whether people asked for it, not programs."""
    return not request.url.path.startswith((API, "/healthz", "/readyz", "/metrics"))


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """One problem document."""
    body = {"type": "about:blank", "title": TITLES.get(status, code), "status": status}
    body |= {"code": code, "detail": detail, **more}
    return JSONResponse(body, status_code=status, media_type=PROBLEM)


async def named(request: Request, error: Exception) -> Response:
    """A refusal of ours, with its facts and findings beside; on a page as a page."""
    assert isinstance(error, AdopsError)
    if is_page(request):
        return refused(request, error, STATUS[error.kind])
    facts = {name: value for name, value in error.facts.items() if name not in {"code", "status"}}
    findings = [_told(one) for one in error.findings]
    return problem(
        STATUS[error.kind],
        error.code,
        sentence(error),
        **facts,
        **({"findings": findings} if findings else {}),
    )


def _told(finding: Finding) -> dict[str, Any]:
    """A finding of a review, or of a month that does not add up, with its own words."""
    told = as_data(finding)
    if finding.code in MONTH_FINDINGS["zh"]:
        told["message"] = month_finding(finding)
    return told


async def not_understood(request: Request, error: Exception) -> Response:
    """What the request's shape got wrong, field by field."""
    assert isinstance(error, RequestValidationError)
    fields = [
        {"field": ".".join(str(part) for part in one["loc"][1:]), "why": one["msg"]}
        for one in error.errors()
    ]
    if is_page(request):
        named_fields = "、".join(str(one["field"]) for one in fields)
        return refused(request, InputError("request.invalid", fields=named_fields), 422)
    return problem(422, "request.invalid", "请求的内容不对", fields=fields)


async def plain(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: no such address, a wrong method, too large a body."""
    assert isinstance(error, HTTPException)
    if is_page(request):
        return refused(request, PAGES.get(error.status_code, NO_PAGE), error.status_code)
    return problem(error.status_code, f"http.{error.status_code}", str(error.detail))
