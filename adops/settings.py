"""Settings from the environment and `.env` (interfaces.md, Settings). Secrets live only here."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from adops.clock import SHANGHAI, clock
from adops.errors import InputError

PACKAGED_CONFIG = Path(__file__).parent / "config_default"


class Settings(BaseSettings):
    """One value for each `ADOPS_…` name; the defaults are the embedded ones."""

    model_config = SettingsConfigDict(env_prefix="ADOPS_", env_file=".env", extra="ignore")

    env: Literal["production", "demo", "test"] = "production"
    home: Path = Path("var")
    config: Path | None = None
    database_url: str | None = None
    store_url: str | None = None
    queue: Literal["inline", "postgres"] = "inline"
    smtp_url: str | None = None
    imap_url: str | None = None
    url: str = Field(default="", description="where people open the pages")
    mantis_url: str | None = None
    mantis_token: str | None = Field(default=None, repr=False)
    secret_key: str | None = None
    chromium: Path | None = None
    allow_hosts: str = Field(default="", description="host:port, comma separated")
    now: str | None = None

    @property
    def config_dir(self) -> Path:
        """`ADOPS_CONFIG`, else `./config`, else the packaged one, else the source tree's."""
        if self.config is not None:
            return self.config
        source = Path(__file__).parent.parent / "config"
        for candidate in (Path("config"), PACKAGED_CONFIG):
            if candidate.is_dir():
                return candidate
        return source

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: SQLite in home by default."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'adops.sqlite'}"

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """`host:port` pairs that checks and probes may open although private."""
        return frozenset(host.strip() for host in self.allow_hosts.split(",") if host.strip())

    @property
    def site(self) -> str:
        """`ADOPS_URL` without a slash at its end; "" where it is not set. Raises InputError
        `settings.invalid` for anything but an address by HTTP or HTTPS."""
        url = self.url.strip().rstrip("/")
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.username):
            raise InputError("settings.invalid", name="ADOPS_URL", why="https://adops.example.com")
        return url

    @property
    def out(self) -> Path:
        """Where files that people open are written."""
        return self.home / "out"

    @property
    def outbox(self) -> Path:
        """Where mails lie as `.eml` files when no SMTP server is set."""
        return self.home / "outbox"


@lru_cache(maxsize=1)
def load() -> Settings:
    """The process's settings; sets the business clock in demo and test (`ADOPS_NOW`).

    Raises InputError `settings.invalid` naming the variable, `config.no_folder`.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "ADOPS_" + "_".join(str(part) for part in first["loc"]).upper()
        why = first.get("ctx", {}).get("expected", first["msg"])
        raise InputError("settings.invalid", name=name, why=why) from error
    if not settings.config_dir.is_dir():
        raise InputError("config.no_folder", file=str(settings.config_dir))
    _ = settings.site  # a wrong one is told at the start
    if settings.now and settings.env in {"demo", "test"}:
        clock.move_to(_instant(settings.now))
    return settings


def _instant(text: str) -> datetime:
    try:
        start = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError("settings.invalid", name="ADOPS_NOW", why="2026-11-20T08:50") from error
    return start if start.tzinfo else start.replace(tzinfo=SHANGHAI)
