"""`config/stations.yaml`: the stations and their HQ AEs (rules.md §1)."""

from pathlib import Path

from adops.catalog.strict import Strict, read_yaml


class StationItem(Strict):
    """One station; `hq_ae` and `stand_in` are 工号."""

    code: str
    name: str
    hq_ae: str | None = None
    stand_in: str | None = None


class Stations(Strict):
    """The whole file."""

    stations: tuple[StationItem, ...]


def load_stations(config: Path) -> tuple[StationItem, ...]:
    """Raises InputError naming file and key."""
    return read_yaml(config / "stations.yaml", Stations).stations
