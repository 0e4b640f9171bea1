"""Hits as findings, and what decisions leave of them (rules.md §5, Content)."""

import pytest

from adops.domain.content import Box, Hit, Level, Ruling, Source
from adops.domain.finding import Finding, Severity
from adops.rules.content import findings_of_hits, left_after_decisions, undecided

LAW, PRACTICE = "LAW_TEXT", "PRACTICE"


def hit(
    level: Level = Level.HIGH,
    basis: str = PRACTICE,
    category: str = "superstition",
    source: Source = Source.COPY,
    words: str = "风水",
    box: Box | None = None,
) -> Hit:
    part = "left" if source is Source.PICTURE else source.value
    return Hit(words, category, level, basis, "规定8", "", words, source, part, words, box)


@pytest.mark.parametrize(
    ("level", "basis", "category", "severity"),
    [
        (Level.HIGH, LAW, "superstition", Severity.REJECT),
        (Level.HIGH, LAW, "absolute", Severity.NEEDS_APPROVAL),
        (Level.HIGH, PRACTICE, "superstition", Severity.NEEDS_APPROVAL),
        (Level.HIGH, "LAW_DERIVED", "area", Severity.NEEDS_APPROVAL),
        (Level.MEDIUM, LAW, "superstition", Severity.WARN),
        (Level.MEDIUM, PRACTICE, "absolute", Severity.WARN),
    ],
)
def test_what_a_hit_weighs(level, basis, category, severity):
    (found,) = findings_of_hits([hit(level, basis, category)])
    assert (found.code, found.severity) == (f"content.{category}", severity)


def test_a_low_hit_is_shown_only():
    assert findings_of_hits([hit(Level.LOW, LAW)]) == ()


@pytest.mark.parametrize(
    ("source", "where"),
    [(Source.COPY, "copy"), (Source.PICTURE, "left"), (Source.LANDING, "landing")],
)
def test_a_finding_says_words_article_and_place(source, where):
    one = hit(source=source, box=Box(1, 2, 3, 4))
    assert findings_of_hits([one]) == (
        Finding(
            code="content.superstition",
            severity=Severity.NEEDS_APPROVAL,
            measured="风水",
            allowed="规定8",
            where=where,
            key=one.key,
            box=(1, 2, 3, 4),
        ),
    )


def test_the_same_hit_again_is_the_same_finding():
    assert len(findings_of_hits([hit(), hit(), hit(words="龙脉")])) == 2


@pytest.mark.parametrize(
    ("severity", "cleared_by"),
    [
        (Severity.WARN, {Ruling.FALSE_ALARM, Ruling.EXCEPTION, Ruling.PROOF}),
        (Severity.NEEDS_APPROVAL, {Ruling.FALSE_ALARM, Ruling.EXCEPTION, Ruling.PROOF}),
        (Severity.REJECT, {Ruling.FALSE_ALARM, Ruling.EXCEPTION}),
    ],
)
@pytest.mark.parametrize("ruling", [None, *Ruling])
def test_what_a_decision_clears(severity, cleared_by, ruling):
    found = (Finding("content.absolute", severity, key="k"),)
    rulings = {} if ruling is None else {"k": ruling}
    assert left_after_decisions(found, rulings) == (() if ruling in cleared_by else found)


def test_a_finding_that_is_no_hit_is_left_and_never_undecided():
    found = (Finding("content.copy_missing", Severity.WARN), Finding("size.wrong", Severity.REJECT))
    assert left_after_decisions(found, {"k": Ruling.FALSE_ALARM}) == found
    assert undecided(found, {}) == ()


@pytest.mark.parametrize("ruling", [None, *Ruling])
def test_a_hit_is_undecided_until_any_decision_is_recorded(ruling):
    found = (Finding("content.absolute", Severity.WARN, key="k"),)
    assert undecided(found, {} if ruling is None else {"k": ruling}) == (
        found if ruling is None else ()
    )
