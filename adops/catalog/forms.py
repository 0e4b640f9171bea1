"""`config/forms.yaml`: the forms 广告形式 (rules.md §8, domain.md 1.4)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from adops.catalog.strict import Strict, read_yaml
from adops.domain.form import MAIN, Behaviour, Form, FormPart, form_of_name

FORMS_FILE = "forms.yaml"
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[int, Field(ge=0)]


class PartRow(Strict):
    """A file of a form; what is left out is the slot's own."""

    part: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
    width: Number | None = None
    height: Number | None = None
    max_kb: Number | None = None
    optional: bool = False
    sound: bool = False
    at_once: bool = False


class FormRow(Strict):
    """One form."""

    name: Word
    code: Word
    named: tuple[Word, ...] = ()
    behaviour: Behaviour = Behaviour.STATIC
    parts: tuple[PartRow, ...] = (PartRow(part=MAIN),)
    wait_seconds: Number = 0
    cap: Number | None = None
    cap_hours: Number | None = None
    needs_close: bool = False
    turns: bool = False

    @field_validator("parts")
    @classmethod
    def _each_part_once(cls, parts: tuple[PartRow, ...]) -> tuple[PartRow, ...]:
        names = [one.part for one in parts]
        if not names or len(set(names)) < len(names):
            raise ValueError("a form has at least one part, and each only once")
        return parts

    def form(self) -> Form:
        """The row as a value."""
        rest = self.model_dump(exclude={"parts"})
        return Form(parts=tuple(FormPart(**one.model_dump()) for one in self.parts), **rest)


class FormsFile(Strict):
    """The whole file."""

    forms: tuple[FormRow, ...]

    @field_validator("forms")
    @classmethod
    def _each_name_once(cls, forms: tuple[FormRow, ...]) -> tuple[FormRow, ...]:
        names = [one.name for one in forms]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"a form is named twice: {', '.join(twice)}")
        return forms


@lru_cache(maxsize=8)
def load_forms(config: Path) -> tuple[Form, ...]:
    """All forms in the file's order. Raises InputError `config.…` naming file and key."""
    return tuple(row.form() for row in read_yaml(config / FORMS_FILE, FormsFile).forms)


def find_form(config: Path, word: str) -> Form | None:
    """A form by its name, else the first whose words are in `word` (a form or a slot's name)."""
    forms = load_forms(config)
    exact = next((form for form in forms if form.name == word.strip()), None)
    return exact or form_of_name(word, forms)
