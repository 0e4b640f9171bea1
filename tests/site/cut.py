"""One picture in several files (切图), and a copy that was made smaller."""

from PIL import Image

from tests.site import ads
from tests.site.labels import SIZE, Label, Sheet, at, img, linked
from tests.site.server import Answer


def slices(picture: Image.Image) -> list[bytes]:
    """Three of the same width."""
    step = picture.width // 3
    parts = [(n * step, 0, (n + 1) * step, picture.height) for n in range(3)]
    return [ads.encoded(picture.crop(one)) for one in parts]


OWN, OTHER = slices(ads.drawn(SIZE)), slices(ads.drawn(SIZE, phone="400-810-6673"))
FILES = {f"/slice-{n}.png": Answer(one, "image/png") for n, one in enumerate(OWN)}
FILES |= {f"/other-slice-{n}.png": Answer(one, "image/png") for n, one in enumerate(OTHER)}
FILES["/half.jpg"] = Answer(
    ads.encoded(ads.drawn(SIZE).resize((150, 50)), "JPEG", quality=90), "image/jpeg"
)
FILES["/half-red.jpg"] = Answer(
    ads.encoded(ads.drawn(SIZE, hue=10).resize((150, 50)), "JPEG", quality=90), "image/jpeg"
)


def row(*paths: str) -> str:
    """Side by side, without gaps."""
    one = '<img src="{}" width="100" height="100" style="display:block">'
    return at("".join(linked(one.format(path)) for path in paths), "display:flex")


WRONG = "wrong_creative", ("creative.wrong",)
PAGES = {
    "cut": Sheet(
        {
            "slices": Label(row("/slice-0.png", "/slice-1.png", "/slice-2.png")),
            "slices-one-other": Label(
                row("/other-slice-0.png", "/other-slice-1.png", "/slice-2.png"), *WRONG
            ),
            "slices-one-red": Label(row("/slice-0.png", "/slice-1.png", "/red.png"), *WRONG),
            "slices-one-gone": Label(
                row("/slice-0.png", "/gone.png", "/slice-2.png"),
                "wrong_creative", ("creative.wrong", "size.rendered"),
            ),
            "half": Label(at(img("/half.jpg")), "unsure", ("picture.not_painted",)),
            "half-of-another": Label(at(img("/half-red.jpg")), *WRONG),
        }
    )
}  # fmt: skip
