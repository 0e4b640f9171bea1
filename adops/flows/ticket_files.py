"""Files of a ticket: the proof sheet, as it is stored where that may be, and the facts of its look
as JSON, taken out of the stored facts of the page when they are sent (checks.md, Anomaly;
mantis.md)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from adops.db import Database
from adops.domain.anomaly import AnomalyKind
from adops.domain.ticket import Outbound, TicketTrouble
from adops.gateways.mantis import MOST_FILE
from adops.inspect.attachment import as_it_is, smaller
from adops.models import Anomaly, SlotCheck
from adops.phrases.words import RESULTS
from adops.queries.evidence import look_files
from adops.queries.ticket_facts import Head, expected, head_of, is_split
from adops.rules import ticket_facts as rules
from adops.store import Store

File = tuple[str, bytes]
"""A name, the same whenever the file is sent, and the bytes."""


def picture_of(database: Database, store: Store, ticket: Outbound) -> File:
    """The proof sheet, else the cut-out, else the page, the first PNG or JPEG that is small enough;
    else a smaller copy of the first that can be read, what is stored stays as it is. Of a booking
    that is delivered beside its trouble not the sheet; of a page's trouble the page alone. Raises
    TicketTrouble, MissingError, OutsideError."""
    look_id, booking = int(ticket.content["look"]), ticket.content.get("booking")
    with database.read() as session:
        look = session.get_one(SlotCheck, look_id)
        files = look_files(session, look_id).files
        split = booking is not None and is_split(session, ticket.anomaly_id, look_id, booking)
        is_page = session.get_one(Anomaly, ticket.anomaly_id).kind is AnomalyKind.PAGE
    if look.drawn_at is None:
        raise TicketTrouble("证明单还没有画好")
    sheet = None if split else files.get(booking)  # it shows what is right
    shown: tuple[str | None, ...] = (sheet, files[None], look.page_picture)
    if is_page and look.page_picture is not None:
        shown = (look.page_picture,)  # one slot is not the whole
    stored = [one for one in shown if one is not None]
    for way, mark in ((as_it_is, ""), (smaller, "-small")):
        for sha256 in stored:
            found = way(store.get(sha256), under=MOST_FILE)
            if found is not None:
                ending, content = found
                return f"A-{ticket.anomaly_id}-{sha256[:16]}{mark}.{ending}", content
    raise TicketTrouble("没有可以附上的图片", permanent=True)


def facts_of(database: Database, store: Store, ticket: Outbound) -> File:
    """The look's facts as far as they concern the anomaly; they name no other client. Raises
    MissingError, OutsideError."""
    look_id, booking = int(ticket.content["look"]), ticket.content.get("booking")
    with database.read() as session:
        head = head_of(session, ticket.anomaly_id, look_id, booking)
    document = json.loads(store.get(head.facts)) if head.facts else {}
    data = _of_page(head, document) if not head.slot_code else _of_slot(head, document)
    if booking is not None:
        with database.read() as session:
            wanted = _creatives(head, document)
            data["booking"]["expected"] = expected(session, booking, wanted)
    told = rules.bounded(rules.without_names(data, head.parties))
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return f"A-{ticket.anomaly_id}-facts-{look_id}.json", content


def _of_slot(head: Head, document: Mapping[str, Any]) -> dict[str, Any]:
    data = dict(head.data)
    if head.booking_id is not None:
        result = rules.own_result(document, head.slot_code, head.booking_id)
        words = {"result": result, "result_words": RESULTS[result]} if result else {}
        data["booking"] = head.data["booking"] | words
    shown = rules.shown_to(document, head.slot_code, head.booking_id, head.parties)
    return data | {"loads": rules.loads_of(document), "shown": shown}


def _of_page(head: Head, document: Mapping[str, Any]) -> dict[str, Any]:
    places = rules.places_of(document, [code for code, _, _ in head.slots])
    slots = [
        {"name": name, "result": result, "result_words": RESULTS[result], "code": code}
        | places[code]
        for code, name, result in head.slots
    ]
    trouble = {"trouble": document.get("trouble")}
    return dict(head.data) | trouble | {"loads": rules.loads_of(document), "slots": slots}


def _creatives(head: Head, document: Mapping[str, Any]) -> Iterable[int]:
    """All that the look expected in the slot, and the one that it tells of."""
    told = (document.get("slots") or {}).get(head.slot_code) or {}
    own = head.data["booking"]["creative"]
    return {*(int(one) for one in told.get("creatives") or {}), *([own] if own else [])}
