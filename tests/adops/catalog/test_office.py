"""`mail.yaml`, `jobs.yaml`, `ledger.yaml`: what is shipped loads, what is wrong is named."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adops.catalog.jobs import load_jobs
from adops.catalog.ledger import load_ledger
from adops.catalog.mail import load_mail
from adops.catalog.tickets import load_tickets
from adops.domain.mail import MailKind, Post
from adops.errors import InputError

# rules.md §13, as it stands there
TABLE: dict[str, tuple[str, str]] = {
    "creative_refused": ("sales", "agency"),
    "deadline_near": ("sales", ""),
    "holiday_notice": ("sales", ""),
    "package_ads": ("placer", "sales"),
    "late_report": ("ops_head hq_ae sales", "hq_ae_head station_gm"),
    "approval_ledger": ("hq_ae", ""),
    "screenshots": ("hq_ae", ""),
    "anomaly": ("ae", ""),
    "month_confirmed": ("finance hq_ae", "ops_head"),
    "month_returned": ("ae", "hq_ae"),
    "training_record": ("hq_ae", "ops_head hq_ae_head"),
    "exam_application": ("hq_ae hq_ae_head hq_assistant station_gm ops_head", ""),
    "account_opening": ("hq_ae", ""),
    "leaving_notice": ("hq_ae", ""),
    "handover_sheet": ("hq_assistant", "hq_ae"),
}


@pytest.mark.parametrize(("kind", "posts"), TABLE.items(), ids=TABLE.keys())
def test_recipients_are_those_of_the_rules(kind: str, posts: tuple[str, str]) -> None:
    found = load_mail(Path("config")).kinds[MailKind(kind)]
    to, cc = (tuple(Post(word) for word in words.split()) for words in posts)
    assert (found.to, found.cc) == (to, cc)


Load = Callable[[Path], Any]
WRONG: dict[str, tuple[Load, str, str, str, str]] = {
    "ticket of nowhere": (load_tickets, "tickets.yaml", "auto: []", "auto: [moon]", "auto"),
    "no category": (load_tickets, "tickets.yaml", "category: 广告异常", "category: ''", "category"),
    "no pause": (load_tickets, "tickets.yaml", "[1, 5, 15, 60]", "[]", "retry_minutes"),
    "unknown post": (load_mail, "mail.yaml", "to: [ae]", "to: [boss]", "kinds.anomaly.to.0"),
    "kind left out": (load_mail, "mail.yaml", "  anomaly: {to: [ae]}\n", "", "anomaly"),
    "nobody in to": (load_mail, "mail.yaml", "to: [ae]}", "to: []}", "kinds.anomaly.to"),
    "no address": (load_mail, "mail.yaml", "adops@example.com", "adops", "sender.address"),
    "no domain": (load_mail, "mail.yaml", "[example.com]", '["@example.com"]', "incoming.domains"),
    "four fields": (load_jobs, "jobs.yaml", '"* * * * *"', '"* * * *"', "jobs.send_outbox.cron"),
    "unknown key": (load_jobs, "jobs.yaml", "retries:", "retrys:", "retr"),
    "no time": (load_ledger, "ledger.yaml", '"16:00"', '"four"', "cut"),
    "no weekday": (load_ledger, "ledger.yaml", "weekday: 5", "weekday: 8", "weekday"),
}


@pytest.mark.parametrize(("load", "name", "old", "new", "key"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_named_with_its_key(
    tmp_path: Path, load: Load, name: str, old: str, new: str, key: str
) -> None:
    for one in (name, "stations.yaml"):
        shutil.copy(Path("config") / one, tmp_path / one)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"config\.invalid") as wrong:
        load(tmp_path)
    assert name in str(wrong.value)
    assert key in str(wrong.value)
