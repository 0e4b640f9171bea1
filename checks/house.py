"""Which pictures are the house's own ads (自家广告); pure (checks.md, Results)."""

from adops.catalog.checks import HouseAds
from checks.probe import SlotFacts


def is_house(
    house: HouseAds, remembered: frozenset[str], facts: SlotFacts, shas: frozenset[str]
) -> bool:
    """By config's files and beginnings of addresses, or by what the station remembers: of what is
    seen alone, whatever else lies under it or around it."""
    main = facts.main
    urls = [one for one in (main.url, main.poster) if one] if main else []
    if main and not main.url:  # drawn: the frame around it is all that can be known again
        urls += [one.url for one in facts.holders if one.kind == "iframe" and one.url]
    known = remembered.union(house.sha256)
    return not known.isdisjoint(shas.union(urls)) or any(
        url.startswith(prefix) for url in urls for prefix in house.urls
    )
