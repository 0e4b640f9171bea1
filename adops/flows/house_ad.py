"""「这是自家广告」: what a look saw is read from its stored facts, then one act (checks.md)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from adops import clock
from adops.db import Database
from adops.domain.people import Actor
from adops.errors import RuleError
from adops.models import HouseAd, Slot
from adops.services import house_ads as acts
from adops.store import Store

WEB = ("http://", "https://")


def add_house_ad(database: Database, store: Store, look_id: int, *, by: Actor) -> HouseAd:
    """Raises what `services.house_ads.add_house_ad` raises, MissingError `evidence.missing`."""
    with database.read() as session:
        look = acts.look_to_judge(session, look_id=look_id, by=by)
        code, facts = session.get_one(Slot, look.slot_id).code, look.facts
    if facts is None:
        raise RuleError("house.nothing_shown", look=look_id)
    sha256, url = shown(json.loads(store.get(facts)), code)
    with database.write() as session:
        return acts.add_house_ad(
            session, look_id=look_id, sha256=sha256, url=url, by=by, now=clock.now()
        )


def shown(facts: Mapping[str, Any], slot: str) -> tuple[str | None, str | None]:
    """SHA-256 of the one file that filled the slot, and the address of what filled it; of what has
    none of its own, as a canvas, that of the frame around it. Neither where the page got several
    files from one address: it serves others' ads too."""
    number = facts["slots"][slot]["load"]
    load = facts["loads"][number] if number < len(facts["loads"]) else {"slots": [], "served": []}
    told = next((one for one in load["slots"] if one["code"] == slot), None)
    if not told or not told["main"]:
        return None, None
    own = str(told["main"]["url"] or "")
    files = set(_files(load, own))
    if len(files) > 1:
        return None, None
    frames = [str(one["url"] or "") for one in told["holders"] if one["kind"] == "iframe"]
    urls = [own] if own else frames
    return next(iter(files), None), next((url for url in urls if url.startswith(WEB)), None)


def _files(load: Mapping[str, Any], url: str) -> Iterator[str]:
    for one in load["served"]:
        if one["url"] == url and one["sha256"]:
            yield one["sha256"]
