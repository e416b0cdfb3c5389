"""``statusquo simulate``: play events on a ticket, and see after each how things stand and what may be done."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from statusquo.cli.console import clean, output, print_error, write, write_beside
from statusquo.cli.explain import print_explanation
from statusquo.cli.explanation import explain
from statusquo.cli.simulation.commands import EXAMPLES, HELP, Command, Do, Wait, Why, Word, arguments_of, parse, time_of
from statusquo.cli.simulation.scripts import carried_out, read_script, wrong
from statusquo.cli.simulation.session import LAST, CannotPlayError, Choice, Happened, Session, Standing
from statusquo.errors import InvalidFileError, StatusquoError
from statusquo.proof.telling import moment, told_effects
from statusquo.rules.consequences import Timer
from statusquo.rules.doings import Action
from statusquo.rules.guards import CONDITION_UNMET
from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo.runtime.results import Decision, Effect, LinkedTicketOpened
from statusquo.runtime.state import RunningTimer, Survey, Ticket
from statusquo.runtime.tables import compile_rules
from statusquo.wording import conditions, words

PLAYED, REFUSED, MISUSE = 0, 1, 2
START = "2030-01-01 09:00"


@click.command(
    epilog="Exit codes: 0 played, 1 something in the script was refused, 2 the file or the script is not valid."
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--script", type=click.Path(path_type=Path), help="Play these events: a command a line, or a list in YAML (.yaml)."
)
@click.option("--start", default=START, show_default=True, help="When the simulation starts, in UTC.")
def simulate(file: Path | None, script: Path | None, start: str) -> int:
    """Play events on a ticket under the rules in FILE, step by step.

    After each event it shows the status, what is on its way, the survey, the favorites, and what everybody may do
    now. Without FILE, the rules are those that come with statusquo.
    """
    begins = time_of(start)
    if begins >= LAST:
        raise CannotPlayError("The calendar ends before that.", hint=f"For example: --start '{START}'.")
    session = Session(compile_rules(load_rules(file)), Standing(begins))
    console = output()
    rules = session.compiled.rules
    write(console, Text(f"{clean(rules.title)} ({rules.name} {rules.version})", style="heading"))
    happened = session.begin()
    if happened is not None:
        _happened(console, rules, happened)
    if script is not None:
        return _script(console, session, script)
    _standing(console, session)
    return _interactive(console, session)


def _script(console: Console, session: Session, script: Path) -> int:
    refused = False
    for line in read_script(script, session):
        command = carried_out(line, session)
        write(console)
        write(console, Text(f"> {clean(line.text)}", style="heading"))
        if isinstance(command, Word) and command.word == "quit":
            break
        try:
            _carry_out(console, session, command)
        except StatusquoError as error:
            raise InvalidFileError((wrong(line, error),)) from None
        last = session.last
        refused |= isinstance(command, Do) and last is not None and _is_refusal(last.decision)
    _choices(console, session)
    return REFUSED if refused else PLAYED


def _interactive(console: Console, session: Session) -> int:
    while True:
        line = _typed(console)
        if not line:
            write(console)
            return PLAYED
        if not line.strip():
            continue
        try:
            command = parse(line, session)
            if isinstance(command, Word) and command.word == "quit":
                return PLAYED
            _carry_out(console, session, command)
        except StatusquoError as error:
            print_error(error)
            continue
        if not isinstance(command, Why):
            _choices(console, session)


def _typed(console: Console) -> str:
    """The next line, or nothing where there are no more. At a terminal it can be edited, and earlier ones come back."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        with suppress(ImportError):  # it is not there on every system
            import_module("readline")
        try:
            return f"{input('> ')}\n"
        except EOFError:
            return ""
    console.print(Text("> ", style="heading"), end="")
    console.file.flush()
    return sys.stdin.readline()


def _carry_out(console: Console, session: Session, command: Command) -> None:
    if isinstance(command, Why):
        _why(console, session, command)
    elif isinstance(command, Word):
        _word(console, session, command)
    else:
        if isinstance(command, Wait):
            happened = session.wait(command.length)
        else:
            given = arguments_of(session.compiled.rules, command, session.standing.now)
            happened = session.do(command.action, given, command.holding)
        _happened(console, session.compiled.rules, happened)
        _standing(console, session, with_choices=False)


def _word(console: Console, session: Session, command: Word) -> None:
    if command.word == "help":
        for line in HELP:
            write(console, f"  {line}")
    elif command.word == "back":
        session.back()
        write(console, "  The last event is undone.")
        _standing(console, session, with_choices=False)
    else:
        raise CannotPlayError("That is nothing to do.", hint=EXAMPLES)


def _why(console: Console, session: Session, command: Why) -> None:
    """Why something is so: the last event, or an action now."""
    ticket = session.standing.ticket
    if command.action is not None:
        status = ticket.status if ticket is not None and not command.action.without_ticket else None
        _explain(session, command.action, status)
        return
    last = session.last
    if last is None or last.action is None:
        raise CannotPlayError("Nobody has done anything that could be explained.", hint="`why ROLE ACTION` asks ahead.")
    rules, decision = session.compiled.rules, last.decision
    if decision is None:
        _explain(session, last.action, last.status)
        return
    decided = f"{decision.code} by {decision.rule}{words.ids(decision.requirements)}, line {decision.line}"
    if decision.allowed:
        _explain(session, last.action, last.status)
        if decision.line:
            write_beside(console, "Decided", f"{decided}, for {last.who}")
        return
    # What holds for others, or with something else given, can be the contrary: the refusal itself comes first.
    write_beside(console, "REFUSED", _refusal(rules, last, last.action, decision), style="bold red")
    if decision.line:
        write_beside(console, "Decided", decided)
    write(console)
    _explain(session, last.action, last.status, "In general")


def _explain(session: Session, action: Action, status: str | None, instead: str | None = None) -> None:
    found = explain(session.compiled, action.role, action.name, status)
    print_explanation(session.compiled.rules, found, instead)


def _happened(console: Console, rules: RuleSet, happened: Happened) -> None:
    for at, names, effects in happened.due:
        labels = words.listed(timer.label for name, timer in rules.timers.items() if name in names)
        told = told_effects(rules, effects, of=names)
        write_beside(console, "Due", " ".join([f"{labels}, {moment(at)}.", *told]))
    if happened.action is not None and happened.decision is not None:
        if not happened.decision.allowed:
            said = _refusal(rules, happened, happened.action, happened.decision)
            write_beside(console, "REFUSED", said, style="bold red")
            for id_ in happened.decision.requirements:
                requirement = rules.requirements[id_]
                write_beside(console, f"{id_} {requirement.level.value}", requirement.text, style="id")
            return
        what = ", ".join([happened.action.phrase, *_given(rules, happened)])
        write_beside(console, "Done", f"{_capital(happened.who)}: {what}.", style="allow")
    if not happened.due:
        told = told_effects(rules, happened.effects)
        told = (*told, "The ticket is assigned to somebody.") if happened.is_assigned else told or ("Nothing changes.",)
        for index, sentence in enumerate((*told, *_linked(rules, happened.effects))):
            write_beside(console, "" if index else "Happened", sentence)


def _linked(rules: RuleSet, effects: Iterable[Effect]) -> Iterator[str]:
    """What becomes of another ticket, which is not played any further."""
    for effect in effects:
        if isinstance(effect, LinkedTicketOpened):
            status = rules.statuses[effect.ticket.status].label
            yield f"The other one is {status}, and what was written stands there; this one goes on here."


def _given(rules: RuleSet, happened: Happened) -> Iterator[str]:
    """What was given with an action, in words."""
    types = {argument.name: argument.type for argument in happened.action.takes} if happened.action is not None else {}
    for name, value in happened.arguments.items():
        if types[name] in {"status", "flag"}:
            yield f"{name} {(rules.statuses if types[name] == 'status' else rules.flags)[value].label}"
        else:
            yield f"{name} {moment(value) if isinstance(value, datetime) else value}"


def _refusal(rules: RuleSet, happened: Happened, action: Action, decision: Decision) -> str:
    """That something was refused; what speaks against it says more than a code does, which says more than nothing."""
    code = f" (`{decision.code}`)" if decision.code != CONDITION_UNMET else ""
    why = f"{_because(rules, happened)}{words.ids(decision.requirements)}{code}"
    return f"{_capital(happened.who)} may not {action.phrase}{why if happened.unmet else f': {_reason(decision)}'}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reason(decision: Decision) -> str:
    about = f" ({decision.argument})" if decision.argument else ""
    return f"{decision.code.replace('_', ' ')}{about}{words.ids(decision.requirements)}"


def _because(rules: RuleSet, happened: Happened) -> str:
    """What of the ticket, or of what was given, speaks against it."""
    return f", because {conditions.lacking(rules, happened.unmet, 'and')}" if happened.unmet else ""


def _is_refusal(decision: Decision | None) -> bool:
    return decision is not None and not decision.allowed


def _standing(console: Console, session: Session, *, with_choices: bool = True) -> None:
    standing, rules = session.standing, session.compiled.rules
    write_beside(console, "Time", moment(standing.now))
    ticket = standing.ticket
    if ticket is None:
        write_beside(console, "Ticket", "There is no ticket any more." if standing.existed else "There is none yet.")
    else:
        write_beside(console, "Status", rules.statuses[ticket.status].label)
        for label, said in _besides(session, ticket):
            write_beside(console, label, said)
        for timer in sorted(ticket.timers, key=lambda each: each.due_at):
            write_beside(console, *_running(rules.timers[timer.name], timer, standing.now))
        for survey in ticket.surveys:
            write_beside(console, "Survey", _survey(rules, survey, standing.now))
        _favorites(console, rules, ticket)
    if with_choices:
        _choices(console, session)


def _besides(session: Session, ticket: Ticket) -> Iterator[tuple[str, str]]:
    """How things stand besides the status, as far as the rules ask: label and words."""
    rules, asked = session.compiled.rules, session.compiled.asked
    shown = words.shown(rules, ticket.status)
    if shown:
        yield "Shown", shown
    if asked.assigned:
        yield "Assigned", "to somebody" if ticket.assigned else "to nobody"
    if ticket.flags:
        yield "Marked", words.flags(rules, ticket.flags)
    if ticket.came_from is not None:
        yield "Before", rules.statuses[ticket.came_from].label
    if asked.brought_by:
        yield "Brought by", ticket.brought_by.actor if ticket.brought_by is not None else "nobody, but by time"


def _running(timer: Timer, running: RunningTimer, now: datetime) -> tuple[str, str]:
    """A timer that runs: label and words."""
    left, at = words.duration(running.due_at - now), moment(running.due_at)
    if conditions.only_runs(timer):
        return "Runs", f"{timer.label}, until {at}, {left} more"
    again = f", {running.rounds + 1} of {timer.repeats.times + 1}" if timer.repeats is not None else ""
    return "On its way", f"{timer.label}{again}, {at}, in {left}"


def _survey(rules: RuleSet, survey: Survey, now: datetime) -> str:
    if survey.submitted:
        return f"submitted; opened {moment(survey.opened_at)}"
    if rules.surveys is None:
        return "waits to be submitted"
    until = survey.opened_at + rules.surveys.submit_within
    return "too old to be submitted" if now >= until else f"waits to be submitted, until {moment(until)}"


def _favorites(console: Console, rules: RuleSet, ticket: Ticket) -> None:
    roles = {favorite.role for favorite in ticket.favorites}
    if roles:
        said = words.listed(role.label.lower() for name, role in rules.roles.items() if name in roles)
        write_beside(console, "Favorite", f"of somebody among {said}")


def _choices(console: Console, session: Session) -> None:
    """What may be done now, by whom, with a number each."""
    write(console)
    choices = session.choices()
    if not choices:
        write_beside(console, "May now", "Nobody may do anything.")
    for number, choice in enumerate(choices, 1):
        said = _choice(session, choice)
        write_beside(console, f"{'May now' if number == 1 else '':<10}{number:>3} ", said)


def _choice(session: Session, choice: Choice) -> str:
    """Something that may be done now: what has to be given, what can be chosen, and who can do it."""
    rules = session.compiled.rules
    given = []
    for argument in choice.action.takes:
        if argument.type == "status":
            given.append(f"{argument.name}: {_targets(session, choice)}" if choice.statuses else argument.name)
        elif argument.type == "flag":
            given.append(f"{argument.name}: {words.flags(rules, choice.flags, 'or')}")
        elif argument.name in choice.extra or (argument.type != "text" and not argument.optional):
            given.append(argument.name)
    takes = f" [{', '.join(given)}]" if given else ""
    people = words.listed(choice.people, "or")
    return f"{rules.roles[choice.action.role].label}: {choice.action.phrase}{takes} ({people})"


def _targets(session: Session, choice: Choice) -> str:
    """The statuses that can be chosen now, those last that take something more."""
    rules, ticket = session.compiled.rules, session.standing.ticket
    here = ticket.status if ticket is not None else None
    plain = [status for status, extra in choice.statuses.items() if not extra and status != here]
    told = [words.status_set(rules, plain)] if plain else []
    for status, extra in choice.statuses.items():
        if extra:
            told.append(f"{rules.statuses[status].label} with {words.listed(extra)}")
    if len(told) > 1:
        return f"{', '.join(told[:-1])}, or {told[-1]}"  # the first of them can have an "or" of its own
    return told[0] if told else "the same"
