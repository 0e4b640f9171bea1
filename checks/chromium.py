"""Where the browser and its fonts are (interfaces.md, Two commands, 3 and 4)."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from adops.errors import OutsideError
from adops.settings import Settings

NAMES = (
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
)
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--hide-scrollbars",
    "--mute-audio",
    "--font-render-hinting=none",
)


def what_setup_found(prefix: Path = Path(sys.prefix)) -> dict[str, Any]:
    """What the set-up wrote beside the virtual environment; empty when it did not run here."""
    try:
        found: dict[str, Any] = json.loads((prefix / "adops-setup.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def find_chromium(settings: Settings) -> Path | None:
    """Setting, set-up, system names, macOS applications; None leaves it to Playwright's own.

    Raises OutsideError `browser.missing` when the setting names a file that is not there.
    """
    if settings.chromium is not None:
        if not settings.chromium.is_file():
            raise OutsideError("browser.missing", path=str(settings.chromium))
        return settings.chromium
    told = what_setup_found().get("chromium")
    named = [told, *(shutil.which(name) for name in NAMES), *APPLICATIONS]
    for candidate in named:
        if candidate and Path(candidate).is_file() and not _snap_stub(Path(candidate)):
            return Path(candidate)
    return None


def require_browser(settings: Settings) -> Path:
    """The browser that checks start. Raises OutsideError `browser.missing`."""
    found = find_chromium(settings)
    if found is None or not os.access(found, os.X_OK):
        raise OutsideError("browser.missing", path=str(found or "-"))
    return found


def environment() -> dict[str, str]:
    """The environment a browser and fc-match are started with: fonts from the set-up's cache."""
    fonts = what_setup_found().get("fontconfig_file")
    return dict(os.environ) | ({"FONTCONFIG_FILE": str(fonts)} if fonts else {})


def _snap_stub(path: Path) -> bool:
    """Ubuntu's `chromium-browser` package is a script that asks for snap."""
    if "/snap/" in str(path):
        return True
    with path.open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"snap" in head
