"""The world of one scenario: a ticket, the people around it, and what has been done so far.

Two ways of doing something are kept apart. What a scenario tries is answered by an outcome that its last steps judge.
What it only relies on has to work: where it does not, the scenario is unreached and says so.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from statusquo.rules.doings import Action
from statusquo.rules.glossary import Level, Relation
from statusquo.rules.model import RuleSet
from statusquo.rules.operations import Operation as Made

from statusquo_conformance.judging.findings import NotApplicable, Unreached, Violation
from statusquo_conformance.judging.outcomes import Cell
from statusquo_conformance.operations import Done, Driver, Operation, Outcome, Refused, TicketView, Unclear
from statusquo_conformance.stage.actors import TIME, Person, creator, is_beside
from statusquo_conformance.stage.arguments import BODY, middle_rating, usual_arguments
from statusquo_conformance.stage.asking import Asking
from statusquo_conformance.stage.atlas import CHANGES_TICKETS, Step
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.stage.doings import Doing, doing_called
from statusquo_conformance.stage.situations import NO_MATTER, Situation
from statusquo_conformance.stage.snapshot import Snapshot, take_snapshot
from statusquo_conformance.stage.standing import Deed, Standing, deed_by
from statusquo_conformance.stage.timetable import timer_called


@dataclass(frozen=True)
class Brief:
    """What a world is told of its scenario.

    Attributes:
        ids: of the requirements that it checks.
        checks_cell: it checks a cell of a matrix.
        waits: it waits for time to go by.
    """

    ids: tuple[str, ...] = ()
    checks_cell: bool = False
    waits: bool = False


class World(Asking):
    """What a scenario's steps share.

    Attributes:
        brief: what is known of the scenario.
        outcome: how the last thing that was tried ended, or None.
        tried: the action that was tried, and by whom.
        cell: the cell of a matrix that it was tried in, or None.
        arguments: what was given with it.
        answers: how each of several things ended that were tried together.
        noted: the state of the ticket when it was noted, or None.
        present: those who have the relations to the ticket that the scenario says, the creator first.
        submitted: the id of the survey that was submitted, or the empty string.
        remarks: what is not as it should be, and does not end the scenario.
        message: the id of the message that the scenario speaks of, or the empty string.
        link: the id of the invite link that it speaks of, or the empty string.
    """

    def __init__(self, rules: RuleSet, driver: Driver, cast: Cast, brief: Brief = Brief()) -> None:
        super().__init__(rules, driver, cast, waits=brief.waits)
        self.brief = brief
        self.remarks: list[Violation] = []
        self.outcome: Outcome | None = None
        self.tried: tuple[Person, Action] | None = None
        self.answers: dict[str, Outcome] = {}
        self.arguments: Mapping[str, Any] = {}
        self.noted: Snapshot | None = None
        self.cell: Cell | None = None
        self.link = ""
        self.message = ""
        self._bodies = 0
        self._messages: dict[Person, str] = {}
        self.submitted = ""
        self.present: list[Person] = []

    # ------------------------------------------------------------------------------------------------- people

    def begin(self) -> None:
        """A new ticket."""
        author = creator(self.rules)
        self.ticket = self.make(Operation.CREATE_TICKET, author)
        self.journal.tickets.append(self.ticket)
        self.present = [author]
        self.track.begin()

    def bring_in(self, person: Person) -> None:
        """Give a person the relation to the ticket that the scenario says, and end it again if it has ended."""
        if person.relation is None or person in self.present:
            return
        relation = self.rules.relations[person.relation]
        if relation.made_by == Made.ASSIGN:
            self.rely(Operation.ASSIGN, self.observer, staff=self.account(person).id)
        elif relation.made_by == Made.ACCEPT_INVITE:
            invite = self.make(Operation.CREATE_INVITE, creator(self.rules))
            self.rely(Operation.ACCEPT_INVITE, person, invite=invite)
        if person.ended:
            self._messages[person] = self._write(person)
            self._end(person, relation)
            return
        self.present.append(person)

    def _end(self, person: Person, relation: Relation) -> None:
        """End a relation by the operation that the rules name."""
        if relation.ended_by == Made.ASSIGN:
            self.rely(Operation.ASSIGN, self.observer, staff=self.account(self.observer).id)
        else:
            self.rely(Operation.REMOVE_PARTICIPANT, creator(self.rules), customer=self.account(person).id)

    def message_of(self, person: Person) -> None:
        """There is a message of that person, and it is the one that the scenario speaks of."""
        if person not in self._messages:
            self.bring_in(person)
            self._messages[person] = self._write(person)
        self.message = self._messages[person]

    def _write(self, person: Person) -> str:
        action = self.rules.action_for(person.role, Made.POST_MESSAGE)
        arguments = usual_arguments(self, deed_by(person, action)) if action is not None else {BODY: self.new_text()}
        return self.make(Operation.POST_MESSAGE, person, **arguments)

    def invite(self) -> None:
        """There is an invite link to the ticket."""
        self.link = self.make(Operation.CREATE_INVITE, creator(self.rules))

    # ------------------------------------------------------------------------------------------------- moving

    def bring_to(self, status: str, situation: Situation = NO_MATTER) -> None:
        """The ticket is in that status, and things stand so with it, by the cheapest way that the rules know.

        A server may have moved it already where the rules say nothing of it, so where it is now has to be seen.

        Raises:
            NotApplicable: if nothing leads there that the server claims to be able to do.
            Unreached: if it does not come there.
        """

        def is_there(standing: Standing) -> bool:
            return standing.status == status and situation.fits(standing)

        if is_there(self.track.standing):
            self._bring_back(status, self.status_expected(status))
            return
        who = next(iter(situation.people), None)
        steps = self.track.atlas(self.driver.operations, who).way(is_there)
        if steps is None:
            so = f", {phrase}" if (phrase := situation.phrase(self.rules)) else ""
            message = f"nothing that the server claims brings a ticket from {self.status} to {status}{so}"
            raise NotApplicable(message)
        self._take(steps)

    def _take(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            if step.deed is not None and not self._is_made_by_assigning(step.deed.person):
                self.bring_in(step.deed.person)
        for step in steps:
            if step.deed is not None:
                self.bring_in(step.deed.person)
                self._do(step.deed, step.after.status)
            else:
                self.let_be_due(step.timer or "")
                self._arrived(step.after.status, f"the {self.rules.timers[step.timer or ''].label} was due")

    def _is_made_by_assigning(self, person: Person) -> bool:
        return person.relation is not None and self.rules.relations[person.relation].made_by == Made.ASSIGN

    def reachable(self) -> frozenset[str]:
        """The statuses into which the ticket can come on a server that can do what this one claims."""
        standings = self.track.atlas(self.driver.operations, None).standings()
        return frozenset(standing.status for _, standing in standings)

    def _bring_back(self, status: str, shown: str) -> None:
        """Bring a ticket back that is shown in another status; where that does not help, what is judged will tell."""
        if shown == status or shown not in self.rules.statuses:
            return
        standing = self.track.standing
        self.track.move(shown, None)
        with contextlib.suppress(Unreached):
            self.bring_to(status)
        self.track.standing = standing

    def note(self) -> None:
        """Remember everything that can be read of the ticket, once it is in the status that it ought to be in."""
        self.noted = take_snapshot(self)
        shown = self._meant(self.observer, self.status, self.noted.ticket.status)
        if shown != self.status:
            self._bring_back(self.status, shown)
            self.noted = take_snapshot(self)

    def move_by(self, phrase: str, way: str, target: str) -> None:
        """Somebody, or time, brings the ticket to a status in the way that the scenario says."""
        if phrase == TIME:
            timer = timer_called(self.rules, way)
            for _ in range(self.rounds_left(timer.name)):
                self.let_be_due(timer.name)
            self._arrived(target, f"the {way} was due")
            return
        person = self.person(phrase)
        self.manage(person, way, target)

    def manage(self, person: Person, phrase: str, target: str | None = None) -> None:
        """A person does something that has to work; what it asks for besides is met first, as far as that is possible.

        Args:
            person: who does it.
            phrase: what is done, as the scenario says it.
            target: the status that the ticket has afterwards; None if that makes no difference.
        """
        doing = self.doing(person, phrase)
        if doing.status is None and target is not None and doing.action.chooses_status is not None:
            doing = doing.choosing(target)
        deed = doing.deed(person)
        if target is not None:
            self._take(self.track.ways_to_meet(self.driver.operations, deed, target))
        self._do(deed, target)

    def _do(self, deed: Deed, target: str | None) -> None:
        action = self.rules.actions[deed.role, deed.action]
        if action.operation == Made.EDIT_MESSAGE:
            self.message_of(deed.person)
        arguments = usual_arguments(self, replace(deed, status=deed.status or target))
        self.rely(Operation(action.operation), deed.person, **arguments)
        missing = self.unlike(self.track.standing) if action.operation in CHANGES_TICKETS else ""
        if missing:
            raise Unreached(f"after {deed.person.phrase(self.rules)} could {action.phrase} {missing}")
        if target is not None:
            self._arrived(target, f"{deed.person.phrase(self.rules)} could {action.phrase}")

    def _arrived(self, target: str, after: str) -> None:
        status = self.status_expected(target)
        if status != target:
            message = f"after {after} the ticket was {status} and not {target}"
            raise Unreached(message)
        if target != self.status:
            self.track.move(target, None)

    def stake(self) -> None:
        """Put a message and a favorite on the ticket, as far as that is possible."""
        for operation, person in ((Operation.POST_MESSAGE, self.observer), (Operation.ADD_FAVORITE, self.present[0])):
            action = self.rules.action_for(person.role, operation)
            if action is None or self._moves(action) or not self.offers(operation):
                continue
            self.perform(operation, person, self.complete(usual_arguments(self, deed_by(person, action))))

    def _moves(self, action: Action) -> bool:
        """Whether an action does something to the status or to what is due."""
        restarts = any((action.role, action.name) in timer.restarted_by for timer in self.rules.timers.values())
        return restarts or bool(self.rules.transitions_of(action.role, action.name))

    def favorite_of(self, person: Person) -> None:
        """The ticket is among the person's favorites."""
        outcome = self.perform(Operation.ADD_FAVORITE, person, self.complete({}))
        if isinstance(outcome, Done) or (isinstance(outcome, Unclear) and self.has_favorite(person)):
            return
        action = self.rules.action_for(person.role, Made.ADD_FAVORITE)
        cell = self.rules.cells.get((person.role, action.name, self.status)) if action is not None else None
        left_open = cell is not None and self.rules.level(cell.requirements) is Level.MAY
        if left_open and isinstance(outcome, Refused | Unclear):
            message = f"the server lets nobody make a ticket a favorite while it is {self.status}"
            raise NotApplicable(message)
        who = person.phrase(self.rules)
        message = f"{who} could not make the ticket a favorite while it was {self.status}: {outcome.seen}"
        raise Unreached(message)

    def submit_survey(self) -> None:
        """The survey of the ticket is submitted by the creator."""
        self.rely(Operation.SUBMIT_SURVEY, creator(self.rules), rating=middle_rating(self.rules))
        self.submitted = next((survey.id for survey in self.read(Operation.LIST_SURVEYS) if survey.submitted), "")

    # ------------------------------------------------------------------------------------------------- trying

    def doing(self, person: Person, phrase: str) -> Doing:
        """What the scenario says that somebody does: of the person's role, else of another one."""
        return doing_called(self.rules, person, phrase)

    def attempt(self, person: Person, action: Action, arguments: Mapping[str, Any]) -> None:
        """A person tries something, and the scenario goes on whatever comes of it."""
        operation = Operation(action.operation)
        self.tried = (person, action)
        self.cell = Cell(action.role, action.name, self.status)
        self.arguments = self.complete(arguments)
        self.track.try_out(person, action, arguments)
        self.outcome = self.perform(operation, person, self.arguments)
        if isinstance(self.outcome, Done | Unclear):
            self.track.was_done(arguments)

    def attempt_the_rest(self, person: Person) -> None:
        """A person tries whatever the suite knows to try or read that has no scenario of its own for outsiders."""
        reads = [Operation.LIST_MESSAGES, Operation.LIST_PARTICIPANTS, Operation.LIST_SURVEYS, Operation.LIST_LINKS]
        reads = [operation for operation in reads if self.offers(operation)]
        self.answers = {f"to {each.replace('_', ' ')}": self.look(each, person) for each in reads}
        for action in self.rules.actions_of(person.role):
            offered = is_beside(self.rules, action) and self.offers(action.operation)
            if offered and action.operation not in reads:
                arguments = self.complete(usual_arguments(self, deed_by(person, action)))
                operation = Operation(action.operation)
                self.answers[f"to {action.phrase}"] = self.perform(operation, person, arguments)

    def new_text(self) -> str:
        """A text that no message of the scenario has had yet."""
        self._bodies += 1
        return f"Text number {self._bodies}."

    # ------------------------------------------------------------------------------------------------- looking

    def status_expected(self, status: str) -> str:
        """The status that the ticket has where it ought to have this one.

        Whether staff or the creator is shown a ticket in that status is for the scenarios about sight to judge.
        """
        person = self.observer
        outcome = self.sees(person)
        if not isinstance(outcome, Done):
            person = creator(self.rules)
            outcome = self.sees(person)
        if not isinstance(outcome, Done):
            message = f"nobody saw the ticket when it ought to be {status}: {outcome.seen}"
            raise Unreached(message)
        return self._meant(person, status, outcome.result.status)

    def _meant(self, person: Person, expected: str, shown: str) -> str:
        """The status that a ticket has which is shown so to somebody: the expected one, if it is shown like that."""
        return expected if shown == self.rules.shown(person.role, expected) else shown

    def unlike(self, standing: Standing) -> str:
        """How a ticket that ought to stand so is otherwise, its status apart; empty if it is not."""
        view = self.view()
        if standing.assigned and view.assignee is None:
            return "the ticket was assigned to nobody"
        if standing.flags != view.flags:
            return f"the ticket was marked {', '.join(sorted(view.flags)) or 'as nothing'}"
        return ""

    def view(self) -> TicketView:
        """What the ticket shows to the observer."""
        view: TicketView = self.read(Operation.READ_TICKET)
        return view

    # ------------------------------------------------------------------------------------------------- time

    def rounds_left(self, name: str) -> int:
        """How often a timer is still due until it has run out."""
        repeats = self.rules.timers[name].repeats
        pending = self.track.standing.pending(name)
        return 1 + (repeats.times if repeats is not None else 0) - (pending.rounds if pending is not None else 0)

    def let_be_due(self, name: str) -> None:
        """The time of a timer comes, and the server has the moment that it takes to notice; see :class:`Timetable`."""
        timer = self.rules.timers[name]
        before = self.status
        self.track.let_be_due(name)
        wanted = (self.status,) if self.status != before else timer.targets

        def has_come() -> bool:
            outcome = self.sees(self.observer)
            if not isinstance(outcome, Done):
                return timer.deletes
            return outcome.result.status in {self.rules.shown(self.observer.role, status) for status in wanted}

        self.times.clock.wait_for(has_come)
