"""People, their accounts and their keys (rules.md §1, §11)."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from adops.db import UtcDateTime, word
from adops.domain.people import AccountState, Role


class Station(SQLModel, table=True):
    """A local site, from `config/stations.yaml`."""

    code: str = Field(primary_key=True, max_length=8)
    name: str = Field(unique=True)
    hq_ae_no: str | None = None
    hq_ae_stand_in_no: str | None = None


class Person(SQLModel, table=True):
    """Somebody with a 工号. `station` is where they work; an HQ AE's stations are in Station."""

    id: int | None = Field(default=None, primary_key=True)
    staff_no: str = Field(unique=True, max_length=32)
    name: str
    email: str = Field(default="", index=True)
    phone: str = ""
    station: str = Field(foreign_key="station.code")
    role: Role = Field(sa_type=word(Role))
    post: str = ""
    employed: bool = True
    passed_on: date | None = None
    backup: bool = False
    account: AccountState = Field(
        default=AccountState.LOOK_ONLY,
        sa_type=word(AccountState),
    )
    password_hash: str | None = None
    sessions_since: int = 0


class SignInLink(SQLModel, table=True):
    """A one-time link with which an imported person sets a password; only its hash is kept."""

    __tablename__ = "sign_in_link"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApiToken(SQLModel, table=True):
    """A bearer token, hashed at rest, scoped to a person, revocable."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    hash: str = Field(unique=True)
    label: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
