"""A person's program at the API's door: plain HTTP with a bearer token, never through a proxy."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener
from uuid import uuid4

from adops.demo.studio import Material
from adops.errors import OutsideError

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON of an answer; `document` is empty where there was none."""

    status: int
    document: Any

    @property
    def code(self) -> str:
        """The problem's code, empty when all went well."""
        return str(self.document.get("code", "")) if isinstance(self.document, dict) else ""


class Caller:
    """Calls the API at `address` (`http://127.0.0.1:8000/api/v1`) as the owner of `token`.

    Raises OutsideError `server.unreachable` when nobody answers.
    """

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self.token = token
        self._opener: OpenerDirector = build_opener(ProxyHandler({}))

    def get(self, path: str) -> Answer:
        """GET."""
        return self._ask(Request(self.address + path))

    def fetch(self, path: str) -> bytes:
        """GET of a file. Raises OutsideError `server.unreachable` for any other answer."""
        asked = Request(self.address + path)
        asked.add_header("Authorization", f"Bearer {self.token}")
        try:
            with self._opener.open(asked, timeout=SECONDS) as found:
                return bytes(found.read())
        except URLError as error:
            raise OutsideError("server.unreachable", url=path, why=str(error)) from error

    def post(self, path: str, document: Mapping[str, Any] | None = None) -> Answer:
        """POST of a JSON document."""
        return self._ask(self._json("POST", path, document or {}))

    def patch(self, path: str, document: Mapping[str, Any]) -> Answer:
        """PATCH with a JSON document."""
        return self._ask(self._json("PATCH", path, document))

    def send(self, path: str, fields: Mapping[str, str], file: Material, *, part: str) -> Answer:
        """POST of a multipart form with one file."""
        mark = uuid4().hex
        lines = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        lines.append(
            f'--{mark}\r\nContent-Disposition: form-data; name="{part}"; filename="{file.name}"'
            "\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(lines).encode() + file.body + f"\r\n--{mark}--\r\n".encode()
        asked = Request(self.address + path, data=body, method="POST")
        asked.add_header("Content-Type", f"multipart/form-data; boundary={mark}")
        return self._ask(asked)

    def _json(self, method: str, path: str, document: Mapping[str, Any]) -> Request:
        asked = Request(self.address + path, json.dumps(document).encode(), method=method)
        asked.add_header("Content-Type", "application/json")
        return asked

    def _ask(self, asked: Request) -> Answer:
        asked.add_header("Authorization", f"Bearer {self.token}")
        try:
            with self._opener.open(asked, timeout=SECONDS) as found:
                return _answer(found.status, found)
        except HTTPError as refused:
            with refused:
                return _answer(refused.code, refused)
        except URLError as error:
            raise OutsideError(
                "server.unreachable", url=asked.full_url, why=str(error.reason)
            ) from error


def _answer(status: int, found: HTTPResponse | HTTPError) -> Answer:
    body = found.read()
    kind = found.headers.get_content_type()
    return Answer(status, json.loads(body) if kind.endswith("json") and body else {})
