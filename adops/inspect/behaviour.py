"""What a package's pages and scripts say they do: forbidden things, clickTag, ad.size."""

import re
from collections.abc import Iterator, Mapping

from adops.domain.html5 import Forbidden
from adops.inspect.markup import Tag

# no name of something else ends here; `window.` may stand between
ALONE = re.compile(r"(?:^|[^\w$.])(?:window\s{0,9}\.\s{0,9})?$")
BEFORE = 32
FREE_WORDS: Mapping[Forbidden, re.Pattern[str]] = {
    Forbidden.TOP: re.compile(r"(?:top|parent)\s{0,9}\.\s{0,9}(?:location|document)\b"),
    Forbidden.REMOTE_CODE: re.compile(
        r"(?:eval|Function)\s{0,9}\([^;(]{0,80}\.response(?:Text)?\b"
    ),
    Forbidden.DIALOG: re.compile(r"(?:alert|confirm|prompt)\s{0,9}\("),
}
ANY_WORDS: Mapping[Forbidden, re.Pattern[str]] = {
    Forbidden.COOKIE: re.compile(r"document\s{0,9}\.\s{0,9}cookie\b"),
    Forbidden.SERVICE_WORKER: re.compile(r"serviceWorker\b"),
    Forbidden.DEVICE: re.compile(
        r"(?:geolocation|getUserMedia|getDisplayMedia|requestMIDIAccess"
        r"|Notification\s{0,9}\.\s{0,9}requestPermission)\b"
    ),
}
TAG_NAME = re.compile(r"click_?tag\w{0,20}")
TAG_SET = re.compile(r"click_?tag\w{0,20}\s{0,9}=(?!=)")
SIDE = r"{}\s{{0,9}}=\s{{0,9}}(\d{{1,5}})"
WIDTH, HEIGHT = (re.compile(SIDE.format(side), re.IGNORECASE) for side in ("width", "height"))


def of_script(text: str) -> Iterator[Forbidden]:
    """What a script does by its words."""
    yield from (kind for kind, pattern in ANY_WORDS.items() if pattern.search(text))
    for kind, pattern in FREE_WORDS.items():
        starts = (found.start() for found in pattern.finditer(text))
        if any(ALONE.search(text[max(0, at - BEFORE) : at]) for at in starts):
            yield kind


def of_tag(tag: Tag) -> Iterator[Forbidden]:
    """A form that sends, a page that leaves by itself, sound that starts by itself."""
    said = tag.attributes
    if tag.name == "form" and _sends(said):
        yield Forbidden.FORM
    if said.get("formaction"):
        yield Forbidden.FORM
    if tag.name == "meta" and said.get("http-equiv", "").lower() == "refresh":
        yield Forbidden.REDIRECT
    if tag.name in {"audio", "video"} and "autoplay" in said and "muted" not in said:
        yield Forbidden.SOUND


def uses_click_tag(text: str) -> bool:
    """Whether a script reads clickTag, in any spelling, and does not only set it."""
    lower = text.lower()
    return len(TAG_NAME.findall(lower)) > len(TAG_SET.findall(lower))


def ad_size(tag: Tag) -> tuple[int, int] | None:
    """Width and height of `<meta name="ad.size" content="width=950,height=90">`."""
    if tag.name != "meta" or tag.attributes.get("name", "").strip().lower() != "ad.size":
        return None
    content = tag.attributes.get("content", "")
    width, height = WIDTH.search(content), HEIGHT.search(content)
    return (int(width[1]), int(height[1])) if width and height else (0, 0)


def _sends(said: Mapping[str, str]) -> bool:
    action = said.get("action", "").strip().lower()
    by_script = action.startswith(("javascript:", "#"))
    return said.get("method", "").strip().lower() == "post" or bool(action and not by_script)
