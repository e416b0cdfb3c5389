"""The wrong servers of the small desks: each is wrong in one way, and is found by the scenarios of one template."""

from __future__ import annotations

from dataclasses import dataclass

from statusquo_conformance.operations import Operation

from tests.features import faults, more_faults
from tests.features.harness import Server

Edit = tuple[str, str]
"""A piece of a rule file, and what stands there instead."""


@dataclass(frozen=True)
class WrongDesk:
    """A server that is wrong in one way.

    Attributes:
        says: what is wrong with it.
        desk: whose rules it ought to follow.
        id: the requirement that it violates.
        template: where the scenarios that must find it come from.
        at: the step that must fail.
        edits: of the rules that it runs on.
        kind: the fault before it.
        named: part of the name of the scenarios that can find it.
    """

    says: str
    desk: str
    id: str
    template: str
    at: str
    edits: tuple[Edit, ...] = ()
    kind: faults.Kind = Server
    named: str = ""


_CHANGE, _POST = Operation.CHANGE_STATUS, Operation.POST_MESSAGE
_ANSWER = "  answer: {by: agent, action: answer, to: waiting, requirements: [R-5]}\n"
_ANSWER_AGAIN = "  answer_again: {by: agent, action: answer, from: waiting, to: new, requirements: [R-5]}\n"
_LOCKED = "      provided: {not_marked: [locked], refusal: locked, requirements: [M-6]}\n"
_NOTHING = "    when_due: nothing\n    requirements: [T-11]"
_SAYS_SO = "    when_due: {effects: [{do: add_system_message, text: Over., requirements: [T-11]}]}\n"
_SLEEP = "    starts: {timer: alarm, at: at}\n    requirements: [T-5]\n"
_DOZE = "  doze: {by: guard, action: set, from: {not: [asleep]}, to: {choice: [asleep]}, requirements: [T-5]}\n"
_NUDGES = "    repeats: {times: 2, effects: [{do: add_system_message, text: Still waiting., requirements: [T-9]}], "
_SPEAKS = "    comment: {operation: post_message, phrase: comment, subject: board, requirements: [M-5]}\n"
_FIVE_DAYS = "    after: {days: 5}\n"
_WRITES = "{by: visitor, action: write, from: shut, to: free, "
_BACK = f"  come_back: {_WRITES}provided: {{running: [grace]}}, requirements: [T-15]}}\n"
_TOO_LATE = (
    "  too_late:\n    by: visitor\n    action: write\n    from: shut\n"
    "    effects: [{do: add_system_message, text: Too late., requirements: [T-15]}]\n    requirements: [T-15]\n"
)
_UP = "{do: add_system_message, text: Up., requirements: [M-15]}"
_FINISHED = "{assigned: true, given: [reason], refusal: not_finished, requirements: [W-7]}"

WRONG_DESKS: tuple[WrongDesk, ...] = (
    # --------------------------------------------------------------------------------------------------- a small desk
    WrongDesk("an answer on a ticket that waits makes it new", "small", "R-5", "staying", "the_status_is",
              ((_ANSWER, _ANSWER.replace("to: w", "from: new, to: w") + _ANSWER_AGAIN),)),
    WrongDesk("a reminder puts nothing off", "small", "R-9", "timer_restarted", "nothing_has_changed",
              (("    restarted_by: [{by: agent, action: hand}]\n", ""),)),
    WrongDesk("silence makes a ticket new", "small", "R-8", "timer_restarted", "the_status_is",
              (("when_due: {to: done}", "when_due: {to: new}"), ("from: waiting, to: new", "from: waiting, to: done"))),
    WrongDesk("the system says something too early", "small", "R-12", "message_added", "one_system_message",
              (("entering: done", "leaving: new"),)),
    # ----------------------------------------------------------------------------------------------- ways and rights
    WrongDesk("what nobody offers is offered", "ways", "W-8", "not_offered", "it_is_refused",
              (("        done:   [deny,  allow]\n", "        done:   [allow, allow]\n"),), named="from done to busy"),
    WrongDesk("what nobody offers is refused and moves the ticket", "ways", "W-8", "not_offered", "nothing_has_changed",
              kind=more_faults.refuses_and_moves(_CHANGE, "busy", "paused")),
    WrongDesk("the right to finish is asked of nobody who chooses", "ways", "W-6", "lacking_way", "it_is_refused",
              (("    to: {choice: [done]}\n    needs: finish\n", "    to: {choice: [done]}\n"),)),
    WrongDesk("the right to take is asked of nobody who chooses", "ways", "W-5", "lacking_way", "it_is_refused",
              (("    action: set\n    needs: take\n", "    action: set\n"),)),
    WrongDesk("who lacks a right is refused and moves the ticket", "ways", "W-6", "lacking_way", "nothing_has_changed",
              kind=faults.refuses_and_does_it(_CHANGE)),
    WrongDesk("the right to finish is asked of nobody who finishes at once", "ways", "W-10", "lacking_transition",
              "it_is_refused", (("    to: done\n    needs: finish\n", "    to: done\n"),)),
    WrongDesk("who lacks the right is refused and finishes at once", "ways", "W-10", "lacking_transition",
              "nothing_has_changed", kind=faults.refuses_and_does_it(Operation.CLOSE_NOW)),
    WrongDesk("nobody finishes with a reason", "ways", "W-7", "provided", "it_is_done",
              kind=more_faults.refuses_with(_CHANGE, "reason")),
    WrongDesk("nobody need answer for what is finished", "ways", "W-7", "unmet", "it_is_refused",
              ((_FINISHED, _FINISHED.replace("assigned: true, ", "")),), named="assigned to nobody"),
    WrongDesk("what is finished needs no reason", "ways", "W-7", "unmet", "it_is_refused",
              ((_FINISHED, _FINISHED.replace("given: [reason], ", "")),), named="giving nothing more"),
    WrongDesk("it is refused for want of a reason and moves", "ways", "W-7", "unmet", "nothing_has_changed",
              kind=more_faults.refuses_and_moves(_CHANGE, "paused", "busy")),
    WrongDesk("a reason may be longer", "ways", "W-9", "bad_text", "it_is_refused",
              (("longest: 40,", "longest: 400,"),), named="too long"),
    WrongDesk("a bad reason is refused and moves the ticket", "ways", "W-9", "bad_text", "nothing_has_changed",
              kind=more_faults.refuses_and_moves(_CHANGE, "paused", "busy")),
    # ----------------------------------------------------------------------------------------------------- ways back
    WrongDesk("owners cannot end a pause", "ways", "W-12", "back", "it_is_done", kind=faults.refuses(_POST)),
    WrongDesk("a ticket that was new is busy after a pause", "ways", "W-12", "back", "back_where_it_was",
              (("previous: [new, busy]", "previous: [busy]"),), named="coming from new"),
    WrongDesk("owners cannot end a pause of what was done", "ways", "W-12", "back_otherwise", "it_is_done",
              kind=faults.refuses(_POST)),
    WrongDesk("a ticket that was done is new after a pause", "ways", "W-12", "back_otherwise", "the_status_is",
              (("otherwise: busy}", "otherwise: new}"),)),
    WrongDesk("nobody can urge", "ways", "W-14", "stays", "it_is_done",
              kind=faults.refuses(Operation.REQUEST_CLOSURE)),
    WrongDesk("who urges makes a ticket busy", "ways", "W-14", "stays", "the_status_is",
              (("    action: urge\n", "    action: urge\n    to: busy\n"),), named="new"),
    WrongDesk("nothing is linked", "ways", "W-13", "linked", "one_more_link",
              kind=more_faults.lists_nothing(Operation.LIST_LINKS)),
    WrongDesk("no other ticket is begun", "ways", "W-13", "linked", "one_more_link", kind=faults.refuses(_POST)),
    WrongDesk("what was written is on no ticket", "ways", "W-13", "linked", "written_elsewhere",
              kind=more_faults.LinkedTicketsAreEmpty),
    WrongDesk("a ticket that was begun by another is busy", "ways", "W-13", "linked", "written_elsewhere",
              kind=more_faults.LinkedTicketsAreBusy),
    WrongDesk("a ticket that was begun by another is nobody's", "ways", "W-13", "linked", "written_elsewhere",
              kind=more_faults.LinkedTicketsAreNobodys),
    WrongDesk("what was written is on the old ticket, too", "ways", "W-13", "linked", "nothing_but_links",
              kind=more_faults.writes_on_the_old_one_too()),
    # --------------------------------------------------------------------------------------------- marks, and by whom
    WrongDesk("people are shown what is hidden", "marks", "M-4", "shown_otherwise", "somebody_sees_the_status",
              (("shown_to: {person: down}, ", ""),), named="somebody"),
    WrongDesk("what is locked is commented on", "marks", "M-6", "unmet", "it_is_refused",
              ((_LOCKED + "      requirements: [M-5]\n", "      requirements: [M-5, M-6]\n"),)),
    WrongDesk("what moderators took down is put up again", "marks", "M-9", "unmet", "it_is_refused",
              (("    provided: {brought_by: actor, requirements: [M-9]}\n", ""),)),
    WrongDesk("everybody takes down everything", "marks", "M-8", "lacking_relation", "it_is_refused",
              (("      needs: poster\n      requirements: [M-7]\n", "      requirements: [M-7]\n"),)),
    WrongDesk("everybody is refused and takes down everything", "marks", "M-8", "lacking_relation",
              "nothing_has_changed", kind=more_faults.refuses_and_moves(Operation.CLOSE_NOW, "down")),
    WrongDesk("a comment on what is not pinned is refused", "marks", "M-14", "instead", "it_is_done",
              kind=faults.refuses(_POST)),
    WrongDesk("a comment on what is not pinned puts it up", "marks", "M-14", "instead", "the_status_is",
              (("from: hidden, to: down", f"from: hidden, to: up, effects: [{_UP}]"),)),
    WrongDesk("flags are accepted and not set", "marks", "M-11", "flag_turned", "it_is_done",
              kind=faults.says_done(Operation.SET_FLAG), named="can mark it"),
    WrongDesk("flags are accepted and not cleared", "marks", "M-11", "flag_turned", "it_is_done",
              kind=faults.says_done(Operation.CLEAR_FLAG), named="can take a mark off"),
    WrongDesk("what is marked is pinned", "marks", "M-13", "flag_turned", "nothing_but_the_mark",
              kind=more_faults.sets_another_flag("pinned"), named="locked"),
    WrongDesk("what is set cannot be set", "marks", "M-11", "flag_again", "it_is_done",
              kind=more_faults.RefusesAFlagThatIsSet, named="can mark it"),
    WrongDesk("what is set again is told", "marks", "M-11", "flag_again", "nothing_has_changed",
              kind=more_faults.TellsOfAFlagThatIsSet, named="can mark it"),
    WrongDesk("what moves loses its marks", "marks", "M-13", "flag_lasts", "is_marked",
              kind=more_faults.MovesTakeFlagsOff),
    WrongDesk("people are shown no marks", "marks", "M-13", "flag_shown", "somebody_sees_the_mark",
              kind=faults.shows("the poster", flags=frozenset()), named="the poster"),
    WrongDesk("moderators without the right take marks off, though they are refused", "marks", "M-12", "lacking",
              "nothing_has_changed", kind=faults.refuses_and_does_it(Operation.CLEAR_FLAG), named="take a mark off"),
    WrongDesk("people take marks off, though they are refused", "marks", "M-16", "never", "nothing_has_changed",
              kind=faults.refuses_and_does_it(Operation.CLEAR_FLAG), named="take a mark off"),
    WrongDesk("what is marked silences moderators, too", "marks", "M-13", "flag_unhindered", "it_is_done",
              ((_SPEAKS, _SPEAKS.replace("requirements", "provided: {not_marked: [locked]}, requirements")),)),
    # ----------------------------------------------------------------------------------------------------------- times
    WrongDesk("guests may come back for four days only", "times", "T-15", "not_over", "it_is_done",
              ((_FIVE_DAYS, _FIVE_DAYS.replace("5", "4")),)),
    WrongDesk("guests who come back on the last day find it shut", "times", "T-15", "not_over", "the_status_is",
              ((_FIVE_DAYS, _FIVE_DAYS.replace("5", "4")), (_BACK, _BACK + _TOO_LATE))),
    WrongDesk("a room wakes later than it was told", "times", "T-5", "chosen", "schedule_is_set",
              kind=more_faults.chosen_for_later()),
    WrongDesk("a room goes to sleep without a time", "times", "T-5", "unmet", "it_is_refused",
              ((_SLEEP, _SLEEP + _DOZE),)),
    WrongDesk("an alarm is wound for later", "times", "T-17", "stays", "schedule_is_set",
              kind=more_faults.wound_for_later()),
    WrongDesk("guests may come back for ever", "times", "T-15", "unmet", "it_is_refused",
              ((", provided: {running: [grace]}", ""),)),
    WrongDesk("a room says too early that it is free", "times", "T-7", "timer_stays", "nothing_has_changed",
              kind=faults.Hasty, named="by the greeting"),
    WrongDesk("a room is shut when it has been free for a day", "times", "T-7", "timer_stays", "the_status_is",
              (("when_due: {effects: [{do: add_system_message, text: Still free.",
                "when_due: {to: shut, effects: [{do: add_system_message, text: Still free."),)),
    WrongDesk("a room never says that it is free", "times", "T-7", "timer_stays", "one_system_message",
              kind=faults.hides_what_the_system_says(), named="a new ticket"),
    WrongDesk("a room says again that it is free", "times", "T-7", "timer_stays", "nothing_has_changed 2",
              kind=faults.Repeating, named="by the greeting"),
    WrongDesk("a room says that nobody can come back", "times", "T-11", "timer_stays", "nothing_but_the_schedule",
              ((_NOTHING, _SAYS_SO + "    requirements: [T-11]"),)),
    WrongDesk("a time that is over is shown", "times", "T-11", "timer_stays", "no_schedule_is_set",
              kind=more_faults.GoesOnShowingTimes),
    WrongDesk("another time is shown than that until which one can come back", "times", "T-11", "timer_shown",
              "schedule_is_right", kind=more_faults.shows_later_times()),
    WrongDesk("a room wakes before its alarm", "times", "T-8", "timer_returns", "nothing_has_changed",
              kind=faults.Hasty),
    WrongDesk("a room that waited is free after its alarm", "times", "T-8", "timer_returns", "the_status_is",
              (("previous: [free, waiting]", "previous: [free]"),), named="from waiting"),
    WrongDesk("something is said a day after the alarm", "times", "T-8", "timer_returns", "nothing_has_changed 2",
              kind=faults.Repeating, named="from waiting"),
    WrongDesk("a room says too early that it waits", "times", "T-9", "timer_repeats", "nothing_has_changed",
              kind=faults.Hasty),
    WrongDesk("a room is shut after two days", "times", "T-9", "timer_repeats", "the_status_is",
              ((_NUDGES + "requirements: [T-9]}\n", ""),), named="nudge"),
    WrongDesk("a room never says that it waits", "times", "T-9", "timer_repeats", "one_system_message",
              kind=faults.hides_what_the_system_says(), named="nudge"),
    WrongDesk("a room says too early again that it waits", "times", "T-9", "timer_repeats", "nothing_has_changed 2",
              kind=more_faults.hasty_at(3), named="nudge"),
    WrongDesk("a room is shut after four days", "times", "T-9", "timer_repeats", "the_status_is 2",
              ((_NUDGES, _NUDGES.replace("2", "1")),), named="nudge"),
    WrongDesk("a room says once that it waits", "times", "T-9", "timer_repeats", "one_system_message 2",
              kind=more_faults.says_only(1), named="nudge"),
    WrongDesk("a room never snores", "times", "T-13", "timer_says", "one_system_message",
              kind=faults.hides_what_the_system_says()),
    WrongDesk("a room snores once", "times", "T-13", "timer_says", "one_system_message 2",
              kind=more_faults.says_only(1)),
    WrongDesk("a room does not say that it was shut", "times", "T-10", "timer_says", "one_system_message",
              kind=more_faults.says_only(2)),
)  # fmt: skip
