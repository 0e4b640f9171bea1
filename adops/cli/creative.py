"""`adops creative check`: reviews files, stores nothing, opens no network (interfaces.md)."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from adops import settings as environment
from adops.catalog.ratecard import spec as rate_card_spec
from adops.catalog.review import load_bounds, load_mending, load_terms
from adops.cli.context import context
from adops.cli.creative_words import finding_data, one_by_one, words_of
from adops.cli.options import Json
from adops.domain.code import folded
from adops.domain.content import Lexicon
from adops.domain.creative import CreativeFacts, InspectBounds
from adops.domain.finding import Finding, Verdict, verdict_of
from adops.domain.form import MAIN, part_name
from adops.domain.mending import MendedFile, one_or_all
from adops.domain.slot import SlotSpec
from adops.errors import InputError, MissingError
from adops.flows.mend import Mender, mended
from adops.flows.named_file import read_named
from adops.inspect.creative import inspect
from adops.rules.review import review
from adops.settings import Settings

if TYPE_CHECKING:
    from sqlmodel import Session

T = TypeVar("T")
LARGEST = 100 * 1024 * 1024
SQLITE = "sqlite:///"
PASSES = frozenset({Verdict.PASS, Verdict.WARN})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One creative: how it was named, what its files are, what was found, what is offered."""

    file: str
    facts: Mapping[str, CreativeFacts]
    findings: tuple[Finding, ...]
    offers: tuple[MendedFile, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst severity, pass when there is none."""
        return verdict_of(self.findings)

    @property
    def first(self) -> CreativeFacts:
        """The main file, else the first one given."""
        return self.facts.get(MAIN) or next(iter(self.facts.values()))


def check(
    files: Annotated[list[str], typer.Argument(metavar="F | part=F…", help="创意文件")],
    slot: Annotated[str, typer.Option(metavar="CODE", help="广告位编号")],
    click_url: Annotated[str | None, typer.Option(metavar="U", help="落地页地址")] = None,
    copy: Annotated[str | None, typer.Option(metavar="TEXT", help="文案")] = None,
    as_json: Json = False,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="不等图中文字的识别")] = False,
) -> None:
    """审核创意文件，不入库、不联网。F 是一个创意的主文件；多文件的形式写 left=F right=F。"""
    settings = environment.load()
    spec = spec_of_slot(settings, slot)
    terms, bounds = load_terms(settings.config_dir), load_bounds(settings.config_dir)
    words = words_of(partial(lexicon_of, settings, slot), copy, reads=not no_ocr)
    mender = Mender(terms, load_mending(settings.config_dir), bounds)

    def judge(facts: Mapping[str, CreativeFacts]) -> tuple[Finding, ...]:
        return review(facts, spec, click_url, copy, settings.allowed_hosts, terms=terms)

    done = []
    for name, group in one_by_one(list(groups(files, spec)), quiet=as_json):
        contents = {part: read_named(path, most=LARGEST) for part, path in group.items()}
        facts = _looked_at(group, contents, spec, bounds, settings)
        found = (*judge(facts), *words.found(facts, contents))
        offers = tuple(one.file for one in mended(mender, contents, facts, spec, judge))
        done.append(Reviewed(name, facts, found, offers))
    if as_json:
        print(json.dumps(_json(done), ensure_ascii=False))
    else:
        from adops.cli.creative_table import show

        show(done, spec, sys.stdout)
    if any(one.verdict not in PASSES for one in done):
        raise typer.Exit(1)


def _looked_at(
    group: Mapping[str, Path],
    contents: Mapping[str, bytes],
    spec: SlotSpec,
    bounds: InspectBounds,
    settings: Settings,
) -> dict[str, CreativeFacts]:
    """The files' facts; packages are shown in a browser, which other files never wait for."""
    facts = {
        part: inspect(content, name=group[part].name, bounds=bounds)
        for part, content in contents.items()
    }
    if all(one.html5 is None for one in facts.values()):
        return facts
    from adops.flows.rendered import shown

    renderer = context.renderer(settings)
    return shown(facts, contents, spec, renderer=renderer, bounds=bounds).files


def spec_of_slot(settings: Settings, code: str) -> SlotSpec:
    """The slot's current item: of the home where it has the slot, else of the rate card.

    Raises MissingError `slot.unknown`.
    """
    found = _in_home(settings, folded(code)) or rate_card_spec(settings.config_dir, code)
    if found is None:
        raise MissingError("slot.unknown", slot=code)
    return found


def lexicon_of(settings: Settings, code: str) -> Lexicon:
    """The list of the slot's station, of the country where no home has it."""
    from adops.catalog.content import load_lexicon

    return load_lexicon(settings.config_dir, _station(settings, folded(code)))


def _in_home(settings: Settings, code: str) -> SlotSpec | None:
    from adops import clock
    from adops.domain.period import ad_day_of
    from adops.queries.slot_spec import slot_spec

    on = ad_day_of(clock.now())
    return _asked(settings, lambda session: slot_spec(session, code, on=on))


def _station(settings: Settings, code: str) -> str | None:
    from adops.queries.slot_spec import station_of_slot

    return _asked(settings, lambda session: station_of_slot(session, code))


def _asked(settings: Settings, question: Callable[["Session"], T | None]) -> T | None:
    """None without a home; the database is only opened where one is."""
    url = settings.database
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).is_file():
        return None
    from adops.cli.context import opened

    with opened() as home, home.database.read() as session:
        return question(session)


def groups(words: list[str], spec: SlotSpec) -> Iterator[dict[str, Path]]:
    """Files by part, one creative after another: a part that is there already begins the next.

    Raises InputError `part.unknown` naming the parts of the form.
    """
    group: dict[str, Path] = {}
    for word in words:
        part, path = _part_of(word, spec)
        if part in group:
            yield group
            group = {}
        group[part] = path
    yield group


def _part_of(word: str, spec: SlotSpec) -> tuple[str, Path]:
    """`part=path`, or a path alone, which is the form's main file (or its only one)."""
    parts = [one.part for one in spec.parts]
    before, equals, path = word.partition("=")
    named = part_name(before)
    if equals and named in parts:
        return named, Path(path)
    if equals and named.isidentifier() and not Path(word).exists():
        raise InputError("part.unknown", part=before, slot=spec.code, parts="、".join(parts))
    if MAIN not in parts:
        raise InputError("part.not_said", file=word, slot=spec.code, parts="、".join(parts))
    return MAIN, Path(word)


def _json(done: list[Reviewed]) -> Any:
    if len(done) == 1:
        return _one(done[0])
    return [{"file": one.file, **_one(one)} for one in done]


def _one(one: Reviewed) -> dict[str, Any]:
    facts = one.first
    offers = [file.as_data() for file in one.offers]
    return {
        "verdict": one.verdict.value,
        "format": facts.format,
        "width": facts.width,
        "height": facts.height,
        "bytes": facts.size,
        "frames": facts.frames,
        "seconds": facts.seconds,
        "findings": [finding_data(finding) for finding in one.findings],
        "suggestion": one_or_all(offers),
    }
