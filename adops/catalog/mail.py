"""`config/mail.yaml`: sender, retries, whose mails are read, and the posts that get each kind of
mail (rules.md §13)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from adops.catalog.strict import Strict, read_yaml
from adops.domain.mail import MailKind, Post, Sender

Domain = Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$")]


class SenderItem(Strict):
    """Name and address in the From line."""

    name: str
    address: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")


class Posts(Strict):
    """Who gets one kind of mail."""

    to: tuple[Post, ...] = Field(min_length=1)
    cc: tuple[Post, ...] = ()


class IncomingItem(Strict):
    """Whose mails are read, and how much of them. `domains` are matched whole: a subdomain is
    another one."""

    domains: tuple[Domain, ...]
    look_back_days: int = Field(ge=1, le=366)
    most_mb: int = Field(ge=1, le=100)
    attempts: int = Field(ge=1, le=20)

    @property
    def most_bytes(self) -> int:
        """The size of a mail that is read."""
        return self.most_mb * 1024 * 1024


class MailFile(Strict):
    """The whole file; every kind has its posts."""

    sender: SenderItem
    retry_minutes: tuple[int, ...]
    doubt_minutes: int = Field(ge=2)
    attach_mb: int = Field(ge=1)
    incoming: IncomingItem
    kinds: dict[MailKind, Posts]

    @model_validator(mode="after")
    def _every_kind(self) -> "MailFile":
        lacking = [kind.value for kind in MailKind if kind not in self.kinds]
        if lacking:
            raise ValueError(f"no posts for {', '.join(lacking)}")
        return self

    @property
    def attach_bytes(self) -> int:
        """So many bytes of files at most go with a mail; servers take no more."""
        return self.attach_mb * 1024 * 1024

    @property
    def from_line(self) -> Sender:
        """The sender as a value."""
        return Sender(self.sender.name, self.sender.address)


@lru_cache(maxsize=8)
def load_mail(config: Path) -> MailFile:
    """Read once a process. Raises InputError `config.…` naming file and key."""
    return read_yaml(config / "mail.yaml", MailFile)
