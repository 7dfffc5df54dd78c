"""What a file leaves open, or says in vain: worth a second look, and no fault."""

from __future__ import annotations

from collections.abc import Iterator

from creditbank.core.policies.amounts import NoValueError
from creditbank.core.policies.implying import excludes, plain_parts
from creditbank.core.policies.lookups import Matching
from creditbank.core.policies.model import Bites, Cap, Policy
from creditbank.core.policies.steps import AT_ONCE, Steps

Note = tuple[str, str, dict[str, str]]  # of which part, the code, the facts


def notes(policy: Policy, steps: Steps) -> Iterator[Note]:
    yield from _ties(policy, steps)
    yield from _nested(policy, steps)


def _ties(policy: Policy, steps: Steps) -> Iterator[Note]:
    """Name of each rule the first grade to which two others are equally close."""
    for rule in policy.rules:
        for case in rule.grade.cases if rule.grade is not None else ():
            tied = _tied(case.matching, steps) if case.matching is not None else ()
            for grade, found in tied:
                facts = {"grade": grade, "readings": "、".join(found)}
                yield rule.cited.name, "grades_equally_close", facts


def _tied(matching: Matching, steps: Steps) -> list[tuple[str, tuple[str, ...]]]:
    grades = matching.source.grades
    looked_at = len(grades) + len(matching.target.grades)
    steps.ask(len(grades) * looked_at // AT_ONCE)
    matched = [(grade, matching.grades(grade)) for grade, _ in grades]
    return [one for one in matched if len(one[1]) > 1][:1]


def _nested(policy: Policy, steps: Steps) -> Iterator[Note]:
    """Name caps of which the nesting cannot be as it is written."""
    caps = {cap.cited.name: cap for cap in policy.caps}
    for cap in policy.caps:
        outer = caps.get(cap.within)
        if outer is None:
            continue
        facts = {"cap": cap.cited.name, "within": outer.cited.name}
        if _are_apart(cap, outer, steps):
            yield cap.cited.name, "caps_apart", facts
        elif _never_bites(policy, cap, outer):
            limits = {"max": cap.max.text, "outer": outer.max.text}
            yield cap.cited.name, "cap_never_bites", {**facts, **limits}


def _are_apart(cap: Cap, outer: Cap, steps: Steps) -> bool:
    """Tell whether nothing counts under both."""
    own, others = plain_parts(cap.where) or (), plain_parts(outer.where) or ()
    steps.ask(1 + len(own) * len(others))
    return any(excludes(one, two) for one in own for two in others)


def _never_bites(policy: Policy, cap: Cap, outer: Cap) -> bool:
    """Tell whether the outer cap leaves too little for the inner one to bite.

    What refuses bites by what is asked for, which the outer cap does not lessen.
    """
    if cap.bites is Bites.REFUSE or cap.counts is not outer.counts:
        return False
    scope = {"const": policy.const}
    try:
        least, most = cap.max.amount(scope).low, outer.max.amount(scope).high
    except NoValueError:
        return False
    return least is not None and most is not None and least > most
