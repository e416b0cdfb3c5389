"""Asking the server for something on somebody's behalf, and noting what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statusquo.rules.model import RuleSet

from statusquo_conformance.claims import unclaimed
from statusquo_conformance.judging.findings import NotApplicable, Unreached
from statusquo_conformance.operations import Account, Done, Driver, Operation, Outcome, Unclear
from statusquo_conformance.stage.actors import Person, observer, person_called
from statusquo_conformance.stage.cast import Cast
from statusquo_conformance.stage.clocks import clock_of
from statusquo_conformance.stage.journal import Journal
from statusquo_conformance.stage.timetable import Timetable
from statusquo_conformance.stage.track import Track


class Asking:
    """Who asks whom about which ticket.

    Attributes:
        rules: what is expected.
        journal: what has been asked of the server.
        ticket: its id on the server.
        track: where the ticket ought to be.
        observer: the one who reads what is to be compared.
    """

    def __init__(self, rules: RuleSet, driver: Driver, cast: Cast, *, waits: bool) -> None:
        self.rules = rules
        self.driver = driver
        self.cast = cast
        self.track = Track(rules, clock_of(driver, waits=waits))
        self.journal = Journal(driver)
        self.ticket = ""
        self.observer = observer(rules)

    @property
    def status(self) -> str:
        """The status that the ticket ought to have."""
        return self.track.standing.status

    @property
    def times(self) -> Timetable:
        """What is scheduled."""
        return self.track.times

    def person(self, phrase: str) -> Person:
        """The person whom the scenario calls so."""
        return person_called(self.rules, phrase)

    def account(self, person: Person) -> Account:
        """The person's account."""
        return self.cast.account(person)

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
        outcome = self.perform(operation, person, self.complete(arguments))
        if isinstance(outcome, Done | Unclear):
            action = self.rules.action_for(person.role, operation)
            if action is not None and not action.without_ticket:
                self.track.follow(person, action, arguments)
            return outcome.result
        to = f" to {arguments['status']}" if "status" in arguments else ""
        when = f" while the ticket was {self.status}" if self.ticket else ""
        message = f"{person.phrase(self.rules)} could not {operation.replace('_', ' ')}{to}{when}: {outcome.seen}"
        raise Unreached(message)

    def make(self, operation: Operation, person: Person, **arguments: Any) -> str:
        """Do something that has to work and makes something; returns its id."""
        id_: str | None = self.rely(operation, person, **arguments)
        if id_ is None:
            raise Unreached(f"the server did not tell the id that came of {operation.replace('_', ' ')}")
        return id_

    def complete(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments with the ticket that they concern."""
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
        return self.perform(operation, person, self.complete({}))
