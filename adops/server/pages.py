"""Pages rendered on the server: one environment, one way to answer an act, one page for a refusal.

An htmx request that is refused gets the refusal alone, shown above the form, which keeps what was
typed; any other gets a whole page.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader

from adops import clock
from adops.domain.people import Actor
from adops.errors import AdopsError, Kind
from adops.phrases import dates, words
from adops.phrases.creative import PLACES, message
from adops.phrases.pages import DONE, KEPT, NAVIGATION, TITLES, TO_DO
from adops.phrases.refusals import refusal
from adops.phrases.wording import ZH
from adops.rules.reach import may_somewhere
from adops.server.session import Session, Sessions

WEB = Path(__file__).parents[1] / "web"
STATIC = "/static"
SIGN_IN = "/sign-in"


def static_folders() -> dict[str, Path]:
    """Where each part of `/static` lies: ours, and what packages carry (no copy, no CDN)."""
    return {
        f"{STATIC}/app": WEB / "static",
        f"{STATIC}/tabler": _package("starlette_admin") / "static",
        f"{STATIC}/htmx": _package("js_lib_htmx") / "static" / "htmx",
        f"{STATIC}/docs": _package("fastapi_offline") / "static",
    }


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page with what every page has: who is signed in and may do what (`can`, for what is offered
    rather than done), the form secret, the clock."""
    sessions: Sessions = request.app.state.sessions
    session = getattr(request.state, "session", None) or sessions.read(request)
    fresh = session is None
    session = session or Session()
    settings = request.app.state.settings
    me: Actor | None = getattr(request.state, "actor", None)
    html = (
        environment()
        .get_template(template)
        .render(
            request=request,
            path=request.url.path,
            me=me,
            navigation=menu(me) if me else (),
            can=lambda act: me is not None and may_somewhere(me, act),
            csrf_token=session.csrf,
            now=clock.now(),
            env=settings.env,
            done_words=DONE.get(request.query_params.get("done", "")),
            **context,
        )
    )
    response = HTMLResponse(html, status_code=status)
    if fresh:
        sessions.write(response, session, secure=request.url.scheme == "https")
    return response


def menu(me: Actor) -> list[tuple[str, str, str]]:
    """The pages that are open to the person: address, word, icon."""
    return [
        (url, word, icon)
        for url, word, icon, acts in NAVIGATION
        if not acts or any(may_somewhere(me, act) for act in acts)
    ]


def done(request: Request, url: str, word: str | None = None) -> Response:
    """After an act: on to `url`, where `word` (a key of `phrases.pages.DONE`) is said once."""
    if word:
        url += f"{'&' if '?' in url else '?'}done={word}"
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": url})
    return RedirectResponse(url, status_code=303)


def refused(request: Request, error: AdopsError, status: int) -> Response:
    """What happened, what is kept, what to do; who is not signed in goes to the sign-in page."""
    if error.kind is Kind.UNKNOWN_PERSON:
        return _to_sign_in(request)
    part = "hx-request" in request.headers
    response = render(
        request,
        "_refused.html" if part else "refused.html",
        status,
        part=part,
        title=TITLES[error.kind],
        what=refusal(error, PLACES[ZH]),
        there=error.facts.get("booking") if error.code == "booking.exists" else None,
        kept=KEPT[part],
        to_do=TO_DO[error.kind],
        findings=[message(finding) for finding in error.findings],
    )
    if part:
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML show:#notice:top"
    return response


@cache
def environment() -> Environment:
    """Templates, escaped; words and dates as filters."""
    found = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "day": dates.day,
        "short_day": dates.short_day,
        "moment": dates.moment,
        "clock_time": dates.clock_time,
        "until": dates.until,
        "money": dates.money,
        "period": lambda pair: dates.period(*pair),
        "state": lambda one: words.STATES[_value(one)],
        "verdict": lambda one: words.VERDICTS[_value(one)],
        "result": lambda one: words.RESULTS[_value(one)],
        "kind": lambda one: words.KINDS[_value(one)],
        "route": lambda one: words.ROUTES[_value(one)],
        "category": lambda one: words.CATEGORIES[_value(one)],
        "site": lambda one: words.site(one.code, one.name),
        "role": lambda one: words.ROLES[_value(one)],
        "delivered": lambda one: words.DELIVERED[_value(one)],
    }
    found.globals["app"] = f"{STATIC}/app"
    return found


def _to_sign_in(request: Request) -> Response:
    asked = request.url.path if request.method == "GET" else ""
    query = f"?{request.url.query}" if asked and request.url.query else ""
    url = f"{SIGN_IN}?next={quote(asked + query)}" if asked not in {"", "/"} else SIGN_IN
    return done(request, url)


def _value(one: Any) -> str:
    return str(getattr(one, "value", one))


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None and spec.submodule_search_locations, f"package {name} is not installed"
    return Path(spec.submodule_search_locations[0])
