"""Parameters that many routes share; a number that no table can hold is refused by the schema."""

from datetime import date
from typing import Annotated

from fastapi import Path, Query
from pydantic import BeforeValidator

from adops.domain.period import parse_day

MOST = 2**31 - 1
Id = Annotated[int, Path(ge=1, le=MOST)]
Number = Annotated[int | None, Query(ge=1, le=MOST)]
Cursor = Annotated[int | None, Query(ge=0, le=MOST, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
Day = Annotated[date, BeforeValidator(parse_day)]
"""A day as YYYY-MM-DD and nothing else, in a query or a body."""
