"""`config/mail.yaml`: sender, retries, and the posts that get each kind of mail (rules.md §13)."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from adops.catalog.strict import Strict, read_yaml
from adops.domain.mail import MailKind, Post, Sender


class SenderItem(Strict):
    """Name and address in the From line."""

    name: str
    address: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")


class Posts(Strict):
    """Who gets one kind of mail."""

    to: tuple[Post, ...] = Field(min_length=1)
    cc: tuple[Post, ...] = ()


class MailFile(Strict):
    """The whole file; every kind has its posts."""

    sender: SenderItem
    retry_minutes: tuple[int, ...]
    doubt_minutes: int = Field(ge=2)
    attach_mb: int = Field(ge=1)
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
