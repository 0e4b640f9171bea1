"""YAML as plain strings, lists and mappings, without guesses: `no`, `08:30` and dates stay words.

What a word means is decided by the schema that checks it, so that an error can name its key.
"""

from pathlib import Path
from typing import Any

import yaml

from adops.errors import InputError


class _Words(yaml.BaseLoader):
    """Refuses a key that is given twice; YAML's own loader silently takes the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"key {key.value!r} is given twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_words(path: Path) -> Any:
    """The file's content with every scalar a string; an empty file is an empty mapping.

    Raises InputError `config.unreadable` naming file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = yaml.load(text, Loader=_Words)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}" if mark else ""
        raise InputError(
            "config.unreadable", file=str(path), key=line, why=error.problem or "not YAML"
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError("config.unreadable", file=str(path), key="", why=str(error)) from error
    return {} if found is None or found == "" else found
