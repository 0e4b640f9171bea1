"""Films: what browsers play, exact size, length, sound (rules.md §5, video.*)."""

from collections.abc import Callable

from adops.domain.slot import PartSpec
from tests.adops import films
from tests.adops.cases import slot
from tests.adops.corpus.row import KB, Row, main

CODEC, SIZE, SOUND = "reject video.codec", "reject video.dimensions", "reject video.sound"
LONG, SLOW = "needs_approval video.too_long", "warn video.no_faststart"
BOTH = ("mp4", "webm")
PLACE = (PartSpec("main", 320, 180, 1024 * KB),)
FILM = slot(formats=BOTH, parts=PLACE)
FIVE = slot(formats=BOTH, parts=(PartSpec("main", 64, 36, 1024 * KB),), max_seconds=5)
FIFTEEN = slot(formats=BOTH, parts=FIVE.parts, max_seconds=None)
LOUD = slot(formats=BOTH, parts=(PartSpec("main", 320, 180, 1024 * KB, sound=True),))
ONLY_MP4 = slot(formats=("mp4",), parts=PLACE)
TALL = slot(formats=BOTH, parts=(PartSpec("main", 180, 320, 1024 * KB),))


def _of(kind: str, **made: object) -> Callable[[], bytes]:
    return lambda: films.film(kind, **made)


def _film(title: str, label: str, kind: str, spec: object = FILM, **made: object) -> Row:
    return main(title, label, f"ad.{kind}", _of(kind, **made), spec)  # type: ignore[arg-type]


ROWS: list[Row] = [
    _film("H.264 的 MP4", "pass", "mp4"),
    _film("VP8 的 WebM", "pass", "webm"),
    _film("VP9 的 WebM", "pass", "webm", codec="libvpx-vp9"),
    _film("AV1 的 WebM", "pass", "webm", codec="libsvtav1"),
    _film("10 位 AV1 的 WebM", "pass", "webm", codec="libsvtav1", pixels="yuv420p10le"),
    _film("H.265 的 MP4", CODEC, "mp4", codec="libx265"),
    _film("MPEG-4 的 MP4", CODEC, "mp4", codec="mpeg4"),
    _film("AV1 的 MP4", CODEC, "mp4", codec="libsvtav1"),
    _film("VP9 的 MP4", CODEC, "mp4", codec="libvpx-vp9"),
    _film("H.264 4:4:4", CODEC, "mp4", pixels="yuv444p"),
    _film("H.264 4:2:2", CODEC, "mp4", pixels="yuv422p"),
    _film("H.264 10 位", CODEC, "mp4", pixels="yuv420p10le"),
    _film("VP9 4:4:4", CODEC, "webm", codec="libvpx-vp9", pixels="yuv444p"),
    _film("分段的 MP4", "pass", "mp4", fast=False, flags="frag_keyframe+empty_moov"),
    _film("moov 在后的 MP4", SLOW, "mp4", fast=False),
    main("边录边存的 WebM", "pass", "ad.webm", lambda: films.open_ended(films.film("webm")), FILM),
    main("只有声音的 MP4", "reject video.codec video.sound video.no_faststart", "ad.mp4",
         films.sound_alone, FILM),
    main("叫成 MP4 的 WebM", "warn format.mismatch", "ad.mp4", _of("webm"), FILM),
    main("WebM 交到只收 MP4 的位", "reject format.not_allowed", "ad.webm", _of("webm"), ONLY_MP4),
]  # fmt: skip
ROWS += [
    _film(f"{kind}，{width}×{height}", label, kind, size=(width, height))
    for kind in BOTH
    for (width, height), label in {
        (318, 180): SIZE, (322, 180): SIZE, (320, 178): SIZE, (320, 182): SIZE, (180, 320): SIZE,
        (640, 360): SIZE,
    }.items()
]  # fmt: skip
ROWS += [
    main(f"转 {degrees} 度放的 MP4，{title}", label, "ad.mp4",
         lambda degrees=degrees: films.turned(films.film(), degrees), spec)  # type: ignore[misc]
    for degrees, plain, tall in ((90, SIZE, "pass"), (180, "pass", SIZE), (270, SIZE, "pass"))
    for title, label, spec in (("320×180 的位", plain, FILM), ("180×320 的位", tall, TALL))
]  # fmt: skip
ROWS += [
    main("头里写着 640×360 的 MP4", "pass", "ad.mp4",
         lambda: films.claiming(films.film(), (640, 360)), FILM),
    main("头里写着 320×180、画面 2600×1600", "reject file.broken", "ad.mp4",
         lambda: films.claiming(films.film(size=(2600, 1600), frames=2), (320, 180)), FILM),
]  # fmt: skip
# to the frame, at 25 a second
ROWS += [
    _film(f"{kind}，{frames} 帧，{title}", label, kind, spec, size=(64, 36), frames=frames)
    for kind in BOTH
    for frames, label, spec, title in (
        (125, "pass", FIVE, "5 秒的位正好 5 秒"),
        (126, LONG, FIVE, "5 秒的位 5.04 秒"),
        (375, "pass", FIFTEEN, "没写秒数的位正好 15 秒"),
        (376, LONG, FIFTEEN, "没写秒数的位 15.04 秒"),
    )
]
ROWS += [
    _film("MP4 带 AAC，没同意", SOUND, "mp4", audio="aac"),
    _film("WebM 带 Opus，没同意", SOUND, "webm", audio="libopus"),
    _film("MP4 带 AAC，同意有声", "pass", "mp4", LOUD, audio="aac"),
    _film("WebM 带 Opus，同意有声", "pass", "webm", LOUD, audio="libopus"),
    _film("MP4 带 Opus，同意有声", CODEC, "mp4", LOUD, audio="libopus"),
    _film("同意有声的位，无声", "pass", "mp4", LOUD),
    _film("H.265 带声音、moov 在后", "reject video.codec video.sound video.no_faststart", "mp4",
          codec="libx265", audio="aac", fast=False),
]  # fmt: skip
