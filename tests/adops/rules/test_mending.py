"""What a machine mends, what it aims at, and what of it may be offered (rules.md §5)."""

import pytest

from adops.domain.creative import Code, CreativeFacts
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.mending import Mend, MendOrder, MendTerms
from adops.domain.slot import Owner, PartSpec, SlotSpec
from adops.rules.mending import (
    can_be_mended,
    mended_name,
    offerable,
    orders,
    verdict_left,
)
from adops.rules.review import review
from tests.adops.cases import LIMIT, TERMS, facts, film, moving, slot

CAP = LIMIT * 3 // 2
MENDING = MendTerms(floor=0.9, own=0.97, shift=32, pixels=100_000, wait_seconds=60)
WEIGHT, CMYK, ORIENTATION = Mend.WEIGHT, Mend.CMYK, Mend.ORIENTATION
SINA = slot(owner=Owner.SINA)
LEFT, RIGHT = PartSpec("left", 120, 270, 15_360), PartSpec("right", 120, 270, 20_480)
COUPLET = slot(parts=(LEFT, RIGHT))
UNLIMITED = slot(parts=(PartSpec("main", 950, 90, 0),))
ALL = ("jpg", "png")

# id, facts, slot, mends, formats, aims
ASKED = [
    ("a byte over", {"size": LIMIT + 1}, None, (WEIGHT,), ALL, (LIMIT,)),
    ("at the cap gains nothing from the cap", {"size": CAP}, None, (WEIGHT,), ALL, (LIMIT,)),
    ("a byte over the cap", {"size": CAP + 1}, None, (WEIGHT,), ALL, (LIMIT, CAP)),
    ("over for SINA, who has no cap", {"size": CAP + 1}, SINA, (WEIGHT,), ALL, (LIMIT,)),
    ("cmyk within the limit", {"cmyk": True}, None, (CMYK,), ALL, (LIMIT, CAP)),
    ("cmyk and a byte over", {"cmyk": True, "size": LIMIT + 1}, None, (WEIGHT, CMYK), ALL,
     (LIMIT, CAP)),
    ("cmyk where no limit is named", {"cmyk": True}, UNLIMITED, (CMYK,), ALL, (0,)),
    ("turned", {"orientation": 6}, None, (ORIENTATION,), ALL, (LIMIT, CAP)),
    ("upside down", {"orientation": 3}, None, (ORIENTATION,), ALL, (LIMIT, CAP)),
    ("turned for SINA", {"orientation": 6}, SINA, (ORIENTATION,), ALL, (LIMIT,)),
    ("all three", {"cmyk": True, "orientation": 8, "size": CAP + 1}, None,
     (WEIGHT, CMYK, ORIENTATION), ALL, (LIMIT, CAP)),
    ("a png first as a png", {"format": "png", "named": "png", "size": CAP + 1}, None, (WEIGHT,),
     ("png", "jpg"), (LIMIT, CAP)),
    ("a still gif in another format", {"format": "gif", "named": "gif", "size": CAP + 1}, None,
     (WEIGHT,), ALL, (LIMIT, CAP)),
    ("a webp in what the slot takes", {"format": "webp", "named": "webp", "size": CAP + 1}, None,
     (WEIGHT,), ALL, (LIMIT, CAP)),
    ("a webp where the slot takes it", {"format": "webp", "named": "webp", "size": CAP + 1},
     slot(formats=("jpg", "webp")), (WEIGHT,), ("webp", "jpg"), (LIMIT, CAP)),
    ("a tail is lost with the weight", {"size": CAP + 1, "trailing": 9_000}, None, (WEIGHT,), ALL,
     (LIMIT, CAP)),
    ("a name that says otherwise", {"size": CAP + 1, "named": "png"}, None, (WEIGHT,), ALL,
     (LIMIT, CAP)),
    ("one flat colour", {"size": CAP + 1, "blank": True}, None, (WEIGHT,), ALL, (LIMIT, CAP)),
]  # fmt: skip

# id, facts, slot
LEFT_ALONE = [
    ("nothing is wrong", {}, None),
    ("only a tail", {"trailing": 9}, None),
    ("only another format", {"format": "webp", "named": "webp"}, None),
    ("only a wrong size", {"width": 951}, None),
    ("too heavy and a wrong size", {"size": CAP + 1, "width": 951}, None),
    ("cmyk and a wrong size", {"cmyk": True, "height": 91}, None),
    ("an animation", {"format": "gif", "size": CAP + 1, "animation": moving()}, None),
    ("an animated webp", {"format": "webp", "size": CAP + 1, "animation": moving()},
     slot(formats=("webp",))),
    ("an avif", {"format": "avif", "named": "avif", "size": CAP + 1},
     slot(formats=("jpg", "avif"))),
    ("a film", film(size=CAP + 1), slot(formats=("mp4", "jpg"))),
    ("a package", {"format": "html5", "named": "zip", "size": CAP + 1, "width": None,
                   "height": None}, None),
    ("a broken file", {"size": CAP + 1, "trouble": Code.FILE_BROKEN}, None),
    ("a slot that takes only films", {"size": CAP + 1}, slot(formats=("mp4",))),
    ("a slot that takes only gifs", {"format": "gif", "named": "gif", "size": CAP + 1},
     slot(formats=("gif",))),
    ("a picture too large to be mended", {"size": CAP + 1, "width": 1_000, "height": 101},
     slot(parts=(PartSpec("main", 1_000, 101, LIMIT),))),
]  # fmt: skip


def asked(files: dict[str, CreativeFacts], spec: SlotSpec | None = None) -> tuple[MendOrder, ...]:
    spec = spec or slot()
    return orders(files, spec, review(files, spec, terms=TERMS), review=TERMS, terms=MENDING)


@pytest.mark.parametrize(
    ("given", "spec", "mends", "formats", "aims"),
    [pytest.param(*row, id=name) for name, *row in ASKED],
)
def test_is_mended(given, spec, mends, formats, aims):
    (order,) = asked({"main": facts(**given)}, spec)
    assert (order.part, order.mends, order.formats, order.aims) == ("main", mends, formats, aims)


@pytest.mark.parametrize(
    ("given", "spec"), [pytest.param(*row, id=name) for name, *row in LEFT_ALONE]
)
def test_is_left_alone(given, spec):
    assert asked({"main": facts(**given)}, spec) == ()


def test_the_largest_picture_that_is_mended():
    spec = slot(parts=(PartSpec("main", 1_000, 100, LIMIT),))
    assert asked({"main": facts(size=CAP + 1, width=1_000, height=100)}, spec) != ()


def test_each_part_by_its_own_limit_in_the_form_s_order():
    side = {"width": 120, "height": 270}
    files = {"right": facts(size=20_481, **side), "left": facts(size=23_041, **side)}
    assert [(one.part, one.aims) for one in asked(files, COUPLET)] == [
        ("left", (15_360, 23_040)),
        ("right", (20_480,)),
    ]


def test_a_part_that_fits_is_left_alone():
    side = {"width": 120, "height": 270}
    files = {"left": facts(size=15_360, **side), "right": facts(size=20_481, **side)}
    assert [one.part for one in asked(files, COUPLET)] == ["right"]


def finding(code: str, severity: Severity, where: str = "main") -> Finding:
    return Finding(code, severity, 1, 1, where)


REJECT, APPROVAL, WARN = Severity.REJECT, Severity.NEEDS_APPROVAL, Severity.WARN
OFFERED = [
    ("nothing is found", [], True),
    ("over the limit, within the cap", [finding(Code.SIZE_OVER_LIMIT, APPROVAL)], True),
    ("a warning", [finding(Code.IMAGE_BLANK, WARN)], True),
    ("still over the cap", [finding(Code.SIZE_OVER_CAP, REJECT)], False),
    ("another part is refused", [finding(Code.SIZE_WRONG, REJECT, "right")], False),
    ("another part needs an approval", [finding(Code.ANIMATION_TOO_LONG, APPROVAL, "right")], True),
    ("this part needs another approval", [finding(Code.ANIMATION_TOO_LONG, APPROVAL)], False),
    ("the link is refused", [finding(Code.LINK_UNSAFE, REJECT, "link")], False),
    ("words are refused", [finding("content.FDC01", REJECT)], True),
    ("words need a decision", [finding("content.FDC01", APPROVAL)], True),
]


@pytest.mark.parametrize(
    ("findings", "may"), [pytest.param(*row, id=name) for name, *row in OFFERED]
)
def test_what_may_be_offered(findings, may):
    assert offerable(findings, "main") is may


LEFT_OVER = [
    ("within the limit", facts(size=CAP + 1), LIMIT, None, Verdict.PASS),
    ("within the cap", facts(size=CAP + 1), LIMIT + 1, None, Verdict.NEEDS_APPROVAL),
    ("cmyk is gone", facts(cmyk=True), LIMIT, None, Verdict.PASS),
    ("its name is right", facts(cmyk=True, named="png"), LIMIT, None, Verdict.PASS),
    ("one flat colour stays so", facts(size=CAP + 1, blank=True), LIMIT, None, Verdict.WARN),
    ("over the limit of SINA", facts(size=CAP + 1), LIMIT + 1, SINA, Verdict.REJECT),
]


@pytest.mark.parametrize(
    ("was", "size", "spec", "verdict"), [pytest.param(*row, id=name) for name, *row in LEFT_OVER]
)
def test_the_verdict_of_the_mended_file(was, size, spec, verdict):
    spec = spec or slot()
    findings = review({"main": was}, spec, terms=TERMS)
    assert verdict_left(findings, "main", size, spec, review=TERMS) is verdict


@pytest.mark.parametrize(
    ("findings", "formats", "may"),
    [
        pytest.param([finding(Code.SIZE_OVER_CAP, REJECT)], {"main": "jpg"}, True, id="heavy"),
        pytest.param([finding(Code.IMAGE_CMYK, REJECT)], {"main": "jpg"}, True, id="cmyk"),
        pytest.param([finding(Code.SIZE_OVER_CAP, REJECT)], {}, False, id="it-moves"),
        pytest.param([finding(Code.SIZE_OVER_CAP, REJECT)], {"main": "mp4"}, False, id="film"),
        pytest.param([finding(Code.SIZE_WRONG, REJECT)], {"main": "jpg"}, False, id="wrong-size"),
        pytest.param(
            [finding(Code.SIZE_OVER_CAP, REJECT), finding(Code.LINK_UNSAFE, REJECT, "link")],
            {"main": "jpg"},
            False,
            id="the-link-is-refused-too",
        ),
        pytest.param(
            [finding(Code.SIZE_OVER_CAP, REJECT), finding("content.FDC01", REJECT)],
            {"main": "jpg"},
            True,
            id="so-are-words-that-are-decided",
        ),
        pytest.param(
            [finding(Code.SIZE_OVER_CAP, REJECT, "left")], {"right": "jpg"}, False, id="other-part"
        ),
    ],
)
def test_whether_asking_may_help(findings, formats, may):
    assert can_be_mended(findings, formats) is may


@pytest.mark.parametrize(
    ("name", "kind", "claimed", "mended"),
    [
        pytest.param("a.png", "jpg", "png", "a.jpg", id="another-format"),
        pytest.param("a.jpeg", "jpg", "jpg", "a.jpeg", id="says-it-already"),
        pytest.param("a.b.gif", "png", "gif", "a.b.png", id="dots-stay"),
        pytest.param("a", "jpg", None, "a.jpg", id="no-ending"),
        pytest.param("第1.5版", "jpg", None, "第1.5版.jpg", id="a-dot-that-is-no-ending"),
        pytest.param(".png", "jpg", "png", "mended.jpg", id="nothing-but-an-ending"),
    ],
)
def test_the_name_says_what_it_is(name, kind, claimed, mended):
    assert mended_name(name, kind, claimed) == mended
