"""Ads that are too heavy: Chromium empties the frame of an ad that fetches more than it allows.
What is an ad it knows from a list that comes with its updates; here it gets one of our own."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from checks.chromium import ARGUMENTS
from tests.site import ads
from tests.site.labels import LANDING, SIZE, Label, Sheet, at, framed, linked
from tests.site.server import Answer

AD = "/heavy/"  # what has it in its address is an ad
FAR_MORE = bytes(8_000_000)  # than the 4 MB to 5.3 MB that it may fetch
VERSION = "9999.0.0"
FILTER, UNREAD, READ = "Subresource Filter", "Unindexed Rules", "Indexed Rules"
LIST_TRIES, TRY_MS = 600, 100
FILTER_STATE = "subresource_filter"
HOME = "{base}" + LANDING
REMOVED = ("slot.removed",)
PATIENT = {"wait_seconds": 2}

HEAVY = Sheet(
    {
        "heavy": Label(at(framed("{ads}" + AD + "far")), "broken", REMOVED, slot=PATIENT),
        "heavy-in-a-frame": Label(at(framed("/frame/holds-heavy")), "broken", REMOVED),
        "heavy-enough": Label(at(framed("{ads}" + AD + "enough"))),
        "heavy-no-ad": Label(at(framed("{ads}/frame/far"))),
    }
)
PAGES = {"heavy": HEAVY}
FRAMES = {
    "/frame/holds-heavy": framed("{ads}" + AD + "far"),
    "/frame/far": linked('<img src="/far.png">', HOME),
    f"{AD}far": linked('<img src="/endless.png">', HOME),
    f"{AD}enough": linked('<img src="/blue.png">', HOME),
}
FAR = Answer(ads.png(SIZE) + FAR_MORE, "image/png")
FILES = {"/far.png": FAR, "/endless.png": replace(FAR, endless=True)}


def know_ads(chromium: Path, folder: Path) -> Path | None:
    """A folder to lay into a new profile of this Chromium: then it takes for an ad what has `AD` in
    its address. Chromium itself reads the list, once, in its own form. None for the headless shell,
    which knows of no ads."""
    if "headless" in chromium.name:
        return None
    profile = folder / "reading"
    rules = profile / FILTER / UNREAD / VERSION
    rules.mkdir(parents=True)
    manifest = {"manifest_version": 2, "name": "ads", "version": VERSION, "ruleset_format": 1}
    (rules / "manifest.json").write_text(json.dumps(manifest))
    (rules / "Filtering Rules").write_bytes(_rules(AD))
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            args=[one for one in ARGUMENTS if one != "--disable-component-update"],
            ignore_default_args=["--disable-component-update"],
            chromium_sandbox=False,
        )
        _await(context.pages[0], profile / FILTER / READ, f"*/{VERSION}/Ruleset Data")
        context.close()
    known = folder / "known"
    shutil.copytree(profile / FILTER / READ, known / FILTER / READ)
    state: dict[str, Any] = json.loads((profile / "Local State").read_text("utf-8"))
    kept = {FILTER_STATE: state[FILTER_STATE]}
    (known / "Local State").write_text(json.dumps(kept))
    return known


def _await(page: Page, folder: Path, pattern: str) -> None:
    """Raises TimeoutError when Chromium does not read the list."""
    for _ in range(LIST_TRIES):
        if any(folder.glob(pattern)):
            return
        page.wait_for_timeout(TRY_MS)
    raise TimeoutError(f"no {pattern} in {folder}")


def _rules(part: str) -> bytes:
    """One rule in Chromium's form: an address with that part, of whatever kind, from wherever."""
    blocks, any_source, every_kind, substring, nowhere = 1, 1, 32767, 1, 1
    numbers = {1: blocks, 2: any_source, 3: every_kind, 6: substring, 7: nowhere, 8: nowhere}
    rule = b"".join(_varint(field << 3) + _varint(value) for field, value in numbers.items())
    rule += _text(10, part.encode())
    chunk = _text(1, rule)
    return _varint(len(chunk)) + chunk


def _text(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])
