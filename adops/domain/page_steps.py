"""What is done on a page before it is looked at: a consent layer is closed, somebody signs in
(checks.md, Finding selectors)."""

from dataclasses import dataclass
from enum import StrEnum

MOST_STEPS = 10
SECRET_PREFIX = "ADOPS_STEP_"
"""Only the names of such variables may stand in a step: whoever writes steps must not get at the
house's other secrets through a page."""
PLACE_SUFFIX = "_AT"
"""`ADOPS_STEP_PORTAL_AT` says where `ADOPS_STEP_PORTAL` may be filled in: whoever writes steps must
not get at it through a page of their own."""


class StepKind(StrEnum):
    """What one step does."""

    CLICK = "click"
    FILL = "fill"
    WAIT = "wait"  # until it is there


@dataclass(frozen=True, slots=True)
class PageStep:
    """One step on one element. A `fill` has a `value` as it is, or a `secret`: the name of the
    environment's variable that holds it."""

    kind: StepKind
    selector: str
    value: str = ""
    secret: str = ""

    def as_data(self) -> dict[str, str]:
        """As a page keeps it: `{click: selector}`, `{fill: selector, value | secret}`,
        `{wait: selector}`."""
        data = {self.kind.value: self.selector}
        if self.secret:
            data["secret"] = self.secret
        elif self.kind is StepKind.FILL:
            data["value"] = self.value
        return data
