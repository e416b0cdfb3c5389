"""The people of a run: accounts on the server for those whom scenarios mention, made when first needed."""

from __future__ import annotations

import secrets

from statusquo.rules.model import RuleSet

from statusquo_conformance.judging.findings import NotChecked
from statusquo_conformance.operations import Account, Driver
from statusquo_conformance.stage.actors import Person


class Cast:
    """Accounts by person. One person keeps the account for the whole run; names are unique to the run."""

    def __init__(self, rules: RuleSet, driver: Driver) -> None:
        self._rules = rules
        self._driver = driver
        self._run = secrets.token_hex(4)
        self._accounts: dict[Person, Account] = {}

    def account(self, person: Person) -> Account:
        """The account of a person.

        Raises:
            NotChecked: if there is nobody like this in the target.
            TargetError: if the server does not provide it.
            UnreachableServerError: if it does not answer.
        """
        found = self._accounts.get(person)
        if found is None:
            role = self._rules.roles[person.role]
            permissions = tuple(each for each in role.permissions if each not in person.lacking)
            name = f"{person.phrase(self._rules)} ({self._run})"
            try:
                found = self._driver.account_of(person, permissions, name)
            except NotChecked:
                # The name is new in every run; what it stands for is what can be done something about.
                raise NotChecked(f"the target names no account for {person.phrase(self._rules)}") from None
            self._accounts[person] = found
        return found
