"""What a scenario has asked of the server, for whoever wants to know why it ended as it did."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statusquo.errors import StatusquoError

from statusquo_conformance.judging.outcomes import Event
from statusquo_conformance.operations import Done, Driver, NotVisible, Operation, Outcome, Refused, Unclear

_WORDS = {Done: "done", Refused: "refused", Unclear: "done or refused", NotVisible: "not visible"}


@dataclass
class Entry:
    """Something that is being asked of the server.

    Attributes:
        outcome: how it ended, once it has.
        trouble: why it has not ended at all.
        requests: how many the driver had sent before and after.
    """

    step: int
    who: str
    operation: Operation
    arguments: Mapping[str, Any]
    requests: tuple[int, int]
    outcome: Outcome | None = None
    trouble: str = ""


class Journal:
    """The events of one scenario. They are put into words only when somebody asks, since most scenarios pass.

    Attributes:
        step: the step that the scenario is at, counted from 0.
        tickets: ids of the tickets that it has made.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._entries: list[Entry] = []
        self.step = 0
        self.tickets: list[str] = []

    @contextlib.contextmanager
    def event(self, operation: Operation, who: str, arguments: Mapping[str, Any]) -> Iterator[Entry]:
        """Something is asked; whoever asks puts the outcome in."""
        before = self._driver.requests
        entry = Entry(self.step, who, operation, arguments, (before, before))
        self._entries.append(entry)
        try:
            yield entry
        except StatusquoError as error:
            entry.trouble = error.message
            raise
        except Exception as error:
            entry.trouble = f"{type(error).__name__}: {error}"
            raise
        finally:
            entry.requests = (before, self._driver.requests)

    def events(self) -> tuple[Event, ...]:
        """All of it in words, each with the requests that it took."""
        if not self._entries:
            return ()
        first = self._entries[0].requests[0]
        exchanges = self._driver.exchanges_since(first)
        lost = self._driver.requests - first - len(exchanges)
        return tuple(
            Event(
                entry.step,
                entry.who,
                str(entry.operation),
                {name: str(value) for name, value in entry.arguments.items()},
                _answer(entry),
                exchanges[max(0, entry.requests[0] - first - lost) : max(0, entry.requests[1] - first - lost)],
            )
            for entry in self._entries
        )


def _answer(entry: Entry) -> str:
    if entry.outcome is None:
        return entry.trouble
    reason = f", {entry.outcome.reason}" if isinstance(entry.outcome, Refused) and entry.outcome.reason else ""
    return f"{_WORDS[type(entry.outcome)]} ({entry.outcome.seen}){reason}"
