from pathlib import Path

import pytest

from adops.catalog.book import load_book
from adops.catalog.review import load_bounds
from adops.demo.orders import (
    COMING,
    HEAVY_APPROVED,
    HEAVY_REFUSED,
    HEAVY_SINA,
    LONG_ANIMATION,
    OCTOBER,
    RUNNING,
    Order,
)
from adops.demo.studio import KB, material
from adops.domain.slot import PartSpec, SlotSpec
from adops.inspect.creative import inspect
from adops.rules.review import review

CONFIG = Path(__file__).parents[3] / "config"
FOUND = {
    HEAVY_APPROVED.key: "size.over_limit",
    HEAVY_REFUSED.key: "size.over_cap",
    HEAVY_SINA.key: "size.sina_strict",
    LONG_ANIMATION.key: "animation.too_long",
}


@pytest.mark.parametrize("order", [*OCTOBER, *RUNNING, *COMING], ids=lambda order: order.key)
def test_every_creative_of_the_demo_is_judged_as_its_story_tells(order: Order) -> None:
    host = "127.0.0.1:8901"
    book = load_book(CONFIG, frozenset({host}))
    sent = material(order)
    facts = inspect(sent.body, name=sent.name, declared=None, bounds=load_bounds(CONFIG))
    slot = order.slot
    spec = SlotSpec(
        code=slot.code,
        owner=slot.owner,
        parts=(PartSpec("main", *slot.size, slot.max_kb * KB),),
        formats=("jpg", "png", "gif"),
        item=slot.code,
        max_seconds=15,
    )
    link = f"http://{host}/lp/{order.slug}"
    found = review(
        {"main": facts}, spec, link, order.house.copy, book.allow_hosts, terms=book.review
    )
    assert [one.code for one in found] == ([FOUND[order.key]] if order.key in FOUND else [])
