"""`config/checks.yaml`: how pages are opened and what counts as the same (checks.md)."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from adops.catalog.forms import load_forms
from adops.catalog.strict import Strict, read_yaml
from adops.domain.form import Form
from adops.domain.region import regions_named
from adops.domain.slot import Device

Part = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=600)]


class CheckSeconds(Strict):
    """How long is waited for what."""

    page: Seconds
    empty: Seconds
    loading: Seconds
    visits: Seconds
    held: Seconds
    turn: Seconds
    slow: Seconds
    landing: Seconds
    step: Seconds
    whole: Seconds


class Hosts(Strict):
    """How gently a host is asked: pages of it at once (0: as many as contexts), seconds from the
    beginning of one to the next."""

    at_once: int = Field(ge=0, le=64)
    delay: Seconds


class Queue(Strict):
    """Of `ADOPS_QUEUE=postgres`: a worker says every `heartbeat` seconds that it lives; after
    `stalled` seconds without a word its pages are taken over."""

    heartbeat: Seconds = Field(gt=0)
    stalled: Seconds = Field(gt=0)

    @model_validator(mode="after")
    def _patient(self) -> Self:
        if self.stalled < 2 * self.heartbeat:
            raise ValueError("stalled must be at least twice heartbeat")
        return self


class Viewport(Strict):
    """The window of one device: CSS px, device pixels a CSS px, touch and phone layout."""

    width: int = Field(ge=200, le=4000)
    height: int = Field(ge=200, le=4000)
    scale: float = Field(ge=1, le=4)
    mobile: bool


class Similarity(Strict):
    """From `same` on it is seen, under `other` it is another one."""

    same: Part
    other: Part

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.other > self.same:
            raise ValueError("other must not be above same")
        return self

    @property
    def doubt(self) -> float:
        """Halfway: neither."""
        return (self.same + self.other) / 2


class Redirector(Strict):
    """A click counter; the address behind it is in `parameter`. `path` is a prefix."""

    host: str
    path: str = "/"
    parameter: str


class HouseAds(Strict):
    """House ads by the SHA-256 of their files or by address (a prefix)."""

    sha256: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


class Beside(Strict):
    """What is kept beside a trouble: bytes of each at most; what is longer is cut and says so."""

    html_bytes: int = Field(ge=10_000, le=50_000_000)
    har_bytes: int = Field(ge=10_000, le=50_000_000)


class CheckConfig(Strict):
    """The whole file."""

    regions: Annotated[tuple[str, ...], AfterValidator(regions_named)]
    contexts: int = Field(ge=0, le=64)
    recycle_pages: int = Field(ge=1)
    seconds: CheckSeconds
    retries: tuple[Seconds, ...]
    hosts: Hosts
    queue: Queue
    max_loads: int = Field(ge=1, le=100)
    viewports: dict[Device, Viewport]
    user_agents: dict[Device, str]
    similarity: Similarity
    text_similarity: Similarity
    size_tolerance: float = Field(ge=0, le=20)
    opacity: Part
    covered: Part
    alike_slots: int = Field(ge=2, le=100)
    redirectors: tuple[Redirector, ...]
    tracking: tuple[str, ...]
    house_ads: HouseAds
    beside: Beside
    forms: tuple[Form, ...] = ()

    def form(self, name: str) -> Form:
        """A form of `config/forms.yaml`; one that is not there has one part and no cap."""
        return next((one for one in self.forms if one.name == name), Form(name, name))

    @model_validator(mode="after")
    def _every_device(self) -> Self:
        for device in (Device.PC, Device.MOBILE):
            if device not in self.viewports or device not in self.user_agents:
                raise ValueError(f"no viewport or user agent for {device.value}")
        return self


def load_checks(config: Path) -> CheckConfig:
    """With the forms of `config/forms.yaml`.

    Raises InputError `config.unreadable` or `config.invalid` with file, key and why.
    """
    found = read_yaml(config / "checks.yaml", CheckConfig)
    return found.model_copy(update={"forms": load_forms(config)})
