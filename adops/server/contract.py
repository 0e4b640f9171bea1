"""What the API says of itself (OpenAPI 3.1): who may ask, and the problem documents it answers."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

PROBLEM = "application/problem+json"
WORDS = {
    401: "nobody is signed in, or the token is refused",
    403: "not this person",
    404: "no such thing, or none for this person",
    409: "the rules say no",
    413: "over a limit that is held before reading",
    415: "of a kind that cannot be taken",
    422: "not understood",
    503: "something outside failed",
}
ANY = (401, 403, 404, 409, 422, 503)
WRITES = frozenset({"post", "put", "patch", "delete"})
SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. Beside these the facts of the error, by name.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable: `creative.late`"},
        "detail": {"type": "string", "description": "one Chinese sentence"},
        "findings": {"type": "array", "items": {"type": "object"}},
    },
    "additionalProperties": True,
}
SECURITY: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "adops_session"},
}
UNREAD = ("HTTPValidationError", "ValidationError")


class Api(FastAPI):
    """FastAPI whose description names the answers that this application really gives."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once. An operation with `security: []` is open to anybody."""
        if self.openapi_schema is None:
            self.openapi_schema = _completed(super().openapi())
        return self.openapi_schema


def operation_id(route: APIRoute) -> str:
    """`creatives.confirm`: the tag and the function."""
    return f"{str(route.tags[0]).replace(' ', '_')}.{route.name}" if route.tags else route.name


def _completed(found: dict[str, Any]) -> dict[str, Any]:
    parts = found.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = SCHEMA
    parts["securitySchemes"] = SECURITY
    found["security"] = [{name: []} for name in SECURITY]
    for name in UNREAD:
        parts["schemas"].pop(name, None)
    for operations in found["paths"].values():
        for method, operation in operations.items():
            _name_problems(operation, writes=method in WRITES)
    return found


def _name_problems(operation: dict[str, Any], *, writes: bool) -> None:
    statuses = [*ANY, *((413, 415) if writes else ())]
    if operation.get("security") == []:
        statuses = [422]
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(statuses):
        operation["responses"][str(status)] = {"description": WORDS[status], "content": content}
