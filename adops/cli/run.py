"""From the command line to one function: a table of names, loaded only when called.

Exit codes (interfaces.md, Commands): 0 done; 1 the rules say no; 2 wrong use or bad input; 3
something outside failed, or the program itself; 130 after Ctrl-C. A refusal is one sentence on
stderr.
"""

import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from adops.cli.context import context
from adops.errors import AdopsError, InputError, Kind, OutsideError

EXIT_CODES: Mapping[Kind, int] = {
    Kind.RULE: 1,
    Kind.FORBIDDEN: 1,
    Kind.UNKNOWN_PERSON: 1,
    Kind.INPUT: 2,
    Kind.MISSING: 2,
    Kind.TOO_LARGE: 2,
    Kind.MEDIA_TYPE: 2,
    Kind.TOO_OFTEN: 1,
    Kind.OUTSIDE: 3,
}


class Command(NamedTuple):
    """Where a command lives (`module:function`) and what `--help` says of it."""

    target: str
    help: str


def run(commands: Mapping[str, Command], argv: Sequence[str]) -> int:
    """Runs one command and gives its exit code. `--as 工号` may stand anywhere."""
    try:
        words = _take_person(list(argv))
        name, rest = _match(commands, words)
        if name is None:
            return _usage(commands, words)
        return _call(commands[name], f"adops {name}", rest)
    except AdopsError as error:
        return _refused(error)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        # Exit code 1, Python's own, would say that the rules refused it.
        traceback.print_exc()
        return _refused(OutsideError("program.failed", why=f"{type(error).__name__}: {error}"))


def _refused(error: AdopsError) -> int:
    from adops.phrases.errors import sentence

    print(sentence(error), file=sys.stderr)
    return EXIT_CODES[error.kind]


def _take_person(words: list[str]) -> list[str]:
    """The rest, once `--as 工号` is taken out. Raises InputError `field.missing` without a 工号."""
    if "--as" not in words:
        return words
    place = words.index("--as")
    staff_no = words[place + 1] if place + 1 < len(words) else ""
    if not staff_no.strip() or staff_no.startswith("-"):
        raise InputError("field.missing", field="--as 后面的工号")
    context.staff_no = staff_no
    return words[:place] + words[place + 2 :]


def _match(commands: Mapping[str, Command], words: list[str]) -> tuple[str | None, list[str]]:
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in commands:
            return name, words[length:]
    return None, words


def _call(command: Command, prog: str, rest: list[str]) -> int:
    import typer
    from typer.exceptions import TyperException

    module, _, function = command.target.partition(":")
    target: Callable[..., Any] = getattr(import_module(module), function)
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(help=command.help if not target.__doc__ else None)(target)
    try:
        code = typer.main.get_command(app).main(args=rest, prog_name=prog, standalone_mode=False)
    except typer.Abort:
        return 130
    except TyperException as error:
        from adops.cli.usage import wrong_use

        raise wrong_use(error, prog) from error
    return code if isinstance(code, int) else 0


def _usage(commands: Mapping[str, Command], words: list[str]) -> int:
    asked = not words or words[0] in {"--help", "-h", "help"}
    group = {name: one for name, one in commands.items() if words and name.split()[0] == words[0]}
    stream = sys.stdout if asked or (group and words[1:2] in (["--help"], [])) else sys.stderr
    if not asked and not group:
        raise InputError("usage.no_command", command=words[0])
    print("用法: adops [--as 工号] 命令 …   （每个命令有 --help）\n", file=stream)
    for name, command in (group or commands).items():
        print(f"  {name:<20} {command.help}", file=stream)
    return 0 if stream is sys.stdout else 2
