"""`adops creative submit|confirm|reject` (interfaces.md, Commands)."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import typer

from adops.cli.context import Home, context, opened
from adops.cli.creative import LARGEST, groups, spec_of_slot
from adops.cli.options import Id, Json, day_of
from adops.domain.slot import SlotSpec
from adops.errors import AdopsError, InputError
from adops.flows import submit as flow
from adops.flows.desk import desk_of
from adops.flows.named_file import read_named
from adops.flows.submit import Desk, HandedIn, answer, confirm_one
from adops.flows.suggest import hand_in, with_offers
from adops.phrases.creative import lines, place, weight
from adops.queries.bookings import booking_by_name
from adops.services import creatives
from adops.services.creatives import Submitted

Day = Annotated[str | None, typer.Option(metavar="D", help="YYYY-MM-DD")]


def submit(
    files: Annotated[list[str], typer.Argument(metavar="F | part=F…")],
    contract: Annotated[str, typer.Option(help="合同号")],
    slot: Annotated[str, typer.Option(help="广告位编号")],
    click_url: Annotated[str, typer.Option(help="落地页地址")],
    start: Day = None,
    go_live: Day = None,
    copy: Annotated[str, typer.Option(help="文案")] = "",
    confirm_now: Annotated[bool, typer.Option("--confirm", help="提交后立即确认")] = False,
    late_reason: Annotated[str | None, typer.Option(help="总部AE接受晚素材的原因")] = None,
    take_suggestion: Annotated[
        bool, typer.Option("--take-suggestion", help="能自动改好的，改为提交改好的文件")
    ] = False,
    as_json: Json = False,
) -> None:
    """提交一个创意：审核、留档，可同时确认。"""
    first, live = _day("--start", start), _day("--go-live", go_live)
    with opened() as home:
        desk = _desk(home)
        with home.database.read() as session:
            booking = booking_by_name(session, contract_no=contract, slot_code=slot, start=first)
        content = _files(files, spec_of_slot(home.settings, slot))
        given = HandedIn(booking, content, click_url, copy, live)
        sent = hand_in(desk, given, by=home.by, take=take_suggestion)
        refused = None
        if confirm_now:
            sent, refused = _confirmed(desk, sent, late_reason, home)
        besides = with_offers(desk, sent, {}, by=home.by)
    if as_json and not take_suggestion:
        besides = {}
    _show(sent, refused, as_json, besides)
    raise typer.Exit(_exit_code(sent, refused))


def confirm(
    creative: Id,
    late_reason: Annotated[str | None, typer.Option(help="总部AE接受晚素材的原因")] = None,
    as_json: Json = False,
) -> None:
    """确认创意：此文件、此链接，最终稿。"""
    with opened() as home:
        done = flow.confirm(_desk(home), creative, by=home.by, late_reason=late_reason)
    _show(done, None, as_json)
    raise typer.Exit(_exit_code(done, None))


def reject(
    creative: Id,
    why: Annotated[str, typer.Option(help="退回原因，会发给销售")],
) -> None:
    """退回创意，写明原因。"""
    from adops import clock

    with opened() as home:
        mails = _desk(home).mails
        with home.database.write() as session:
            creatives.reject(
                session, creative_id=creative, why=why, by=home.by, now=clock.now(), mails=mails
            )
    print(f"已退回创意 {creative}")


def _files(words: list[str], spec: SlotSpec) -> dict[str, tuple[str, bytes, str | None]]:
    """The files of one creative; the form says which parts there are."""
    found = list(groups(words, spec))
    if len(found) != 1:
        raise InputError("creative.several", files="、".join(words))
    return {
        part: (path.name, read_named(path, most=LARGEST), None) for part, path in found[0].items()
    }


def _desk(home: Home) -> Desk:
    renderer = context.renderer(home.settings)
    return desk_of(home.settings, home.database, home.store, renderer)


def _day(option: str, word: str | None) -> date | None:
    return None if word is None else day_of(option, word)


def _confirmed(
    desk: Desk, sent: Submitted, late_reason: str | None, home: Home
) -> tuple[Submitted, AdopsError | None]:
    try:
        return confirm_one(desk, sent, late_reason, by=home.by), None
    except AdopsError as error:
        return sent, error


def _exit_code(sent: Submitted, refused: AdopsError | None) -> int:
    waits = sent.case.pending or sent.verdict.value == "reject"
    return 1 if refused is not None or waits else 0


def _show(
    sent: Submitted,
    refused: AdopsError | None,
    as_json: bool,
    besides: dict[str, Any] | None = None,
) -> None:
    from adops.phrases.errors import sentence

    data: dict[str, Any] = answer(sent) | (besides or {})
    if as_json:
        print(json.dumps(data, ensure_ascii=False))
    else:
        print(f"创意 {data['creative']} 第 {data['version']} 版：{_state(data)}")
        for line in lines(sent.findings):
            print(f"  - {line}")
        for line in _besides(data):
            print(f"  {line}")
    if refused is not None:
        print(sentence(refused), file=sys.stderr)


def _besides(data: dict[str, Any]) -> Iterator[str]:
    """What is offered mended or was taken, and where the same file was before."""
    offered = data.get("suggestion") or ()
    yield from map(_offered, [offered] if isinstance(offered, dict) else offered)
    yield from map(_known, data.get("known", ()))


def _offered(one: dict[str, Any]) -> str:
    alike = f"{weight(one['bytes'])}，相似度 {one['similarity']:.3f}"
    if one["taken_as"] is not None:
        return f"{place(one['part'])}用了改好的文件 {one['name']}：{alike}"
    return f"{place(one['part'])}有改好的文件 {one['name']}：{alike}；在创意页面可直接采用"


def _known(one: dict[str, Any]) -> str:
    from adops.phrases.words import STATES, VERDICTS

    ran = f"，{one['from']} 至 {one['to']} 巡检见过" if one["from"] else ""
    state = f"{STATES[one['state']]}，{VERDICTS[one['verdict']]}"
    return (
        f"同一文件提交过：创意 {one['creative']}（{one['contract_no']} {one['slot']}）{state}{ran}"
    )


def _state(data: dict[str, Any]) -> str:
    from adops.phrases.words import STATES, VERDICTS

    return f"{STATES[data['state']]}，{VERDICTS[data['verdict']]}，截止 {data['deadline'][:16]}"
