"""The traffic of a page as HAR 1.2, without bodies and secrets (checks.md, Evidence). Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from checks.secrets import clean_address, clean_headers

CREATOR = {"name": "adops", "version": "1"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a page and what came of it. `status` 0: no answer, `trouble` says why.
    `started_ms` since 1970; `took_ms` None where it never ended; `size` in bytes as declared."""

    method: str
    url: str
    kind: str
    started_ms: float
    took_ms: float | None = None
    status: int = 0
    status_text: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def size(self) -> int:
        """Bytes of the body as the server declared them, -1 where it did not."""
        told = self.answered.get("content-length", "")
        return int(told) if told.isdecimal() and len(told) < 16 else -1


def har_document(exchanges: Sequence[Exchange], *, page_url: str, most: int) -> bytes:
    """At most `most` bytes: what does not fit is left out, and the comment says how much."""
    entries: list[bytes] = []
    room = most - 2_000 - len(page_url)
    for one in exchanges:
        entry = json.dumps(_entry(one), ensure_ascii=False).encode(errors="replace")
        room -= len(entry) + 2
        if room < 0:
            break
        entries.append(entry)
    left = len(exchanges) - len(entries)
    comment = f"{left} more entries left out: over {most} bytes" if left else ""
    page = clean_address(page_url)[:1_000]
    head = {"version": "1.2", "creator": CREATOR, "comment": comment, "pages": [_page(page)]}
    start = json.dumps({"log": head}, ensure_ascii=False).encode(errors="replace")
    return start.removesuffix(b"}}") + b', "entries": [' + b",\n".join(entries) + b"]}}"


def _page(url: str) -> dict[str, Any]:
    return {"id": "page", "title": url, "startedDateTime": "", "pageTimings": {}}


def _entry(one: Exchange) -> dict[str, Any]:
    took = one.took_ms if one.took_ms is not None else -1
    mime = one.answered.get("content-type", "")
    return {
        "pageref": "page",
        "startedDateTime": _instant(one.started_ms),
        "time": max(took, 0),
        "_resourceType": one.kind,
        "request": {
            "method": one.method,
            "url": clean_address(one.url),
            "httpVersion": "",
            "cookies": [],
            "headers": clean_headers(one.asked),
            "queryString": [],
            "headersSize": -1,
            "bodySize": -1,
        },
        "response": {
            "status": one.status,
            "statusText": one.status_text,
            "httpVersion": "",
            "cookies": [],
            "headers": clean_headers(one.answered),
            "content": {"size": one.size, "mimeType": mime},
            "redirectURL": clean_address(one.answered.get("location", "")),
            "headersSize": -1,
            "bodySize": one.size,
            "_error": one.trouble,
        },
        "cache": {},
        "timings": {"send": 0, "wait": max(took, 0), "receive": 0},
    }


def _instant(milliseconds: float) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
