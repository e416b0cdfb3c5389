"""The world of one scenario: a ticket, the people around it, and what has been done so far.

Two ways of doing something are kept apart. What a scenario tries is answered by an outcome that its last steps judge.
What it only relies on has to work: where it does not, the scenario is unreached and says so.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statusquo.rules.model import Action, Level, Relation, RuleSet
from statusquo.rules.moves import Move
from statusquo.rules.operations import Operation as Made

from statusquo_conformance.claims import unclaimed
from statusquo_conformance.judging.findings import NotApplicable, Unreached, Violation
from statusquo_conformance.judging.outcomes import Cell
from statusquo_conformance.operations import Account, Done, Driver, Operation, Outcome, Refused, Unclear
from statusquo_conformance.stage.actors import (
    TIME,
    Person,
    creator,
    is_beside,
    mover,
    observer,
    person_called,
    way,
)
from statusquo_conformance.stage.arguments import middle_rating, usual_arguments
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.stage.clocks import clock_of
from statusquo_conformance.stage.journal import Journal
from statusquo_conformance.stage.snapshot import Snapshot, take_snapshot
from statusquo_conformance.stage.timetable import Timetable


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


class World:
    """What a scenario's steps share.

    Attributes:
        rules: what is expected.
        brief: what is known of the scenario.
        journal: what has been asked of the server.
        ticket: its id on the server.
        times: what is scheduled.
        outcome: how the last thing that was tried ended, or None.
        tried: the action that was tried, and by whom.
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
        self.rules = rules
        self.driver = driver
        self.cast = cast
        self.brief = brief
        self.times = Timetable(rules, clock_of(driver, waits=brief.waits))
        self.journal = Journal(driver)
        self.remarks: list[Violation] = []
        self.ticket = ""
        self.outcome: Outcome | None = None
        self.tried: tuple[Person, Action] | None = None
        self.answers: dict[str, Outcome] = {}
        self.arguments: Mapping[str, Any] = {}
        self.noted: Snapshot | None = None
        self.status = rules.initial
        self.cell: Cell | None = None
        self.link = ""
        self.message = ""
        self._bodies = 0
        self._messages: dict[Person, str] = {}
        self.submitted = ""
        self.present: list[Person] = []

    # ------------------------------------------------------------------------------------------------- people

    def person(self, phrase: str) -> Person:
        """The person whom the scenario calls so."""
        return person_called(self.rules, phrase)

    def account(self, person: Person) -> Account:
        """The person's account."""
        return self.cast.account(person)

    @property
    def observer(self) -> Person:
        """The one who reads what is to be compared."""
        return observer(self.rules)

    # ------------------------------------------------------------------------------------------ asking the server

    def offers(self, operation: str) -> bool:
        """Whether the server claims to be able to do this."""
        return operation in self.driver.operations

    def perform(self, operation: Operation, person: Person, arguments: Mapping[str, Any]) -> Outcome:
        """Ask the server for an operation on a person's behalf.

        Raises:
            NotApplicable: if the server does not claim to be able to do it.
            NotChecked: if the target names nobody like this person.
        """
        if not self.offers(operation):
            raise NotApplicable(unclaimed(self.rules, operation))
        account = self.account(person)
        with self.journal.event(operation, person.phrase(self.rules), arguments) as event:
            event.outcome = self.driver.perform(operation, account, arguments)
        return event.outcome

    def rely(self, operation: Operation, person: Person, **arguments: Any) -> Any:
        """Do something that has to work, and return its result.

        Raises:
            Unreached: if it does not.
        """
        outcome = self.perform(operation, person, self._complete(arguments))
        if isinstance(outcome, Done | Unclear):
            self._follow(person, operation)
            return outcome.result
        to = f" to {arguments['status']}" if "status" in arguments else ""
        when = f" while the ticket was {self.status}" if self.ticket else ""
        message = f"{person.phrase(self.rules)} could not {operation.replace('_', ' ')}{to}{when}: {outcome.seen}"
        raise Unreached(message)

    def _made(self, operation: Operation, person: Person, **arguments: Any) -> str:
        """Do something that has to work and makes something; returns its id."""
        id_: str | None = self.rely(operation, person, **arguments)
        if id_ is None:
            raise Unreached(f"the server did not tell the id that came of {operation.replace('_', ' ')}")
        return id_

    def begin(self) -> None:
        """A new ticket."""
        author = creator(self.rules)
        self.ticket = self._made(Operation.CREATE_TICKET, author)
        self.journal.tickets.append(self.ticket)
        self.present = [author]
        self.times.entered(None, self.rules.initial)

    def _follow(self, person: Person, operation: Operation) -> None:
        """What the rules say that an operation brings with it: timers begin anew, and the ticket moves."""
        action = self.rules.action_for(person.role, operation)
        if action is None or action.without_ticket:
            return
        self.times.done(action.role, action.name, self.status)
        for transition in self.rules.transitions_of(action.role, action.name):
            if transition.to is not None and self.status in transition.sources:
                self._enter(transition.to)
                return

    def _enter(self, status: str) -> None:
        self.times.entered(self.status, status)
        self.status = status

    def bring_in(self, person: Person) -> None:
        """Give a person the relation to the ticket that the scenario says, and end it again if it has ended."""
        if person.relation is None or person in self.present:
            return
        relation = self.rules.relations[person.relation]
        if relation.made_by == Made.ASSIGN:
            self.rely(Operation.ASSIGN, self.observer, staff=self.account(person).id)
        elif relation.made_by == Made.ACCEPT_INVITE:
            invite = self._made(Operation.CREATE_INVITE, creator(self.rules))
            self.rely(Operation.ACCEPT_INVITE, person, invite=invite)
        if person.ended:
            self._messages[person] = self._made(Operation.POST_MESSAGE, person, body=self.new_text())
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
            self._messages[person] = self._made(Operation.POST_MESSAGE, person, body=self.new_text())
        self.message = self._messages[person]

    def invite(self) -> None:
        """There is an invite link to the ticket."""
        self.link = self._made(Operation.CREATE_INVITE, creator(self.rules))

    def bring_to(self, status: str) -> None:
        """The ticket is in that status, by the shortest way that the rules know.

        A server may have moved it already where the rules say nothing of it, so where it is now has to be seen.

        Raises:
            NotApplicable: if nothing leads there that the server claims to be able to do.
            Unreached: if it does not come there.
        """
        if self.status == status:
            self._bring_back(status, self.status_expected(status))
            return
        try:
            moves = way(self.rules, self.status, status, self.driver.operations)
        except LookupError as error:
            raise NotApplicable(str(error)) from None
        for move in moves:
            self._move(move)

    def _bring_back(self, status: str, shown: str) -> None:
        """Bring a ticket back that is shown in another status; where that does not help, what is judged will tell."""
        if shown == status or shown not in self.rules.statuses:
            return
        self.status = shown
        with contextlib.suppress(Unreached):
            self.bring_to(status)
        self.status = status

    def note(self) -> None:
        """Remember everything that can be read of the ticket, once it is in the status that it ought to be in."""
        self.noted = take_snapshot(self)
        shown = self.noted.ticket.status
        if shown != self.status:
            self._bring_back(self.status, shown)
            self.noted = take_snapshot(self)

    def move_by(self, phrase: str, way: str, target: str) -> None:
        """Somebody, or time, brings the ticket to a status in the way that the scenario says."""
        if phrase == TIME:
            timer = next(timer for timer in self.rules.timers.values() if timer.label == way)
            self.let_be_due(timer.name)
            self._arrived(target, f"the {way} was due")
            return
        person = self.person(phrase)
        self.manage(person, way, target)

    def manage(self, person: Person, phrase: str, target: str | None = None) -> None:
        """A person does something that has to work."""
        action = self.action_called(person, phrase)
        self.rely(Operation(action.operation), person, **usual_arguments(self, action, target))
        if target is not None:
            self._arrived(target, f"{person.phrase(self.rules)} could {phrase}")

    def _move(self, move: Move) -> None:
        if move.role is None or move.action is None:
            self.move_by(TIME, self.rules.timers[move.timer or ""].label, move.target)
            return
        self.manage(mover(self.rules, move.role), self.rules.actions[move.role, move.action].phrase, move.target)

    def _arrived(self, target: str, after: str) -> None:
        status = self.status_expected(target)
        if status != target:
            message = f"after {after} the ticket was {status} and not {target}"
            raise Unreached(message)
        if target != self.status:
            self._enter(target)

    def stake(self) -> None:
        """Put a message and a favorite on the ticket, as far as that is possible."""
        for operation, person in ((Operation.POST_MESSAGE, self.observer), (Operation.ADD_FAVORITE, self.present[0])):
            action = self.rules.action_for(person.role, operation)
            if action is None or self._moves(action) or not self.offers(operation):
                continue
            self.perform(operation, person, self._complete({"body": self.new_text()}))

    def status_expected(self, status: str) -> str:
        """The status that the ticket has where it ought to have this one.

        Whether staff or the creator is shown a ticket in that status is for the scenarios about sight to judge.
        """
        outcome = self.sees(self.observer)
        if not isinstance(outcome, Done):
            outcome = self.sees(creator(self.rules))
        if not isinstance(outcome, Done):
            message = f"nobody saw the ticket when it ought to be {status}: {outcome.seen}"
            raise Unreached(message)
        shown: str = outcome.result.status
        return shown

    def _moves(self, action: Action) -> bool:
        """Whether an action does something to the status or to what is due."""
        restarts = any((action.role, action.name) in timer.restarted_by for timer in self.rules.timers.values())
        return restarts or bool(self.rules.transitions_of(action.role, action.name))

    def favorite_of(self, person: Person) -> None:
        """The ticket is among the person's favorites."""
        outcome = self.perform(Operation.ADD_FAVORITE, person, self._complete({}))
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

    def action_called(self, person: Person, phrase: str) -> Action:
        """The action of the person's role, else of another role, that the scenario calls so.

        Raises:
            LookupError: if the rules know none.
        """
        named = [action for action in self.rules.actions.values() if action.phrase == phrase]
        own = [action for action in named if action.role == person.role]
        if not named:
            message = f"the rules know no action called {phrase!r}"
            raise LookupError(message)
        return (own or named)[0]

    def attempt(self, person: Person, action: Action, arguments: Mapping[str, Any]) -> None:
        """A person tries something, and the scenario goes on whatever comes of it."""
        operation = Operation(action.operation)
        self.tried = (person, action)
        self.cell = Cell(action.role, action.name, self.status)
        self.arguments = self._complete(arguments)
        self.outcome = self.perform(operation, person, self.arguments)

    def attempt_the_rest(self, person: Person) -> None:
        """A person tries whatever the suite knows to try or read that has no scenario of its own for outsiders."""
        reads = [Operation.LIST_MESSAGES, Operation.LIST_PARTICIPANTS, Operation.LIST_SURVEYS]
        reads = [operation for operation in reads if self.offers(operation)]
        self.answers = {f"to {each.replace('_', ' ')}": self.look(each, person) for each in reads}
        for action in self.rules.actions_of(person.role):
            offered = is_beside(self.rules, action) and self.offers(action.operation)
            if offered and action.operation not in reads:
                arguments = self._complete(usual_arguments(self, action))
                operation = Operation(action.operation)
                self.answers[f"to {action.phrase}"] = self.perform(operation, person, arguments)

    def new_text(self) -> str:
        """A text that no message of the scenario has had yet."""
        self._bodies += 1
        return f"Text number {self._bodies}."

    def _complete(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {"ticket": self.ticket, **arguments}

    # ------------------------------------------------------------------------------------------------- reading

    def read(self, operation: Operation) -> Any:
        """What the observer reads."""
        return self.rely(operation, self.observer)

    def has_favorite(self, person: Person) -> bool:
        """Whether the ticket is among the person's favorites."""
        return self.ticket in self.rely(Operation.LIST_FAVORITES, person)

    def sees(self, person: Person) -> Outcome:
        """How reading the ticket ends for a person."""
        return self.look(Operation.READ_TICKET, person)

    def look(self, operation: Operation, person: Person) -> Outcome:
        """How reading something of the ticket ends for a person."""
        return self.perform(operation, person, self._complete({}))

    # ------------------------------------------------------------------------------------------------- time

    def let_be_due(self, name: str) -> None:
        """The time of a timer comes, and the server has the moment that it takes to notice; see :class:`Timetable`."""
        self.times.let_be_due(name)
        timer = self.rules.timers[name]

        def has_come() -> bool:
            outcome = self.sees(self.observer)
            return outcome.result.status == timer.to if isinstance(outcome, Done) else timer.to is None

        self.times.clock.wait_for(has_come)
