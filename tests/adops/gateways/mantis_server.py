"""A MantisBT on loopback that answers as the real one does, traps included (mantis.md), and can be
told to fall into each.

`Desk.project` takes names and numbers, tokens stand bare, 401 and some 500s are empty, a summary of
129 characters is an empty 500, unknown severities and handlers are dropped, creating with a bad
file fails and leaves the issue, a page after the last is the last once more.
"""

import base64
import binascii
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "0123456789abcdef0123456789abcdef"
MOST_SUMMARY, MOST_NAME, MOST_FILE = 128, 250, 2 * 1024 * 1024
SEVERITIES = frozenset({"feature", "trivial", "text", "minor", "major", "crash", "block"})
OURS, OTHERS = 1, 2
HTML = b"<br /><b>Deprecated</b>: strftime() in <b>core.php</b><html>...</html>"


class Refused(Exception):
    """An answer that is no success: `code` None has an empty body, its words in the reason."""

    def __init__(self, status: int, code: int | None, words: str, wait: int | None = None) -> None:
        super().__init__(words)
        self.status, self.code, self.words, self.wait = status, code, words, wait


def too_many(wait: int | None) -> Refused:
    """Of a limit that is used up."""
    return Refused(429, 27, "You have exceeded the allowed activity", wait)


@dataclass
class Stored:
    """An issue."""

    number: int
    summary: str
    description: str
    category: str
    severity: str
    handler: str
    notes: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    project: int = OURS


@dataclass
class Desk:
    """What it holds, and its switches. `most_events`: issues, files and notes an hour, None: no
    limit; `refused` are endings of names that are not allowed; `wait` is told with 429 where it is
    set; `most_file`: bytes of a file. `once` are answers that the next requests of a way (`POST
    issues`) get: `html`, `500`, `401`, `429`, `done-429` (done, and refused all the same), `drop`
    (done, and the line breaks before the answer), `lost` (the line breaks before anything is done),
    `garbage`. `taken` is called when an issue, a file or a note is stored and before the other side
    hears so."""

    port: int = 0
    project: str = "地方站广告"
    other_project: str = "别的部门"
    categories: tuple[str, ...] = ("General", "广告异常")
    handlers: frozenset[str] = frozenset({"hq001"})
    refused: tuple[str, ...] = (".svg",)
    most_events: int | None = None
    most_file: int = MOST_FILE
    wait: int | None = None
    events: int = 0
    issues: list[Stored] = field(default_factory=list)
    once: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    taken: Callable[[str], None] = lambda _what: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def summaries(self) -> list[str]:
        """Of all issues, the oldest first."""
        return [one.summary for one in self.issues]

    def stored(self, number: int) -> Stored:
        found = next((one for one in self.issues if one.number == number), None)
        if found is None:
            raise Refused(404, 1100, f"Issue {number} not found")
        return found

    def event(self) -> None:
        if self.most_events is not None and self.events >= self.most_events:
            raise too_many(self.wait)
        self.events += 1

    def create(self, body: Mapping[str, Any]) -> Any:
        for name in ("summary", "description", "project", "category"):
            if not body.get(name):
                raise Refused(400, 11, f"A necessary field '{name}' was empty.")
        place = self._place(body)
        if len(body["summary"]) > MOST_SUMMARY:
            raise Refused(500, None, "Internal Server Error")
        self.event()
        severity = _name(body.get("severity"))
        handler = _name(body.get("handler"))
        issue = Stored(
            max((one.number for one in self.issues), default=100) + 1,
            body["summary"],
            body["description"],
            _name(body["category"]),
            severity if severity in SEVERITIES else "minor",
            handler if handler in self.handlers else "",
            project=place,
        )
        self.issues.append(issue)  # and there it stays, whatever comes of its files
        self.taken("issue")
        for file in body.get("files") or ():
            self.keep(issue, file)
        return {"issue": self.shown(issue)}

    def _place(self, body: Mapping[str, Any]) -> int:
        """The project's number."""
        project, category = body["project"], body["category"]
        named = {name: number for number, name in self._projects().items()}
        place = project.get("id") or named.get(project.get("name"))
        if place not in self._projects():
            raise Refused(404, 700, "Project not found.")
        known = category.get("name") in self.categories
        if not known and not 0 < int(category.get("id") or 0) <= len(self.categories):
            raise Refused(404, 1502, "Category not found.")
        return int(place)

    def attach(self, issue: Stored, body: Mapping[str, Any]) -> None:
        for file in body.get("files") or ():
            self.keep(issue, file)

    def keep(self, issue: Stored, file: Mapping[str, str]) -> None:
        name, content = file["name"], file["content"]
        try:
            data = base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            data = b"corrupt: " + content.encode()[:40]
        if name.lower().endswith(self.refused):
            raise Refused(400, 501, "File type not allowed")
        if len(name) > MOST_NAME:
            raise Refused(500, None, "Internal Server Error")
        if not data:
            raise Refused(400, 504, "No file was uploaded")
        if len(data) > self.most_file:
            raise Refused(400, 500, "File upload failed: too big")
        self.event()
        issue.files[name] = data
        self.taken("file")

    def note(self, issue: Stored, body: Mapping[str, Any]) -> Any:
        if not body.get("text"):
            raise Refused(400, 11, "A necessary field 'text' was empty.")
        self.event()
        issue.notes.append(body["text"])
        self.taken("note")
        for file in body.get("files") or ():
            self.keep(issue, file)
        number = 1000 + sum(len(one.notes) for one in self.issues)
        return {"note": {"id": number, "text": body["text"]}, "issue": self.shown(issue)}

    def shown(self, issue: Stored) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": issue.number,
            "summary": issue.summary,
            "description": issue.description,
            "project": {"id": issue.project, "name": self._projects()[issue.project]},
            "category": {"id": 2, "name": issue.category},
            "severity": {"id": 60, "name": issue.severity, "label": issue.severity},
            "status": {"id": 10, "name": "new", "label": "new"},
            "notes": [{"id": n, "text": text} for n, text in enumerate(issue.notes, 1)],
            "attachments": [
                {"id": n, "filename": name, "size": len(data)}
                for n, (name, data) in enumerate(issue.files.items(), 1)
            ],
        }
        return told | ({"handler": {"id": 5, "name": issue.handler}} if issue.handler else {})

    def listed(self, query: Mapping[str, list[str]]) -> Any:
        """Without a project those of all; of one that is not there none is told."""
        size = int(query.get("page_size", ["50"])[0])
        page = int(query.get("page", ["1"])[0])
        project = int(query.get("project_id", ["0"])[0])
        if project and project not in self._projects():
            raise Refused(404, 700, f"Project '{project}' not found")
        wanted = query.get("select", [""])[0].split(",")
        newest = sorted(
            (one for one in self.issues if project in {0, one.project}),
            key=lambda one: -one.number,
        )
        last = max(1, -(-len(newest) // size))
        start = (min(page, last) - 1) * size
        return {
            "issues": [
                {name: told for name, told in self.shown(one).items() if _is_wanted(name, wanted)}
                for one in newest[start : start + size]
            ]
        }

    def _projects(self) -> dict[int, str]:
        return {OURS: self.project, OTHERS: self.other_project}

    def projects(self) -> Any:
        names = [{"id": n, "name": name} for n, name in enumerate(self.categories, 1)]
        return {
            "projects": [
                {"id": number, "name": name, "categories": names if number == OURS else names[:1]}
                for number, name in reversed(self._projects().items())
            ]
        }


def _is_wanted(name: str, wanted: list[str]) -> bool:
    """`select` names the fields that are told; without it all are."""
    return wanted == [""] or name in wanted


def _name(told: Any) -> str:
    return str(told.get("name") or "") if isinstance(told, dict) else ""


@contextmanager
def mantis_server(port: int = 0) -> Iterator[Desk]:
    """Runs in threads of its own on a free port."""
    desk = Desk()
    handler = type("OfDesk", (Handler,), {"desk": desk})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        desk.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield desk
        finally:
            server.shutdown()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    """One connection; what it serves is `desk`."""

    desk: Desk
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, format: str, *args: Any) -> None:
        return

    def _answer(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        parts = urlsplit(self.path)
        steps = parts.path.removeprefix("/api/rest/").split("/")
        way = f"{method} {'/'.join('*' if one.isdigit() else one for one in steps)}"
        with self.desk.lock:
            self.desk.asked.append(way)
            self.desk.tokens.append(self.headers.get("Authorization", ""))
            trap = self._trap(way)
            if trap == "lost":
                return self._hang_up()
            try:
                self._require(trap)
                status, told = self._told(method, steps, parse_qs(parts.query), body)
            except Refused as refused:
                return self._refuse(refused)
        if trap == "drop":
            return self._hang_up()
        if trap == "done-429":
            return self._refuse(too_many(self.desk.wait))
        if trap == "html":
            return self._say(200, HTML, "text/html; charset=utf-8")
        if trap == "garbage":
            return self._say(201, b'{"issue": {}}', "application/json")
        return self._say(status, b"" if told is None else json.dumps(told).encode())

    def _trap(self, way: str) -> str:
        for place, (wanted, trap) in enumerate(self.desk.once):
            if wanted == way:
                del self.desk.once[place]
                return trap
        return ""

    def _require(self, trap: str) -> None:
        if self.headers.get("Authorization") != TOKEN or trap == "401":
            raise Refused(401, None, "API token not found")
        if trap == "500":
            raise Refused(500, None, "Internal Server Error")
        if trap == "429":
            raise too_many(self.desk.wait)

    def _told(
        self, method: str, steps: list[str], query: Mapping[str, list[str]], body: Any
    ) -> tuple[int, Any]:
        match method, steps:
            case "GET", ["users", "me"]:
                return 200, {"id": 5, "name": "adops"}
            case "GET", ["projects"]:
                return 200, self.desk.projects()
            case "GET", ["issues"]:
                return 200, self.desk.listed(query)
            case "GET", ["issues", number]:
                return 200, {"issues": [self.desk.shown(self.desk.stored(int(number)))]}
            case "POST", ["issues"]:
                return 201, self.desk.create(body)
            case "POST", ["issues", number, "files"]:
                self.desk.attach(self.desk.stored(int(number)), body)
                return 201, None
            case "POST", ["issues", number, "notes"]:
                return 201, self.desk.note(self.desk.stored(int(number)), body)
        raise Refused(404, None, "Not Found")

    def _refuse(self, refused: Refused) -> None:
        told = {"message": refused.words, "code": refused.code, "localized": refused.words}
        body = b"" if refused.code is None else json.dumps(told).encode()
        self._say(refused.status, body, reason=refused.words, wait=refused.wait)

    def _say(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json",
        reason: str | None = None,
        wait: int | None = None,
    ) -> None:
        with suppress(OSError):
            self.send_response(status, reason)
            self.send_header("X-Mantis-Version", "2.28.4")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if wait is not None:
                self.send_header("Retry-After", str(wait))
            self.end_headers()
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.close()
