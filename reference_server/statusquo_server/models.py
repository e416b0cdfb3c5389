"""What is stored: one class a table.

Names that come from the rules (statuses, roles, permissions, timers, flags) are stored as they are written there. All
that belongs to a ticket goes with it. Constraints repeat what the engine guarantees, where a database can say it: at
most one timer of a name and one survey to be submitted a ticket.

Columns that have come since are added to an older database when it is opened, so they have a default or may be empty.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

NAME = String(200)
HASH = String(64)

Key = BigInteger().with_variant(Integer, "sqlite")
"""The key of a row. SQLite numbers rows by itself only where the type is exactly INTEGER."""

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Numbers of deleted rows are not given to new ones, as other databases hold it anyway."""


class Instant(TypeDecorator[datetime]):
    """A moment, stored as microseconds since 1970: exact, and in order, on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From Python to the database."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From the database to Python."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class MessageKind(StrEnum):
    """Who is meant to read a message, or whether the system wrote it."""

    MESSAGE = "message"
    NOTE = "note"
    SYSTEM = "system"


class Base(DeclarativeBase):
    """Base of all tables."""


class PersonRow(Base):
    """Somebody who can use the server. The bearer token is kept as its SHA-256 only."""

    __tablename__ = "people"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[str] = mapped_column(NAME)
    permissions: Mapped[list[str]] = mapped_column(JSON)
    token_hash: Mapped[str] = mapped_column(HASH, unique=True)


class TicketRow(Base):
    """A ticket. It has one status at any time (S-1)."""

    __tablename__ = "tickets"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    subject: Mapped[str] = mapped_column(NAME)
    status: Mapped[str] = mapped_column(NAME)
    creator_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    came_from: Mapped[str | None] = mapped_column(NAME)
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class TimerRow(Base):
    """A timer that runs on a ticket."""

    __tablename__ = "timers"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    due_at: Mapped[datetime] = mapped_column(Instant, index=True)
    rounds: Mapped[int] = mapped_column(Integer, server_default="0")


class FlagRow(Base):
    """A flag that is set on a ticket."""

    __tablename__ = "flags"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(NAME, primary_key=True)


class LinkRow(Base):
    """A ticket that was opened from another one."""

    __tablename__ = "links"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    opened_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True, index=True)


class ChangeRow(Base):
    """A change of a ticket's status, or something that was given with what somebody did, such as a reason.

    Source and target are the same where the status stayed as it was. Nobody did what time did.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("changes_of_ticket", "ticket_id", "id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    source: Mapped[str] = mapped_column(NAME)
    target: Mapped[str] = mapped_column(NAME)
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class MessageRow(Base):
    """A message on a ticket. Nobody is the author of what the system says."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("messages_of_ticket", "ticket_id", "id"),
        Index("authors_of_ticket", "ticket_id", "author_id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)


class SurveyRow(Base):
    """A satisfaction survey of a ticket."""

    __tablename__ = "surveys"
    __table_args__ = (Index("surveys_of_ticket", "ticket_id", "id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    rating: Mapped[int | None] = mapped_column(Integer)
    comment: Mapped[str | None] = mapped_column(Text)


_WAITING = SurveyRow.submitted_at.is_(None)
_PARTIAL: Any = ("sqlite", "postgresql")  # documented to be possible, though typed as one name
# Not on databases without partial indexes: there it would forbid a second survey after a submitted one.
Index("one_waiting_survey", SurveyRow.ticket_id, unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING).ddl_if(
    dialect=_PARTIAL
)


class ParticipationRow(Base):
    """Somebody who has accepted an invite to a ticket, and may have been removed since."""

    __tablename__ = "participations"
    __table_args__ = (UniqueConstraint("ticket_id", "person_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    active: Mapped[bool]


class InviteRow(Base):
    """An invite link to a ticket, kept as the SHA-256 of its token only."""

    __tablename__ = "invites"

    token_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)


class FavoriteRow(Base):
    """A ticket among somebody's favorites."""

    __tablename__ = "favorites"
    __table_args__ = (Index("favorites_of_person", "person_id", "ticket_id"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
