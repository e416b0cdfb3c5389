"""The desk itself: people, cases, and what happens to them. It knows nothing of HTTP."""

from __future__ import annotations

import heapq
import itertools
import secrets
from datetime import UTC, datetime
from typing import Any

from desk.records import Case, Clock, Draft, Feedback, Person, Post, Refusal, Sight
from desk.tables import DAY_MS, TABLES, Do, Right, Role, Stage, Tables

LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp() * 1000
LONGEST_TEXT = 10_000
MOST_STARS = 5


class Desk:
    """A help desk in memory. It is not thread-safe: whoever uses it from several threads holds a lock.

    Attributes:
        tables: what it goes by.
        clock: its time.
        administrator: the only one who lets people in.
    """

    def __init__(self, clock: Clock, administrator_key: str, tables: Tables = TABLES) -> None:
        self.tables = tables
        self.clock = clock
        self.people: dict[int, Person] = {}
        self.cases: dict[int, Case] = {}
        self._numbers = itertools.count(1)
        self._case_numbers = itertools.count(1)
        self._keys: dict[str, Person] = {}
        self._drafts: dict[int, Draft] = {}
        self._links: dict[str, int] = {}
        self._stars: dict[int, dict[int, None]] = {}
        self._agenda: list[tuple[int, int]] = []
        self.administrator = self._let_in("Administrator", Role.AGENT, frozenset(Right), administrator_key)

    # ------------------------------------------------------------------------------------------------- people

    def person(self, key: str) -> Person | None:
        """Whose key it is, or None."""
        return self._keys.get(key)

    def let_in(self, asker: Person, name: str, role: Role, rights: frozenset[Right]) -> Person:
        """Give somebody new a key."""
        if asker is not self.administrator:
            raise Refusal("NOT_FOR_YOU", "Only the administrator lets people in.")
        if any(person.name == name for person in self.people.values()):
            raise Refusal("NAME_TAKEN", "Somebody of that name is here already.")
        return self._let_in(name, role, rights if role is Role.AGENT else frozenset(), secrets.token_urlsafe(18))

    def _let_in(self, name: str, role: Role, rights: frozenset[Right], key: str) -> Person:
        person = Person(next(self._numbers), name, role, rights, key)
        self.people[person.number] = self._keys[key] = person
        self._stars[person.number] = {}
        return person

    # ------------------------------------------------------------------------------------------- who may do what

    def sees(self, asker: Person, case: Case) -> bool:
        """Whether the case is there for somebody."""
        if asker.role is Role.AGENT:
            return Right.CASE_READ_ALL in asker.rights or case.handler == asker.number
        return case.opener == asker.number or case.followers.get(asker.number, False)

    def visible(self, asker: Person, number: int) -> Case:
        """The case, if it is there for the asker."""
        case = self.cases.get(number)
        stages = self.tables.rules[asker.role][Do.READ].stages
        if case is None or case.stage not in stages or not self.sees(asker, case):
            raise Refusal("NO_SUCH_CASE", "There is no such case.")
        return case

    def permitted(self, asker: Person, number: int, do: Do) -> Case:
        """The case, if the asker is one who may do this to it, at whichever stage."""
        case = self.visible(asker, number)
        rule = self.tables.rules[asker.role].get(do)
        if rule is None:
            raise Refusal("NOT_FOR_YOU", "People of your role cannot do this.")
        if rule.right is not None and rule.right not in asker.rights:
            raise Refusal("NO_RIGHT", f"This takes the right {rule.right}.")
        if rule.opener_only and case.opener != asker.number:
            raise Refusal("NOT_FOR_YOU", "Only who opened the case can do this.")
        return case

    def allowed(self, asker: Person, number: int, do: Do) -> Case:
        """The case, if the asker may do this to it now."""
        case = self.permitted(asker, number, do)
        self.check_stage(asker, case, do)
        return case

    def check_stage(self, asker: Person, case: Case, do: Do) -> None:
        """Refuse what cannot be done at the stage of the case."""
        if case.stage not in self.tables.rules[asker.role][do].stages:
            raise Refusal("WRONG_STAGE", f"This cannot be done while the case is {case.stage}.")

    def check_author(self, asker: Person, post: Post) -> None:
        """Refuse to touch what somebody else wrote."""
        if post.author != asker.number:
            raise Refusal("NOT_YOUR_POST", "Somebody else wrote this.")

    def time_ahead(self, value: Any) -> int:
        """A time to come, in milliseconds."""
        if not isinstance(value, int) or isinstance(value, bool) or value > LATEST:
            raise Refusal("BAD_TIME", "A time is a whole number of milliseconds since 1970.")
        if value <= self.clock.now():
            raise Refusal("PAST", "That time is past.")
        return value

    # ------------------------------------------------------------------------------------------------- reading

    def show(self, asker: Person, number: int) -> Sight:
        """What the asker is shown of a case."""
        case = self.visible(asker, number)
        return Sight(case.number, case.stage, case.handler, case.closes, case.erases)

    def posts(self, asker: Person, number: int) -> list[Post]:
        """What is written on a case."""
        return self.visible(asker, number).posts

    def followers(self, asker: Person, number: int) -> dict[int, bool]:
        """Who follows a case or did, and whether they still do."""
        return self.visible(asker, number).followers

    def feedback(self, asker: Person, number: int) -> list[Feedback]:
        """What was asked about a case, and answered."""
        return self.allowed(asker, number, Do.READ_FEEDBACK).feedback

    def starred(self, asker: Person) -> list[int]:
        """Numbers of the cases that the asker has starred and still sees."""
        return [number for number in self._stars[asker.number] if self.sees(asker, self.cases[number])]

    # ------------------------------------------------------------------------------------------------- doing

    def open_case(self, asker: Person) -> int:
        """Open a case; its number."""
        if asker.role is Role.AGENT and Right.CASE_OPEN not in asker.rights:
            raise Refusal("NO_RIGHT", f"This takes the right {Right.CASE_OPEN}.")
        case = Case(next(self._case_numbers), asker.number, self.tables.first)
        self.cases[case.number] = case
        return case.number

    def draft(self, asker: Person, number: int, text: Any) -> int:
        """Write something down that is to be sent later; the number of the draft."""
        case = self.visible(asker, number)
        draft = next(self._numbers)
        self._drafts[draft] = Draft(case.number, asker.number, _text(text))
        return draft

    def send(self, asker: Person, number: int, draft: Any) -> int:
        """Put a draft on its case; the number of the post."""
        case = self.allowed(asker, number, Do.SEND)
        written = self.drafted(asker, number, draft)
        del self._drafts[_number(draft)]
        return self.add_post(case, asker.number, written.text)

    def drafted(self, asker: Person, number: int, draft: Any) -> Draft:
        """A draft of the asker on that case."""
        written = self._drafts.get(_number(draft))
        if written is None or (written.case, written.author) != (number, asker.number):
            raise Refusal("NO_SUCH_DRAFT", "There is no such draft.")
        return written

    def edit_post(self, asker: Person, number: int, post: Any, text: Any) -> None:
        """Write something else in a post of one's own."""
        case = self.permitted(asker, number, Do.EDIT_POST)
        found = next((each for each in case.posts if each.number == _number(post)), None)
        if found is None:
            raise Refusal("NO_SUCH_POST", "There is no such post.")
        self.check_author(asker, found)
        self.check_stage(asker, case, Do.EDIT_POST)
        self.rewrite(found, _text(text))

    def set_stage(self, asker: Person, number: int, stage: Any) -> None:
        """Bring a case to a stage."""
        case = self.allowed(asker, number, Do.SET_STAGE)
        if not isinstance(stage, str) or stage not in Stage.__members__:
            raise Refusal("NO_SUCH_STAGE", "There is no such stage.")
        if stage == Stage.CLOSE_PLANNED:
            raise Refusal("NEEDS_A_TIME", "Plan the closing instead.")
        self.move(case, Stage(stage))

    def hand_over(self, asker: Person, number: int, agent: Any) -> None:
        """Let an agent see to a case."""
        case = self.allowed(asker, number, Do.HAND_OVER)
        found = self.people.get(_number(agent))
        if found is None or found.role is not Role.AGENT:
            raise Refusal("NO_SUCH_AGENT", "There is no such agent.")
        case.handler = found.number

    def plan_close(self, asker: Person, number: int, time: Any) -> None:
        """Let a case close by itself."""
        case = self.allowed(asker, number, Do.PLAN_CLOSE)
        closes = self.time_ahead(time)
        self.move(case, Stage.CLOSE_PLANNED)
        case.closes = closes
        heapq.heappush(self._agenda, (closes, case.number))
        self.announce(case, closes)

    def plan_erase(self, asker: Person, number: int, time: Any) -> None:
        """Close a case, and erase it later."""
        case = self.allowed(asker, number, Do.PLAN_ERASE)
        case.erases = self.time_ahead(time)
        heapq.heappush(self._agenda, (case.erases, case.number))
        self.move(case, Stage.DONE)

    def want_close(self, asker: Person, number: int) -> None:
        """Say that one would like the case to be closed."""
        self.move(self.allowed(asker, number, Do.WANT_CLOSE), Stage.CLOSE_WANTED)

    def close_now(self, asker: Person, number: int) -> None:
        """Close a case before the time for which that is planned."""
        self.move(self.allowed(asker, number, Do.CLOSE_NOW), Stage.DONE)

    def make_link(self, asker: Person, number: int) -> str:
        """A word by which other end users join."""
        case = self.allowed(asker, number, Do.MAKE_LINK)
        link = secrets.token_urlsafe(12)
        self._links[link] = case.number
        return link

    def join(self, asker: Person, link: Any) -> None:
        """Follow the case of a link."""
        case = self.cases.get(self._links.get(link, 0)) if isinstance(link, str) else None
        if case is None:
            raise Refusal("NO_SUCH_LINK", "There is no such link.")
        if Do.JOIN not in self.tables.rules[asker.role]:
            raise Refusal("NOT_FOR_YOU", "People of your role cannot do this.")
        self.check_stage(asker, case, Do.JOIN)
        case.followers[asker.number] = True

    def drop(self, asker: Person, number: int, person: Any) -> None:
        """Let somebody follow a case no longer."""
        case = self.allowed(asker, number, Do.DROP)
        follower = _number(person)
        if not case.followers.get(follower, False):
            raise Refusal("NO_SUCH_FOLLOWER", "Nobody like this follows the case.")
        case.followers[follower] = False

    def star(self, asker: Person, number: int) -> None:
        """Put a case among one's stars."""
        self._stars[asker.number][self.allowed(asker, number, Do.STAR).number] = None

    def rate(self, asker: Person, number: int, stars: Any) -> None:
        """Answer what was asked about a case."""
        case = self.allowed(asker, number, Do.RATE)
        open_ = next((each for each in case.feedback if each.stars is None), None)
        if open_ is None:
            raise Refusal("NOTHING_ASKED", "Nothing waits to be answered.")
        if self.clock.now() >= open_.asked + self.tables.rate_within:
            raise Refusal("TOO_LATE", f"This could be answered for {self.tables.rate_within // DAY_MS} days.")
        if not isinstance(stars, int) or isinstance(stars, bool) or not 1 <= stars <= MOST_STARS:
            raise Refusal("BAD_STARS", f"There are one to {MOST_STARS} stars.")
        open_.stars = stars

    # ---------------------------------------------------------------------------------- what comes of a change of stage

    def move(self, case: Case, stage: Stage) -> None:
        """Bring a case to a stage, with all that this brings with it."""
        before, case.stage = case.stage, stage
        if before is stage:
            return
        if before is Stage.CLOSE_PLANNED:
            self.forget_plan(case)
        if stage in self.tables.resting and before not in self.tables.resting:
            self.ask(case)
        if before in self.tables.resting and stage not in self.tables.resting:
            self.stop_asking(case)
        if stage in self.tables.finished:
            self.take_off_stars(case, before)

    def forget_plan(self, case: Case) -> None:
        """Nothing closes the case by itself any more."""
        case.closes = None

    def ask(self, case: Case) -> None:
        """Ask for feedback."""
        case.feedback.append(Feedback(next(self._numbers), self.clock.now()))

    def stop_asking(self, case: Case) -> None:
        """Ask no longer; what was answered stays."""
        case.feedback = [each for each in case.feedback if each.stars is not None]

    def take_off_stars(self, case: Case, before: Stage) -> None:  # noqa: ARG002 - a faulty desk looks at it
        """The case is among no end user's stars any more."""
        for person in self.people.values():
            if person.role is Role.END_USER:
                self._stars[person.number].pop(case.number, None)

    def add_post(self, case: Case, author: int | None, text: str) -> int:
        """Write on a case; the number of the post."""
        post = Post(next(self._numbers), author, text)
        case.posts.append(post)
        return post.number

    def rewrite(self, post: Post, text: str) -> None:
        """Change what a post says."""
        post.text = text

    def announce(self, case: Case, closes: int) -> None:
        """Say on the case when it will close."""
        day = datetime.fromtimestamp(closes / 1000, UTC)
        self.add_post(case, None, f"This case closes on {day:%d %B %Y, %H:%M} UTC.")

    # ------------------------------------------------------------------------------------------------- what is due

    def settle(self) -> None:
        """Do all that is due, in the order of its times. Whoever asks the desk for something does this first."""
        while self._agenda and self._agenda[0][0] <= self.clock.now():
            time, number = heapq.heappop(self._agenda)
            case = self.cases.get(number)
            if case is not None and case.closes == time:
                self.close_as_planned(case)
            if case is not None and case.erases == time:
                self.erase(case)

    def close_as_planned(self, case: Case) -> None:
        """The time has come for which the closing was planned."""
        self.forget_plan(case)
        self.move(case, Stage.DONE)
        self.add_post(case, None, "This case was closed as planned.")

    def erase(self, case: Case) -> None:
        """The case is gone, and everything that hangs on it."""
        del self.cases[case.number]
        for stars in self._stars.values():
            stars.pop(case.number, None)


def _number(value: Any) -> int:
    """A number that somebody gave; 0, which is nothing's and nobody's, for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
        raise Refusal("BAD_TEXT", f"A text has 1 to {LONGEST_TEXT} characters.")
    return value
