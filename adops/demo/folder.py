"""`var/demo`: the demo's own folder, known by a marker, begun anew every time."""

import shutil
from pathlib import Path

from adops.errors import InputError

MARKER = ".adops-demo"


def clean_folder(path: Path) -> Path:
    """An empty folder at `path`. One that the demo made is removed first, whatever is in it.

    Raises InputError `demo.not_ours` for a folder with something in it and without the marker.
    """
    if path.exists():
        ours = path.is_dir() and ((path / MARKER).is_file() or not any(path.iterdir()))
        if not ours:
            raise InputError("demo.not_ours", path=str(path))
        _remove(path)
    path.mkdir(parents=True, exist_ok=True)
    (path / MARKER).write_text("made by adops demo; removed by the next one\n", encoding="utf-8")
    return path


def _remove(path: Path) -> None:
    """All but the marker first: a removal that is killed half-way is still known as ours."""
    for entry in path.iterdir():
        if entry.name == MARKER:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    (path / MARKER).unlink(missing_ok=True)
    path.rmdir()
