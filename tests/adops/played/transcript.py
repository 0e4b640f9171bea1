"""A play, line by line in the order of time: acts, runs, looks, states, Today, mails."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import unified_diff
from pathlib import Path
from typing import Any

from sqlalchemy import true
from sqlmodel import Session, col, select

from adops.catalog.ledger import load_ledger
from adops.catalog.month import load_month_terms
from adops.clock import SHANGHAI
from adops.domain.booking import BookingState, Route
from adops.domain.execution import STOPS, ExecutionState, Item, SwapState
from adops.domain.ledger import LedgerEntry, Week
from adops.domain.people import CONSOLE
from adops.domain.period import Period, local, local_day
from adops.domain.states import CreativeState, Delivered
from adops.domain.today import DueKind
from adops.models import Booking, Creative, JobRun, Mail, SlotCheckBooking
from adops.phrases.dates import day as day_words
from adops.phrases.execution import KINDS
from adops.phrases.execution import STATES as ITEMS
from adops.phrases.execution import state as state_words
from adops.phrases.mails import MAIL_KINDS
from adops.phrases.today import told
from adops.phrases.words import STATES
from adops.queries.creatives import CURRENT
from adops.queries.execution_lists import executions
from adops.queries.executions import bookings_of
from adops.queries.ledger import ledger_of
from adops.queries.month import MonthCatalog
from adops.queries.today import TodayCatalog, due_for
from adops.queries.today_by_hand import HandTerms
from adops.queries.today_executions import placing_due
from adops.rules.booking import state_at
from adops.rules.deadline import deadline
from adops.scheduler import tick
from tests.adops.played.doings import Doing, moment
from tests.adops.played.stage import Stage, here

OFF_DAYS = {"workday": "", "weekend": "休", "holiday": "假"}
NAMES = {"bj": "北京", "sh": "上海", "hq": "总部"}
OUTCOMES = {"pending": "待审批", "approved": "已批准", "refused": "已驳回", "withdrawn": "已撤回"}
SEEN = {Delivered.YES: "在位", Delivered.NO: "不在位", Delivered.UNKNOWN: "看不出"}
DID = ("deadline_near", "holiday_notice", "weekly_ledger", "lapse_holds")
# the edges of a day: when jobs run, and when nothing does but what is due changes
JOBS_RUN = "09:01 09:05 09:30 09:50 10:00 10:01 14:00 16:01 16:02"
CHANGE = "00:00 09:00 09:40 10:00:01 17:00 18:00"
LISTED = time(17)
WHOLE = time(9)
BESIDE = frozenset({DueKind.CREATIVE, DueKind.CALENDAR})
KEPT = (*CURRENT, CreativeState.ENDED)
COMES_BY_ITSELF = {
    STATES[CreativeState.LIVE],
    STATES[CreativeState.REPLACED],
    STATES[CreativeState.ENDED],
}
BINDING = frozenset({Route.HQ, Route.CROSS})


@dataclass
class Transcript:
    """`off`: the machine is switched off from one instant to the other; people wait too. `beside`:
    what else Today holds is told mornings, evenings, and when somebody did something."""

    stage: Stage
    off: tuple[datetime, datetime] | None = None
    beside: bool = False
    lines: list[tuple[datetime, str]] = field(default_factory=list)
    _said: dict[str, str] = field(default_factory=dict)
    _mail: int = 0
    _look: int = 0

    def at(
        self,
        now: datetime,
        doings: Sequence[Doing] = (),
        *,
        ticks: bool = True,
        lists: bool = False,
    ) -> None:
        """One instant: what people do, then what the jobs do, then what has changed."""
        for doing in doings:
            self._say(now, doing(self.stage, now))
        on = self.off is None or not self.off[0] <= now < self.off[1]
        if on and ticks:
            for words in self._runs(now):
                self._say(now, words)
        with self.stage.house.db.read() as session:
            found = [*self._looks(session), *self._bookings(session, now)]
            found += [*self._creatives(session), *self._deadlines(session)]
            found += self._items(session, now)
            if on:
                found += [*self._mails(session, now), *self._today(session, now)]
            if on and self.beside and (lists or doings or local(now).time() == WHOLE):
                found += self._beside(session, now)
            if on and lists:
                found += self._list(session, now)
        for words in found:
            self._say(now, words)

    def play(
        self,
        played: Sequence[tuple[str, Doing]],
        days: Period,
        more: Mapping[datetime, bool],
    ) -> None:
        """Every day of the play at its edges; what people do when they do it, and `more` instants,
        with the jobs or without."""
        doings: dict[datetime, list[Doing]] = defaultdict(list)
        for when, doing in played:
            doings[here(when)].append(doing)
        run = each_day(days, JOBS_RUN) | doings.keys() | {at for at, ticks in more.items() if ticks}
        for now in sorted(run | each_day(days, CHANGE) | more.keys()):
            lists = now.time() == LISTED
            self.at(now, doings.get(now, ()), ticks=now in run, lists=lists)

    def text(self, played: Period) -> str:
        """Day by day; seconds only where they count."""
        told: dict[date, list[str]] = defaultdict(list)
        for at, words in self.lines:
            clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
            told[at.date()].append(f"  {clock} {words}")
        days = sorted({*played.days(), *told})
        return "".join(f"{line}\n" for day in days for line in (self._day(day), *told[day]))

    def _say(self, now: datetime, words: str) -> None:
        self.lines.append((local(now), words))

    def _changed(self, key: str, words: str) -> str | None:
        """What was said of it before where it is something else now; None where it is not."""
        before = self._said.get(key, "")
        self._said[key] = words
        return before if before != words else None

    def _day(self, day: date) -> str:
        one = self.stage.book.calendar.day(day)
        mark = "调休上班" if one.is_make_up else one.name or OFF_DAYS[one.kind.value]
        return f"{day_words(day)} {mark}{'（暂定）' if one.provisional else ''}".rstrip()

    def _runs(self, now: datetime) -> Iterator[str]:
        """Runs of the same job for the same time as one line; those in time that did nothing are
        left out."""
        groups: dict[tuple[str, datetime, bool], list[Mapping[str, Any]]] = defaultdict(list)
        for due, outcome in tick(self.stage.house, self.stage.jobs, now=now):
            assert "error" not in outcome, outcome
            groups[due.job.name, local(due.at), due.late].append(outcome)
        for (job, at, late), some in groups.items():
            did = _did(job, some)
            if did or (late and job in DID):
                mark = f"补跑 {day_words(at.date())} {at:%H:%M}，" if late else ""
                yield f"⚙ {job} {mark}{did or '无'}"

    def _looks(self, session: Session) -> Iterator[str]:
        """What looks say of a booking: what is not seen on its first day, else what is new."""
        query = (
            select(SlotCheckBooking, Booking)
            .join(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
            .where(col(SlotCheckBooking.id) > self._look)
            .order_by(col(SlotCheckBooking.id))
        )
        for one, booking in session.exec(query):
            self._look = one.id or 0
            version = ""
            if one.delivered is Delivered.YES:
                version = f"第{self.stage.shows[one.booking_id]}版"
            words = f"{version}{SEEN[one.delivered]}"
            awaited = one.on == booking.first_day and one.delivered is not Delivered.YES
            if self._changed(f"look {one.booking_id}", words) is not None or awaited:
                yield f"👁 {self.stage.contracts[one.booking_id]} {words}"

    def _bookings(self, session: Session, now: datetime) -> Iterator[str]:
        for one in session.exec(select(Booking).order_by(col(Booking.id))):
            period = Period(one.first_day, one.last_day)
            state = state_at(one.state, period, now=now, hold_until=one.hold_until)
            before = self._changed(f"booking {one.id}", STATES[state.value])
            if before:
                no = self.stage.contracts[one.id or 0]
                yield f"排期 {no}：{before} → {STATES[state.value]}"

    def _creatives(self, session: Session) -> Iterator[str]:
        """What looks, marks and the calendar say of them; what people do says so itself."""
        for one in session.exec(select(Creative).order_by(col(Creative.id))):
            before = self._changed(f"creative {one.id}", STATES[one.state.value])
            if before and {before, self._said[f"creative {one.id}"]} & COMES_BY_ITSELF:
                no = self.stage.contracts[one.booking_id]
                yield f"创意 {no} 第{one.version}版：{before} → {STATES[one.state.value]}"

    def _deadlines(self, session: Session) -> Iterator[str]:
        """Of each start: worked out anew until its creative is confirmed, then what was kept."""
        kept = {
            one.booking_id: one
            for one in session.exec(select(Creative).order_by(col(Creative.id)))
            if one.state in KEPT and one.deadline
        }
        for booking in session.exec(select(Booking).order_by(col(Booking.id))):
            if booking.route not in BINDING or booking.state is BookingState.DRAFT:
                continue
            book, one = self.stage.book, kept.get(booking.id or 0)
            answer = deadline(
                booking.first_day, route=booking.route, calendar=book.calendar, terms=book.deadline
            )
            at, source = answer.at, answer.calendar.value
            if one is not None and one.go_live == booking.first_day:
                at, source = one.deadline or at, one.calendar or ""
            words = f"{moment(at)}{'（暂定）' if source == 'provisional' else ''}"
            before = self._changed(f"deadline {booking.id}", words)
            if before is not None:
                no = self.stage.contracts[booking.id or 0]
                yield f"截止 {no} {before}{' → ' if before else ''}{words}"

    def _items(self, session: Session, now: datetime) -> Iterator[str]:
        for placed in bookings_of(session, true(), book=self.stage.book, now=now):
            for item in placed.items:
                words = f"{_state(item)}{_live(self, item)}"
                before = self._changed(f"item {item.id}", words)
                due = self._changed(f"due {item.id}", _due(item))
                if before == "":
                    yield f"执行 {self._name(item)}：{words}，{_due(item)}"
                    continue
                if before is not None:
                    yield f"执行 {self._name(item)}：{before} → {words}"
                if due is not None:
                    yield f"执行 {self._name(item)}：{due} → {_due(item)}"

    def _name(self, item: Item) -> str:
        no = self.stage.contracts[item.booking_id]
        version = f"（第{item.what[1:]}版）" if item.what[0] == "v" else ""
        return f"{no} {day_words(item.day)}{KINDS['zh'][item.kind]}{version}"

    def _today(self, session: Session, now: datetime) -> Iterator[str]:
        """What Today holds of placing: items that come, change and go."""
        found = placing_due(session, by=CONSOLE, now=now, book=self.stage.book, names=NAMES)
        titles = {f"today {due.url}": told(due).title for due in found}
        for key, title in titles.items():
            if self._changed(key, title) is not None:
                yield f"今日 ＋ {title}"
        for key in [one for one in self._said if one.startswith("today ") and one not in titles]:
            yield f"今日 － {self._said.pop(key)}"

    def _beside(self, session: Session, now: datetime) -> Iterator[str]:
        """Creatives that are missing, and a year without a notice."""
        config = self.stage.house.settings.config_dir
        month = MonthCatalog(self.stage.book.calendar, load_month_terms(config))
        by_hand = HandTerms(("北京",), time(18))
        catalog = TodayCatalog(self.stage.book, load_ledger(config), month, by_hand)
        found = due_for(session, by=CONSOLE, now=now, catalog=catalog)
        words = {f"beside {one.kind} {one.url}": told(one) for one in found if one.kind in BESIDE}
        for key, one in words.items():
            line = f"{one.title}（{one.detail}）"
            if self._changed(key, line) is not None:
                yield f"今日 ＋ {line}"
        for key in [one for one in self._said if one.startswith("beside ") and one not in words]:
            yield f"今日 － {self._said.pop(key)}"

    def _list(self, session: Session, now: datetime) -> Iterator[str]:
        """The list of what is to be entered, up to the next workday."""
        due = local_day(now)
        found = executions(session, by=CONSOLE, book=self.stage.book, now=now, due=due)
        days: dict[date, list[str]] = defaultdict(list)
        for one in found:
            no = self.stage.contracts[one.item.booking_id]
            days[one.item.day].append(f"{no} {_state(one.item)}")
        if days:
            told = "；".join(f"{day_words(day)} {'、'.join(days[day])}" for day in sorted(days))
            yield f"执行清单：{told}"

    def _mails(self, session: Session, now: datetime) -> Iterator[str]:
        """Mails of stations that say the same stand in one line."""
        query = select(Mail).where(col(Mail.id) > self._mail).order_by(col(Mail.id))
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for mail in session.exec(query):
            self._mail = mail.id or 0
            site, _, rest = mail.subject.partition(" ")
            ledger = mail.kind == "approval_ledger"
            subject = f"{rest}{self._entries(session, mail, now)}" if ledger else mail.subject
            key = (MAIL_KINDS[mail.kind], _to(mail), subject, _provisional(mail))
            groups[key].append(site if ledger else "")
        for (kind, to, subject, mark), sites in groups.items():
            yield f"✉ {kind} → {to}：{'、'.join(sites)}{' ' if sites[0] else ''}{subject}{mark}"

    def _entries(self, session: Session, mail: Mail, now: datetime) -> str:
        station, _, week = mail.key.partition(":")
        year, _, number = week.partition("-W")
        ledger = ledger_of(
            session,
            station=station,
            week=Week(int(year), int(number)),
            catalog=load_ledger(self.stage.house.settings.config_dir),
            now=now,
        )
        entries, results = _told(ledger.entries), _told(ledger.results)
        told = f"：{entries}" if entries else ""
        return told + (f"；前期结果：{results}" if results else "")


def _told(entries: Sequence[LedgerEntry]) -> str:
    return "、".join(f"{one.contract_no} {OUTCOMES[one.outcome]}" for one in entries)


def _did(job: str, some: Sequence[Mapping[str, Any]]) -> str:
    """What the runs did, in words; "" where that is nothing, or is told by its own lines."""
    if job == "weekly_ledger":
        weeks = sorted({week for one in some for week in one["weeks"]})
        return f"记录表 {'、'.join(weeks)}" if weeks else ""
    counts = {"deadline_near": "mails", "holiday_notice": "mails", "send_outbox": "sent"}
    if job in counts:
        total = sum(one[counts[job]] for one in some)
        return f"{'发出' if job == 'send_outbox' else '邮件'} {total}" if total else ""
    if job == "lapse_holds":
        lapsed = sum(len(one["lapsed"]) for one in some)
        return f"退回草稿 {lapsed}" if lapsed else ""
    if job == "late_reports":
        reports = sum(one.get("reports", 0) for one in some)
        return f"自动报告 {reports}" if reports else ""
    return ""


def _state(item: Item) -> str:
    if item.swap is None or item.kind in STOPS:
        return state_words(item)
    told = ITEMS["zh"][item.swap]
    entered = item.swap is SwapState.DUE and item.state is ExecutionState.CONFIGURED
    return f"{told}（已配置）" if entered else told


def _due(item: Item) -> str:
    shown = f"，建议 {moment(item.shown)}" if item.shown else ""
    return f"最迟 {moment(item.due)}{shown}"


def _live(transcript: Transcript, item: Item) -> str:
    if item.live is None:
        return ""
    names = {one.staff_no: name for name, one in transcript.stage.people.items()}
    by = f"{names[item.live.by]}标记" if item.live.by else "巡检看到"
    return f"（{local(item.live.at):%H:%M:%S} {by}）"


def _to(mail: Mail) -> str:
    to = "、".join(mail.to)
    cc = f"，抄送 {'、'.join(mail.cc)}" if mail.cc else ""
    missing = f"缺{'、'.join(mail.missing)}" if mail.missing else ""
    return f"{to}{cc}{f'（{missing}）' if to and missing else missing}"


def _provisional(mail: Mail) -> str:
    """Whether the mail says so itself, in both its forms."""
    said = {"尚未公布" in mail.text, "尚未公布" in mail.html}
    assert len(said) == 1, mail.text
    return "〔注明按暂定日历〕" if True in said else ""


def all_done(session: Session) -> bool:
    """Whether every run ended well."""
    query = select(JobRun).where(col(JobRun.state).not_in(["enrolled", "done"]))
    return session.exec(query).first() is None


def each_day(days: Period, times: str) -> set[datetime]:
    """Those times of Shanghai's clock on each of the days."""
    clock = [time.fromisoformat(at) for at in times.split()]
    return {datetime.combine(day, at, SHANGHAI) for day in days.days() for at in clock}


def hold_against(golden: Path, text: str, *, rewrite: bool) -> None:
    """Shows the lines that are other ones."""
    if rewrite:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    told, kept = text.splitlines(), golden.read_text(encoding="utf-8").splitlines()
    assert told == kept, "\n".join(unified_diff(kept, told, "kept", "told", n=1, lineterm=""))
