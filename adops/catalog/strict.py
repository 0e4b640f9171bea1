"""Reading of one YAML file into a strict model; the error names file and key."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from adops.catalog.strict_yaml import read_words
from adops.errors import InputError


class Strict(BaseModel):
    """Data of config/: frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=BaseModel)


def read_yaml(path: Path, model: type[M]) -> M:
    """Raises InputError `config.unreadable` or `config.invalid` with file, key and why."""
    raw = read_words(path)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputError("config.invalid", file=str(path), key=key, why=first["msg"]) from error
