"""The operations of the language: the closed list of what can be done on a help desk, whoever's it is.

They are the seam between rules and servers. A rule file names its actions as it likes and says of each which operation
it is; a server offers the operations and asks the rules about the action.
"""

from __future__ import annotations

from enum import StrEnum


class Operation(StrEnum):
    """What can be done on a help desk."""

    CREATE_TICKET = "create_ticket"
    READ_TICKET = "read_ticket"
    CHANGE_STATUS = "change_status"
    POST_MESSAGE = "post_message"
    EDIT_MESSAGE = "edit_message"
    DELETE_MESSAGE = "delete_message"
    POST_NOTE = "post_note"
    READ_NOTES = "read_notes"
    ASSIGN = "assign"
    REQUEST_CLOSURE = "request_closure"
    CLOSE_NOW = "close_now"
    SCHEDULE_CLOSURE = "schedule_closure"
    SCHEDULE_DELETION = "schedule_deletion"
    CREATE_INVITE = "create_invite"
    ACCEPT_INVITE = "accept_invite"
    REMOVE_PARTICIPANT = "remove_participant"
    ADD_FAVORITE = "add_favorite"
    LIST_SURVEYS = "list_surveys"
    SUBMIT_SURVEY = "submit_survey"
    SET_FLAG = "set_flag"
    CLEAR_FLAG = "clear_flag"


READINGS = ("list_statuses", "list_messages", "list_participants", "list_favorites", "list_links")
"""What a help desk can be asked for besides, and rules do not speak of."""

TICKET_FIELDS = ("id", "subject", "status", "creator", "assignee", "flags", "created_at")
"""What a ticket shows of itself, whatever the rules are; no timer is shown under these names."""

MOVING = frozenset(
    {
        Operation.CHANGE_STATUS,
        Operation.REQUEST_CLOSURE,
        Operation.CLOSE_NOW,
        Operation.SCHEDULE_CLOSURE,
        Operation.SCHEDULE_DELETION,
    }
)
"""What is done for no other purpose than to bring a ticket into a status; all else may leave the status alone."""

FLAGGING = frozenset({Operation.SET_FLAG, Operation.CLEAR_FLAG})
"""What marks a ticket with a flag or takes the mark off, and makes no difference to a flag that is so already."""

NEEDED_ARGUMENTS: dict[str, dict[str, str]] = {
    Operation.CHANGE_STATUS: {"status": "status"},
    Operation.SCHEDULE_CLOSURE: {"at": "future_time"},
    Operation.SCHEDULE_DELETION: {"at": "future_time"},
    Operation.SUBMIT_SURVEY: {"rating": "integer"},
    Operation.SET_FLAG: {"flag": "flag"},
    Operation.CLEAR_FLAG: {"flag": "flag"},
}
"""Arguments, with their types, that an action must take to be of use for its operation."""
