"""What the story tells: its steps as they happen, what was expected, and the table at the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from adops.domain.period import local

PIPED_WIDTH = 112
Progress = Callable[[int, int, str], None]


def _silent(_done: int, _total: int, _what: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a step had to give, and gave."""

    what: str
    wanted: object
    got: object

    @property
    def met(self) -> bool:
        """Whether they are equal."""
        return self.wanted == self.got


@dataclass(slots=True)
class Chapter:
    """One step: its business time, its name, what is to be told of it; `progress` shows how far
    long work is."""

    at: datetime
    title: str
    lines: list[str] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    progress: Progress = _silent

    def tell(self, line: str) -> None:
        """A line of the table."""
        self.lines.append(line)

    def expect(self, what: str, wanted: object, got: object) -> None:
        """Notes it; the story goes on, and ends with an exit code of its own when it is not so."""
        self.expectations.append(Expectation(what, wanted, got))

    @property
    def went_well(self) -> bool:
        """Whether all was as expected."""
        return all(one.met for one in self.expectations)


class Tale:
    """The chapters so far. Progress goes to stderr, and only to a terminal."""

    def __init__(self) -> None:
        self.chapters: list[Chapter] = []
        self._progress = Console(stderr=True)

    @contextmanager
    def chapter(self, at: datetime, title: str) -> Iterator[Chapter]:
        """Runs one step; its time and name are shown while it runs."""
        chapter = Chapter(at, title)
        self.chapters.append(chapter)
        label = f"{_moment(at)}  {title}"
        with self.waiting(label) as progress:
            chapter.progress = progress
            yield chapter
        if self._progress.is_terminal:
            sign = "[green]✓[/]" if chapter.went_well else "[red]✗[/]"
            self._progress.print(f"{sign} {label}")

    @contextmanager
    def waiting(self, label: str) -> Iterator[Progress]:
        """A sign of life on a terminal; what it gives shows how far the work is."""
        if not self._progress.is_terminal:
            yield _silent
            return
        with self._progress.status(label) as status:
            yield lambda done, total, _what: status.update(f"{label}  {done}/{total}")

    @property
    def unmet(self) -> list[Expectation]:
        """What did not come out as expected."""
        return [one for chapter in self.chapters for one in chapter.expectations if not one.met]

    @property
    def expected(self) -> int:
        """How many things were compared."""
        return sum(len(chapter.expectations) for chapter in self.chapters)


@dataclass(frozen=True, slots=True)
class Ending:
    """What the last page says besides: files (path, what it is), address, who signs in; `over`:
    nobody answers at the address any more."""

    files: tuple[tuple[str, str], ...]
    server: str
    portal: str
    people: tuple[tuple[str, str], ...]
    password: str
    note: str = ""
    over: bool = False


def print_summary(tale: Tale, ending: Ending, console: Console | None = None) -> None:
    """The table of the day, the files, the address and the sign-in, to stdout."""
    out = console or _stdout()
    out.print()
    out.print(_day_table(tale))
    out.print(_file_table(ending))
    out.print(_sign_in(ending))
    if ending.note:
        out.print(f"[yellow]![/] {ending.note}")
    for one in tale.unmet:
        out.print(f"[bold red]与预期不符[/] {one.what}：应为 {one.wanted}，实为 {one.got}")
    if not tale.unmet:
        out.print(f"[green]✓[/] {tale.expected} 项预期逐一对照，全部一致。")


def _stdout() -> Console:
    """As wide as the terminal; a file or a pipe gets lines that are not broken too early."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=PIPED_WIDTH)


def _day_table(tale: Tale) -> Table:
    table = Table(
        title="演示：地方站 AE 的一个工作日", title_style="bold", show_lines=True, expand=True
    )
    table.add_column("业务时间", no_wrap=True)
    table.add_column("做了什么", overflow="fold", width=18)
    table.add_column("结果", overflow="fold", ratio=1)
    table.add_column("", no_wrap=True)
    for chapter in tale.chapters:
        sign = "[green]✓[/]" if chapter.went_well else "[bold red]✗[/]"
        table.add_row(_moment(chapter.at), chapter.title, "\n".join(chapter.lines), sign)
    return table


def _file_table(ending: Ending) -> Table:
    table = Table(title="文件", title_style="bold", show_header=False, expand=True)
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2, overflow="fold")
    for path, what in ending.files:
        table.add_row(path, what)
    return table


def _sign_in(ending: Ending) -> Panel:
    people = "    ".join(f"{staff_no}\u00a0{post}" for staff_no, post in ending.people)
    over = "--once：服务到此结束。去掉 --once（或 ONCE=1）再运行，就能打开这些网页。\n"
    words = (over if ending.over else "") + (
        f"网页：[bold]{ending.server}/[/]\n"
        f"登录：工号 [bold]{ending.people[0][0]}[/]（{ending.people[0][1]}），"
        f"密码 [bold]{ending.password}[/]\n"
        f"其他人（同一密码）：{people}\n"
        f"接口文档：{ending.server}/docs    演示门户：{ending.portal}/house/bj/"
    )
    return Panel(words, title="打开看看")


def _moment(at: datetime) -> str:
    here = local(at)
    return f"{here:%m-%d} 周{'一二三四五六日'[here.weekday()]} {here:%H:%M}"
