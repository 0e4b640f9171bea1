"""The creative review: every check, every finding (rules.md §5, 一(一)1, 一(二)3)."""

from collections.abc import Callable, Iterable, Mapping

from adops.domain.creative import CreativeFacts, ReviewCase, ReviewTerms
from adops.domain.finding import Finding
from adops.domain.slot import SlotSpec
from adops.rules import animation, html5, landing, picture, size, text, video

Rule = Callable[[ReviewCase], Iterable[Finding]]

MENU: tuple[Rule, ...] = (
    picture.parts,
    picture.whole,
    picture.after_the_end,
    picture.format_taken,
    picture.format_claimed,
    picture.dimensions,
    size.weight,
    animation.animation,
    video.video,
    picture.colours,
    html5.package,
    text.text,
    text.control,
    landing.link,
    picture.looked_at,
)


def review(
    facts_by_part: Mapping[str, CreativeFacts],
    spec: SlotSpec,
    click_url: str | None = None,
    copy: str | None = None,
    allow_hosts: Iterable[str] = (),
    *,
    terms: ReviewTerms,
) -> tuple[Finding, ...]:
    """All findings of one creative, in the order of the menu; none when nothing is wrong.

    `click_url` None leaves the link out, "" is a link that is not there; `copy` None says that no
    words were declared. Parts that the form does not have are the caller's to refuse.
    """
    case = ReviewCase(
        files=facts_by_part,
        spec=spec,
        terms=terms,
        click_url=click_url,
        copy=copy,
        allow_hosts=frozenset(allow_hosts),
    )
    return tuple(finding for rule in MENU for finding in rule(case))
