"""``badge.svg``: the verdict as a small picture for a page about the server."""

from __future__ import annotations

from xml.sax.saxutils import escape

from statusquo_conformance.judging.verdict import Run, Verdict, judge
from statusquo_conformance.reports.texts import harmless
from statusquo_conformance.reports.words import headline, unclaimed

_HEIGHT = 22
_PADDING = 8
_ROUND = 4
_COLOURS = {
    Verdict.CONFORMS: "#1a7042",
    Verdict.AS_KNOWN: "#7a5200",
    Verdict.PART: "#3d5a80",
    Verdict.OUTDATED: "#7a5200",
    Verdict.DOES_NOT_CONFORM: "#b3261e",
    Verdict.BROKEN: "#5c5f66",
}
_NARROW = frozenset("fijlrt.,:;|!'()[] -·I1")
_WIDE = frozenset("mwMW@%")


def badge_svg(run: Run) -> str:
    """The badge: the rules on the left, the verdict and whatever the server does without on the right.

    Nothing in it has an id, so that a page can hold several of them.
    """
    verdict, _ = judge(run)
    left = f"{run.rules.name} {run.rules.version}"
    right = " · ".join(part for part in (headline(run).lower(), _profile(run)) if part)
    title = " · ".join(part for part in (headline(run).lower(), left, _profile(run)) if part)
    start, end = _width(left) + 2 * _PADDING, _width(right) + 2 * _PADDING
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{start + end}" height="{_HEIGHT}" role="img" \
aria-label="{_safe(title)}">
<title>{_safe(title)}</title>
{_half(start, -start, "#3a3f47")}
{_half(start, end, _COLOURS[verdict])}
<g fill="#fff" font-family="Verdana, 'DejaVu Sans', Geneva, sans-serif" font-size="11">
{_text(left, _PADDING)}
{_text(right, start + _PADDING)}
</g>
</svg>
"""


def _profile(run: Run) -> str:
    """What the server does without, or all that it has, whichever is less to say; nothing if it has everything."""
    missing, claimed = unclaimed(run), run.about.profile
    if not missing:
        return ""
    return (
        f"without {', '.join(missing)}" if len(missing) <= len(claimed) else f"{', '.join(claimed) or 'nothing'} only"
    )


def _half(x: int, width: int, colour: str) -> str:
    """Half of the shape, from the middle to the right, or to the left if the width is negative; round at its end."""
    bend = _ROUND if width > 0 else -_ROUND
    outline = f"M{x} 0h{width - bend}q{bend} 0 {bend} {_ROUND}v{_HEIGHT - 2 * _ROUND}q0 {_ROUND} {-bend} {_ROUND}H{x}z"
    return f'<path d="{outline}" fill="{colour}"/>'


def _text(text: str, x: int) -> str:
    # The length is said as well, so that the text fits its half in any font.
    return f'<text x="{x}" y="15" textLength="{_width(text)}" lengthAdjust="spacingAndGlyphs">{_safe(text)}</text>'


def _width(text: str) -> int:
    """About how wide the text is, in pixels."""
    return round(sum(4.2 if each in _NARROW else 10.2 if each in _WIDE else 7.0 for each in text))


def _safe(text: str) -> str:
    return escape(harmless(text), {'"': "&quot;"})
