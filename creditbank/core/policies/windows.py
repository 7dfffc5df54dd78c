"""When applications are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from creditbank.core.policies.answers import Decision, Reason
from creditbank.core.policies.cases import Case, Facts
from creditbank.core.policies.conditions import NO, UNDECIDED, YES, every
from creditbank.core.policies.model import Policy, Window
from creditbank.core.policies.proposals import because


@dataclass(frozen=True)
class _Open:
    """One stretch: open on these days, perhaps up to ``latest``."""

    opens: date
    closes: date
    latest: date


def windows_of(
    policy: Policy, case: Case, base: Mapping[str, Facts]
) -> tuple[Decision, tuple[Reason, ...]]:
    """Tell whether applications are open on the day of the case."""
    if not policy.windows:
        return YES, ()
    truths, reasons = [], []
    for window in policy.windows:
        spans = list(_spans(window, case, base))
        if any(one.opens <= case.as_of <= one.closes for one in spans):
            continue
        maybe = [one for one in spans if one.opens <= case.as_of <= one.latest]
        truths.append(UNDECIDED if maybe else NO)
        reasons.append(_reason(window, case, spans, maybe))
    return every([YES, *truths]), tuple(reasons)


def _reason(
    window: Window, case: Case, spans: list[_Open], maybe: list[_Open]
) -> Reason:
    facts = {"as_of": case.as_of.isoformat()}
    following = sorted(
        (one for one in spans if one.opens > case.as_of), key=lambda one: one.opens
    )
    near = maybe or following
    if not near:
        return because(window.cited, "no_window_ahead", **facts)
    facts["opens"] = near[0].opens.isoformat()
    facts["closes"] = near[0].closes.isoformat()
    code = "window_not_decided" if maybe else "outside_window"
    return because(window.cited, code, **facts)


def _spans(window: Window, case: Case, base: Mapping[str, Facts]) -> Iterator[_Open]:
    """Give every stretch: one a term, or one where no term is named."""
    dates = (window.opens, window.closes, window.closes_possible)
    by_term = any((one.field or "").startswith("term.") for one in dates)
    for term in case.programme.terms if by_term else ({},):
        scope = {**base, "term": term}
        opens, closes, latest = (one.span(scope) for one in dates)
        if opens and closes and latest:
            yield _Open(opens.low, closes.low, max(closes.high, latest.high))
