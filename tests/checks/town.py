"""A page with slots, bookings and creatives for a test, in a few words."""

from datetime import date, timedelta
from typing import Any

from adops.domain.people import CONSOLE
from adops.domain.slot import Device
from adops.models import Booking, Page, Slot
from checks.run import RunReport, check
from checks.work import House
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site import ads
from tests.site.server import Site

SIZE = (300, 100)
LANDING = "/landing"


class Town:
    """Makes rows of one page of 北京 and looks at it."""

    def __init__(self, house: House, site: Site, factory: Factory) -> None:
        self.house, self.site, self.factory = house, site, factory
        self._page: Page | None = None
        site.page(LANDING, "楼盘介绍", title="落地页")

    def page(self, body: str, path: str = "/page", **given: Any) -> Page:
        """A page of the portal with that body; the next slots stand on it."""
        url = self.site.page(path, body)
        with self.house.database.write() as session:
            self._page = self.factory.page(session, url=url, **given)
        return self._page

    def slot(self, selector: str = "#ad", **given: Any) -> Slot:
        """A live 300×100 slot on the page."""
        values: dict[str, Any] = {"width": SIZE[0], "height": SIZE[1], "selector": selector}
        page_id = self._page.id if self._page else None
        with self.house.database.write() as session:
            return self.factory.slot(session, page_id=page_id, **(values | given))

    def booking(
        self,
        slot: Slot,
        content: bytes | None = None,
        *,
        first: date = FRIDAY,
        last: date = FRIDAY + timedelta(days=3),
        link: str = LANDING,
        format: str = "png",
        copy_text: str = "",
        size: tuple[int, int] = SIZE,
        **given: Any,
    ) -> Booking:
        """On air on Friday with a confirmed creative of that file; None: with none."""
        with self.house.database.write() as session:
            booking: Booking = self.factory.booking(
                session, first, last, slot, landing_url=self.site.url(link), **given
            )
            if content is not None:
                sha256 = self.house.store.put(content)
                part = {"format": format, "width": size[0], "height": size[1]}
                self.factory.creative(
                    session, booking, sha256=sha256, part=part, copy_text=copy_text
                )
        return booking

    def check(self, **given: Any) -> RunReport:
        """A run over all there is."""
        return check(self.house, by=CONSOLE, **given)


def img(path: str, link: str | None = LANDING, style: str = "") -> str:
    """A linked picture of the slot's size."""
    tag = f'<img src="{path}" width="{SIZE[0]}" height="{SIZE[1]}" style="{style}">'
    return f'<a href="{link}">{tag}</a>' if link else tag


def at_slot(inner: str, style: str = "") -> str:
    """The element of the slot around something."""
    return f'<div id="ad" style="width:{SIZE[0]}px;{style}">{inner}</div>'


MOBILE = Device.MOBILE
BLUE, RED = ads.png(SIZE), ads.png(SIZE, hue=10)
