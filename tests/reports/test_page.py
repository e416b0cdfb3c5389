"""``report.html``: what it says, and that nothing which a server says makes it do anything."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from statusquo_conformance import reports
from statusquo_conformance.judging.outcomes import Event, Outcome, Result
from statusquo_conformance.judging.verdict import Run
from statusquo_conformance.operations import Exchange
from statusquo_conformance.reports.html import report_html
from statusquo_conformance.reports.page import MOST_ALIKE, MOST_EXAMPLES

from tests.reports.making import (
    ABOUT,
    RULES,
    a_run,
    as_known,
    failed,
    mixed,
    narrowed,
    no_answer,
    outdated,
    passed_results,
    unreached,
    with_outcomes,
)
from tests.reports.runs import runs

SOME = passed_results()
VOID = {"meta", "link", "rect"}
HOSTILE = (
    "</pre></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\x00\x1b[2J\u202egnp.exe\ud800{{ 7*7 }}"
)


class Page(HTMLParser):
    """A page as a tree of sorts: elements with their attributes, and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.words: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.words.setdefault(self.open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self) -> str:
        return "".join(word for tag, words in self.words.items() if tag not in {"style", "script"} for word in words)


@cache
def page(kind: str) -> Page:
    return Page(source(kind))


@cache
def source(kind: str) -> str:
    made: dict[str, Callable[[], Run]] = {
        "passed": a_run,
        "mixed": mixed,
        "partial": lambda: a_run(SOME[:9], planned=1237, trouble="the run was interrupted."),
        "gone": lambda: a_run([no_answer(result) for result in SOME]),
        "empty": lambda: a_run([]),
    }
    return report_html(made[kind]())


KINDS = pytest.mark.parametrize("kind", ["passed", "mixed", "partial", "gone", "empty"])


@KINDS
def test_the_page_is_well_formed_and_every_link_leads_somewhere(kind: str) -> None:
    found = page(kind)
    assert found.open == []
    assert found.crossed == []
    ids = Counter(attributes["id"] for _, attributes in found.elements if "id" in attributes)
    assert [id_ for id_, number in ids.items() if number > 1] == []
    links = {str(attributes["href"]) for attributes in found.all("a")}
    assert {link for link in links if not link.startswith("#") or link[1:] not in ids} == set()
    labels = {str(each) for _, attributes in found.elements if (each := attributes.get("aria-labelledby"))}
    assert labels <= set(ids)


@KINDS
def test_headings_are_in_order_and_tables_say_what_is_what(kind: str) -> None:
    found = page(kind)
    levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(found.all("caption")) == len(found.all("table")) > 0
    assert {attributes.get("scope") for attributes in found.all("th")} == {"col", "row"}
    assert found.elements[[tag for tag, _ in found.elements].index("a")][1]["href"] == "#content"


@KINDS
def test_the_page_needs_nothing_but_itself(kind: str) -> None:
    found = page(kind)
    assert not [attributes for _, attributes in found.elements if "src" in attributes or "style" in attributes]
    assert not [name for _, attributes in found.elements for name in attributes if name.startswith("on")]
    assert [attributes["href"] for attributes in found.all("link")] == ["data:,"]
    assert "url(" not in source(kind)
    assert "Macro" not in found.text()


def test_the_policy_lets_the_pages_own_style_and_script_in_and_nothing_else() -> None:
    found = page("mixed")
    [policy] = [each["content"] for each in found.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    for tag in ("style", "script"):
        [text] = re.findall(f"<{tag}>(.*?)</{tag}>", source("mixed"), re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in str(policy)
    assert str(policy).startswith("default-src 'none'; ")


def hostile(result: Result) -> Result:
    request = Exchange(
        HOSTILE, HOSTILE, {HOSTILE: HOSTILE}, HOSTILE, 200, {HOSTILE: HOSTILE}, HOSTILE + "a" * 1_000_000, 0.1
    )
    event = Event(0, HOSTILE, HOSTILE, {HOSTILE: HOSTILE}, HOSTILE, (request,))
    return replace(
        result,
        outcome=Outcome.FAILED,
        scenario=HOSTILE,
        feature=HOSTILE,
        steps=(HOSTILE,),
        stopped_at=0,
        expected=HOSTILE,
        seen=HOSTILE,
        tickets=(HOSTILE,),
        events=(event,),
    )


def test_hostile_texts_come_out_harmless() -> None:
    about = replace(ABOUT, name=HOSTILE, target=HOSTILE, command=HOSTILE, suite=HOSTILE, door=HOSTILE, only=(HOSTILE,))
    text = report_html(replace(a_run([hostile(SOME[0]), SOME[1]], trouble=HOSTILE), about=about))
    text.encode()
    found = Page(text)
    assert (found.open, found.crossed) == ([], [])
    assert len(found.all("script")) == 1
    assert found.all("img") == []
    assert not {"\x00", "\x1b", "\u202e", "\ud800"} & set(text)
    assert found.text().count("⟨U+202E⟩gnp.exe⟨U+D800⟩{{ 7*7 }}") > 15
    assert "more characters, all of which are in report.json" in found.text()
    assert len(text) < 100_000


@settings(max_examples=30, deadline=None)
@given(runs())
def test_whatever_a_server_says_the_page_stays_whole(run: Run) -> None:
    text = report_html(run)
    text.encode()
    found = Page(text)
    assert (found.open, found.crossed) == ([], [])
    assert len(found.all("script")) == 1
    ids = Counter(attributes["id"] for _, attributes in found.elements if "id" in attributes)
    assert max(ids.values()) == 1
    assert {f"s{number}" for number in range(1, len(run.results) + 1)} <= set(ids)
    assert {str(each["href"])[1:] for each in found.all("a")} <= set(ids)


def test_the_verdict_comes_first_and_says_what_for() -> None:
    whole = source("passed")
    order = [
        whole.index(each) for each in ("</span> Conforms</h1>", "The server conforms to ticket-statuses", "<table>")
    ]
    assert order == sorted(order)
    text = page("passed").text()
    assert f"Checked for the whole of the rules: {', '.join(ABOUT.profile)}." in text
    assert "Not claimed: favorites." in page("mixed").text()
    assert "Not shown to conform" in Page(report_html(a_run(SOME[:5]))).text()
    for fact in (ABOUT.name, ABOUT.digest, RULES.digest, "2 November 2026, 09:30:00 UTC", "41.3 s", ABOUT.command):
        assert fact in text


def test_a_partial_run_is_marked_and_a_whole_one_is_not() -> None:
    text = page("partial").text()
    assert "This run is not whole" in text
    assert "Only 9 of 1237 scenarios were run." in text
    assert "The run came to grief: the run was interrupted." in text
    assert "How 9 of 1,237 scenarios ended" in text
    assert "</span> 1,228</strong> not run" in source("partial")
    assert "This run is not whole" not in page("passed").text()


def test_what_is_known_and_what_no_longer_is() -> None:
    text = report_html(as_known())
    assert '<h1><span aria-hidden="true">≈</span> Does not conform, as known</h1>' in text
    assert "<dt>Known</dt><dd>DESK-12 is being worked on</dd>" in text
    text = report_html(outdated())
    assert "The known failures are out of date</h2>" in text
    assert "<li>known.yaml:4: C-3 passes</li>" in text
    assert '<h1><span aria-hidden="true">…</span> Partly checked</h1>' in report_html(narrowed())


def test_cells_have_a_mark_beside_their_colour_and_lead_to_what_went_wrong() -> None:
    text = source("mixed")
    wrong = re.findall(
        r'<td class="bad"><a href="#(s\d+)"><span class="mark" aria-hidden="true">✗</span> '
        r'<span class="not">may not</span><span class="unseen">: failed</span></a></td>',
        text,
    )
    assert wrong
    for anchor in wrong:
        assert f'<article id="{anchor}"' in text
    right = re.findall(r'<td class="good"><a href="#(cell-[\w-]+)">', text)
    assert len(right) > 50
    assert all(f'<div id="{anchor}">' in text for anchor in right)
    assert len(page("mixed").all("table")) == 4


def test_a_failure_is_told_with_all_that_belongs_to_it() -> None:
    result = failed(SOME[0])
    text = report_html(a_run([result, *SOME[1:]]))
    [article] = re.findall(r"<article.*?</article>", text, re.DOTALL)
    assert f'<li class="stopped">{result.steps[-1]} <strong class="bad">it went wrong here</strong></li>' in article
    assert article.count("<li class=") == 1
    assert "What was asked of the server: 3 operations, 3 requests" in article
    assert article.count('<pre class="line">curl --globoff ') == 3
    assert "<code>create_ticket</code> → done" in article
    for said in (result.expected, "create_ticket", "Authorization: Bearer ***", "201"):
        assert said in article


def test_what_says_nothing_about_the_rules_is_told_apart() -> None:
    text = page("gone").text()
    assert "Errors of the server or the way to it" in text
    assert "This says nothing about how the server keeps the rules." in text
    assert "Violations" not in text
    assert source("gone").count("<article ") == MOST_EXAMPLES
    assert "This says nothing" not in Page(report_html(a_run([failed(SOME[0]), SOME[1]]))).text()


def test_every_requirement_is_there_with_its_words_and_numbers() -> None:
    text = page("mixed").text()
    for requirement in RULES.requirements.values():
        assert requirement.text in text
        assert f"r-{requirement.id}" in {each.get("id") for each in page("mixed").all("section")}
    assert "✗ 3 failed" in text


def test_a_page_of_many_scenarios_stays_small() -> None:
    assert len(SOME) > 1200
    assert len(source("passed").encode()) < 500_000
    different = report_html(with_outcomes(lambda number, result: failed(result) if number < 1200 else result))
    assert len(different.encode()) < 2_500_000
    assert re.search(r"The requests of [\d,]+ scenarios are left out here; report.json has all of them.", different)
    alike = report_html(with_outcomes(lambda _, result: failed(result, seen="it was done")))
    assert alike.count("<article ") == MOST_ALIKE


def test_causes_are_told_once() -> None:
    run = with_outcomes(lambda number, result: unreached(result) if number < 100 else result)
    text = report_html(run)
    assert text.count("<article ") == MOST_EXAMPLES
    assert "and 97 more" in text


def colours() -> dict[str, dict[str, str]]:
    """The palettes of the page: light, and what dark changes of it."""
    folder = Path(reports.__file__).with_name("templates")
    light, dark = re.findall(r":root \{(.*?)\}", (folder / "report.css").read_text(encoding="utf-8"), re.DOTALL)[:2]
    palettes = {
        name: dict(re.findall(r"--([\w-]+): #(\w{6});", text)) for name, text in (("light", light), ("dark", dark))
    }
    assert palettes["light"].keys() == palettes["dark"].keys()
    return palettes


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme: str) -> None:
    palette = colours()[scheme]
    tones = [name for name in palette if f"{name}-soft" in palette]
    assert len(tones) == 6
    pairs = [(text, "paper") for text in ("ink", "quiet", "link", *tones)]
    pairs += [(tone, f"{tone}-soft") for tone in tones] + [("ink", f"{tone}-soft") for tone in tones]
    pairs += [("ink", "panel"), ("quiet", "panel"), ("paper", "warn")]
    low = {pair for pair in pairs if contrast(palette[pair[0]], palette[pair[1]]) < 4.5}
    assert low == set()


def test_the_style_is_for_paper_narrow_screens_and_the_dark_too() -> None:
    text = source("passed")
    for query in (
        "@media print",
        "@media (max-width",
        "@media screen and (prefers-color-scheme: dark)",
        ":focus-visible",
    ):
        assert query in text
