"""Mended files: lighter, in sRGB, upright; the best that fits, or none at all (rules.md §5)."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageOps, JpegImagePlugin

from adops.catalog.review import load_mending
from adops.domain.mending import Mend, Mended, MendOrder, MendTerms
from adops.inspect import jpeg
from adops.inspect.encode import MOST, Encoder
from adops.inspect.mend import mend
from adops.inspect.shown import shown
from adops.inspect.similar import Likeness, likeness
from tests.adops import files
from tests.adops.cases import CONFIG, measured
from tests.adops.inspect.pictures import (
    cmyk,
    drawing,
    opened,
    photo,
    red_type,
    swapped_profile,
    turned,
)

TERMS = load_mending(CONFIG)
ANY = replace(TERMS, floor=0.001, shift=255)
KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
WEIGHT, CMYK, ORIENTATION = (Mend.WEIGHT,), (Mend.CMYK,), (Mend.ORIENTATION,)


def order(
    *formats: str, aims: Sequence[int] = (30_720,), mends: tuple[Mend, ...] = WEIGHT
) -> MendOrder:
    return MendOrder("main", mends, formats, tuple(aims))


def heavy(kind: str, image: Image.Image | None = None) -> bytes:
    """A file that says its format and weighs more than any limit here."""
    how: dict[str, int] = {"jpg": {"quality": 97}, "webp": {"quality": 98}}.get(kind, {})
    return files.saved(image or photo(grain=30), KINDS[kind], **how)


def like(image: Image.Image, found: Mended) -> Likeness:
    """How alike the mended file is to what is shown of the original."""
    return likeness(image, opened(found.content).convert("RGB"))


def mended(data: bytes, kind: str, ask: MendOrder, terms: MendTerms) -> Mended:
    """What there must be."""
    found = mend(data, kind, ask, terms=terms)
    assert found is not None
    return found


# limits


LIMITS = [
    ("jpg", "jpg", 30_720),
    ("jpg", "jpg", 20_000),
    ("jpg", "jpg", 12_000),
    ("webp", "webp", 25_000),
    ("webp", "webp", 18_000),
    ("png", "png", 30_720),
    ("gif", "png", 30_720),
    ("png", "jpg", 30_720),
    ("webp", "jpg", 30_720),
]


@pytest.mark.parametrize(
    ("kind", "into", "limit"),
    [pytest.param(*row, id=f"{row[0]}-to-{row[1]}-in-{row[2]}") for row in LIMITS],
)
def test_fits_is_what_it_says_and_as_alike_as_it_says(kind, into, limit):
    data = heavy(kind)
    assert len(data) > limit
    found = mended(data, kind, order(into, aims=[limit]), terms=ANY)
    assert found.format == into == measured(found.content).format
    assert 0 < len(found.content) <= limit
    assert found.similarity == like(shown(kind, data).image, found).similarity
    assert found.mends == (*WEIGHT, *([Mend.FORMAT] if kind != into else []))


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("jpg", 30_720), ("jpg", 20_000), ("jpg", 12_000), ("webp", 25_000), ("webp", 18_000)],
)
def test_the_next_finer_step_does_not_fit(kind, limit):
    data = heavy(kind)
    image = shown(kind, data).image
    found = mended(data, kind, order(kind, aims=[limit]), terms=ANY)
    how = {"method": 4}
    if kind == "jpg":
        sampling = JpegImagePlugin.get_sampling(opened(found.content))
        how = {"subsampling": sampling, "optimize": True, "progressive": True}
    same = files.saved(image, KINDS[kind], quality=found.quality, **how)
    finer = files.saved(image, KINDS[kind], quality=(found.quality or 0) + 1, **how)
    assert same == found.content
    assert len(finer) > limit


@pytest.mark.parametrize(
    ("image", "sampling"),
    [
        pytest.param(photo(grain=25), 2, id="grain-in-half-the-colours"),
        pytest.param(red_type(), 0, id="red-type-in-all"),
    ],
)
def test_the_more_alike_way_of_a_jpeg_is_taken(image, sampling):
    data = heavy("jpg", image)
    limit = len(data) // 3
    seen = shown("jpg", data).image
    found = mended(data, "jpg", order("jpg", aims=[limit]), terms=ANY)
    tried = [
        likeness(seen, opened(one.content)).similarity
        for one in Encoder(seen).candidates("jpg", limit)
    ]
    assert len(tried) == 2
    assert found.similarity == max(tried) > min(tried)
    assert JpegImagePlugin.get_sampling(opened(found.content)) == sampling


def test_the_cap_only_where_the_limit_is_not_good_enough():
    data, limit, cap = heavy("jpg"), 16_000, 24_000
    at_limit = mended(data, "jpg", order("jpg", aims=[limit]), terms=ANY)
    at_cap = mended(data, "jpg", order("jpg", aims=[cap]), terms=ANY)
    assert at_limit.similarity < at_cap.similarity
    ask = order("jpg", aims=[limit, cap])
    enough = replace(ANY, floor=at_limit.similarity)
    assert mended(data, "jpg", ask, terms=enough) == at_limit
    more = replace(ANY, floor=at_limit.similarity + 0.001)
    assert mended(data, "jpg", ask, terms=more) == at_cap
    assert limit < len(at_cap.content) <= cap


def test_nothing_is_offered_that_is_not_alike_enough():
    data = heavy("jpg")
    best = mended(data, "jpg", order("jpg", "png", "webp", aims=[6_000]), terms=ANY)
    ask = order("jpg", "png", "webp", aims=[6_000])
    assert mend(data, "jpg", ask, terms=replace(ANY, floor=best.similarity + 0.001)) is None


def test_nothing_is_offered_in_which_a_colour_moved_too_far():
    """A small mark in a colour of its own that few colours drop."""
    image = photo((200, 200), grain=30)
    image.paste((255, 0, 255), (150, 150, 158, 158))
    data = heavy("png", image)
    ask = order("png", aims=[len(data) // 6])
    loose = mended(data, "png", ask, terms=ANY)
    moved = int(like(image, loose).shift)
    tight = mended(data, "png", ask, terms=replace(ANY, shift=moved))
    assert like(image, tight).shift <= moved < like(image, loose).shift
    assert tight.similarity < loose.similarity
    assert mend(data, "png", ask, terms=replace(ANY, shift=0)) is None


def test_no_format_reaches_a_few_bytes():
    assert mend(heavy("jpg"), "jpg", order("jpg", "png", "webp", aims=[300]), terms=ANY) is None


def test_its_own_format_where_that_is_good_enough():
    data = heavy("jpg", photo(grain=0))
    ask = order("jpg", "webp", aims=[len(data) // 2])
    alone = mended(data, "jpg", order("webp", aims=[len(data) // 2]), terms=TERMS)
    found = mended(data, "jpg", ask, terms=TERMS)
    assert found.format == "jpg"
    assert TERMS.own <= found.similarity < alone.similarity


def test_another_format_where_its_own_is_not():
    """A photograph in few colours shows bands; as a JPEG of that weight it does not."""
    data = heavy("png")
    own = mended(data, "png", order("png"), terms=ANY)
    found = mended(data, "png", order("png", "jpg"), terms=ANY)
    assert own.similarity < TERMS.own
    assert found.format == "jpg"
    assert found.similarity > own.similarity
    assert found.mends == (Mend.WEIGHT, Mend.FORMAT)


def test_its_own_format_where_no_other_is_more_alike():
    data = heavy("jpg", photo(grain=40))
    found = mended(data, "jpg", order("jpg", "png", aims=[25_000]), terms=ANY)
    assert found.similarity < TERMS.own
    assert found.format == "jpg"


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "gif"])
def test_the_same_file_and_order_give_the_same_file(kind):
    data, ask = heavy(kind), order("jpg", "png", "webp", aims=[20_000, 30_000])
    assert mended(data, kind, ask, terms=ANY) == mended(data, kind, ask, terms=ANY)


@pytest.mark.parametrize("limit", [500, 2_000, 4_000, 8_000])
def test_an_aim_costs_few_encodes_however_often_it_is_asked_for(limit):
    encoder = Encoder(photo((120, 90)))
    for _ in range(2):
        for kind in ("jpg", "png", "webp"):
            list(encoder.candidates(kind, limit))
    assert 0 < encoder.count <= MOST


# what gives nothing up


def test_a_jpeg_that_only_carries_too_much_loses_no_pixel():
    bare = files.saved(photo(grain=5), "JPEG", quality=70)
    exif = Image.Exif()
    exif[0x010E] = "x" * 20_000
    data = files.saved(photo(grain=5), "JPEG", quality=70, exif=exif, comment=b"y" * 9_000)
    assert len(data) > len(bare) + 25_000
    found = mended(data, "jpg", order("jpg", aims=[len(bare) + 100]), terms=TERMS)
    assert (found.similarity, found.quality) == (1.0, None)
    assert np.array_equal(np.asarray(opened(found.content)), np.asarray(opened(bare)))
    assert b"x" * 100 not in found.content


def test_a_png_that_was_packed_badly_loses_no_pixel():
    data = files.saved(drawing(), "PNG", compress_level=0)
    found = mended(data, "png", order("png", "jpg"), terms=TERMS)
    assert (found.format, found.similarity, found.quality) == ("png", 1.0, None)
    assert np.array_equal(np.asarray(opened(found.content).convert("RGB")), np.asarray(drawing()))


def test_a_still_gif_becomes_a_png_of_the_same_pixels():
    data = files.heavier_gif(files.saved(drawing().quantize(16), "GIF"), 40_000)
    found = mended(data, "gif", order("png", "jpg"), terms=TERMS)
    assert (found.format, found.similarity) == ("png", 1.0)
    assert found.mends == (Mend.WEIGHT, Mend.FORMAT)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"progressive": True}, id="progressive"),
        pytest.param({"restart_marker_blocks": 4}, id="restarts"),
        pytest.param({"icc_profile": swapped_profile()}, id="profile"),
        pytest.param({"comment": b"\xff\xd9 \xff\xda"}, id="a-comment-that-looks-like-markers"),
        pytest.param({"dpi": (300, 300)}, id="jfif"),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_stripped_jpeg_shows_the_same_pixels(mode, options):
    data = files.saved(photo().convert(mode), "JPEG", **options)
    found = jpeg.stripped(data + b"tail") or b""
    assert len(found) <= len(data)
    assert b"ICC_PROFILE" not in found
    assert np.array_equal(np.asarray(opened(found)), np.asarray(opened(data)))


@pytest.mark.parametrize("length", [0, 1, 2, 3, 20, 200, 2_000])
def test_a_jpeg_cut_off_is_not_stripped(length):
    assert jpeg.stripped(files.saved(photo(), "JPEG")[:length]) is None


# colours


def test_cmyk_becomes_the_rgb_that_is_shown():
    data = cmyk(photo(grain=5))
    assert measured(data).cmyk
    found = mended(data, "jpg", order("jpg", aims=[60_000], mends=CMYK), terms=TERMS)
    facts = measured(found.content, "a.jpg")
    assert (facts.cmyk, facts.format, (facts.width, facts.height)) == (False, "jpg", (300, 250))
    assert found.mends == CMYK
    assert like(opened(data).convert("RGB"), found).similarity >= 0.97


def test_cmyk_stays_in_the_limit():
    data = cmyk(photo(grain=30), quality=97)
    found = mended(data, "jpg", order("jpg", aims=[20_000], mends=(*WEIGHT, *CMYK)), terms=ANY)
    assert len(found.content) <= 20_000
    assert found.mends == (*WEIGHT, *CMYK)


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_a_profile_is_turned_to_srgb_and_left_out(kind):
    """Red that its profile calls green is green without it."""
    image = Image.new("RGB", (300, 250), (200, 30, 30))
    image.paste((30, 200, 30), (0, 0, 150, 250))
    data = files.saved(image, KINDS[kind], icc_profile=swapped_profile())
    found = mended(data, kind, order(kind), terms=TERMS)
    seen = opened(found.content)
    assert found.mends == (*WEIGHT, Mend.PROFILE)
    assert "icc_profile" not in seen.info
    red, green, _ = np.asarray(seen.convert("RGB"))[100, 250]
    assert green > 150 > 100 > red


def test_a_profile_of_srgb_changes_nothing():
    from PIL import ImageCms

    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = files.saved(drawing(), "PNG", icc_profile=srgb, compress_level=0)
    found = mended(data, "png", order("png"), terms=TERMS)
    assert (found.mends, found.similarity) == (WEIGHT, 1.0)
    assert b"iCCP" not in found.content


def test_a_profile_that_is_none_changes_nothing():
    data = files.saved(drawing(), "PNG", icc_profile=b"no profile", compress_level=0)
    found = mended(data, "png", order("png"), terms=TERMS)
    assert (found.mends, found.similarity) == (WEIGHT, 1.0)


# turned


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_is_upright_for_good(orientation):
    data = turned(photo((120, 90), grain=5), orientation, quality=95)
    upright = ImageOps.exif_transpose(opened(data))
    found = mended(data, "jpg", order("jpg", mends=ORIENTATION), terms=TERMS)
    facts = measured(found.content, "a.jpg")
    assert (facts.orientation, facts.width, facts.height) == (1, *upright.size)
    assert likeness(upright, opened(found.content)).similarity == found.similarity >= 0.97
    assert not opened(found.content).getexif()


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_png_is_upright_without_loss(orientation):
    data = turned(drawing((120, 90)), orientation, "PNG")
    found = mended(data, "png", order("png", mends=ORIENTATION), terms=TERMS)
    assert found.similarity == 1.0
    expected = np.asarray(ImageOps.exif_transpose(opened(data)))
    assert np.array_equal(np.asarray(opened(found.content).convert("RGB")), expected)


def test_a_webp_stays_as_browsers_show_it():
    data = turned(drawing((120, 90)), 6, "WEBP", lossless=True)
    found = mended(data, "webp", order("webp"), terms=TERMS)
    assert opened(found.content).size == (120, 90)


# what shows through


def test_what_shows_through_stays_so():
    image = drawing(through=True)
    data = files.saved(image, "PNG", compress_level=0)
    found = mended(data, "png", order("png", "jpg"), terms=TERMS)
    assert found.format == "png"
    seen = opened(found.content).convert("RGBA")
    assert seen.getchannel("A").getextrema() == image.getchannel("A").getextrema()
    assert likeness(image, seen).similarity == found.similarity


def test_what_shows_through_is_never_a_jpeg():
    data = files.saved(drawing(through=True), "PNG", compress_level=0)
    assert mend(data, "png", order("jpg", aims=[0]), terms=ANY) is None


def test_fewer_colours_keep_what_shows_through():
    image = photo(grain=25).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    data = files.saved(image, "PNG")
    found = mended(data, "png", order("png", aims=[len(data) // 3]), terms=ANY)
    assert found.quality in range(2, 257)
    seen = opened(found.content).convert("RGBA")
    assert np.asarray(seen.getchannel("A")).min() < 32
    assert likeness(image, seen).similarity == found.similarity > 0.5


def test_a_band_that_hides_nothing_is_no_reason_against_a_jpeg():
    image = photo(grain=30)
    image.putalpha(255)
    data = files.saved(image, "PNG")
    assert mended(data, "png", order("jpg"), terms=ANY).format == "jpg"


MODES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "1": lambda image: image.convert("1"),
    "L": lambda image: image.convert("L"),
    "LA": lambda image: image.convert("LA"),
    "P": lambda image: image.quantize(64),
    "I;16": lambda image: Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257),
    "RGB": lambda image: image,
    "RGBA": lambda image: image.convert("RGBA"),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_way_a_png_is_stored(mode):
    """The same picture within its limit, and losslessly where nothing has to go."""
    image = MODES[mode](photo(grain=10))
    data = files.saved(image, "PNG", compress_level=0)
    assert opened(data).mode == mode
    found = mended(data, "png", order("png", "jpg", "webp", aims=[40_000]), terms=TERMS)
    expected = image.convert("I").point(lambda v: v / 257) if mode == "I;16" else image
    alike = likeness(expected.convert("RGB"), opened(found.content).convert("RGB"))
    assert alike.similarity == found.similarity >= TERMS.floor
    assert len(found.content) <= 40_000


def test_a_palette_with_a_clear_colour():
    image = drawing().quantize(8)
    out = io.BytesIO()
    image.save(out, "PNG", transparency=image.getpixel((299, 249)), compress_level=0)
    found = mended(out.getvalue(), "png", order("png", "jpg"), terms=TERMS)
    assert (found.format, found.similarity) == ("png", 1.0)
    assert opened(found.content).convert("RGBA").getchannel("A").getpixel((299, 249)) == 0


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_grey_stays_grey(kind):
    data = heavy(kind, photo(grain=30).convert("L"))
    found = mended(data, kind, order(kind, aims=[len(data) * 9 // 10]), terms=ANY)
    red, green, blue = opened(found.content).convert("RGB").split()
    bands = [np.asarray(band, dtype=int) for band in (red, green, blue)]
    assert max(abs(bands[0] - bands[1]).max(), abs(bands[0] - bands[2]).max()) <= 2


def test_a_picture_of_one_pixel():
    data = files.heavier_gif(files.saved(Image.new("L", (1, 1)), "GIF"), 2_000)
    assert mended(data, "gif", order("png", aims=[1_000]), terms=TERMS).similarity == 1.0
