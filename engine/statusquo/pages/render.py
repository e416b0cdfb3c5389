"""The page of a rule set as Markdown and as HTML. The same rules give the same text, byte by byte."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from statusquo.comparing.markdown import escaped
from statusquo.pages.diagram import Diagram
from statusquo.pages.drawing import drawing
from statusquo.pages.page import NO, YES, page
from statusquo.rules.model import RuleSet

_WORD = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"`([^`]+)`")


def render_markdown(rules: RuleSet) -> str:
    """The page as Markdown, with a diagram in Mermaid."""
    shown = page(rules)
    environment = _environment()
    environment.filters["text"] = _linked(rules, escaped, lambda id_: f"[{id_}](#{anchor(id_)})")
    return environment.get_template("page.md.j2").render(page=shown, mermaid=mermaid(shown.diagram))


def render_html(rules: RuleSet) -> str:
    """The page as one HTML file that needs nothing but itself."""
    shown = page(rules)
    style = _style()
    environment = _environment(autoescape=True)
    linked = _linked(rules, _html_text, lambda id_: f'<a href="#{anchor(id_)}">{id_}</a>')
    environment.filters["text"] = lambda text: Markup(linked(text))  # noqa: S704 - escaped before it is linked
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("page.html.j2").render(
        page=shown,
        drawing=drawing(shown.diagram, f"How the status changes: {len(shown.diagram.edges)} arrows, told in the table"),
        style=Markup(style),  # noqa: S704 - our own
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        yes=YES,
        no=NO,
    )


def mermaid(diagram: Diagram) -> str:
    """The diagram in the language of Mermaid."""
    lines = ["stateDiagram-v2"]
    for index, node in enumerate(diagram.nodes):
        lines.append(f'    state "{_mermaid_text(", ".join(node.labels))}" as s{index}')
        if node.is_initial:
            lines.append(f"    [*] --> s{index}")
    for edge in diagram.edges:
        numbers = ", ".join(map(str, edge.numbers))
        lines.append(f"    s{edge.source} --> s{edge.target} : {numbers}{' back' if edge.is_back else ''}")
    return "\n".join(lines)


def anchor(text: str) -> str:
    """The name of a place on the page, as GitHub makes it of a heading."""
    return _WORD.sub("-", text.casefold()).strip("-")


def _linked(rules: RuleSet, plain: Callable[[str], str], link: Callable[[str], str]) -> Callable[[str], str]:
    """A filter that writes text and makes each id of a requirement in it a link to its words."""
    ids = sorted(rules.requirements, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, ids)) or '(?!)'})(?![\w-])")

    def filtered(text: str) -> str:
        return pattern.sub(lambda found: link(found.group(1)), plain(text))

    return filtered


def _html_text(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", str(escape(text)))


def _mermaid_text(text: str) -> str:
    return re.sub(r'["\n;:#]', " ", text)


@cache
def _style() -> str:
    return (Path(__file__).with_name("templates") / "page.css").read_text(encoding="utf-8")


def _environment(*, autoescape: bool = False) -> Environment:
    environment = Environment(
        loader=PackageLoader("statusquo", "pages/templates"),
        autoescape=autoescape,  # noqa: S701 - Markdown escapes by a filter of its own
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["anchor"] = anchor
    return environment
