"""Named errors → HTTP: one table, answered as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from adops.errors import AdopsError, Kind
from adops.phrases.creative import as_data
from adops.phrases.errors import sentence

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
TITLES = {400: "bad request", 404: "not found", 405: "method not allowed", 413: "too large"}


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """One problem document."""
    body = {"type": "about:blank", "title": TITLES.get(status, code), "status": status}
    body |= {"code": code, "detail": detail, **more}
    return JSONResponse(body, status_code=status, media_type=PROBLEM)


async def named(_request: Request, error: Exception) -> Response:
    """A refusal of ours, with its facts and findings beside."""
    assert isinstance(error, AdopsError)
    facts = {name: value for name, value in error.facts.items() if name not in {"code", "status"}}
    findings = [as_data(one) for one in error.findings]
    return problem(
        STATUS[error.kind],
        error.code,
        sentence(error),
        **facts,
        **({"findings": findings} if findings else {}),
    )


async def not_understood(_request: Request, error: Exception) -> Response:
    """What the request's shape got wrong, field by field."""
    assert isinstance(error, RequestValidationError)
    fields = [
        {"field": ".".join(str(part) for part in one["loc"][1:]), "why": one["msg"]}
        for one in error.errors()
    ]
    return problem(422, "request.invalid", "请求的内容不对", fields=fields)


async def plain(_request: Request, error: Exception) -> Response:
    """What the framework itself refuses: no such address, a wrong method."""
    assert isinstance(error, HTTPException)
    return problem(error.status_code, f"http.{error.status_code}", str(error.detail))
