"""The script that tells the facts of a frame (checks.md, Observe), put together of its parts."""

from importlib.resources import files
from typing import Any

from adops.domain.slot import Device
from checks.browser.patience import in_text
from checks.probe import PageProbe

PARTS = ("facts_elements", "facts_held", "facts_seen", "facts_rolled", "facts_said", "facts")
FACTS = "\n".join(
    files("checks.browser").joinpath(f"{name}.js").read_text("utf-8") for name in PARTS
)
GATHER = in_text(f"({{ slots, grid, fine, mode }}) => {{\n{FACTS}\n}}")


def wanted_of(probe: PageProbe) -> list[dict[str, Any]]:
    """What the fact script is asked of each slot."""
    scales = probe.device is Device.MOBILE
    return [
        {
            "code": one.code,
            "selector": one.selector,
            "pieces": one.pieces,
            "sold": {
                "size": [one.width, one.height, scales] if one.width and one.height else None,
                "text": one.is_text,
                "ground": one.is_ground,
                "turns": one.turns,
            },
        }
        for one in probe.slots
    ]
