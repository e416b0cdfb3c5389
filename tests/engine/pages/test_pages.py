"""The page of the rules: what stands on it, that it is the same each time, and that ours is up to date."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from statusquo import RuleSet, load_rules
from statusquo.locations import default_rules, spec_folder
from statusquo.pages.diagram import diagram
from statusquo.pages.render import anchor, mermaid, render_html, render_markdown

RULES = load_rules()
MINIATURES = Path(__file__).resolve().parents[1] / "runtime" / "miniatures"
EVERYTHING = load_rules(Path(__file__).resolve().parents[2] / "everything" / "rules.yaml")
DESKS = [RULES, *(load_rules(MINIATURES / f"{name}.yaml") for name in ("reopening", "rights")), EVERYTHING]
DESKS += [load_rules(file) for file in sorted(spec_folder().glob("examples/*/*.*.*.yaml"))]
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
        *(text for flag in rules.flags.values() for text in (flag.label, flag.meaning, flag.why)),
        *(effect.text for transition in rules.transitions for effect in transition.effects),
        *(effect.text for timer in rules.timers.values() for effect in timer.effects),
        *(effect.text for timer in rules.timers.values() if timer.repeats for effect in timer.repeats.effects),
        *(requirement.text for requirement in rules.requirements.values()),
    ]
    for text in said:
        assert " ".join(text.replace("`", "").split()) in " ".join(page.text.split())
    for timer in rules.timers.values():
        assert timer.label in page.text.lower()
    refusals = {cell.refusal for cell in rules.cells.values() if not cell.allowed}
    refusals |= {action.guard.refusal for action in rules.actions.values() if action.guard is not None}
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


def table(html: str, title: str) -> list[list[str]]:
    """The cells of the table under a title, as somebody reads them."""
    found = html.split(f"<h3>{title}</h3>")[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)
    return [[Page(f"<p>{cell}</p>").text for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_a_table_of_ways_is_a_table_from_status_to_status() -> None:
    html = render_html(EVERYTHING)
    rows = table(html, "Agents. Change the status: from rows to columns")
    assert rows[0] == ["From", "Working", "Checking", "Solved", "Shut"]
    assert rows[2] == ["Working", "·the same", "✓yes", "✗no", "✗no"]
    assert rows[5] == ["Solved", "✓yes", "✗no", "·the same", "✓yes"]
    assert len(rows) == 1 + len(EVERYTHING.ways["move"].rows)


def test_what_came_with_language_2_is_told_in_words() -> None:
    text = " ".join(render_markdown(EVERYTHING).replace("\\", "").split())
    for said in (
        "| Waiting | waiting | Nothing happens until the client answers. Clients are shown Working instead.",
        "A new ticket is this. A ticket never comes back into it.",
        "| Locked | locked | Only agents may write.",
        "write [[C-2](#c-2)], provided that the ticket is not marked Locked [[F-3](#f-3)]",
        "| Write | nothing in particular, provided that the ticket is not marked Locked [[F-3](#f-3)] |",
        "| Agents change the status | any status but Shut | as its table says |",
        "provided that the ticket is assigned to somebody and `reason` is given [[A-3](#a-3)]",
        "| Clients write | Waiting | back to Working or Checking if it was that before, else Working |",
        "where 7 does not apply; a new ticket is opened, linked to this one, and what is written goes there",
        "| 1 day goes by (greeting) | New | stays as it is | the system writes",
        "and the time begins anew, twice; the third time the ticket becomes Solved [[T-3](#t-3)]",
        "| `locked` | Clients: write, if the ticket is marked Locked |",
        "| `bad_time` | Agents: change the status to Waiting (Working or Checking), if `at` is not given;",
        "| `not_yours` | Clients: take it up again to Working (Solved), if it was not they who brought the ticket",
    ):
        assert said in text, said


def test_a_way_back_is_drawn_as_one() -> None:
    drawn = diagram(EVERYTHING)
    backs = [edge for edge in drawn.edges if edge.is_back]
    assert [drawn.nodes[edge.target].labels for edge in backs] == [("Checking",)]
    assert mermaid(drawn).count(" back") == 1
    assert render_html(EVERYTHING).count("stroke-dasharray=") == 1
    # Elsewhere it leads in any case, and what stays where it is needs no arrow.
    assert {drawn.nodes[edge.target].labels for edge in drawn.edges if 12 in edge.numbers} == {
        ("Working",),
        ("Checking",),
    }
    stays = {how.number for how in drawn.hows if how.targets == "stays as it is"}
    assert len(stays) == 4
    assert not stays & {number for edge in drawn.edges for number in edge.numbers}
