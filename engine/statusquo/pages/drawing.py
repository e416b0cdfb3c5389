"""The diagram as SVG: boxes in one column, each arrow in a lane of its own beside it, downwards right, upwards left.

Nothing overlaps however many boxes and arrows there are, and it stays narrow enough for a telephone. Colours are those
of the page around it (``currentColor`` and its variables), so that it is dark where the page is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from statusquo.pages.diagram import Diagram, Edge, Node

BOX, GAP, LANE, LINE, PORT, BADGE = 176, 40, 30, 19, 16, 11
"""Width of a box, height between boxes, widths of a lane, heights of a line of text and of a port, size of a number."""

PADDING = 12
CORNER = 8


@dataclass(frozen=True, slots=True)
class _Lane:
    """An arrow with its lane, counted from the boxes outwards."""

    edge: Edge
    lane: int


def drawing(diagram: Diagram, title: str) -> Markup:
    """The diagram as an ``svg`` element, with ``title`` for those who do not see it."""
    right = _lanes([edge for edge in diagram.edges if edge.source < edge.target])
    left = _lanes([edge for edge in diagram.edges if edge.source >= edge.target])
    start = LANE * (1 + max((each.lane for each in left), default=-1)) + PADDING
    width = start + BOX + LANE * (1 + max((each.lane for each in right), default=-1)) + PADDING
    tops, heights, y = [], [], float(PADDING)
    for index, node in enumerate(diagram.nodes):
        most = max(len(_ports(index, side)) for side in (left, right))
        height = max(len(node.labels) * LINE + 2 * PADDING, most * PORT + PADDING)
        tops.append(y)
        heights.append(height)
        y += height + GAP
    parts = [_box(node, start, top, height) for node, top, height in zip(diagram.nodes, tops, heights, strict=True)]
    for side, edge_of_box, direction in ((right, start + BOX, 1), (left, start, -1)):
        for each in side:
            ends = [
                _port_height(each, index, side, tops[index], heights[index])
                for index in (each.edge.source, each.edge.target)
            ]
            parts.append(_arrow(each, edge_of_box, direction, ends[0], ends[1]))
    total = round(y - GAP + PADDING)
    head = (
        f'<svg viewBox="0 0 {round(width)} {total}" width="{round(width)}" height="{total}" role="img" '
        f'aria-label="{escape(title)}"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
    )
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - every text in it has been escaped


def _lanes(edges: Sequence[Edge]) -> list[_Lane]:
    """A lane for each arrow: short ones inside, and none where another one runs beside the same boxes."""
    taken: list[list[tuple[int, int]]] = []
    found = []
    for edge in sorted(edges, key=lambda each: (abs(each.target - each.source), each.source, each.target)):
        low, high = sorted((edge.source, edge.target))
        lane = next(
            (
                index
                for index, spans in enumerate(taken)
                if all(high <= other_low or other_high <= low for other_low, other_high in spans)
            ),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        found.append(_Lane(edge, lane))
    return found


def _ports(node: int, side: Sequence[_Lane]) -> list[_Lane]:
    """The arrows at one side of a box from top to bottom, in the order in which they cross least."""
    above = [each for each in side if node in (each.edge.source, each.edge.target) and _other(each, node) < node]
    below = [each for each in side if node in (each.edge.source, each.edge.target) and _other(each, node) > node]
    return [
        *sorted(above, key=lambda each: each.lane),
        *sorted(below, key=lambda each: -each.lane),
    ]


def _other(lane: _Lane, node: int) -> int:
    return lane.edge.target if lane.edge.source == node else lane.edge.source


def _port_height(lane: _Lane, node: int, side: Sequence[_Lane], top: float, height: float) -> float:
    ports = _ports(node, side)
    return top + height * (ports.index(lane) + 1) / (len(ports) + 1)


def _box(node: Node, x: float, y: float, height: float) -> str:
    kind = "status" if node.is_status else "other"
    lines = []
    first = y + height / 2 - (len(node.labels) - 1) * LINE / 2
    for index, label in enumerate(node.labels):
        lines.append(f'<text x="{x + BOX / 2:g}" y="{first + index * LINE:g}">{escape(label)}</text>')
    box = f'<rect x="{x:g}" y="{y:g}" width="{BOX}" height="{height:g}" rx="6"/>'
    initial = f'<path class="new" d="M{x + BOX / 2:g} {y - 10:g}v8"/>' if node.is_initial and y > PADDING else ""
    return f'<g class="{kind}{" initial" if node.is_initial else ""}">{initial}{box}{"".join(lines)}</g>'


def _arrow(lane: _Lane, x: float, direction: int, start: float, end: float) -> str:
    """An arrow out of a box, along its lane and into another box, with its numbers in the middle."""
    along = x + direction * (lane.lane * LANE + LANE * 0.65)
    turn = CORNER if end > start else -CORNER
    path = (
        f"M{x:g} {start:g}H{along - direction * CORNER:g}Q{along:g} {start:g} {along:g} {start + turn:g}"
        f"V{end - turn:g}Q{along:g} {end:g} {along - direction * CORNER:g} {end:g}H{x + direction * 2:g}"
    )
    numbers = lane.edge.numbers
    middle = (start + end) / 2 - (len(numbers) - 1) * BADGE
    badges = "".join(
        f'<circle cx="{along:g}" cy="{middle + index * 2 * BADGE:g}" r="{BADGE - 1}"/>'
        f'<text x="{along:g}" y="{middle + index * 2 * BADGE:g}">{number}</text>'
        for index, number in enumerate(numbers)
    )
    dashes = ' stroke-dasharray="5 4"' if lane.edge.is_back else ""
    return f'<g class="move"><path d="{path}"{dashes} marker-end="url(#tip)"/>{badges}</g>'
