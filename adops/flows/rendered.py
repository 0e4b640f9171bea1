"""Packages shown in a browser, each once: what is known is not asked for again (rules.md §5)."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from adops.domain.creative import CreativeFacts, InspectBounds
from adops.domain.html5 import (
    NotRendered,
    Renderer,
    Rendering,
    RenderOrder,
    Shown,
)
from adops.domain.slot import SlotSpec
from adops.inspect import html5

HTML5 = "html5"
REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Size:
    """A package by its SHA-256, and the size in px in which it is shown."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True)
class Looked:
    """Facts by part with what the browser said, and the answers that were not known before."""

    files: dict[str, CreativeFacts]
    fresh: Mapping[Size, Shown]


Known = Callable[[Size], Rendering | None]


def nothing_known(_size: Size) -> Rendering | None:
    """For who keeps nothing."""
    return None


def shown(
    files: Mapping[str, CreativeFacts],
    contents: Mapping[str, bytes],
    spec: SlotSpec,
    *,
    renderer: Renderer | None,
    bounds: InspectBounds,
    known: Known = nothing_known,
) -> Looked:
    """The facts, completed for each part that is a package the slot takes and that can be shown.

    `contents` are the files' bytes by part. Blocks while the browser works, no longer than the
    renderer's limits; without a renderer nothing is added.
    """
    sizes = _sizes(files, spec) if renderer is not None else {}
    if renderer is None or not sizes:
        return Looked(dict(files), {})
    answers = {size: Shown(found) for size in sizes.values() if (found := known(size))}
    orders = {
        size: _order(files[part], contents[part], size, bounds)
        for part, size in sizes.items()
        if size not in answers
    }
    asked = {size: order for size, order in orders.items() if order is not None}
    fresh = dict(zip(asked, renderer.render(list(asked.values())), strict=True))
    answers |= fresh
    told = {part: _with(files[part], answers.get(size)) for part, size in sizes.items()}
    return Looked({**files, **told}, fresh)


class Remembering:
    """A renderer that shows the same files in the same size once, as long as the process lives: a
    file is often checked first and handed in after. What could not be shown is asked for again."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._known: OrderedDict[str, Shown] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """The renderer's."""
        return self._renderer.version

    def render(self, orders: Sequence[RenderOrder]) -> Sequence[Shown]:
        """One answer an order."""
        keys = [_key(order) for order in orders]
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
        asked = {key: order for key, order in zip(keys, orders, strict=True) if key not in found}
        answers = self._renderer.render(list(asked.values()))
        found |= dict(zip(asked, answers, strict=True))
        self._keep(found)
        return [found[key] for key in keys]

    def _keep(self, found: Mapping[str, Shown]) -> None:
        with self._lock:
            for key, one in found.items():
                if isinstance(one.rendering, Rendering):
                    self._known[key] = one
                    self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)


def _sizes(files: Mapping[str, CreativeFacts], spec: SlotSpec) -> dict[str, Size]:
    """The parts to show, where the slot takes HTML5 and the part has a size."""
    if HTML5 not in spec.formats:
        return {}
    return {
        part.part: Size(one.sha256, part.width, part.height)
        for part in spec.parts
        if part.width and (one := files.get(part.part)) and one.html5 and one.html5.can_be_shown
    }


def _order(
    facts: CreativeFacts, content: bytes, size: Size, bounds: InspectBounds
) -> RenderOrder | None:
    if facts.html5 is None:
        return None
    return html5.order_of(content, facts.html5, width=size.width, height=size.height, bounds=bounds)


def _with(facts: CreativeFacts, answer: Shown | None) -> CreativeFacts:
    if facts.html5 is None:
        return facts
    rendering = answer.rendering if answer else NotRendered("failed")
    return replace(facts, html5=replace(facts.html5, rendering=rendering))


def _key(order: RenderOrder) -> str:
    """One SHA-256 over the files, where it starts and the size."""
    whole = hashlib.sha256(f"{order.width}×{order.height}\0{order.index}".encode())
    for name in sorted(order.files):
        body = hashlib.sha256(order.files[name]).hexdigest()
        whole.update(f"\0{name}\0{body}".encode())
    return whole.hexdigest()
