"""Named errors → HTTP: one table, answered as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from adops.domain.finding import Finding
from adops.errors import AdopsError, InputError, Kind, MissingError, OutsideError, TooLargeError
from adops.phrases.creative import as_data
from adops.phrases.errors import sentence
from adops.phrases.fields import field_word
from adops.phrases.month import FINDINGS as MONTH_FINDINGS
from adops.phrases.month import finding as month_finding
from adops.server.access import API
from adops.server.contract import PROBLEM
from adops.server.pages import refused

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
# What the framework refuses by itself, as errors of ours.
PLAIN: Mapping[int, AdopsError] = {
    400: InputError("body.unreadable"),
    404: MissingError("http.404"),
    405: MissingError("http.405"),
    413: TooLargeError("body.too_large"),
}
OURS = frozenset({"type", "title", "status", "code", "detail"})
NO_PAGE = MissingError("page.unknown")
UNFORESEEN = OutsideError("server.failed")


def is_page(request: Request) -> bool:
    """Whether people asked for it, not programs."""
    return not request.url.path.startswith((API, "/healthz", "/readyz", "/metrics"))


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """One problem document."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status}
    body |= {"code": code, "detail": detail, **more}
    return JSONResponse(body, status_code=status, media_type=PROBLEM)


async def named(request: Request, error: Exception) -> Response:
    """A refusal of ours, with its facts and findings beside; on a page as a page."""
    assert isinstance(error, AdopsError)
    if is_page(request):
        return refused(request, error, STATUS[error.kind])
    response = _problem_of(error, STATUS[error.kind])
    if error.kind is Kind.UNKNOWN_PERSON:
        response.headers["WWW-Authenticate"] = "Bearer"
    if error.kind is Kind.TOO_OFTEN:
        response.headers["Retry-After"] = str(error.facts["seconds"])
    return response


def _problem_of(error: AdopsError, status: int) -> Response:
    facts = {name: value for name, value in error.facts.items() if name not in OURS}
    findings = [_told(one) for one in error.findings]
    more = facts | ({"findings": findings} if findings else {})
    return problem(status, error.code, sentence(error), **jsonable_encoder(more))


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
        words = (field_word(str(one["loc"][1]), one.get("ctx", {})) for one in error.errors())
        named_fields = "、".join(dict.fromkeys(words))
        return refused(request, InputError("request.invalid", fields=named_fields), 422)
    return problem(422, "request.invalid", "请求的内容不对", fields=fields)


async def plain(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: no such address, a wrong method, a body that is too large
    or no form."""
    assert isinstance(error, HTTPException)
    ours = PLAIN.get(error.status_code, NO_PAGE)
    status = 422 if error.status_code == 400 else error.status_code
    if is_page(request):
        return refused(request, NO_PAGE if status in {404, 405} else ours, status)
    response = _problem_of(ours, status)
    response.headers.update(error.headers or {})
    return response


async def unforeseen(request: Request, error: Exception) -> Response:
    """What nobody foresaw: told as such; the server's own log has the rest."""
    if is_page(request):
        return refused(request, UNFORESEEN, 500)
    return _problem_of(UNFORESEEN, 500)
