"""The browser: opens each page once, lets it settle, and brings back facts and one picture.

The only package that knows Playwright. What it brings is values (`checks.probe`); a page that
hangs, crashes or takes the browser down with it costs nothing but itself.
"""

from checks.browser.pool import Browser

__all__ = ["Browser"]
