"""What a file leaves open, or says in vain: worth a second look, and no fault."""

from __future__ import annotations

from collections.abc import Iterator

from creditbank.core.policies.lookups import Matching
from creditbank.core.policies.model import Policy
from creditbank.core.policies.steps import AT_ONCE, Steps

Note = tuple[str, str, dict[str, str]]  # of which part, the code, the facts


def notes(policy: Policy, steps: Steps) -> Iterator[Note]:
    yield from _ties(policy, steps)


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
