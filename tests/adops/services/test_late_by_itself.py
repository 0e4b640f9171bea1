"""The late report that the system sends, where the station turned that on (rules.md §7)."""

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from adops.jobs import JOBS, JobContext, job_named
from adops.models import Creative
from adops.store import open_store
from tests.adops.services.desk import desk
from tests.adops.services.test_executions import Placing, placing, when

__all__ = ["desk", "placing"]
Do = Callable[[Placing], object]
SWITCH = 'late_reports: {cron: "25,55 10-23 * * *", on: false'


def run(placing: Placing, now: datetime, tmp: Path, *, on: str = "hq") -> Mapping[str, Any]:
    """The job of the head office, which places; `on`: the station that turned it on."""
    config = tmp / "config"
    if not config.exists():
        shutil.copytree(placing.settings.config_dir, config)
        jobs = config / "jobs.yaml"
        said = jobs.read_text("utf-8")
        assert SWITCH in said, "off by default"
        if on:
            jobs.write_text(said.replace(SWITCH, f"{SWITCH}, stations: {{{on}: {{on: true}}}}"))
    settings = placing.settings.model_copy(update={"config": config})
    context = JobContext(placing.desk.db, open_store(settings), settings, now, "hq")
    return job_named(JOBS, "late_reports").run(context)


@pytest.mark.parametrize("on", ["", "bj"], ids=["by default", "in another station"])
def test_nothing_is_sent_where_it_is_off(placing: Placing, tmp_path: Path, on: str) -> None:
    assert run(placing, when(23, 10, 25), tmp_path, on=on) == {"off": "hq"}
    assert (placing.mails(), placing.marks()) == ([], [])


def test_the_system_reports_once(placing: Placing, tmp_path: Path) -> None:
    assert run(placing, when(23, 10), tmp_path) == {"reports": 0}, "10:00:00 is in time"
    assert run(placing, when(23, 10, 25), tmp_path) == {"reports": 1}
    assert run(placing, when(23, 10, 55), tmp_path) == {"reports": 0}
    (mark,), (mail,) = placing.marks(), placing.mails()
    assert (mark.by, mark.reason, mark.mail_id) == ("system", "other", mail.id)
    assert placing.state(when(24, 1)) == "late_reported"
    for words in (
        "实际上线：尚未上线",
        "晚投原因：其他（系统自动报告：到 10:25 尚未上线，原因待查）",
        "晚投报告",
    ):
        assert words in mail.text, mail.text
    assert [one.by for one in placing.desk.acts(f"execution:{placing.id()}")] == ["system"]


def entered_late(placing: Placing) -> None:
    placing.desk.change(entered_at=when(23, 8))


def without_creative(placing: Placing) -> None:
    with placing.desk.db.write() as session:
        for one in session.exec(select(Creative)):
            one.confirmed_at = None
            session.add(one)


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        pytest.param(entered_late, "entered_late", id="entered on its own day"),
        pytest.param(without_creative, "creative_late", id="no creative"),
        pytest.param(lambda one: one.live(when(23, 10, 5)), "other", id="live since"),
    ],
)
def test_the_reason_as_far_as_it_is_known(
    placing: Placing, tmp_path: Path, before: Do, reason: str
) -> None:
    before(placing)
    assert run(placing, when(23, 10, 25), tmp_path) == {"reports": 1}
    assert placing.marks()[-1].reason == reason


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(lambda one: one.report(when(23, 10, 10)), id="an AE reported"),
        pytest.param(lambda one: one.live(when(23, 9, 50)), id="live in time"),
    ],
)
def test_what_needs_none_gets_none(placing: Placing, tmp_path: Path, before: Do) -> None:
    before(placing)
    mails = len(placing.mails())
    assert run(placing, when(23, 10, 25), tmp_path) == {"reports": 0}
    assert len(placing.mails()) == mails


def test_after_24_it_is_not_reported_any_more(placing: Placing, tmp_path: Path) -> None:
    placing.look(when(23, 11), placing.creative)
    assert run(placing, when(24, 0, 5), tmp_path) == {"reports": 0}
    assert placing.state(when(24, 0, 5)) == "not_placed"
