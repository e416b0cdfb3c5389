"""The page of the rules: what stands on it, that it is the same each time, and that ours is up to date."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from statusquo import RuleSet, load_rules
from statusquo.locations import default_rules
from statusquo.pages.diagram import diagram
from statusquo.pages.render import anchor, mermaid, render_html, render_markdown

RULES = load_rules()
MINIATURES = Path(__file__).resolve().parents[1] / "runtime" / "miniatures"
DESKS = [RULES, *(load_rules(MINIATURES / f"{name}.yaml") for name in ("reopening", "rights"))]
each_desk = pytest.mark.parametrize("rules", DESKS, ids=lambda rules: rules.name)


class Page(HTMLParser):
    """The ids, links, tags and text of a page, and whether its elements are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [value for value in [given.get("id")] if value]
        self.links += [value for name in ("href", "src") if (value := given.get(name))]
        if tag not in {"meta", "rect", "path", "circle"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"rect", "path", "circle"}:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_ours_is_up_to_date() -> None:
    folder = default_rules().parent
    assert (folder / "1.0.0.md").read_bytes().decode() == render_markdown(RULES)
    assert (folder / "1.0.0.html").read_bytes().decode() == render_html(RULES)


@each_desk
def test_everything_that_the_rules_say_is_on_the_page(rules: RuleSet) -> None:
    page = Page(render_html(rules))
    assert page.open == []
    said = [
        *(text for status in rules.statuses.values() for text in (status.label, status.meaning, status.why)),
        *(matrix.title for matrix in rules.matrices.values()),
        *(cell.why for cell in rules.cells.values()),
        *(effect.text for transition in rules.transitions for effect in transition.effects),
        *(requirement.text for requirement in rules.requirements.values()),
    ]
    for text in said:
        assert " ".join(text.split()) in " ".join(page.text.split())
    for timer in rules.timers.values():
        assert timer.label in page.text.lower()
    refusals = {cell.refusal for cell in rules.cells.values() if not cell.allowed}
    assert all(code in page.text for code in refusals)


@each_desk
def test_every_link_leads_somewhere_and_none_outside(rules: RuleSet) -> None:
    page = Page(render_html(rules))
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert not page.tags & {"script", "link", "img", "iframe"}
    assert {anchor(id_) for id_ in rules.requirements} <= set(page.ids)
    text = render_markdown(rules)
    headings = {anchor(found) for found in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


@each_desk
def test_the_markdown_has_the_tables_that_it_means(rules: RuleSet) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(render_markdown(rules))
    tables = sum(token.type == "table_open" for token in tokens)
    html = render_html(rules)
    assert tables == html.count("<table")
    assert sum(token.type == "tr_open" for token in tokens) == html.count("<tr>")
    assert not any(line != line.rstrip() for line in render_markdown(rules).split("\n"))


@each_desk
def test_the_diagram_has_every_status_and_every_number_once(rules: RuleSet) -> None:
    drawn = diagram(rules)
    labels = [label.removesuffix(" (new)") for node in drawn.nodes if node.is_status for label in node.labels]
    assert sorted(labels) == sorted(status.label for status in rules.statuses.values())
    assert sum(node.is_initial for node in drawn.nodes) == 1
    assert [how.number for how in drawn.hows] == list(range(1, len(drawn.hows) + 1))
    assert {number for edge in drawn.edges for number in edge.numbers} <= {how.number for how in drawn.hows}
    assert mermaid(drawn).count(" --> s") == len(drawn.edges) + 1
    svg = re.findall(r"<svg.*?</svg>", render_html(rules), re.DOTALL)[0]
    assert svg.count('class="move"') == len(drawn.edges)


def test_text_of_the_rules_is_text_and_no_markup(tmp_path: Path) -> None:
    text = default_rules().read_text("utf-8")
    nasty = "<script>alert(1)</script> | *not bold* [x](y)"
    text = text.replace("meaning: Closed for good.", f"meaning: '{nasty}'").replace(
        "label: Open\n", "label: 'O<p>\"en'\n"
    )
    file = tmp_path / "rules.yaml"
    file.write_text(text, "utf-8")
    rules = load_rules(file)
    html, markdown = render_html(rules), render_markdown(rules)
    assert "<script" not in html
    assert nasty in Page(html).text
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    assert "<script" not in shown
    assert "<em>not bold" not in shown
    assert "alert(1)" in shown


def test_where_the_file_lies_makes_no_difference(tmp_path: Path) -> None:
    copy = tmp_path / "1.0.0.yaml"
    copy.write_text("# A comment.\n" + default_rules().read_text("utf-8"), "utf-8")
    assert render_html(load_rules(copy)) == render_html(RULES)
    assert render_markdown(load_rules(copy)) == render_markdown(RULES)
