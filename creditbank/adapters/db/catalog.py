"""The catalog's rows and its search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row
from creditbank.adapters.db.types import CanonicalType, CreditsType
from creditbank.core.catalog import (
    AwardingBody,
    BodyStatus,
    Outcome,
    OutcomeType,
    StatusInterval,
    folded,
    grams,
)
from creditbank.core.errors import NotFoundError
from creditbank.core.values import Credits, Period

# Fields kept as they are; the others need a word on the way in or out.
_PLAIN = (
    *("code", "version", "name_zh", "name_en", "certificate", "module", "level"),
    *("body", "hours", "bank_value", "valid_months", "starts_on", "ends_on", "source"),
)


class BodyRow(Row):
    __tablename__ = "awarding_bodies"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))


class BodyStatusRow(Row):
    __tablename__ = "body_statuses"

    body: Mapped[str] = mapped_column(
        ForeignKey("awarding_bodies.code"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))


class OutcomeRow(Row):
    __tablename__ = "outcomes"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int]  # the version as a number: the newest is the greatest
    is_newest: Mapped[bool] = mapped_column(index=True)
    type: Mapped[str] = mapped_column(String(30))
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    certificate: Mapped[str] = mapped_column(String(200))
    module: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(String(20))
    bank_value: Mapped[Credits | None] = mapped_column(CreditsType)
    valid_months: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(500))
    aliases: Mapped[list[str]] = mapped_column(CanonicalType)
    examples: Mapped[list[str]] = mapped_column(CanonicalType)

    @classmethod
    def of(cls, outcome: Outcome) -> OutcomeRow:
        return cls(
            **{name: getattr(outcome, name) for name in _PLAIN},
            number=int(outcome.version),
            is_newest=True,
            type=outcome.type.value,
            aliases=list(outcome.aliases),
            examples=sorted(outcome.examples),
        )

    def value(self) -> Outcome:
        return Outcome(
            **{name: getattr(self, name) for name in _PLAIN},
            type=OutcomeType(self.type),
            aliases=tuple(self.aliases),
            examples=frozenset(self.examples),
        )


class GramRow(Row):
    """The search index: which outcome has which pair of characters."""

    __tablename__ = "outcome_grams"

    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(40), primary_key=True)


def body(session: Session, code: str) -> AwardingBody:
    """Give an awarding body with its status intervals, in their written order."""
    row = session.get(BodyRow, code)
    if row is None:
        raise NotFoundError
    intervals = session.scalars(
        select(BodyStatusRow)
        .where(BodyStatusRow.body == code)
        .order_by(BodyStatusRow.number)
    )
    return AwardingBody(
        row.code,
        row.name_zh,
        row.name_en,
        tuple(
            StatusInterval(
                BodyStatus(one.status), Period(one.starts_on, one.ends_on), one.source
            )
            for one in intervals
        ),
    )


def body_or_none(session: Session, code: str) -> AwardingBody | None:
    """Give an awarding body; None where the catalog publishes none."""
    try:
        return body(session, code)
    except NotFoundError:
        return None


def outcome(session: Session, code: str, version: str | None = None) -> Outcome:
    """Give one version of an outcome, the newest where none is named."""
    query = select(OutcomeRow).where(OutcomeRow.code == code)
    query = query.where(
        OutcomeRow.is_newest if version is None else OutcomeRow.version == version
    )
    row = session.scalars(query).first()
    if row is None:
        raise NotFoundError
    return row.value()


def named(
    session: Session, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Outcome]:
    """Give outcomes by their codes and versions."""
    wanted = set(keys)
    codes = {code for code, _ in wanted}
    rows = session.scalars(select(OutcomeRow).where(OutcomeRow.code.in_(codes)))
    found = {(row.code, row.version): row.value() for row in rows}
    return {key: found[key] for key in wanted}


def papers_of(session: Session, bodies: Iterable[str]) -> list[tuple[str, str, str]]:
    """List body, certificate and module of all that these bodies ever certified."""
    columns = (OutcomeRow.body, OutcomeRow.certificate, OutcomeRow.module)
    rows = session.execute(
        select(*columns).where(OutcomeRow.body.in_(set(bodies))).distinct()
    )
    return sorted((one, two, three) for one, two, three in rows)


def keep(session: Session, outcome: Outcome) -> None:
    """Add a version of an outcome and make it the newest, found by its names."""
    for old in session.scalars(
        select(OutcomeRow).where(OutcomeRow.code == outcome.code)
    ):
        old.is_newest = False
    session.add(OutcomeRow.of(outcome))
    known = set(
        session.scalars(select(GramRow.gram).where(GramRow.outcome == outcome.code))
    )
    fresh = frozenset().union(*(grams(text) for text in outcome.texts)) - known
    session.add_all(GramRow(gram=g, outcome=outcome.code) for g in sorted(fresh))


def search(
    session: Session, query: str, *, limit: int, after: str = ""
) -> list[Outcome]:
    """Find the newest outcomes with ``query`` in a code, name or alias, by code.

    The pairs of characters narrow the search; the texts decide, so it is exact.
    """
    wanted = folded(query)
    rows = select(OutcomeRow).where(OutcomeRow.is_newest, OutcomeRow.code > after)
    if len(wanted) >= 2:
        pairs = grams(wanted)
        found = (
            select(GramRow.outcome)
            .where(GramRow.gram.in_(pairs))
            .group_by(GramRow.outcome)
            .having(func.count() == len(pairs))
        )
        rows = rows.where(OutcomeRow.code.in_(found))
    matches: list[Outcome] = []
    for row in session.scalars(rows.order_by(OutcomeRow.code)):
        one = row.value()
        if any(wanted in text for text in one.texts):
            matches.append(one)
        if len(matches) == limit:
            break
    return matches
