"""What the parser of a command line finds wrong, as errors of ours; loaded only where it does."""

import re
from typing import Any

from pydantic import ValidationError
from typer.exceptions import TyperException

from adops.errors import InputError


def wrong_use(error: TyperException, prog: str) -> InputError:
    """InputError `usage.…` for what `prog` was given: an option that is not there, a value that is
    missing or wrong, words too many.

    The parser gives its errors no public names: they are known by what they carry.
    """
    see = f"{prog} --help"
    param = getattr(error, "param", None)
    if param is not None:
        what = param.get_error_hint().replace("'", "")
        if not isinstance(error.__cause__, ValidationError):
            return InputError("usage.missing", what=what, see=see)
        return _wrong_value(error.__cause__, what, param, see)
    option = getattr(error, "option_name", None)
    if option is None:
        words = re.search(r"\((.*)\)$", error.message)
        return InputError("usage.extra", words=words[1] if words else error.message, see=see)
    if hasattr(error, "possibilities"):
        return InputError("usage.no_option", option=option, see=see)
    if "does not take" in error.message:
        return InputError("usage.flag", option=option, see=see)
    return InputError("usage.no_value", option=option, see=see)


def _wrong_value(cause: ValidationError, what: str, param: Any, see: str) -> InputError:
    found = cause.errors()[0]
    facts = {"what": what, "value": str(found["input"]), "see": see}
    if choices := _choices(param):
        return InputError("usage.no_choice", choices=choices, **facts)
    if found["type"].startswith("int_"):
        return InputError("usage.no_number", **facts)
    if param.min is not None:
        return InputError("usage.out_of_range", least=param.min, most=param.max, **facts)
    return InputError("usage.invalid", why=found["msg"], **facts)


def _choices(param: Any) -> list[str]:
    return [str(getattr(one, "value", one)) for one in param.type_descriptor.choices or ()]
