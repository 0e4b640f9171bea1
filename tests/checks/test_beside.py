"""The page's source and traffic are kept beside troubles, and only there; the first screen where
ads float (checks.md, Evidence)."""

import json
from dataclasses import replace
from datetime import datetime

from sqlmodel import select

from adops.domain.facts import Look
from adops.domain.slot import Device
from adops.domain.states import LookResult
from adops.models import SlotCheck, StoredFile
from adops.store import Store, sha256_of
from checks.probe import PageLoad, PageProbe, PageSeen
from checks.shelf import Shelf
from checks.work import House
from tests.checks.conftest import CONFIG, FRIDAY
from tests.checks.town import BLUE, Town, at_slot, img
from tests.factories import Factory
from tests.site.server import Site

SECRET = "s3cr3t-value-1234"
BODY = (
    at_slot(img("/blue.png"))
    + '<div id="empty" style="height:80px"></div>'
    + f'<form><input type="hidden" name="csrf" value="{SECRET}">'
    + f'<input type="password" value="{SECRET}"></form>'
    + "<script>document.body.append('画出来的')</script>"
    + "<iframe srcdoc='<b>框里的</b>'></iframe>"
    + f"<script>fetch('/blue.png?access_token={SECRET}')</script>"
)


def rows(house: House) -> dict[str, SlotCheck]:
    with house.database.read() as session:
        return {one.result.value: one for one in session.exec(select(SlotCheck))}


def test_troubles_have_source_and_traffic_and_others_none(
    house: House, site: Site, factory: Factory
) -> None:
    site.file("/blue.png", BLUE)
    town = Town(house, site, factory)
    town.page(BODY)
    town.booking(town.slot(), BLUE)
    town.booking(town.slot("#empty"), BLUE)
    town.check()
    found = rows(house)
    ok, empty = found["ok"], found["empty"]
    assert (ok.html, ok.har) == (None, None)
    assert empty.html and empty.har
    html = house.store.get(empty.html).decode()
    assert html.startswith("<!DOCTYPE html>") and "画出来的" in html and "框里的" in html
    har = json.loads(house.store.get(empty.har))["log"]["entries"]
    urls = [one["request"]["url"] for one in har]
    assert any(url.endswith("/page") for url in urls) and len(urls) >= 3
    assert {one["response"]["status"] for one in har} == {200}
    assert SECRET not in html and SECRET not in json.dumps(har)
    with house.database.read() as session:
        kinds = {one.sha256: one.media_type for one in session.exec(select(StoredFile))}
    assert (kinds[empty.html], kinds[empty.har]) == ("text/html", "application/har+json")


def test_a_page_that_does_not_load_leaves_its_traffic(
    house: House, site: Site, factory: Factory
) -> None:
    town = Town(house, site, factory)
    town.page("gone")
    assert town._page
    town.booking(town.slot(), BLUE)
    with house.database.write() as session:
        page = session.merge(town._page)
        page.url = site.url("/no-such-page")
        session.add(page)
    town.check()
    look = rows(house)["unreachable"]
    assert look.har and not look.html
    (entry,) = json.loads(house.store.get(look.har))["log"]["entries"]
    assert entry["response"]["status"] == 404


def test_a_source_that_is_too_long_is_cut_and_says_so(
    house: House, site: Site, factory: Factory
) -> None:
    most = 20_000
    beside = house.config.beside.model_copy(update={"html_bytes": most})
    house = replace(house, config=house.config.model_copy(update={"beside": beside}))
    town = Town(house, site, factory)
    town.page(f"<p>{'字' * 50_000}</p>")
    town.booking(town.slot(), BLUE)
    town.check()
    look = rows(house)["missing"]
    assert look.html
    content = house.store.get(look.html)
    assert len(content) <= most and content.decode().endswith("后面的没有留存 -->")


NOW = datetime.fromisoformat("2026-11-20T09:05:00+08:00")


def load(name: bytes, *, is_screen: bool = False) -> PageLoad:
    return PageLoad(NOW, "http://a.cn/", 200, 0.1, 10, 10, 1.0, (), (), name, is_screen)


def look(result: LookResult) -> Look:
    return Look(1, "A", FRIDAY, result, "http://a.cn/", NOW, (), ())


def test_with_a_first_screen_both_pictures_are_kept(store: Store) -> None:
    """Whichever of the two a slot was judged on; of a second load that nobody needs, neither."""
    first, again = load(b"screen", is_screen=True), load(b"s2", is_screen=True)
    loads = (first, load(b"page"), again, load(b"2"))
    seen = PageSeen(PageProbe(1, "http://a.cn/", Device.PC, ()), loads, NOW)
    for used in (0, 1):
        shelf = Shelf(store, seen, CONFIG)
        assert shelf.pictures([used]) == {0: sha256_of(b"screen"), 1: sha256_of(b"page")}
        assert shelf.whole_page(used) == sha256_of(b"page")
        assert shelf.first_screen(used) == sha256_of(b"screen")
        assert set(shelf.files) == {sha256_of(b"screen"), sha256_of(b"page")}
    plain = Shelf(store, replace(seen, loads=(load(b"page"),)), CONFIG)
    plain.pictures([0, 5])
    assert (plain.first_screen(0), plain.whole_page(0), plain.whole_page(5)) == (
        None,
        sha256_of(b"page"),
        None,
    )


def test_a_page_without_trouble_keeps_nothing_beside(store: Store) -> None:
    seen = PageSeen(PageProbe(1, "http://a.cn/", Device.PC, ()), (), NOW, html=b"<html>")
    shelf = Shelf(store, seen, CONFIG)
    assert shelf.beside((look(LookResult.OK),))[0].html is None and not shelf.files
    bad, good = shelf.beside((look(LookResult.BROKEN), look(LookResult.OK)))
    assert (bad.html, good.html) == (sha256_of(b"<html>"), None)
