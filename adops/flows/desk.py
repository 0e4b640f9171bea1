"""The desk of a home: what handing in creatives needs, put together from the settings."""

from adops.catalog.book import load_book
from adops.catalog.mail import load_mail
from adops.catalog.review import load_bounds, load_landing, load_mending
from adops.db import Database
from adops.domain.html5 import Renderer
from adops.flows.submit import Desk
from adops.settings import Settings
from adops.store import Store


def desk_of(
    settings: Settings, database: Database, store: Store, renderer: Renderer | None = None
) -> Desk:
    """Raises InputError `config.…` naming file and key."""
    config = settings.config_dir
    return Desk(
        database=database,
        store=store,
        book=load_book(config, settings.allowed_hosts),
        bounds=load_bounds(config),
        mails=load_mail(config),
        landing=load_landing(config),
        mending=load_mending(config),
        renderer=renderer,
    )
