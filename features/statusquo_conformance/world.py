"""The world of one scenario: a ticket, the people around it, and what has been done so far.

Two ways of doing something are kept apart. What a scenario tries is answered by an outcome that its last steps judge.
What it only relies on has to work: where it does not, the scenario is unreached and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from statusquo.rules.model import Action, Level, Relation, RuleSet, Timer
from statusquo.rules.moves import Move
from statusquo.rules.operations import Operation as Made

from statusquo_conformance.actors import (
    TIME,
    Person,
    creator,
    is_beside,
    mover,
    observer,
    participant,
    person_called,
    way,
)
from statusquo_conformance.cast import Cast
from statusquo_conformance.findings import NotApplicable, NotChecked, Unreached
from statusquo_conformance.operations import Account, Done, Driver, Operation, Outcome, Refused
from statusquo_conformance.outcomes import Cell
from statusquo_conformance.snapshot import Snapshot

AHEAD = timedelta(days=3)
NEARLY = timedelta(minutes=1)
UNREADABLE = "the day after tomorrow"


class World:
    """What a scenario's steps share.

    Attributes:
        rules: what is expected.
        outcome: how the last thing that was tried ended, or None.
        tried: the action that was tried, and by whom.
        arguments: what was given with it.
        given_time: the time that was last given for a schedule.
        answers: how each of several things ended that were tried together.
        noted: the state of the ticket when it was noted, or None.
        submitted: the id of the survey that was submitted, or the empty string.
    """

    def __init__(self, rules: RuleSet, driver: Driver, cast: Cast) -> None:
        self.rules = rules
        self.driver = driver
        self.cast = cast
        self.ticket = ""
        self.outcome: Outcome | None = None
        self.tried: tuple[Person, Action] | None = None
        self.answers: dict[str, Outcome] = {}
        self.arguments: Mapping[str, Any] = {}
        self.given_time: datetime | None = None
        self.noted: Snapshot | None = None
        self.status = rules.initial
        self.cell: Cell | None = None
        self._invite = ""
        self._message = ""
        self._bodies = 0
        self._messages: dict[Person, str] = {}
        self.submitted = ""
        self._present: list[Person] = []
        self._times: dict[str, list[datetime]] = {}

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

    # ------------------------------------------------------------------------------------------ relying on things

    def rely(self, operation: Operation, person: Person, **arguments: Any) -> Any:
        """Do something that has to work, and return its result.

        Raises:
            Unreached: if it does not.
        """
        outcome = self.driver.perform(operation, self.account(person), self._complete(arguments))
        if isinstance(outcome, Done):
            self._follow(person, operation)
            return outcome.result
        to = f" to {arguments['status']}" if "status" in arguments else ""
        what = operation.replace("_", " ") + to
        message = f"{person.phrase(self.rules)} could not {what} while the ticket was {self.status}: {outcome.seen}"
        raise Unreached(message)

    def begin(self) -> None:
        """A new ticket."""
        author = creator(self.rules)
        self.ticket = self.rely(Operation.CREATE_TICKET, author)
        self._present = [author]
        self._start_timers(None, self.rules.initial)

    def _follow(self, person: Person, operation: Operation) -> None:
        """What the rules say that an operation brings with it: timers begin anew, and the ticket moves."""
        action = self.rules.action_for(person.role, operation)
        if action is None or action.without_ticket:
            return
        for timer in self.rules.timers.values():
            if timer.after is not None and (action.role, action.name) in timer.restarted_by:
                self._start_timer(timer, running=self.status in timer.runs_in)
        for transition in self.rules.transitions_of(action.role, action.name):
            if transition.to is not None and self.status in transition.sources:
                self._enter(transition.to)
                return

    def _enter(self, status: str) -> None:
        self._start_timers(self.status, status)
        self.status = status

    def _start_timers(self, source: str | None, target: str) -> None:
        for timer in self.rules.timers.values():
            self._start_timer(timer, running=target in timer.runs_in and source not in timer.runs_in)

    def _start_timer(self, timer: Timer, *, running: bool) -> None:
        if running and timer.after is not None:
            self._times.setdefault(timer.name, []).append(self.now() + timer.after)

    def bring_in(self, person: Person) -> None:
        """Give a person the relation to the ticket that the scenario says, and end it again if it has ended."""
        if person.relation is None or person in self._present:
            return
        relation = self.rules.relations[person.relation]
        if relation.made_by == Made.ASSIGN:
            self.rely(Operation.ASSIGN, self.observer, staff=self.account(person).id)
        elif relation.made_by == Made.ACCEPT_INVITE:
            invite = self.rely(Operation.CREATE_INVITE, creator(self.rules))
            self.rely(Operation.ACCEPT_INVITE, person, invite=invite)
        if person.ended:
            self._messages[person] = self.rely(Operation.POST_MESSAGE, person, body=self._body())
            self._end(person, relation)
            return
        self._present.append(person)

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
            self._messages[person] = self.rely(Operation.POST_MESSAGE, person, body=self._body())
        self._message = self._messages[person]

    def invite(self) -> None:
        """There is an invite link to the ticket."""
        self._invite = self.rely(Operation.CREATE_INVITE, creator(self.rules))

    def bring_to(self, status: str) -> None:
        """The ticket is in that status, by the shortest way that the rules know."""
        for move in way(self.rules, self.status, status):
            self._move(move)

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
        self.rely(Operation(action.operation), person, **self.usual_arguments(action, target))
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
        for operation, person in ((Operation.POST_MESSAGE, self.observer), (Operation.ADD_FAVORITE, self._present[0])):
            action = self.rules.action_for(person.role, operation)
            if action is None or self._moves(action):
                continue
            self.driver.perform(operation, self.account(person), self._complete({"body": self._body()}))

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
        outcome = self.driver.perform(Operation.ADD_FAVORITE, self.account(person), self._complete({}))
        if isinstance(outcome, Done):
            return
        action = self.rules.action_for(person.role, Made.ADD_FAVORITE)
        cell = self.rules.cells.get((person.role, action.name, self.status)) if action is not None else None
        left_open = cell is not None and self.rules.level(cell.requirements) is Level.MAY
        if left_open and isinstance(outcome, Refused):
            message = f"the server lets nobody make a ticket a favorite while it is {self.status}"
            raise NotApplicable(message)
        who = person.phrase(self.rules)
        message = f"{who} could not make the ticket a favorite while it was {self.status}: {outcome.seen}"
        raise Unreached(message)

    def submit_survey(self) -> None:
        """The survey of the ticket is submitted by the creator."""
        self.rely(Operation.SUBMIT_SURVEY, creator(self.rules), rating=self._middle_rating())
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
        self.outcome = self.driver.perform(operation, self.account(person), self.arguments)

    def attempt_the_rest(self, person: Person) -> None:
        """A person tries whatever the suite knows to try or read that has no scenario of its own for outsiders."""
        reads = (Operation.LIST_MESSAGES, Operation.LIST_PARTICIPANTS, Operation.LIST_SURVEYS)
        self.answers = {f"to {each.replace('_', ' ')}": self.look(each, person) for each in reads}
        for action in self.rules.actions_of(person.role):
            if is_beside(self.rules, action) and action.operation not in reads:
                arguments = self._complete(self.usual_arguments(action))
                operation = Operation(action.operation)
                self.answers[f"to {action.phrase}"] = self.driver.perform(operation, self.account(person), arguments)

    def usual_arguments(self, action: Action, target: str | None = None) -> dict[str, Any]:
        """Arguments with which an action ought to work."""
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            Made.CHANGE_STATUS: lambda: {"status": target if target is not None else self._other_status(action)},
            Made.SCHEDULE_CLOSURE: lambda: {"at": self._time_to_start(action)},
            Made.SCHEDULE_DELETION: lambda: {"at": self._time_to_start(action)},
            Made.POST_MESSAGE: lambda: {"body": self._body()},
            Made.EDIT_MESSAGE: lambda: {"message": self._message, "body": self._body()},
            Made.ASSIGN: lambda: {"staff": self.account(self.observer).id},
            Made.ACCEPT_INVITE: lambda: {"invite": self._invite},
            Made.REMOVE_PARTICIPANT: lambda: {"customer": self.account(participant(self.rules) or self._present[0]).id},
            Made.SUBMIT_SURVEY: lambda: {"rating": self._middle_rating()},
        }
        return makers.get(action.operation, dict)()

    def _time_to_start(self, action: Action) -> datetime:
        """A time to come for what the action schedules, and the one at which its timer will be due."""
        self.given_time = self.time_ahead()
        for transition in self.rules.transitions_of(action.role, action.name):
            if transition.starts is not None:
                self._times.setdefault(transition.starts, []).append(self.given_time)
        return self.given_time

    def bad_time(self, word: str) -> datetime | str | None:
        """A time that is none to come, of the kind that the scenario says."""
        return {"past": self.now() - timedelta(hours=1), "missing": None, "unreadable": UNREADABLE}[word]

    def time_ahead(self) -> datetime:
        """A time to come that is on the same day in every time zone, and later than those given before."""
        ahead = AHEAD * (1 + sum(len(times) for times in self._times.values()))
        return (self.now() + ahead).replace(hour=12, minute=0, second=0, microsecond=0)

    def _other_status(self, action: Action) -> str:
        ways = [each for each in self.rules.transitions_of(action.role, action.name) if self.status in each.sources]
        choices = [status for each in ways for status in each.targets]
        return next((status for status in choices if status != self.status), self.status)

    def _middle_rating(self) -> int:
        for action in self.rules.actions.values():
            for argument in action.takes:
                if action.operation == Made.SUBMIT_SURVEY and argument.type == "integer":
                    return (argument.smallest + argument.largest) // 2
        return 1

    def _body(self) -> str:
        self._bodies += 1
        return f"Text number {self._bodies}."

    def _complete(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {"ticket": self.ticket, **arguments}

    # ------------------------------------------------------------------------------------------------- reading

    def read(self, operation: Operation) -> Any:
        """What the observer reads."""
        return self.rely(operation, self.observer)

    def snapshot(self) -> Snapshot:
        """Everything that can be read of the ticket now, as far as the rules know of it."""
        people = [person for person in (creator(self.rules), participant(self.rules)) if person in self._present]
        fans = [each for each in people if each and self.rules.action_for(each.role, Made.ADD_FAVORITE)]
        surveys = self.rules.action_for(self.observer.role, Made.LIST_SURVEYS)
        return Snapshot(
            ticket=self.read(Operation.READ_TICKET),
            messages=self.read(Operation.LIST_MESSAGES),
            participants=self.read(Operation.LIST_PARTICIPANTS) if participant(self.rules) else (),
            surveys=self.read(Operation.LIST_SURVEYS) if surveys else (),
            favorites=tuple(fan.phrase(self.rules) for fan in fans if self.has_favorite(fan)),
        )

    def has_favorite(self, person: Person) -> bool:
        """Whether the ticket is among the person's favorites."""
        return self.ticket in self.rely(Operation.LIST_FAVORITES, person)

    def sees(self, person: Person) -> Outcome:
        """How reading the ticket ends for a person."""
        return self.look(Operation.READ_TICKET, person)

    def look(self, operation: Operation, person: Person) -> Outcome:
        """How reading something of the ticket ends for a person."""
        return self.driver.perform(operation, self.account(person), self._complete({}))

    # ------------------------------------------------------------------------------------------------- time

    def now(self) -> datetime:
        """The server's time."""
        return self.driver.now()

    def let_go_by(self, time: timedelta) -> None:
        """Time goes by.

        Raises:
            NotChecked: if the server's clock cannot be moved.
        """
        if not self.driver.has_clock:
            message = "the server has no test clock"
            raise NotChecked(message)
        self.driver.advance(max(0.0, time.total_seconds()))

    def let_be_due(self, timer: str) -> None:
        """The time of a timer comes."""
        self.let_go_by(self._due(timer) - self.now() + timedelta(seconds=1))

    def let_old_time_pass(self, timer: str) -> None:
        """The time comes that was given for a timer before the present one."""
        earlier = self._times.get(timer, [])[:-1]
        if not earlier:
            message = f"there was no other time before for the {self.rules.timers[timer].label}"
            raise Unreached(message)
        self.let_go_by(earlier[-1] - self.now() + timedelta(seconds=1))

    def let_be_nearly_due(self, timer: str) -> None:
        """It is nearly the time of a timer."""
        self.let_go_by(self._due(timer) - self.now() - NEARLY)

    def _due(self, name: str) -> datetime:
        if name not in self._times:
            message = f"nothing has set a time for the {self.rules.timers[name].label}"
            raise Unreached(message)
        return self._times[name][-1]
