"""One MantisBT by its REST API, written for what it really answers (mantis.md).

The token stands bare in `Authorization`. 401 and some 500s have no body: their text is in the
reason phrase. Success is a JSON body that holds what was asked for, nothing else: a 200 with HTML
is none. Creating is never done with files, and never repeated here: who calls looks for the key
first (`find`).
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from adops.domain.ticket import Draft, Issue, Known, TicketTrouble
from adops.errors import InputError
from adops.inspect.attachment import HEADS

TIMEOUT_S = 60.0
PAGE = 50
MOST_SUMMARY = 128
MOST_FILE = 2_000_000  # bytes, under PHP's silent limit of 2 MiB
MOST_NAME = 250
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_DIGITS = 9  # of a time to wait, in seconds
TOO_MANY = 429
MOST_WORDS = 300
# of these codes waiting changes nothing, but an administrator does: tried again as all others
REFUSED = frozenset({400, 413, 415, 422})


@dataclass(frozen=True, slots=True)
class Version:
    """Who we are there, and what it is."""

    user: str
    version: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its categories."""

    number: int
    name: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Mantis:
    """Where tickets go, from `ADOPS_MANTIS_URL` and `ADOPS_MANTIS_TOKEN`."""

    url: str
    token: str = field(repr=False)
    timeout: float = TIMEOUT_S

    def me(self) -> Version:
        """Who the token is. Raises TicketTrouble."""
        answer = self._ask("GET", "users/me")
        told = _json(answer)
        name = told.get("name")
        if not isinstance(name, str):
            raise _no_answer(answer)
        return Version(name, answer.headers.get("X-Mantis-Version", ""))

    def projects(self) -> tuple[Project, ...]:
        """All that the token sees. Raises TicketTrouble."""
        answer = self._ask("GET", "projects")
        found = _json(answer).get("projects")
        if not isinstance(found, list):
            raise _no_answer(answer)
        return tuple(_project(one) for one in found)

    def project_named(self, name: str) -> Project | None:
        """The project of that name, None where the token sees none."""
        return next((one for one in self.projects() if one.name == name), None)

    def newest(self, project: int, *, pages: int) -> Iterator[Known]:
        """Issues of a project, the newest first, over at most so many pages. A page after the last
        may be the last once more: nothing new ends it. Raises TicketTrouble."""
        seen: set[int] = set()
        for page in range(1, pages + 1):
            query = {
                "project_id": str(project),
                "page_size": str(PAGE),
                "page": str(page),
                "select": "id,summary,status",
            }
            answer = self._ask("GET", "issues", query=query)
            found = _json(answer).get("issues")
            if not isinstance(found, list):
                raise _no_answer(answer)
            fresh = [_known(one) for one in found if _known(one).number not in seen]
            yield from fresh
            seen |= {one.number for one in fresh}
            if len(found) < PAGE or not fresh:
                return

    def find(self, project: int, key: str, *, pages: int) -> int | None:
        """The issue whose summary begins with the key; the oldest, were there several."""
        found = [
            one.number
            for one in self.newest(project, pages=pages)
            if one.summary.startswith(f"{key} ")
        ]
        return min(found, default=None)

    def create(self, draft: Draft) -> int:
        """A new issue without files; gives its number. Raises TicketTrouble."""
        summary = " ".join(draft.summary.split())
        if len(summary) > MOST_SUMMARY:
            raise TicketTrouble(f"标题有 {len(summary)} 个字，超过 {MOST_SUMMARY}", permanent=True)
        body: dict[str, Any] = {
            "summary": summary,
            "description": draft.description,
            "project": {"name": draft.project},
            "category": {"name": draft.category},
        }
        if draft.severity:
            body["severity"] = {"name": draft.severity}
        if draft.handler:
            body["handler"] = {"name": draft.handler}
        answer = self._ask("POST", "issues", body=body)
        issue = _json(answer).get("issue")
        number = issue.get("id") if isinstance(issue, dict) else None
        if answer.status_code != httpx.codes.CREATED or not isinstance(number, int):
            raise _no_answer(answer)
        return number

    def attach(self, issue: int, name: str, content: bytes) -> None:
        """One PNG, JPEG or JSON under 2,000,000 bytes. Raises TicketTrouble."""
        if not _is_kind(name, content) or len(content) >= MOST_FILE or len(name) > MOST_NAME:
            raise TicketTrouble(
                f"{name}：{len(content)} 字节，不是可以附上的 PNG、JPEG 或 JSON", permanent=True
            )
        file = {"name": name, "content": base64.b64encode(content).decode("ascii")}
        answer = self._ask("POST", f"issues/{issue}/files", body={"files": [file]})
        if answer.status_code != httpx.codes.CREATED:
            raise _no_answer(answer)

    def note(self, issue: int, text: str) -> int | None:
        """A note; gives its number where it is told. Raises TicketTrouble."""
        answer = self._ask("POST", f"issues/{issue}/notes", body={"text": text})
        note = _json(answer).get("note")
        if answer.status_code != httpx.codes.CREATED or not isinstance(note, dict):
            raise _no_answer(answer)
        number = note.get("id")
        return number if isinstance(number, int) else None

    def read(self, issue: int) -> Issue:
        """As it is stored. Raises TicketTrouble."""
        answer = self._ask("GET", f"issues/{issue}")
        found = _json(answer).get("issues")
        if not isinstance(found, list) or not found or not isinstance(found[0], dict):
            raise _no_answer(answer)
        return _issue(found[0])

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """One request. Raises TicketTrouble for every answer that is no success."""
        headers = {"Authorization": self.token, "Accept": "application/json"}
        url = f"{self.url.rstrip('/')}/api/rest/{path}"
        try:
            with httpx.Client(
                trust_env=False, timeout=self.timeout, follow_redirects=False
            ) as client:
                answer = client.request(method, url, params=query, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise TicketTrouble(str(error) or type(error).__name__, away=True) from error
        if not answer.is_success:
            raise _refusal(answer)
        return answer


def mantis_of(url: str | None, token: str | None) -> Mantis | None:
    """From the settings; None where no address is set.

    Raises InputError `settings.invalid` for an address of another kind, or without a token.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise InputError("settings.invalid", name="ADOPS_MANTIS_URL", why="https://…")
    plain = (token or "").strip()
    if not plain or not plain.isascii() or " " in plain:
        raise InputError("settings.invalid", name="ADOPS_MANTIS_TOKEN", why="MantisBT 的 API 令牌")
    return Mantis(url, plain)


def _is_kind(name: str, content: bytes) -> bool:
    """Whether the bytes are what the name says: a PNG, a JPEG, or an object in JSON."""
    if name.endswith(".json"):
        with suppress(ValueError):
            return isinstance(json.loads(content), dict)
        return False
    head = HEADS.get(name.rpartition(".")[2])
    return head is not None and content.startswith(head)


def _refusal(answer: httpx.Response) -> TicketTrouble:
    """What an answer that is no success says; its text may stand in the reason phrase alone."""
    why = f"{answer.status_code} {_words(answer)}".strip()
    if answer.status_code == TOO_MANY:
        return TicketTrouble(why, wait=_wait(answer))
    known = _body(answer)
    code = known.get("code") if known else None
    # code 11: a field that is missing; else the payload itself is refused
    permanent = answer.status_code in REFUSED and code is not None
    away = answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code in {
        401,
        403,
    }
    return TicketTrouble(why, permanent=permanent, away=away)


def _wait(answer: httpx.Response) -> timedelta:
    """As told, a day at most, else an hour."""
    told = answer.headers.get("Retry-After", "").strip()
    seconds = int(told[:MOST_DIGITS]) if told.isascii() and told.isdigit() else 0
    return min(timedelta(seconds=seconds), DAY) if seconds else HOUR


def _words(answer: httpx.Response) -> str:
    told = _body(answer).get("message")
    words = told if isinstance(told, str) and told else answer.reason_phrase
    return " ".join(words.split())[:MOST_WORDS]


def _no_answer(answer: httpx.Response) -> TicketTrouble:
    """A success that says nothing of what was asked: a page of HTML, an error of PHP before it."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    return TicketTrouble(f"{answer.status_code}，但不是 MantisBT 的回答（{kind}）")


def _body(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer, empty for anything else."""
    try:
        found = answer.json()
    except (ValueError, binascii.Error):
        return {}
    return found if isinstance(found, dict) else {}


def _json(answer: httpx.Response) -> dict[str, Any]:
    found = _body(answer)
    if not found:
        raise _no_answer(answer)
    return found


def _project(told: Any) -> Project:
    given = told if isinstance(told, dict) else {}
    categories = given.get("categories") or []
    names = (str(one.get("name", "")) for one in categories if isinstance(one, dict))
    return Project(int(given.get("id") or 0), str(given.get("name", "")), tuple(names))


def _known(told: Any) -> Known:
    given = told if isinstance(told, dict) else {}
    return Known(int(given.get("id") or 0), str(given.get("summary") or ""))


def _issue(told: Mapping[str, Any]) -> Issue:
    return Issue(
        number=int(told.get("id") or 0),
        summary=str(told.get("summary") or ""),
        severity=_name(told.get("severity")),
        handler=_name(told.get("handler")),
        status=_name(told.get("status")),
        notes=tuple(str(one.get("text") or "") for one in told.get("notes") or ()),
        files=tuple(
            str(one.get("filename") or one.get("name") or "")
            for one in told.get("attachments") or ()
        ),
    )


def _name(told: Any) -> str:
    return str(told.get("name") or "") if isinstance(told, dict) else ""
