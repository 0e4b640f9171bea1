"""The script that tells the facts of a frame (checks.md, Observe), put together of its parts."""

from importlib.resources import files

PARTS = ("facts_elements", "facts_held", "facts_seen", "facts_said", "facts")
FACTS = "\n".join(
    files("checks.browser").joinpath(f"{name}.js").read_text("utf-8") for name in PARTS
)
# as one string: by values of its own the driver takes ten times as long
GATHER = f"""(asked) => {{
  const gather = ({{ slots, grid, fine, mode }}) => {{
{FACTS}
  }};
  const facts = gather(asked), kept = window[Symbol.for("adops.kept")];
  return kept && kept.json ? kept.json(facts) : JSON.stringify(facts);
}}"""
