"""When a policy version is in force: on every day one, never none and never two.

Decision: a published version never changes, and neither does the day it was put in
force. What may come later is an ending: a successor takes its place, or it is
retired. A period is therefore the version's own, cut at both sides by such events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from creditbank.core.errors import (
    BadValueError,
    DomainError,
    PolicyGapError,
    PolicyOverlapError,
)
from creditbank.core.policies import Case, Policy
from creditbank.core.policies.scopes import base_scope, line_scope
from creditbank.core.policies.steps import Steps
from creditbank.core.policies.versions import kept_of
from creditbank.core.values import Digest, Period

DAY = timedelta(days=1)


class VersionsDifferError(DomainError):
    """The holdings of a claim fall under different versions; law 9 asks for one.

    ``versions`` says which holdings fall under which.
    """

    code = "versions_differ"


@dataclass(frozen=True)
class InForce:
    """A version at its authority, with the days it applies to."""

    code: str
    version: str
    purpose: str  # deposit | convert
    programmes: tuple[str, ...]  # none: every programme of the authority
    by: str  # submitted_on | enrolled_on | issued_on: the date that decides
    period: Period

    def serves(self, programme: str) -> bool:
        return not self.programmes or programme in self.programmes

    def meets(self, other: InForce) -> bool:
        """Tell whether both would answer some claim of the same programme."""
        if self.purpose != other.purpose:
            return False
        if not self.programmes or not other.programmes:
            return True
        return bool(set(self.programmes) & set(other.programmes))


@dataclass(frozen=True)
class Dates:
    """The dates of a claim that a policy may name as the one that decides."""

    submitted_on: date
    enrolled_on: date | None = None
    issued_on: tuple[date, ...] = ()

    def of(self, by: str) -> tuple[date, ...]:
        if by == "enrolled_on":
            return () if self.enrolled_on is None else (self.enrolled_on,)
        return self.issued_on if by == "issued_on" else (self.submitted_on,)


def applying(
    versions: Iterable[InForce], purpose: str, programme: str, dates: Dates
) -> tuple[InForce, ...]:
    """Find the versions that answer a claim: by law one, or none applies at all."""
    return tuple(
        one
        for one in versions
        if one.purpose == purpose
        and one.serves(programme)
        and (days := dates.of(one.by))
        and all(day in one.period for day in days)
    )


def governing(
    found: InForce, known: Mapping[InForce, Policy], case: Case
) -> Policy | None:
    """Give the version that governs a case: the old one for those who keep it.

    None where the policy does not tell, for one holding or for several together.
    """
    policy = known[found]
    if policy.keeps_old is None:
        return policy
    base = base_scope(case, Steps())
    versions = [one for one in known.values() if one.code == policy.code]
    kept = [
        kept_of(policy, versions, line_scope(base, case, item, None)).policy
        for item in case.portfolio or (None,)
    ]
    return kept[0] if all(one is kept[0] for one in kept) else None


@dataclass(frozen=True)
class Part:
    """Holdings of a claim that one version governs; None where that cannot be told."""

    policy: Policy | None
    items: tuple[str, ...]


def answering(
    known: Mapping[InForce, Policy], case: Case, dates: Dates
) -> Policy | None:
    """Give the one version that answers a case; None where none or two would."""
    purpose, _, place = case.purpose.partition(":")
    found = applying(known, purpose, place.partition("/")[2], dates)
    return governing(found[0], known, case) if len(found) == 1 else None


def parted(
    known: Mapping[InForce, Policy], case: Case, dates: Dates
) -> tuple[Part, ...]:
    """Part a case's holdings by the version that governs each of them alone.

    ``dates`` has the issue dates in the order of the portfolio.
    """
    governed: dict[Digest | None, tuple[Policy | None, list[str]]] = {}
    for item, issued_on in zip(case.portfolio, dates.issued_on, strict=True):
        policy = answering(
            known,
            replace(case, portfolio=(item,)),
            replace(dates, issued_on=(issued_on,)),
        )
        key = policy.digest if policy else None
        governed.setdefault(key, (policy, []))[1].append(item.id)
    return tuple(Part(policy, tuple(items)) for policy, items in governed.values())


def taking_place(
    new: InForce, others: Sequence[InForce], *, gap_is_stated: bool
) -> tuple[InForce, ...]:
    """Put ``new`` among the versions in force; give those it closes, as closed.

    A version of the same code that is in force when ``new`` begins is closed the day
    before. Raises PolicyOverlapError where two would then answer on some day, and
    PolicyGapError where none would, unless that was stated; both name the days.
    """
    closed = {
        old: _closed(old, new)
        for old in others
        if old.code == new.code and _succeeds(new, old)
    }
    standing = [closed.get(old, old) for old in others]
    for other in standing:
        days = shared(new.period, other.period)
        if new.meets(other) and days is not None:
            raise PolicyOverlapError(
                days=days_text(days), code=other.code, version=other.version
            )
    if not gap_is_stated:
        _refuse_gap(new, [one for one in standing if one.code == new.code], closed)
    return tuple(closed.values())


def retired(current: InForce, last_day: date, *, today: date) -> InForce:
    """End a version on ``last_day``: not in the past, and within its own days."""
    if last_day < today or last_day not in current.period:
        raise BadValueError("last_day", last_day.isoformat())
    return replace(current, period=Period(current.period.starts_on, last_day))


def beginning(period: Period, starts_on: date | None) -> Period:
    """Cut a version's own period to begin on ``starts_on``; None leaves it whole."""
    if starts_on is None:
        return period
    if starts_on not in period:
        raise BadValueError("starts_on", starts_on.isoformat())
    return Period(starts_on, period.ends_on)


def shared(one: Period, other: Period) -> Period | None:
    """Give the days two periods have in common."""
    starts = max(p.starts_on or date.min for p in (one, other))
    ends = min(p.ends_on or date.max for p in (one, other))
    if starts > ends:
        return None
    return Period(
        None if starts == date.min else starts, None if ends == date.max else ends
    )


def days_text(period: Period) -> str:
    """Write days as ``2026-01-01 … 2026-06-30``; an open side stays open."""
    starts, ends = period.starts_on, period.ends_on
    if starts is not None and starts == ends:
        return starts.isoformat()
    return f"{starts or ''} … {ends or ''}".strip()


def _succeeds(new: InForce, old: InForce) -> bool:
    starts = new.period.starts_on
    return (
        starts is not None and starts in old.period and starts != old.period.starts_on
    )


def _closed(old: InForce, new: InForce) -> InForce:
    starts = new.period.starts_on
    ends = None if starts is None else starts - DAY
    return replace(old, period=Period(old.period.starts_on, ends))


def _refuse_gap(
    new: InForce, same: Sequence[InForce], closed: dict[InForce, InForce]
) -> None:
    """Refuse days, or programmes, that versions of one code would leave bare."""
    for old in closed:
        if old.by != new.by or _leaves_programmes(old, new):
            raise PolicyGapError(days=days_text(new.period), code=new.code)
    starts, ends = new.period.starts_on, new.period.ends_on
    before = [p for one in same if (p := one.period.ends_on) and starts and p < starts]
    after = [p for one in same if (p := one.period.starts_on) and ends and p > ends]
    holes = []
    if before and starts:
        holes.append((max(before) + DAY, starts - DAY))
    if after and ends:
        holes.append((ends + DAY, min(after) - DAY))
    for first, last in holes:
        if first <= last:
            raise PolicyGapError(days=days_text(Period(first, last)), code=new.code)


def _leaves_programmes(old: InForce, new: InForce) -> bool:
    """Tell whether a programme the old version served is served by nothing now."""
    if not new.programmes:
        return False
    return not old.programmes or not set(old.programmes) <= set(new.programmes)
