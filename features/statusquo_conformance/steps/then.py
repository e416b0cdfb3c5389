"""What must have come of it. Every sentence here can fail, and says what was expected and what was seen."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from pytest_bdd import parsers, then

from statusquo_conformance.judging.findings import NotChecked, Unreached, Violation
from statusquo_conformance.operations import Done, NotVisible, Operation, Refused, Unclear
from statusquo_conformance.stage.evidence import (
    check_evidence,
    check_linked_ticket,
    check_reason,
    check_sight,
    in_words,
    new_links,
)
from statusquo_conformance.stage.snapshot import Snapshot, differences, take_snapshot
from statusquo_conformance.stage.timetable import timer_called
from statusquo_conformance.stage.world import World

_NEARLY = timedelta(minutes=1)
"""So far a time may be from the one that the suite has reckoned with, since it was not there when it began."""


@then("it is done")
def it_is_done(world: World) -> None:
    """The server did what was tried, and what it brought about can be read."""
    if world.outcome is None or world.tried is None:
        message = "nothing was tried"
        raise Unreached(message)
    person, action = world.tried
    operation = Operation(action.operation)
    if isinstance(world.outcome, Done | Unclear):
        check_evidence(world, operation, person)
        return
    who = person.phrase(world.rules)
    reading = operation is Operation.READ_TICKET
    if not reading and person.sees(world.rules, world.status) and isinstance(world.sees(person), NotVisible):
        message = f"{who} did not even see the ticket while it was {world.status}: {world.outcome.seen}"
        raise Unreached(message)
    raise Violation(f"{who} to {action.phrase} while the ticket is {world.status}", world.outcome.seen)


@then("all of it is refused")
def all_is_refused(world: World) -> None:
    """The server did none of the several things that were tried."""
    if not world.answers:
        message = "nothing was tried"
        raise Unreached(message)
    done = [what for what, outcome in world.answers.items() if isinstance(outcome, Done)]
    if done:
        raise Violation(f"nothing to be possible while the ticket is {world.status}", f"done: {', '.join(done)}")


@then("it is refused")
def it_is_refused(world: World) -> None:
    """The server did not do what was tried."""
    if world.outcome is None or world.tried is None:
        message = "nothing was tried"
        raise Unreached(message)
    if isinstance(world.outcome, Done):
        person, action = world.tried
        expected = f"{person.phrase(world.rules)} to be refused to {action.phrase} while the ticket is {world.status}"
        raise Violation(expected, f"it done ({world.outcome.seen})")
    if isinstance(world.outcome, Refused) and world.outcome.reason:
        check_reason(world, world.outcome.reason)


@then("nothing has changed")
def nothing_has_changed(world: World) -> None:
    """All that can be read is as it was when it was noted."""
    changes = differences(_noted(world), take_snapshot(world))
    if changes:
        raise Violation("everything to stay as it was", changes)


@then("nothing but the schedule has changed")
def nothing_but_the_schedule(world: World) -> None:
    """All that can be read, apart from what is scheduled, is as it was when it was noted."""
    changes = differences(_noted(world).without_schedule(), take_snapshot(world).without_schedule())
    if changes:
        raise Violation("everything but the schedule to stay as it was", changes)


@then(parsers.re(r"the status is (?P<status>\S+)"))
def the_status_is(world: World, status: str) -> None:
    """The ticket has that status."""
    seen = world.status_expected(status)
    if seen != status:
        raise Violation(f"the status {status}", f"the status {seen}")
    world.track.settle(status)


@then("the ticket is back in the status that it had before")
def back_where_it_was(world: World) -> None:
    """The ticket has the status again from which it came into the one that it had when something was tried."""
    before = world.track.standing.came_from
    if before is None:
        message = "the ticket had no status before"
        raise Unreached(message)
    the_status_is(world, before)


@then(parsers.re(r"(?P<who>.+) sees the status (?P<status>\S+)"))
def somebody_sees_the_status(world: World, who: str, status: str) -> None:
    """Somebody is shown that status."""
    outcome = world.sees(world.person(who))
    if not isinstance(outcome, Done):
        message = f"{who} did not see the ticket while it was {world.status}: {outcome.seen}"
        raise Unreached(message)
    if outcome.result.status != status:
        raise Violation(f"{who} to see the status {status}", f"the status {outcome.result.status}")


@then(parsers.re(r"(?P<who>.+) finds exactly these statuses on the server:"))
def offered_statuses(world: World, who: str, datatable: list[list[str]]) -> None:
    """The server knows these statuses and no others."""
    offered = set(world.rely(Operation.LIST_STATUSES, world.person(who)))
    wanted = {row[0] for row in datatable}
    # A status that only something leads to which the server does not claim may be missing.
    missing = sorted((wanted & world.reachable()) - offered)
    further = sorted(offered - wanted)
    if missing or further:
        seen = [f"{', '.join(missing)} missing"] if missing else []
        seen += [f"{', '.join(further)} besides"] if further else []
        raise Violation(f"the statuses {', '.join(sorted(wanted))}", " and ".join(seen))


@then(parsers.re(r"the (?P<label>.+) is set for the time that was given"))
def schedule_is_set(world: World, label: str) -> None:
    """The ticket shows when something is due."""
    shown = _shown(world, label)
    if shown != world.times.given:
        raise Violation(f"the {label} at {world.times.given}", f"it at {shown}" if shown else "none set")


@then(parsers.re(r"the (?P<label>.+) is set for when it is due"))
def schedule_is_right(world: World, label: str) -> None:
    """The ticket shows when something is due that begins by itself, give or take a minute."""
    timer = timer_called(world.rules, label)
    shown, due = _shown(world, label), world.times.due(timer.name)
    if shown is None or abs(shown - due) > _NEARLY:
        raise Violation(f"the {label} at {due}, or nearly so", f"it at {shown}" if shown else "none set")


@then(parsers.re(r"no (?P<label>.+) is set"))
def no_schedule_is_set(world: World, label: str) -> None:
    """The ticket shows that nothing is due."""
    shown = _shown(world, label)
    if shown is not None:
        raise Violation(f"no {label} to be set", f"one at {shown}")


@then(parsers.re(r"the ticket is marked (?P<flag>\S+)"))
def is_marked(world: World, flag: str) -> None:
    """The ticket has that flag."""
    flags = world.view().flags
    if flag not in flags:
        raise Violation(f"the ticket to be marked {flag}", f"it marked {in_words(flags)}")


@then(parsers.re(r"(?P<who>.+) sees the mark (?P<flag>\S+)"))
def somebody_sees_the_mark(world: World, who: str, flag: str) -> None:
    """Somebody is shown that flag."""
    outcome = world.sees(world.person(who))
    if not isinstance(outcome, Done):
        message = f"{who} did not see the ticket while it was {world.status}: {outcome.seen}"
        raise Unreached(message)
    if flag not in outcome.result.flags:
        raise Violation(f"{who} to see the mark {flag}", f"the ticket marked {in_words(outcome.result.flags)}")


@then(parsers.re(r"nothing but the mark (?P<flag>\S+) has changed"))
def nothing_but_the_mark(world: World, flag: str) -> None:
    """All that can be read, apart from that one flag, is as it was when it was noted."""
    changes = differences(_noted(world).without_flag(flag), take_snapshot(world).without_flag(flag))
    if changes:
        raise Violation(f"everything but the mark {flag} to stay as it was", changes)


@then("there is one more ticket that is linked to it")
def one_more_link(world: World) -> None:
    """What was tried was done, and of the tickets that are linked to this one exactly one is new."""
    if not isinstance(world.outcome, Done | Unclear):
        seen = world.outcome.seen if world.outcome is not None else "nothing tried"
        raise Violation("another ticket to be opened", seen)
    added = new_links(world)
    if len(added) != 1:
        raise Violation("one more ticket that is linked to it", f"{len(added)} more")


@then(parsers.re(r"what was written stands there, on a new ticket of (?P<who>.+)"))
def written_elsewhere(world: World, who: str) -> None:
    """The new ticket is one that somebody has just opened, with the message on it."""
    added = new_links(world)
    if len(added) != 1:
        message = f"{len(added)} tickets were linked to it"
        raise Unreached(message)
    check_linked_ticket(world, added[0], world.person(who))


@then("nothing but its links has changed")
def nothing_but_links(world: World) -> None:
    """All that can be read, apart from what is linked to it, is as it was when it was noted."""
    changes = differences(_noted(world).without_links(), take_snapshot(world).without_links())
    if changes:
        raise Violation("everything but its links to stay as it was", changes)


@then("there is no survey")
def no_survey(world: World) -> None:
    """No survey of the ticket is left."""
    surveys = world.read(Operation.LIST_SURVEYS)
    if surveys:
        raise Violation("no survey", f"{len(surveys)} of them")


@then("there is one survey, and it is not submitted")
def one_survey(world: World) -> None:
    """Exactly one survey waits to be submitted."""
    surveys = world.read(Operation.LIST_SURVEYS)
    if [survey.submitted for survey in surveys] != [False]:
        submitted = sum(survey.submitted for survey in surveys)
        raise Violation("one survey, not submitted", f"{len(surveys)} surveys, {submitted} of them submitted")


@then("it is another survey than before")
def another_survey(world: World) -> None:
    """None of the surveys that were noted is left."""
    before = {survey.id for survey in _noted(world).surveys}
    if not before:
        message = "there was no survey before"
        raise Unreached(message)
    same = before & {survey.id for survey in world.read(Operation.LIST_SURVEYS)}
    if same:
        raise Violation("a new survey", "the old one again")


@then("the surveys are the same")
def same_surveys(world: World) -> None:
    """Every survey that was noted is there as it was, and no other."""
    before = _noted(world).surveys
    if not before:
        message = f"the ticket had no survey to keep while it was {world.status}"
        raise Unreached(message)
    after = world.read(Operation.LIST_SURVEYS)
    if after != before:
        raise Violation(f"the same {len(before)} survey(s) as before", f"{len(after)}, or others")


@then("the submitted survey is still there")
def submitted_survey_stays(world: World) -> None:
    """A survey that is submitted can be read."""
    surveys = world.read(Operation.LIST_SURVEYS)
    if world.submitted not in [survey.id for survey in surveys if survey.submitted]:
        kinds = ", ".join("submitted" if survey.submitted else "not submitted" for survey in surveys) or "none"
        raise Violation("the submitted survey to be there", f"the surveys: {kinds}, and not that one")


@then(parsers.re(r"the ticket is no favorite of (?P<who>.+)"))
def no_favorite(world: World, who: str) -> None:
    """The ticket is not among somebody's favorites."""
    check_sight(world, world.person(who))
    if world.has_favorite(world.person(who)):
        raise Violation(f"the ticket not to be among the favorites of {who}", "it there")


@then(parsers.re(r"the ticket is gone from the favorites of (?P<who>.+)"))
def gone_from_the_favorites(world: World, who: str) -> None:
    """Somebody's favorites do not show a ticket that there is no longer."""
    if world.has_favorite(world.person(who)):
        raise Violation(f"nothing of the ticket among the favorites of {who}", "it there")


@then(parsers.re(r"the ticket is still a favorite of (?P<who>.+)"))
def still_a_favorite(world: World, who: str) -> None:
    """The ticket is among somebody's favorites."""
    if not world.has_favorite(world.person(who)):
        check_sight(world, world.person(who))
        raise Violation(f"the ticket to be among the favorites of {who}", "it not there")


@then("one system message has been added")
def one_system_message(world: World) -> None:
    """There is one system message more than was noted."""
    added = _added(world)
    if len(added) != 1:
        raise Violation("one system message more", f"{len(added)} more")


@then("it names the time that was given")
def names_the_time(world: World) -> None:
    """The system message tells the day for which something was scheduled."""
    time = world.times.given
    if time is None:
        message = "no time was given"
        raise Unreached(message)
    texts = _added(world)
    if not any(_names_day(text, time) for text in texts):
        raise Violation(f"the system message to name {time:%Y-%m-%d %H:%M} UTC", f"“{'”, “'.join(texts)}”")


@then(parsers.re(r"the ticket is still there for (?P<who>.+)"))
def still_there(world: World, who: str) -> None:
    """Somebody who saw the ticket goes on seeing it, in the same status."""
    outcome = world.sees(world.person(who))
    shown = world.rules.shown(world.person(who).role, world.status)
    if not isinstance(outcome, Done) or outcome.result.status != shown:
        seen = f"it {outcome.result.status}" if isinstance(outcome, Done) else outcome.seen
        raise Violation(f"the ticket to be there for {who}, {shown}", seen)


@then(parsers.re(r"the ticket is gone for (?P<who>.+)"))
def gone(world: World, who: str) -> None:
    """To somebody who saw it, there is no such ticket, and nothing that was on it."""
    for operation in (Operation.READ_TICKET, Operation.LIST_MESSAGES):
        outcome = world.look(operation, world.person(who))
        if not isinstance(outcome, NotVisible):
            raise Violation(f"the ticket to be gone for {who}", f"{operation.replace('_', ' ')}: {outcome.seen}")


def _names_day(text: str, time: datetime) -> bool:
    """Whether a text names a day, in whichever way: its number beside the month, by name or number, or the year."""
    numbers = {number.lstrip("0") for number in re.findall(r"\d+", text)}
    beside = (
        {str(time.month), str(time.year), f"{time:%y}"} if time.month != time.day else {str(time.year), f"{time:%y}"}
    )
    return str(time.day) in numbers and (bool(beside & numbers) or f"{time:%b}".lower() in text.lower())


def _noted(world: World) -> Snapshot:
    if world.noted is None:
        message = "the state of the ticket was never noted"
        raise Unreached(message)
    return world.noted


def _added(world: World) -> list[str]:
    before = {message.id for message in _noted(world).system_messages}
    return [
        message.body
        for message in world.read(Operation.LIST_MESSAGES)
        if message.author is None and message.id not in before
    ]


def _shown(world: World, label: str) -> datetime | None:
    timer = timer_called(world.rules, label)
    if timer.shown_as is None:
        message = f"the rules do not say where a ticket shows its {label}"
        raise Unreached(message)
    times = world.view().times
    if timer.shown_as not in times:
        message = f"the target does not say where a ticket shows its {label}"
        raise NotChecked(message)
    return times[timer.shown_as]
