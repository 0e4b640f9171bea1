"""The pages as people meet them: the whole application served on loopback, a real Chromium.

Every page object notes what a browser should never have to say: requests to other hosts, errors on
the console. `Visit.finish` is asked at the end of each test.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

import adops.api
import adops.web
from adops import clock
from adops.db import Database
from adops.demo.portal import await_start
from adops.domain.people import Role
from adops.flows.rendered import Remembering
from adops.main import renderer_of, routers_of
from adops.models import Person
from adops.server.app import build
from adops.services.accounts import hash_password
from adops.settings import Settings
from adops.store import Store
from checks.chromium import find_chromium
from checks.draw import Easel
from reports import ledger, month
from reports.routes import ROUTERS
from tests.factories import Factory

PASSWORD = "correct horse battery"
DESK, PHONE = (1366, 768), (390, 844)
PATIENCE = 30_000  # ms: a busy machine is slow, and only a wrong page waits so long
expect.set_options(timeout=PATIENCE)
SERIOUS = {"serious", "critical"}
ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
# What a browser says of an answer that refuses: the page says it better.
REFUSED = "Failed to load resource: the server responded with a status of 4"
# ADOPS_LOOK=folder: every page a test looks at is kept there as a picture, for people.
LOOK = os.environ.get("ADOPS_LOOK")


@dataclass
class Visit:
    """One browser page and what it said."""

    page: Page
    base: str
    name: str
    said: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        """Opens a page of the house."""
        self.page.goto(self.base + path)

    def sign_in(self, staff_no: str) -> None:
        """As a person does it."""
        self.goto("/sign-in")
        self.page.get_by_label("工号").fill(staff_no)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def look(self, name: str) -> None:
        """Nothing serious for axe, nothing wider than the screen; kept as a picture on demand."""
        found = Axe().run(self.page).response["violations"]
        serious = [
            (one["id"], [node["html"] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in SERIOUS
        ]
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if LOOK:
            folder = Path(LOOK)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}-{self.name}.png", full_page=True)
        assert serious == []
        assert width <= (self.page.viewport_size or {"width": 0})["width"]

    def finish(self) -> None:
        """No request went elsewhere, and nothing stands on the console."""
        assert self.elsewhere == []
        assert self.said == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module."""
    path = find_chromium(Settings())
    assert path is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def profiles(browser: Browser) -> dict[tuple[int, int], BrowserContext]:
    """By width; each keeps a page, and so its window, open: a new one for each test takes long."""
    found = {}
    for width, height in (DESK, PHONE):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        context.set_default_timeout(PATIENCE)
        context.new_page()
        found[width, height] = context
    return found


@pytest.fixture
def site(settings: Settings, sqlite: Database, store: Store, now: datetime) -> Iterator[str]:
    """The application's address; its business clock stands at Friday 08:50 to begin with."""
    clock.clock.move_to(now)
    routers = [*routers_of(adops.api), *ROUTERS]
    settings.home.mkdir(parents=True, exist_ok=True)
    app = build(routers, settings, sqlite, store, pages=routers_of(adops.web))
    app.state.draw_month, app.state.draw_ledger = month.draw, ledger.draw
    app.state.draw_evidence = Easel(sqlite, store).draw
    app.state.renderer = Remembering(renderer_of(settings))
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", ws="none", access_log=False)
        )
        thread = threading.Thread(target=server.run, args=([door],), daemon=True)
        thread.start()
        await_start(server, thread)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def visit(
    request: pytest.FixtureRequest,
    profiles: dict[tuple[int, int], BrowserContext],
    site: str,
) -> Iterator[Visit]:
    """A browser page of either width, whose profile is empty: the site of each test has an address
    of its own, and cookies are cleared."""
    context = profiles[request.param]
    page = context.new_page()
    visit = Visit(page, site, "desk" if request.param == DESK else "phone")

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSED):
            visit.said.append(message.text)

    def see(url: str) -> None:
        if not url.startswith((site, "data:", "blob:")):
            visit.elsewhere.append(url)

    page.on("console", hear)
    page.on("pageerror", lambda error: visit.said.append(str(error)))
    page.on("request", lambda sent: see(sent.url))
    yield visit
    for other in context.pages[1:]:
        other.close()
    context.set_offline(False)
    context.clear_permissions()
    context.clear_cookies()
    visit.finish()


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Of PASSWORD, hashed once."""
    return hash_password(PASSWORD)


@pytest.fixture
def person(sqlite: Database, factory: Factory, password_hash: str) -> Callable[..., Person]:
    """Makes somebody who can sign in with PASSWORD: `person(Role.AE, staff_no="BJ001")`."""

    def make(role: Role = Role.AE, **given: object) -> Person:
        with sqlite.write() as session:
            values = {"password_hash": password_hash} | given
            return factory.person(session, role, **values)

    return make
