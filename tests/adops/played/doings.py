"""What people do in the plays: each runs the act of the product and gives it as a line, or the
refusal with its way out."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from adops.catalog.mail import load_mail
from adops.catalog.reasons import load_reasons
from adops.domain.creative import CreativeFacts
from adops.domain.execution import STOPS
from adops.domain.period import local
from adops.errors import AdopsError
from adops.models import Approval, Booking, Closure, Creative
from adops.phrases.dates import day as day_words
from adops.phrases.errors import sentence
from adops.phrases.execution import STATES as ITEMS
from adops.phrases.execution import state as state_words
from adops.phrases.words import STATES, VERDICTS
from adops.queries.executions import Found
from adops.queries.make_goods import makes_good as days_made_good
from adops.services import (
    approvals,
    booking_stops,
    bookings,
    closures,
    confirmations,
    creatives,
    executions,
    make_goods,
)
from adops.services.closures import NewClosure
from adops.services.creatives import Offer
from tests.adops.played.stage import DOWN, Stage

LIMIT = 30 * 1024
STOPPED = {"pause": " 紧急下线", "resume": " 恢复上线", "down": " 下线"}
Doing = Callable[[Stage, datetime], str]
Does = Callable[[Session, Stage, datetime], str]


def moment(instant: datetime) -> str:
    """9月16日 周三 15:00, and 24:00 of the day before for its midnight."""
    at = local(instant)
    if (at.hour, at.minute) == (0, 0):
        return f"{day_words(at.date() - timedelta(days=1))} 24:00"
    return f"{day_words(at.date())} {at:%H:%M}"


def _does(who: str, what: str, act: Does) -> Doing:
    def doing(stage: Stage, now: datetime) -> str:
        try:
            with stage.house.db.write() as session:
                done = act(session, stage, now)
        except AdopsError as error:
            done = f"✗ {sentence(error)}"
        return f"{who} {what}：{done}"

    return doing


def submits(no: str, by: str = "王销售", *, size: int = LIMIT, go_live: str | None = None) -> Doing:
    """A JPEG of that weight; equal weights are equal bytes."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        facts = CreativeFacts(
            name="tl.jpg",
            sha256=f"{size:064x}",
            size=size,
            format="jpg",
            named="jpg",
            width=950,
            height=90,
        )
        stage.files[facts.sha256] = facts
        done = creatives.submit(
            session,
            booking_id=stage.bookings[no],
            offer=Offer(
                files={"main": facts},
                click_url="https://example.com/landing",
                copy="财富公馆",
                go_live=date.fromisoformat(go_live) if go_live else None,
            ),
            by=stage.people[by],
            now=now,
            book=stage.book,
            mails=load_mail(stage.house.settings.config_dir),
        )
        version = f"第{done.case.creative.version}版"
        on = f"，{day_words(done.case.creative.go_live)}上线" if go_live else ""
        return f"{version}{on}，{VERDICTS[done.verdict.value]}"

    return _does(by, f"提交 {no}", act)


def confirms(no: str, by: str = "王销售", *, version: int = 1, why: str | None = None) -> Doing:
    """Says the deadline that is kept, and on which calendar it stands."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        creative = stage.creative(session, no, version)
        confirmations.confirm(
            session,
            creative_id=creative.id or 0,
            files=stage.stored(session, creative.id),
            by=stage.people[by],
            now=now,
            book=stage.book,
            late_reason=why,
        )
        return kept(creative)

    late = f"（逾期接收：{why}）" if why else ""
    return _does(by, f"确认 {no} 第{version}版{late}", act)


def kept(creative: Creative) -> str:
    """The state, and the deadline that was kept with it."""
    mark = "，按暂定日历" if creative.calendar == "provisional" else ""
    by = moment(creative.deadline) if creative.deadline else "无"
    return f"{STATES[creative.state.value]}（截止 {by}{mark}）"


def asks(no: str, by: str = "王销售") -> Doing:
    """A special approval of the newest version."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        query = select(Creative).where(Creative.booking_id == stage.bookings[no])
        creative = session.exec(query.order_by(col(Creative.version).desc())).first()
        approval = approvals.request(
            session,
            creative_id=(creative and creative.id) or 0,
            reason="客户要求",
            by=stage.people[by],
            now=now,
        )
        return STATES[approval.state.value]

    return _does(by, f"申请特批 {no}", act)


def registers(no: str, by: str = "北京AE") -> Doing:
    """What was asked for."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        approval = _approval(session, stage, no)
        approvals.register(session, approval_id=approval.id or 0, by=stage.people[by], now=now)
        return STATES[approval.state.value]

    return _does(by, f"登记特批 {no}", act)


def approves(no: str, by: str = "总部AE") -> Doing:
    """What was registered."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        approval = _approval(session, stage, no)
        approvals.approve(
            session,
            approval_id=approval.id or 0,
            files=stage.stored(session, approval.creative_id),
            by=stage.people[by],
            now=now,
            book=stage.book,
        )
        return STATES[approval.state.value]

    return _does(by, f"批准特批 {no}", act)


def _approval(session: Session, stage: Stage, no: str) -> Approval:
    query = select(Approval).where(Approval.booking_id == stage.bookings[no])
    return session.exec(query).one()


def configures(no: str, day: str, by: str = "总部AE", what: str = "start") -> Doing:
    """The item of that day is entered in the publishing system."""
    return _marks("配置", executions.configure, no, day, by, what)


def says_live(no: str, day: str, by: str = "总部AE", what: str = "start") -> Doing:
    """The AE's own mark."""
    stop = not what.startswith("v") and what != "start"
    return _marks("标记完成" if stop else "标记上线", executions.mark_live, no, day, by, what)


def takes_back(no: str, day: str, by: str = "总部AE", what: str = "start") -> Doing:
    """The last mark."""
    return _marks("撤回标记", executions.undo, no, day, by, what)


def lifts(no: str, day: str, why: str, by: str = "总部AE") -> Doing:
    """按未投放处理 is lifted."""
    return _marks(f"撤销按未投放处理（{why}）", executions.lift, no, day, by, "start", why=why)


def _marks(
    words: str, act: Callable[..., Found], no: str, day: str, by: str, what: str, **more: Any
) -> Doing:
    def mark(session: Session, stage: Stage, now: datetime) -> str:
        found = act(
            session,
            item_id=f"{stage.bookings[no]}-{day}-{what}",
            by=stage.people[by],
            now=now,
            book=stage.book,
            **more,
        )
        stop = found.item.kind in STOPS
        told = found.item.swap or found.item.state
        return state_words(found.item) if stop else ITEMS["zh"][told]

    version = f" 第{what[1:]}版" if what.startswith("v") else STOPPED.get(what.rstrip("12"), "")
    return _does(by, f"{words} {no}{version}", mark)


def reports(no: str, day: str, reason: str, by: str = "总部AE", note: str = "") -> Doing:
    """A late placement."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        config = stage.house.settings.config_dir
        found, _ = executions.report_late(
            session,
            item_id=f"{stage.bookings[no]}-{day}-start",
            reason=reason,
            note=note,
            by=stage.people[by],
            now=now,
            book=stage.book,
            mails=load_mail(config),
            reasons=load_reasons(config),
        )
        told = load_reasons(config)[found.item.report.reason if found.item.report else reason]
        return f"{ITEMS['zh'][found.item.state]}，原因：{told.zh}"

    return _does(by, f"报告晚投 {no}", act)


def holds(no: str, by: str = "王销售") -> Doing:
    """A draft takes its shares for a while."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        case = bookings.hold(
            session,
            booking_id=stage.bookings[no],
            by=stage.people[by],
            now=now,
            book=stage.book,
        )
        until = case.booking.hold_until
        return f"{STATES[case.booking.state.value]}，到 {moment(until) if until else '-'} 为止"

    return _does(by, f"预订 {no}", act)


def books(no: str, by: str = "北京AE") -> Doing:
    """A draft or a hold is booked."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        case = bookings.firm(session, booking_id=stage.bookings[no], by=stage.people[by], now=now)
        return STATES[case.booking.state.value]

    return _does(by, f"下单 {no}", act)


def pauses(no: str, why: str, by: str = "北京AE") -> Doing:
    """紧急下线."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        number = stage.bookings[no]
        case = booking_stops.pause(
            session, booking_id=number, why=why, by=stage.people[by], now=now
        )
        return STATES[case.booking.state.value]

    return _does(by, f"紧急下线 {no}（{why}）", act)


def resumes(no: str, why: str, by: str = "北京AE") -> Doing:
    """A paused one runs again."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        number = stage.bookings[no]
        booking_stops.resume(session, booking_id=number, why=why, by=stage.people[by], now=now)
        return "恢复投放"

    return _does(by, f"恢复 {no}（{why}）", act)


def cancels(no: str, on: str, net_fen: int = 0, by: str = "北京AE") -> Doing:
    """From that ad day on."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        case = booking_stops.cancel(
            session,
            booking_id=stage.bookings[no],
            on=date.fromisoformat(on),
            net_fen=net_fen,
            why="客户撤单",
            by=stage.people[by],
            now=now,
        )
        return f"排期到 {day_words(case.booking.last_day)} 为止"

    return _does(by, f"取消 {no}，{day_words(date.fromisoformat(on))}起", act)


def closes(no: str, first: str, last: str | None, why: str, by: str = "北京AE") -> Doing:
    """The editors close the booking's slot for those ad days; None: until further notice."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        slot = session.get_one(Booking, stage.bookings[no]).slot_id
        until = date.fromisoformat(last) if last else None
        given = NewClosure(date.fromisoformat(first), why, until, slot_id=slot)
        closures.close(session, given=given, by=stage.people[by], now=now)
        return f"{first} 至 {last or '另行通知'}"

    return _does(by, f"编辑关闭 {no} 的广告位（{why}）", act)


def reopens(no: str, by: str = "北京AE") -> Doing:
    """Open again from the running ad day."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        slot = session.get_one(Booking, stage.bookings[no]).slot_id
        query = select(Closure).where(Closure.slot_id == slot)
        found = session.exec(query.order_by(col(Closure.id).desc())).first()
        closure = closures.reopen(
            session, closure_id=(found and found.id) or 0, on=None, by=stage.people[by], now=now
        )
        return f"{closure.reopened_from} 起开放"

    return _does(by, f"开放 {no} 的广告位", act)


def makes_good(no: str, by: str = "北京AE") -> Doing:
    """A draft for the days that a closure took."""

    def act(session: Session, stage: Stage, now: datetime) -> str:
        draft = make_goods.draft_make_good(
            session, booking_id=stage.bookings[no], by=stage.people[by], now=now
        )
        one = draft.booking
        stage.bookings = {**stage.bookings, f"{no}补": one.id or 0}
        lost = days_made_good(session, one.id or 0)
        days = "、".join(day_words(each.day) for each in lost)
        period = f"{day_words(one.first_day)} 至 {day_words(one.last_day)}"
        return f"{STATES[one.state.value]} {no}补，{period}，补 {days}"

    return _does(by, f"补投 {no}", act)


def page_shows(no: str, version: int | None) -> Doing:
    """What somebody put on the page of the booking's slot; None: the slot is empty."""

    def act(stage: Stage, now: datetime) -> str:
        if version is None:
            stage.shows.pop(stage.bookings[no], None)
        else:
            stage.shows[stage.bookings[no]] = version
        words = {None: "空着", DOWN: "打不开"}
        return f"页面 {no} 的广告位：{words.get(version, f'第{version}版')}"

    return act


def told_kept(no: str, version: int = 1) -> Doing:
    """What stands of a confirmed creative."""

    def act(stage: Stage, now: datetime) -> str:
        with stage.house.db.read() as session:
            return f"已确认的不变 {no} 第{version}版：{kept(stage.creative(session, no, version))}"

    return act
