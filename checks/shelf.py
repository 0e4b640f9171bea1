"""The files of one page in one run, stored as they come: pictures, facts, and for troubles the
page's source and traffic (checks.md, Evidence)."""

from collections.abc import Iterable
from dataclasses import replace

from adops.catalog.checks import CheckConfig
from adops.domain.facts import Look
from adops.domain.states import WELL
from adops.services.slot_checks import HAR, HTML, PNG
from adops.store import Store
from checks.har import har_document
from checks.probe import PageSeen


class Shelf:
    """Stores, and remembers what: `files` are SHA-256 → (bytes, type)."""

    def __init__(self, store: Store, seen: PageSeen, config: CheckConfig) -> None:
        self._store, self._seen, self._config = store, seen, config
        self.files: dict[str, tuple[int, str]] = {}
        self._pictures: dict[int, str] = {}

    def keep(self, content: bytes, media_type: str) -> str:
        """Stores and gives the hash."""
        sha256 = self._store.put(content)
        self.files[sha256] = (len(content), media_type)
        return sha256

    def pictures(self, loads: Iterable[int], alone: Iterable[int] = ()) -> dict[int, str]:
        """Stores the pictures of these loads, and with a first screen its whole page, the other way
        round too; `alone`: of these without; as the browser gave them."""
        wanted = {n for load in loads for n in (self._whole(load), self._screen(load))} | {*alone}
        for number in sorted(n for n in wanted if n is not None):
            self._pictures[number] = self.keep(self._seen.loads[number].picture, PNG)
        return dict(self._pictures)

    def whole_page(self, load: int) -> str | None:
        """The picture of the whole page that belongs to the load; None where it was not seen."""
        whole = self._whole(load)
        return None if whole is None else self._pictures.get(whole)

    def picture(self, load: int) -> str | None:
        """The picture of that load itself, of the whole page or of the first screen."""
        return self._pictures.get(load)

    def first_screen(self, load: int) -> str | None:
        """The picture of the first screen of that load, where ads float in it."""
        screen = self._screen(load)
        return None if screen is None else self._pictures.get(screen)

    def beside(self, looks: tuple[Look, ...]) -> tuple[Look, ...]:
        """The looks, troubles with the source and the traffic of the page."""
        if all(one.result in WELL for one in looks):
            return looks
        html = self.keep(self._seen.html, HTML) if self._seen.html else None
        har = None
        if self._seen.traffic:
            most, url = self._config.beside.har_bytes, self._seen.probe.url
            har = self.keep(har_document(self._seen.traffic, page_url=url, most=most), HAR)
        return tuple(
            one if one.result in WELL else replace(one, html=html, har=har) for one in looks
        )

    def _whole(self, load: int) -> int | None:
        loads = self._seen.loads
        after = (n for n in range(load, len(loads)) if not loads[n].is_screen)
        return next(after, load if load < len(loads) else None)

    def _screen(self, load: int) -> int | None:
        loads = self._seen.loads
        if load < len(loads) and loads[load].is_screen:
            return load
        before = load - 1
        while 0 <= before < len(loads) and loads[before].apart and loads[before].is_screen:
            before -= 1
        return before if 0 <= before < len(loads) and loads[before].is_screen else None
