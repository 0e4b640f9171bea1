"""What mails say of package ads and of special approvals, as values (rules.md §12, §6)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Label(StrEnum):
    """A label of the form of rules.md §12, as it is written."""

    CONTRACT_NAME = "合同名称"
    CONTRACT_NO = "合同号"
    PROJECT_NAME = "项目名称"
    PROJECT_NO = "项目号"
    SLOT = "广告位名称"
    PERIOD = "投放周期"
    REGIONS = "定向地域"


@dataclass(frozen=True, slots=True)
class PackageAd:
    """One creative of a package-ad mail. `contract_name` and `contract_no` are the project's where
    the mail names no contract; `project_name` and `project_no` are kept where it names both.

    `slot_name` is without its size; sizes in px, days included on both ends; `line` is counted
    from 1, where its first label stands.
    """

    contract_name: str
    contract_no: str
    slot_name: str
    width: int
    height: int
    start: date
    end: date
    regions: tuple[str, ...]
    line: int
    project_name: str = ""
    project_no: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one label of a block could not be read: a code of `adops.phrases.package_ads`, the value
    as it stands in the mail."""

    code: str
    label: Label
    line: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class AdProblem:
    """A block that yields no entry: its line in the mail as written, and all that is wrong."""

    line: int
    text: str
    faults: tuple[Fault, ...]

    @property
    def code(self) -> str:
        """The first fault's."""
        return self.faults[0].code


@dataclass(frozen=True, slots=True)
class AdReading:
    """What a text says of package ads, in its order."""

    entries: tuple[PackageAd, ...] = ()
    problems: tuple[AdProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalAsk:
    """What a mail of sales says of one creative it asks a special approval for (rules.md §6); what
    it does not say is empty or None. `kind` is 商广, 内广 or empty.

    `codes` are all words of the mail that look like a number or code, in order: what labels do not
    say is found by looking them up.
    """

    contract_no: str = ""
    contract_name: str = ""
    slot_name: str = ""
    width: int | None = None
    height: int | None = None
    kind: str = ""
    reason: str = ""
    line: int = 1
    codes: tuple[str, ...] = ()
