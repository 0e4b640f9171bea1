"""Waiting in a page until it has painted, or has come to rest; never for ever, and no longer for a
page that is gone."""

from playwright.async_api import Error, Frame

from checks.browser.patience import PageTrouble, within

TWO_FRAMES = "new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))"
# what unfolds or fades by style has an end; what goes on for ever, and what takes longer, does not
AT_REST = """new Promise((done) => {
  const until = performance.now() + 3000;
  const moves = (one) => one.playState === "running" &&
    Number.isFinite(one.effect.getComputedTiming().endTime);
  const ask = () => performance.now() < until && document.getAnimations().some(moves)
    ? setTimeout(ask, 50) : done();
  ask();
})"""
PAINT_SECONDS = 4.0


async def awaited(frame: Frame, script: str) -> None:
    """A promise of the page."""
    try:
        await within(PAINT_SECONDS, frame.evaluate(script))
    except (Error, PageTrouble):
        return


async def loaded(frame: Frame, seconds: float) -> None:
    """The frame's `load`, so long at most."""
    try:
        await frame.wait_for_load_state("load", timeout=seconds * 1000)
    except Error:
        return
