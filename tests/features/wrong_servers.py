"""The wrong servers: each is wrong in one way, and the suite has to find it at the requirement that it violates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from statusquo_conformance.operations import Done, Operation

from tests.features import faults
from tests.features.harness import Change, Server, flipped


@dataclass(frozen=True)
class Wrong:
    """A server that is wrong in one way.

    Attributes:
        says: what is wrong with it.
        id: the requirement that it violates.
        template: where the scenarios that must find it come from.
        at: the step that must fail.
        changes: of the rules that it runs on.
        kind: the fault before it.
        named: part of the name of the scenarios that can find it.
        spares: a requirement with which this has nothing to do.
    """

    says: str
    id: str
    template: str
    at: str
    changes: tuple[Change, ...] = ()
    kind: faults.Kind = Server
    named: str = ""
    spares: str = "T-4"


def of(*path: str, to: Any) -> Change:
    """Put another value into the rules."""

    def change(data: dict[str, Any]) -> None:
        *parents, last = path
        place = data
        for name in parents:
            place = place[name]
        place[last] = to

    return change


def without(*path: str) -> Change:
    """Take something out of the rules."""

    def change(data: dict[str, Any]) -> None:
        *parents, last = path
        place = data
        for name in parents:
            place = place[name]
        del place[last]

    return change


def begins(status: str) -> Change:
    """Another status is the initial one."""

    def change(data: dict[str, Any]) -> None:
        for name, entry in data["statuses"].items():
            entry.pop("initial", None)
            if name == status:
                entry["initial"] = True

    return change


def further_status(data: dict[str, Any]) -> None:
    """There is a tenth status, on which all is as on the first."""
    data["statuses"]["tenth"] = {"label": "Tenth", "meaning": "A further one.", "requirements": ["S-2"]}
    for matrix in data["matrices"].values():
        matrix["rows"]["tenth"] = list(matrix["rows"]["open"])


def reply_reopens(data: dict[str, Any]) -> None:
    """A customer's reply ends the waiting."""
    data["transitions"]["reopen"] = {
        "by": "customer",
        "action": "reply",
        "from": "awaiting_customer",
        "to": "in_progress",
        "requirements": ["C-3"],
    }


def closed_only_reopens(data: dict[str, Any]) -> None:
    """Out of closed the selector leads to one status only."""
    select = data["transitions"]["select"]
    data["transitions"]["reopen"] = {**select, "from": "closed", "to": {"choice": ["open"]}}
    select["from"] = {"not": ["closed"]}


def closes_anywhere(data: dict[str, Any]) -> None:
    """Customers close tickets in any status."""
    for row in data["matrices"]["customer_closing"]["rows"].values():
        row[0] = "allow"


def says_it_twice(data: dict[str, Any]) -> None:
    """The system says twice that a ticket was closed."""
    data["timers"]["closure"]["when_due"]["effects"] *= 2


def names_no_time(data: dict[str, Any]) -> None:
    """The system does not say when the ticket will close."""
    data["transitions"]["schedule_closure"]["effects"][0]["text"] = "This ticket will be closed."


_SEE, _EDIT = ("actions", "staff", "see"), ("actions", "customer", "edit_own")
_RATING = ("actions", "customer", "submit_survey", "takes", "rating")

WRONG: tuple[Wrong, ...] = (
    # ---------------------------------------------------------------------------------------------------- statuses
    Wrong("staff is shown another status", "S-1", "each_status", "somebody_sees_the_status",
          kind=faults.shows("staff", status="closed"), named="open"),
    Wrong("creators are shown another status", "S-1", "each_status", "somebody_sees_the_status 2",
          kind=faults.shows("the creator", status="open"), named="closed"),
    Wrong("participants are shown another status", "S-1", "each_status", "somebody_sees_the_status 3",
          kind=faults.shows("an active participant", status="open"), named="closed"),
    Wrong("there is a tenth status", "S-2", "no_other_status", "offered_statuses", (further_status,)),
    Wrong("a status is not offered", "S-2", "no_other_status", "offered_statuses",
          kind=faults.instead(Operation.LIST_STATUSES, lambda _server, _actor, _given: Done(("open",), "200"))),
    Wrong("a new ticket is in another status", "S-3", "initial", "the_status_is", (begins("in_progress"),)),
    # ------------------------------------------------------------------------------------------------------- staff
    Wrong("the assignee does not see the ticket", "T-1", "allowed", "it_is_done",
          (of(*_SEE, "needs", to="tickets.view_all"),), named="the assigned staff member", spares="S-3"),
    Wrong("all staff sees all tickets", "T-1", "outside", "it_is_refused", (without(*_SEE, "needs"),)),
    Wrong("staff that does not see the ticket writes on it nevertheless", "T-1", "outside", "nothing_has_changed",
          kind=faults.refuses_and_does_it(Operation.POST_MESSAGE), named="write a message"),
    Wrong("all staff reads all messages", "T-1", "outside_else", "all_is_refused",
          kind=faults.does_it_for_anybody(Operation.LIST_MESSAGES)),
    Wrong("staff cannot write on a closed ticket", "T-2", "allowed", "it_is_done",
          (flipped("staff", "message", "closed"),), named="closed"),
    Wrong("messages are accepted and lost", "T-2", "allowed", "it_is_done",
          kind=faults.says_done(Operation.POST_MESSAGE, "m-1")),
    Wrong("staff cannot change the status of a closed ticket", "T-3", "allowed", "it_is_done",
          (flipped("staff", "change_status", "closed"),), named="closed"),
    Wrong("changes of status are accepted and not made", "T-3", "allowed", "it_is_done",
          kind=faults.says_done(Operation.CHANGE_STATUS)),
    Wrong("staff cannot assign a resolved ticket", "T-4", "allowed", "it_is_done",
          (flipped("staff", "assign", "resolved"),), named="resolved", spares="S-3"),
    Wrong("assignments are accepted and not made", "T-4", "allowed", "it_is_done",
          kind=faults.says_done(Operation.ASSIGN), named="staff with nothing but", spares="S-3"),
    Wrong("staff writes without the permission", "T-5", "lacking", "it_is_refused",
          (without("actions", "staff", "message", "needs"),), named="write a message"),
    Wrong("a message is refused for want of a permission and written", "T-5", "lacking", "nothing_has_changed",
          kind=faults.refuses_and_does_it(Operation.POST_MESSAGE), named="write a message"),
    Wrong("the permission to delete is asked of nobody", "T-5", "lacking", "it_is_refused",
          (without("actions", "staff", "schedule_deletion", "needs"),), named="schedule a deletion"),
    Wrong("only one way leads out of closed", "T-6", "chosen", "it_is_done", (closed_only_reopens,),
          named="from closed to resolved"),
    Wrong("a chosen status does not last", "T-6", "chosen", "the_status_is",
          kind=faults.StatusThatDoesNotLast, named="from open to resolved"),
    Wrong("a resolved ticket cannot be scheduled", "T-7", "transition", "it_is_done",
          (flipped("staff", "schedule_closure", "resolved"),), named="resolved"),
    Wrong("scheduling leaves the status alone", "T-7", "transition", "the_status_is",
          kind=faults.moves_after(Operation.SCHEDULE_CLOSURE, "in_progress")),
    Wrong("a closure is scheduled for another time", "T-7", "transition", "schedule_is_set",
          kind=faults.later_than_given()),
    Wrong("a second schedule is accepted", "T-8", "denied", "it_is_refused",
          (flipped("staff", "schedule_closure", "closure_scheduled"),)),
    Wrong("a second schedule is refused and replaces the first", "T-8", "denied", "nothing_has_changed",
          kind=faults.refuses_and_replaces_the_schedule()),
    Wrong("a bad time is taken for tomorrow", "T-9", "bad_time", "it_is_refused", kind=faults.takes_any_time()),
    Wrong("a bad time is refused and taken for tomorrow", "T-9", "bad_time", "nothing_has_changed",
          kind=faults.takes_any_time(and_refuses=True)),
    Wrong("leaving does not cancel the closure", "T-10", "timer_cancelled", "nothing_has_changed",
          (of("timers", "closure", "runs_in", to="any"),)),
    Wrong("the old time closes a ticket that was scheduled anew", "T-10", "timer_replaced", "nothing_has_changed",
          kind=faults.Jobs),
    Wrong("the system does not announce a closure", "T-11", "announced", "one_system_message",
          kind=faults.hides_what_the_system_says()),
    Wrong("the announcement names no time", "T-11", "announced", "names_the_time", (names_no_time,)),
    # --------------------------------------------------------------------------------------------------- customers
    Wrong("participants do not see the ticket", "C-1", "allowed", "it_is_done",
          (of("actions", "customer", "see", "needs", to="creator"),), named="an active participant"),
    Wrong("customers do not see a closed ticket", "C-1", "allowed", "it_is_done",
          (flipped("customer", "see", "closed"),), named="closed"),
    Wrong("a participant who was removed goes on taking part", "C-2", "outside", "it_is_refused",
          kind=faults.says_done(Operation.REMOVE_PARTICIPANT), named="a former participant"),
    Wrong("a former participant edits an old message", "C-2", "outside", "it_is_refused",
          kind=faults.says_done_to(Operation.EDIT_MESSAGE, "a former participant"),
          named="edit a message: Customers, a former"),
    Wrong("strangers see every ticket", "C-2", "outside", "it_is_refused",
          (without("actions", "customer", "see", "needs"),), named="a stranger"),
    Wrong("the ticket is closed for a stranger", "C-2", "outside", "it_is_refused",
          kind=faults.says_done_to(Operation.CLOSE_NOW, "a stranger"),
          named="close the ticket at once: Customers, a stranger"),
    Wrong("strangers read the surveys", "C-2", "outside_else", "all_is_refused",
          kind=faults.does_it_for_anybody(Operation.LIST_SURVEYS), named="a stranger"),
    Wrong("strangers remove participants, though they are refused", "C-2", "outside_else", "nothing_has_changed",
          kind=faults.refuses_and_does_it(Operation.REMOVE_PARTICIPANT), named="a stranger"),
    Wrong("customers cannot reply on a resolved ticket", "C-3", "allowed", "it_is_done",
          (flipped("customer", "reply", "resolved"),), named="resolved"),
    Wrong("customers reply on a closed ticket", "C-3", "denied", "it_is_refused",
          (flipped("customer", "reply", "closed"),), named="reply"),
    Wrong("replies are attributed to somebody else", "C-3", "allowed", "it_is_done",
          kind=faults.message_of_another(), named="reply"),
    Wrong("a reply is refused and written", "C-3", "denied", "nothing_has_changed",
          kind=faults.refuses_and_does_it(Operation.POST_MESSAGE), named="reply"),
    Wrong("customers reply on a ticket that they closed themselves", "C-3", "denied_after", "it_is_refused",
          kind=faults.RepliesOnWhatCustomersClosed, named="reply after this"),
    Wrong("a reply is refused after a closure and written", "C-3", "denied_after", "nothing_has_changed",
          kind=faults.refuses_and_does_it(Operation.POST_MESSAGE), named="reply after this"),
    Wrong("edits are accepted and not made", "C-4", "allowed", "it_is_done",
          kind=faults.says_done(Operation.EDIT_MESSAGE)),
    Wrong("customers edit on a closed ticket", "C-4", "denied", "it_is_refused",
          (flipped("customer", "edit_own", "closed"),), named="edit a message"),
    Wrong("customers edit each other's messages", "C-5", "someone_elses", "it_is_refused",
          (without(*_EDIT, "needs"),), named="an active participant"),
    Wrong("somebody else's message is refused to be edited and edited", "C-5", "someone_elses", "nothing_has_changed",
          kind=faults.RefusesAnEditAndMakesIt, named="the creator, an active participant"),
    Wrong("customers cannot ask for closure of a resolved ticket", "C-6", "allowed", "it_is_done",
          (flipped("customer", "request_closure", "resolved"),), named="resolved"),
    Wrong("customers ask for closure again", "C-6", "denied", "it_is_refused",
          (flipped("customer", "request_closure", "pending_closure"),), named="pending_closure"),
    Wrong("links do not work while a closure is scheduled", "C-7", "allowed", "it_is_done",
          (flipped("customer", "open_invite", "closure_scheduled"),), named="closure_scheduled"),
    Wrong("links work on a resolved ticket", "C-7", "denied", "it_is_refused",
          (flipped("customer", "open_invite", "resolved"),), named="resolved"),
    Wrong("who opens a link is no participant", "C-7", "allowed", "it_is_done",
          kind=faults.says_done(Operation.ACCEPT_INVITE, "t-1")),
    Wrong("who is refused at a link is a participant", "C-7", "denied", "nothing_has_changed",
          kind=faults.RefusedGuestsAreListed),
    Wrong("a refusal takes the favorite away", "C-8", "denied", "nothing_has_changed",
          kind=faults.ListsLoseThingsOnRefusal, named="the creator, open"),
    Wrong("a refusal deletes the messages", "C-8", "never", "nothing_has_changed",
          kind=faults.MessagesGoOnRefusal, named="the creator, open"),
    Wrong("links never work again", "C-9", "again", "it_is_done", kind=faults.LinksDieForGood),
    Wrong("customers assign tickets", "C-10", "never", "it_is_refused",
          kind=faults.does_it_for_anybody(Operation.ASSIGN), named="assign"),
    Wrong("customers schedule deletions, though they are refused", "C-10", "never", "nothing_has_changed",
          kind=faults.refuses_and_does_it(Operation.SCHEDULE_DELETION, only="the creator"),
          named="schedule a deletion"),
    # ------------------------------------------------------------------------------------------- what happens itself
    Wrong("a ticket is closed before its time", "A-1", "timer_moves", "nothing_has_changed", kind=faults.Hasty),
    Wrong("a ticket is resolved at its time", "A-1", "timer_moves", "the_status_is",
          (of("timers", "closure", "when_due", "to", to="resolved"),)),
    Wrong("the system says twice that the ticket was closed", "A-1", "timer_moves", "one_system_message",
          (says_it_twice,)),
    Wrong("the system says again a day later that the ticket was closed", "A-1", "timer_moves", "nothing_has_changed 2",
          kind=faults.Repeating),
    Wrong("a reply puts off the closure", "A-1", "timer_unmoved", "the_status_is",
          kind=faults.reply_puts_off_the_closure(), named="reply"),
    Wrong("the deletion of a resolved ticket cannot be scheduled", "A-2", "transition", "it_is_done",
          (flipped("staff", "schedule_deletion", "resolved"),), named="resolved"),
    Wrong("a ticket is resolved until its deletion", "A-2", "transition", "the_status_is",
          (of("transitions", "schedule_deletion", "to", to="resolved"),)),
    Wrong("a deletion is scheduled for no time", "A-2", "transition", "schedule_is_set",
          kind=faults.shows("staff", times={"closes_at": None, "deletes_at": None})),
    Wrong("a ticket is closed and not deleted", "A-3", "timer_deletes", "gone",
          (of("timers", "deletion", "when_due", to={"to": "closed"}),)),
    Wrong("staff goes on seeing a deleted ticket", "A-3", "timer_deletes", "gone", kind=faults.KeepsDeleted,
          named="by the deletion: staff"),
    Wrong("participants go on seeing a deleted ticket", "A-3", "timer_deletes", "gone",
          kind=faults.KeepsDeletedForParticipants, named="by the deletion: an active participant"),
    Wrong("the messages of a deleted ticket can be read", "A-3", "timer_deletes", "gone",
          kind=faults.KeepsMessagesOfDeleted, named="by the deletion: the creator"),
    Wrong("a deleted ticket stays a favorite", "A-3", "timer_forgets", "gone_from_the_favorites",
          kind=faults.FavoritesOfParticipantsStay, named="an active participant"),
    Wrong("a ticket that waits for its deletion looks open", "A-3", "timer_deletes", "somebody_sees_the_status",
          kind=faults.shows("the creator", status="open"), named="by the deletion: the creator"),
    Wrong("a ticket is deleted before its time", "A-3", "timer_deletes", "still_there", kind=faults.Hasty),
    Wrong("the deletion of a closed ticket cannot be scheduled", "A-4", "staying", "it_is_done",
          (flipped("staff", "schedule_deletion", "closed"),)),
    Wrong("scheduling the deletion of a closed ticket brings a survey", "A-4", "staying", "nothing_but_the_schedule",
          kind=faults.ASurveyByDeletion),
    Wrong("asking for closure resolves the ticket", "A-5", "transition", "the_status_is",
          (of("transitions", "request_closure", "to", to="resolved"),)),
    Wrong("customers close tickets in any status", "A-6", "denied", "it_is_refused", (closes_anywhere,),
          named="close the ticket at once"),
    Wrong("customers cannot close a ticket at once", "A-6", "transition", "it_is_done",
          kind=faults.refuses(Operation.CLOSE_NOW)),
    Wrong("a ticket that was closed at once still waits for its closure", "A-6", "transition", "no_schedule_is_set",
          (of("timers", "closure", "runs_in", to="any"),)),
    Wrong("no survey follows when closure is asked for", "A-7", "survey_opens", "one_survey",
          (of("groups", "surveyed", to=["resolved", "closed", "closure_scheduled"]),), named="to pending_closure"),
    Wrong("a survey follows when the customer has to wait", "A-7", "survey_stays_away", "no_survey",
          (of("groups", "surveyed", to=[*faults.RESTING, "awaiting_customer"]),), named="to awaiting_customer"),
    Wrong("each move at rest brings a survey", "A-8", "survey_same", "same_surveys",
          kind=faults.ASurveyForEachMoveAtRest),
    Wrong("a second survey follows one that was submitted", "A-8", "survey_submitted_same", "same_surveys",
          (of("effects", "survey_opens", "entering", to={"each": "surveyed"}),)),
    Wrong("a survey outlives a withdrawn request", "A-9", "survey_dropped", "no_survey",
          (of("effects", "survey_dropped", "leaving", to="finished"),), named="from pending_closure"),
    Wrong("submitted surveys go", "A-10", "survey_submitted_stays", "submitted_survey_stays",
          kind=faults.SubmittedSurveysGo),
    Wrong("a new survey takes the place of the submitted one", "A-10", "survey_submitted_again",
          "submitted_survey_stays", kind=faults.ANewSurveyForTheSubmittedOne),
    Wrong("a ticket gets its old survey again", "A-11", "survey_again", "another_survey",
          kind=faults.TheSameSurveyAgain),
    Wrong("a ticket gets no survey the second time", "A-11", "survey_again", "one_survey",
          kind=faults.NoSurveyTheSecondTime),
    Wrong("a closed ticket remains a favorite", "A-12", "favorites_cleared", "no_favorite",
          (of("effects", "favorites_cleared", "entering", to={"each": ["resolved"]}),), named="to closed"),
    Wrong("a ticket remains a favorite from resolved to closed", "A-12", "favorites_cleared", "no_favorite",
          (of("effects", "favorites_cleared", "entering", to="finished"),), named="from closed to resolved"),
    Wrong("favorites of participants remain", "A-12", "favorites_cleared", "no_favorite",
          kind=faults.FavoritesOfParticipantsStay, named="an active participant"),
    Wrong("going on takes the favorite away", "A-13", "favorites_kept", "still_a_favorite",
          (of("effects", "favorites_cleared", "entering", to={"each": ["in_progress", "resolved", "closed"]}),),
          named="to in_progress"),
    Wrong("going on takes the favorites of staff away", "A-13", "others_favorites_kept", "still_a_favorite",
          kind=faults.FavoritesOfStaffGo),
    Wrong("a reply ends the waiting", "A-14", "keeping", "the_status_is", (reply_reopens,), named="awaiting_customer"),
    Wrong("five stars are too many", "A-15", "number_taken", "it_is_done", (of(*_RATING, "to", to=4),), named=", 5"),
    Wrong("no star is enough", "A-15", "number_refused", "it_is_refused", (of(*_RATING, "from", to=0),), named=", 0"),
    Wrong("a rating that is refused counts", "A-15", "number_refused", "nothing_has_changed",
          kind=faults.RefusedRatingsCount),
    Wrong("a survey runs for six days", "A-15", "in_time", "it_is_done",
          (of("surveys", "submit_within", to={"days": 6}),)),
    Wrong("a survey runs for eight days", "A-15", "too_late", "it_is_refused",
          (of("surveys", "submit_within", to={"days": 8}),)),
    Wrong("a rating that is too late counts", "A-15", "too_late", "nothing_has_changed",
          kind=faults.RefusedRatingsCount),
)  # fmt: skip
