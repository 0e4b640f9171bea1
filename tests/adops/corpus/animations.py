"""How long, how fast, how often a picture moves, and how it flashes (rules.md §5, animation.*)."""

from collections.abc import Callable, Sequence

from PIL import Image

from adops.domain.slot import PartSpec
from tests.adops import files
from tests.adops.cases import slot
from tests.adops.corpus.row import EVERYTHING, KB, Row, main

LONG, FAST = "needs_approval animation.too_long", "needs_approval animation.too_fast"
LOOPS, FLASH = "needs_approval animation.loops", "needs_approval animation.flash"
SIZE = (60, 40)
PART = (PartSpec("main", *SIZE, 512 * KB),)
FREE = slot(formats=EVERYTHING, parts=PART, max_seconds=None)
EIGHT = slot(formats=EVERYTHING, parts=PART, max_seconds=8)
THREE_TIMES = slot(formats=EVERYTHING, parts=PART, max_loops=3)
NAMES = {"GIF": "ad.gif", "PNG": "ad.png", "WEBP": "ad.webp", "AVIF": "ad.avif"}


def _run(kind: str, delays: Sequence[int], loop: int | None = 0) -> Callable[[], bytes]:
    """Grey getting lighter and darker by little steps, so that nothing flashes."""

    def make() -> bytes:
        frames = []
        for number in range(len(delays)):
            grey = files.picture(SIZE, seed=3, mode="L").convert("RGB")
            grey.putpixel((number % SIZE[0], number // SIZE[0]), (255, 0, 0))
            frames.append(grey)
        return files.moving(kind, delays=delays, loop=loop, frames=frames)

    return make


def _flashing(kind: str, delay: int, loop: int | None = 0) -> Callable[[], bytes]:
    black, white = Image.new("RGB", SIZE, "black"), Image.new("RGB", SIZE, "white")
    return lambda: files.moving(kind, delays=[delay, delay], loop=loop, frames=[black, white])


# One run to the ms; a GIF counts in steps of 10.
LENGTHS = [
    ([5000, 5000, 5000], "pass", FREE, "正好 15 秒"),
    ([5000, 5000, 5010], LONG, FREE, "15.01 秒"),
    ([4000, 4000], "pass", EIGHT, "8 秒的位，正好 8 秒"),
    ([4000, 4010], LONG, EIGHT, "8 秒的位，8.01 秒"),
]
# 15 a second is allowed: 70, 70 and 60 ms by turns are 15 frames in a second.
SPEEDS = [
    ([70, 70, 60] * 10, "pass", "每秒 15 帧"),
    ([60] * 30, FAST, "每秒 16.7 帧"),
    ([40] * 30 + [5000], FAST, "每秒 25 帧之后停 5 秒"),
    ([10] * 12, "pass", "要 10 毫秒，浏览器放 100 毫秒"),
    ([20] * 60, FAST, "每秒 50 帧"),
]
ROWS: list[Row] = [
    main(f"{kind}，{title}", label, NAMES[kind], _run(kind, delays), spec)
    for kind in NAMES
    for delays, label, spec, title in LENGTHS
]
ROWS += [
    main(f"{kind}，{title}", label, NAMES[kind], _run(kind, delays), FREE)
    for kind in NAMES
    for delays, label, title in SPEEDS
]
# A GIF counts the repeats after the first run, APNG and WebP all runs.
PLAYS = [
    ("GIF", None, "pass", "放 1 次"),
    ("GIF", 2, "pass", "放 3 次"),
    ("GIF", 3, LOOPS, "放 4 次"),
    ("GIF", 0, LOOPS, "无限循环"),
    ("PNG", 1, "pass", "放 1 次"),
    ("PNG", 3, "pass", "放 3 次"),
    ("PNG", 4, LOOPS, "放 4 次"),
    ("PNG", 0, LOOPS, "无限循环"),
    ("WEBP", 1, "pass", "放 1 次"),
    ("WEBP", 3, "pass", "放 3 次"),
    ("WEBP", 4, LOOPS, "放 4 次"),
    ("WEBP", 0, LOOPS, "无限循环"),
]
ROWS += [
    main(f"{kind}，最多 3 次的位，{title}", label, NAMES[kind], _run(kind, [500, 500], loop),
         THREE_TIMES)
    for kind, loop, label, title in PLAYS
]  # fmt: skip
ROWS += [
    main(f"AVIF，最多 3 次的位，放 {times} 次", "pass" if times <= 3 else LOOPS, "ad.avif",
         lambda times=times: files.avif_running(times, size=SIZE), THREE_TIMES)  # type: ignore[misc]
    for times in (1, 3, 4)
]  # fmt: skip
ROWS += [
    main("AVIF，最多 3 次的位，没写次数", LOOPS, "ad.avif",
         lambda: files.avif_running(None, size=SIZE), THREE_TIMES),
    main("GIF，没写次数的位，无限循环", "pass", "ad.gif", _run("GIF", [500, 500]), FREE),
]  # fmt: skip
ROWS += [
    main(f"{kind}，黑白交替，每 {delay} 毫秒", label, NAMES[kind], _flashing(kind, delay), FREE)
    for kind in NAMES
    for delay, label in ((170, "pass"), (120, FLASH), (600, "pass"))
]
ROWS += [
    main("GIF，黑白交替，只放一遍", "pass", "ad.gif", _flashing("GIF", 100, None), FREE),
    main("GIF，太快又闪", "needs_approval animation.too_fast animation.flash", "ad.gif",
         _flashing("GIF", 60), FREE),
    main("两帧一样的 GIF 不算动画过快", "pass", "ad.gif", _run("GIF", [100, 100]), FREE),
]  # fmt: skip
