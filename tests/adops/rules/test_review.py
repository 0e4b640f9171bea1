"""Every code of the review with what was measured and what is allowed (rules.md §4, §5)."""

import pytest

from adops.domain.creative import Code
from adops.domain.finding import Severity, Verdict, verdict_of
from adops.domain.slot import Owner, PartSpec
from adops.rules.review import review
from tests.adops.cases import BANNER, ITEM, LIMIT, TERMS, codes, facts, film, found, moving, slot

REJECT, WARN, APPROVAL = Severity.REJECT, Severity.WARN, Severity.NEEDS_APPROVAL
SINA = slot(owner=Owner.SINA)
TEXT = slot(parts=(PartSpec("main", 0, 0, 0),), formats=("text",), text_limit=15)
TITLED = slot(text_limit=16)
FILMS = slot(formats=("mp4", "webm"))
LOUD = slot(formats=("mp4", "webm"), parts=(PartSpec("main", 950, 90, LIMIT, sound=True),))
WORDS = {"format": "text", "named": "text", "width": None, "height": None}
BYTES = {"format": "webm", "named": "webm"}

TABLE = [
    # id, facts, slot, code, severity, measured, allowed
    ("empty", {"size": 0, "format": None, "width": None, "height": None,
               "trouble": Code.FILE_EMPTY}, None, "file.empty", REJECT, 0, None),
    ("cut off", {"trouble": Code.FILE_BROKEN}, None, "file.broken", REJECT, 20_000, None),
    ("bomb", {"trouble": Code.FILE_BOMB}, None, "file.bomb", REJECT, 20_000, None),
    ("svg", {"format": "svg", "named": "svg"}, None, "format.not_allowed", REJECT, "svg",
     "jpg|png|gif|html5"),
    ("webp where not listed", {"format": "webp", "named": "webp"}, None, "format.not_allowed",
     REJECT, "webp", "jpg|png|gif|html5"),
    ("svg is never taken, even where listed", {"format": "svg", "named": "svg"},
     slot(formats=("jpg", "svg")), "format.not_allowed", REJECT, "svg", "jpg|svg"),
    ("nothing known", {"format": None}, None, "format.unknown", REJECT, None, "jpg|png|gif|html5"),
    ("flash", {"format": "swf", "named": "swf"}, None, "format.obsolete", REJECT, "swf",
     "jpg|png|gif|html5"),
    ("flash where an old rate card lists it", {"format": "flv", "named": "flv"},
     slot(formats=("jpg", "flv")), "format.obsolete", REJECT, "flv", "jpg|flv"),
    ("a png named jpg", {"format": "png"}, None, "format.mismatch", WARN, "png", "jpg"),
    ("a jpg declared as gif", {"declared": "gif"}, None, "format.mismatch", WARN, "jpg", "gif"),
    ("a px too wide", {"width": 951}, None, "size.wrong", REJECT, "951×90", "950×90"),
    ("sides changed over", {"width": 90, "height": 950}, None, "size.wrong", REJECT, "90×950",
     "950×90"),
    ("a byte over", {"size": LIMIT + 1}, None, "size.over_limit", APPROVAL, LIMIT + 1, LIMIT),
    ("one and a half", {"size": 46_080}, None, "size.over_limit", APPROVAL, 46_080, LIMIT),
    ("a byte over that", {"size": 46_081}, None, "size.over_cap", REJECT, 46_081, LIMIT),
    ("a byte over for SINA", {"size": LIMIT + 1}, SINA, "size.sina_strict", REJECT, LIMIT + 1,
     LIMIT),
    ("far over for SINA", {"size": 99_999}, SINA, "size.sina_strict", REJECT, 99_999, LIMIT),
    ("15.1 seconds", {"animation": moving(milliseconds=15_100)}, None, "animation.too_long",
     APPROVAL, 15.1, 15),
    ("over 15 seconds where none are named", {"animation": moving(milliseconds=15_010)},
     slot(max_seconds=None), "animation.too_long", APPROVAL, 15.01, 15),
    ("over the item's 8 seconds", {"animation": moving(milliseconds=8_010)},
     slot(max_seconds=8), "animation.too_long", APPROVAL, 8.01, 8),
    ("20 frames a second", {"animation": moving(fps=20.0)}, None, "animation.too_fast", APPROVAL,
     20.0, 15),
    ("four plays of three", {"animation": moving(plays=4)}, slot(max_loops=3), "animation.loops",
     APPROVAL, 4, 3),
    ("for ever", {"animation": moving(plays=0)}, slot(max_loops=3), "animation.loops", APPROVAL,
     "forever", 3),
    ("four flashes", {"animation": moving(flashes=4)}, None, "animation.flash", APPROVAL, 4, 3),
    ("h265", film(codec="hevc"), FILMS, "video.codec", REJECT, "hevc yuv420p", "h264"),
    ("h264 that few machines play", film(pixels="yuv444p"), FILMS, "video.codec", REJECT,
     "h264 yuv444p", "h264"),
    ("av1 in an mp4", film(codec="av1"), FILMS, "video.codec", REJECT, "av1 yuv420p", "h264"),
    ("h264 in a webm", film(**BYTES), FILMS, "video.codec", REJECT, "h264 yuv420p",
     "vp8|vp9|av1"),
    ("ten bits of vp9", film(codec="vp9", pixels="yuv420p10le", **BYTES), FILMS, "video.codec",
     REJECT, "vp9 yuv420p10le", "vp8|vp9|av1"),
    ("sound alone", film(codec=None, pixels="", audio="aac"), LOUD, "video.codec", REJECT, "none",
     "h264"),
    ("sound of a kind few play", film(audio="ac3"), LOUD, "video.codec", REJECT, "ac3", "aac"),
    ("a film a px too wide", film(width=951), FILMS, "video.dimensions", REJECT, "951×90",
     "950×90"),
    ("a film of 15.001 seconds", film(milliseconds=15_001), FILMS, "video.too_long", APPROVAL,
     15.001, 15),
    ("a film over the item's 5 seconds", film(milliseconds=5_040),
     slot(formats=("mp4",), max_seconds=5), "video.too_long", APPROVAL, 5.04, 5),
    ("sound nobody consented to", film(audio="aac"), FILMS, "video.sound", REJECT, "aac", None),
    ("a film that starts late", film(starts_fast=False), FILMS, "video.no_faststart", WARN, None,
     None),
    ("a film where pyav is missing", {"format": "mp4", "named": "mp4", "width": None,
                                      "height": None, "not_done": "video"}, FILMS,
     "check.not_done", WARN, "video", None),
    ("something after the end", {"trailing": 9}, None, "file.trailing", WARN, 9, None),
    ("words written backwards", WORDS | {"text": "新\u202e盘"}, TEXT, "text.control", REJECT,
     "U+202E@2", None),
    ("cmyk", {"cmyk": True}, None, "image.cmyk", REJECT, "CMYK", "RGB"),
    ("one flat colour", {"blank": True}, None, "image.blank", WARN, None, None),
    ("a text too long", {"format": "text", "named": "text", "width": None, "height": None,
                         "text": "字" * 15 + "a"}, TEXT, "text.too_long", APPROVAL, 15.5, 15),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "spec", "code", "severity", "measured", "allowed"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_a_trouble_is_found(changes, spec, code, severity, measured, allowed):
    (finding,) = found(facts(**changes), spec)
    assert (finding.code, finding.severity) == (code, severity)
    assert (finding.measured, finding.allowed) == (measured, allowed)
    assert (finding.where, finding.item) == ("main", ITEM)


FINE = [
    ("a plain jpg", {}, None),
    ("exactly the limit", {"size": LIMIT}, None),
    ("exactly the limit for SINA", {"size": LIMIT}, SINA),
    ("exactly 15 seconds", {"animation": moving(milliseconds=15_000)}, None),
    ("exactly 15 frames a second", {"animation": moving(fps=15.0)}, None),
    ("for ever where no number is named", {"animation": moving(plays=0)}, None),
    ("three plays of three", {"animation": moving(plays=3)}, slot(max_loops=3)),
    ("three flashes", {"animation": moving(flashes=3)}, None),
    ("a name that claims nothing", {"named": None}, None),
    ("html5, whose insides are looked at elsewhere",
     {"format": "html5", "named": "html5", "width": None, "height": None}, None),
    ("a film", film(), FILMS),
    ("exactly 15 seconds of film", film(milliseconds=15_000), FILMS),
    ("25 frames a second of film", film(milliseconds=1000, frames=25), FILMS),
    ("sound where it was consented to", film(audio="aac"), LOUD),
    ("vp9 and opus", film(codec="vp9", audio="opus", **BYTES), LOUD),
    ("ten bits of av1", film(codec="av1", pixels="yuv420p10le", **BYTES), FILMS),
    ("a text of exactly the limit",
     {"format": "text", "named": "text", "width": None, "height": None, "text": "字" * 15}, TEXT),
    ("a text without the name of one",
     {"format": None, "named": None, "width": None, "height": None, "text": "新盘"}, TEXT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "spec"), [row[1:] for row in FINE], ids=[row[0] for row in FINE]
)
def test_what_is_within_its_limits_passes_with_an_empty_list(changes, spec):
    assert found(facts(**changes), spec) == ()


def test_every_trouble_of_a_file_is_listed_at_once():
    one = facts(
        name="a.jpg", format="png", width=100, size=99_999, cmyk=True, animation=moving(fps=20.0)
    )
    assert codes(found(one, click_url="ftp://x", copy="字")) == [
        "format.mismatch",
        "size.wrong",
        "size.over_cap",
        "animation.too_fast",
        "image.cmyk",
        "link.unsafe",
    ]


def test_a_part_that_is_not_there_is_missing():
    spec = slot(parts=(PartSpec("left", 120, 300, LIMIT), PartSpec("right", 120, 300, LIMIT)))
    (missing,) = review({"left": facts(width=120, height=300)}, spec, terms=TERMS)
    assert (missing.code, missing.severity) == ("part.missing", REJECT)
    assert (missing.where, missing.allowed) == ("right", "120×300")


def test_a_part_that_may_be_left_out_is_not_missed_but_looked_at():
    spec = slot(parts=(BANNER, PartSpec("replay", 25, 100, LIMIT, optional=True)))
    assert review({"main": facts()}, spec, terms=TERMS) == ()
    (wrong,) = review({"main": facts(), "replay": facts()}, spec, terms=TERMS)
    assert (wrong.code, wrong.where, wrong.allowed) == ("size.wrong", "replay", "25×100")


def test_each_part_has_its_own_size_and_limit():
    spec = slot(parts=(BANNER, PartSpec("left", 120, 270, 10_240)))
    files = {"main": facts(), "left": facts(width=120, height=90, size=10_241)}
    found_here = review(files, spec, terms=TERMS)
    assert [(one.code, one.where, one.allowed) for one in found_here] == [
        ("size.wrong", "left", "120×270"),
        ("size.over_limit", "left", 10_240),
    ]


def test_the_words_of_a_text_link_may_come_without_a_file():
    assert review({}, TEXT, copy="京西新盘", terms=TERMS) == ()
    assert codes(review({}, TEXT, copy=" ", terms=TERMS)) == ["part.missing"]
    (long,) = review({}, TEXT, copy="字" * 16, terms=TERMS)
    assert (long.code, long.where, long.measured) == ("text.too_long", "copy", 16)


def test_the_title_that_goes_with_a_picture_has_a_limit_too():
    assert codes(found(facts(), TITLED, copy="字" * 17)) == ["text.too_long"]
    assert found(facts(), TITLED, copy="字" * 16) == ()


def test_no_link_is_asked_about_unless_one_is_given():
    assert found(facts(), click_url=None) == ()
    assert codes(found(facts(), click_url="")) == ["link.unsafe"]


def test_the_verdict_is_the_worst_that_is_found():
    one = facts(named="png", size=LIMIT + 1)
    assert verdict_of(found(one)) is Verdict.NEEDS_APPROVAL
    assert verdict_of(found(facts(named="png"))) is Verdict.WARN
