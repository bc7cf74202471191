"""The few rules of style that Streamlit's theme (``.streamlit/config.toml``) cannot say.

What a class, a run or a family of layers is coloured is left to ``theme``.
"""

from __future__ import annotations

from typing import Final

from ui.frame.theme import DARK

_ON_PRIMARY: Final = f"""
[data-testid^="stBaseButton-primary"]:not(:disabled) {{ color: {DARK.ground}; }}"""
"""On a dark ground. Streamlit writes white on a primary button whatever its colour, and no colour
is dark enough for white on it and light enough to be read on a dark ground (WCAG wants 4.5 for
both), so dark letters stand on a light one."""

_STILL: Final = """
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after {
    transition-duration: 0.01ms !important;
    animation-duration: 0.01ms !important;
    animation-iteration-count: 1 !important;
  }
}"""
"""For who has asked their computer for stillness; what waits for a movement's end hears of it."""

_READABLE: Final = """
:is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]) :is(p, li) {
  max-width: 80ch;
}"""
"""About 90 letters a line, however wide the window is."""

_NOT_ENDLESS: Final = """
[data-testid="stMainBlockContainer"] {
  max-width: 1720px;
  align-self: flex-start;
}"""
"""On a very wide screen, figures and tables that stand side by side stay together, and every page
begins at the same place."""

_WIDE_ENOUGH: Final = """
@media (min-width: 736px) and (max-width: 1100px) {
  [data-testid="stMainBlockContainer"] { padding-left: 2rem; padding-right: 2rem; }
  button[data-variant="segmented_control"] { padding-left: 0.6rem; padding-right: 0.6rem; }
}"""
"""On a small screen, tables and figures side by side need the room of Streamlit's wide margins, and
a choice of several stays in one line."""

_AT_REST: Final = """
[data-stale] {
  opacity: 1 !important;
  transition: none !important;
}"""
"""Streamlit lets fade what stands on a page while its script runs. Beside the drawing board it runs
at every edit, and what stands there holds on; with each fade Chromium sorts all layers of the page
anew, which took a quarter of the time to the answer."""


def rules(*, dark: bool, full_width: bool) -> str:
    """A style sheet for a page.

    Args:
        dark: the ground.
        full_width: whether the page takes all the width that there is, as the drawing board does.
            It runs at every edit.
    """
    chosen = [_STILL, _READABLE, _WIDE_ENOUGH]
    chosen += [_AT_REST] if full_width else [_NOT_ENDLESS]
    chosen += [_ON_PRIMARY] if dark else []
    return f"<style>{''.join(chosen)}\n</style>"
