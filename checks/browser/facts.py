"""The script that tells the facts of a frame (checks.md, Observe), put together of its parts."""

from importlib.resources import files

from checks.browser.patience import in_text

PARTS = ("facts_elements", "facts_held", "facts_seen", "facts_rolled", "facts_said", "facts")
FACTS = "\n".join(
    files("checks.browser").joinpath(f"{name}.js").read_text("utf-8") for name in PARTS
)
GATHER = in_text(f"({{ slots, grid, fine, mode }}) => {{\n{FACTS}\n}}")
