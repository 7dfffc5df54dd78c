"""When applications are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.cases import Case, Facts
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, every
from creditbank.core.policies.dates import Span
from creditbank.core.policies.explained import because
from creditbank.core.policies.model import Policy, Window


@dataclass(frozen=True)
class _Open:
    """One stretch, perhaps up to ``latest``; a day is None where it is not known."""

    opens: Span | None
    closes: Span | None
    latest: Span | None

    def has(self, day: date) -> Decision:
        """Tell whether a day is in it; both ends belong to it."""
        if self.opens and day < self.opens.low:
            return NO
        if self.closes and self.latest:
            if day > max(self.closes.high, self.latest.high):
                return NO
            if self.opens and self.opens.high <= day <= self.closes.low:
                return YES
        return UNDECIDED


def windows_of(
    policy: Policy, case: Case, base: Mapping[str, Facts]
) -> tuple[Decision, tuple[Reason, ...]]:
    """Tell whether applications are open on the day of the case."""
    if not policy.windows:
        return YES, ()
    truths, reasons = [], []
    for window in policy.windows:
        spans = list(_spans(window, case, base))
        found = [one.has(case.as_of) for one in spans]
        if YES in found:
            continue
        truths.append(UNDECIDED if UNDECIDED in found else NO)
        maybe = [
            one for one, truth in zip(spans, found, strict=True) if truth is UNDECIDED
        ]
        reasons.append(_reason(window, case, spans, maybe))
    return every([YES, *truths]), tuple(reasons)


def _reason(
    window: Window, case: Case, spans: list[_Open], maybe: list[_Open]
) -> Reason:
    facts = {"as_of": case.as_of.isoformat()}
    known = [
        (one.opens.low, one.closes.low)
        for one in maybe or spans
        if one.opens and one.closes
    ]
    if maybe and not known:
        fields = "、".join(sorted(_fields(window)))
        return because(window.cited, "window_date_unknown", field=fields, **facts)
    near = sorted(known) if maybe else sorted(d for d in known if d[0] > case.as_of)
    if not near:
        return because(window.cited, "no_window_ahead", **facts)
    facts["opens"], facts["closes"] = (day.isoformat() for day in near[0])
    code = "window_not_decided" if maybe else "outside_window"
    return because(window.cited, code, **facts)


def _fields(window: Window) -> set[str]:
    """Name the facts that the ends of a window start from."""
    return {one.field for one in (window.opens, window.closes) if one.field}


def _spans(window: Window, case: Case, base: Mapping[str, Facts]) -> Iterator[_Open]:
    """Give every stretch: one a term, or one where no term is named."""
    dates = (window.opens, window.closes, window.closes_possible)
    by_term = any((one.field or "").startswith("term.") for one in dates)
    for term in case.programme.terms if by_term else ({},):
        scope = {**base, "term": term}
        yield _Open(*(one.span(scope) for one in dates))
