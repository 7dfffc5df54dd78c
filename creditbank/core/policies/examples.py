"""Examples of a policy file: CASEs with the source's wording, and what they prove."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.policies.answers import Answer
from creditbank.core.policies.asking import Asking, is_admitted
from creditbank.core.policies.cases import Case
from creditbank.core.policies.evaluation import answered
from creditbank.core.policies.model import Policy
from creditbank.core.policies.nodes import Fault, Node
from creditbank.core.policies.steps import AT_ONCE, Steps, StepsSpentError
from creditbank.core.policies.tables import Table

EXAMPLES_MAX = 500
PARTS_AT_ONCE = 7  # values of a case that are read in one step
EXAMPLE = 20  # steps it takes to put a case, beside what is asked of it
KINDS = ("yes", "no", "boundary", "undecided", "other")
NEEDED = ("yes", "no", "boundary")  # of every rule


@dataclass(frozen=True)
class Example:
    """One worked case of a policy, and the rule it is an example of."""

    name: str
    of: str
    kind: str
    says: str  # the source's own words for it
    case: Case
    expect: Mapping[str, JSON]
    line: int
    column: int


def examples_of(root: Node, steps: Steps) -> tuple[list[Example], list[Fault]]:
    """Read the examples of a policy file, and what is wrong with them."""
    faults: list[Fault] = []
    table = Table(root, faults)
    common, size = _common(table), _size(table.node_at("common_case"))
    steps.ask(size // PARTS_AT_ONCE)
    found = []
    for part in table.tables("examples")[:EXAMPLES_MAX]:
        steps.ask((size + _size(part.node)) // PARTS_AT_ONCE)
        example = _example(part, common)
        if example is not None:
            found.append(example)
    return found, faults


def _common(table: Table) -> Mapping[str, JSON]:
    """Read what all examples share; it is a CASE of its own, but for its date."""
    part = table.table("common_case")
    if part is None:
        return {}
    common = {name: _plain(node) for name, node in part.node_pairs}
    _case_of(part, {"as_of": "2000-01-01", **common})
    return common


def _case_of(table: Table, document: JSON) -> Case | None:
    """Read a CASE; a fault names the member that is wrong."""
    try:
        return Case.of(document)
    except BadValueError as error:
        facts = {"name": error.facts["kind"], "value": error.facts["value"]}
        table.fault(table.node, error.code, **facts)
        return None


def _size(node: Node | None) -> int:
    """Count the values of a part of the file."""
    if node is None:
        return 0
    inner = [*(node.items or ()), *(value for _, value in node.pairs or ())]
    return 1 + sum(_size(one) for one in inner)


def _example(table: Table, common: Mapping[str, JSON]) -> Example | None:
    name, of, says = table.text("example"), table.text("of"), table.text("says", "")
    kind = table.text("kind")
    if kind not in KINDS:
        known = "、".join(KINDS)
        table.fault(
            table.node_at("kind") or table.node, "not_one_of", name="kind", known=known
        )
    given = _plain(table.node_at("case"))
    expect = _plain(table.node_at("expect"))
    table.end()
    if not isinstance(given, Mapping) or not isinstance(expect, Mapping):
        table.fault(table.node, "missing", name="case、expect")
        return None
    case = _case_of(table, _merged(common, given))
    if case is None:
        return None
    return Example(
        name, of, kind, says, case, expect, table.node.line, table.node.column
    )


def _merged(common: Mapping[str, JSON], given: Mapping[str, JSON]) -> dict[str, JSON]:
    """Lay a case over the common one: tables member by member, the rest whole."""
    merged = dict(common)
    for name, part in given.items():
        base = merged.get(name)
        is_table = isinstance(part, Mapping) and isinstance(base, Mapping)
        merged[name] = {**base, **part} if is_table else part  # type: ignore[dict-item]
    return merged


def _plain(node: Node | None) -> JSON:
    if node is None:
        return None
    if node.pairs is not None:
        return {key.text or "": _plain(value) for key, value in node.pairs}
    if node.items is not None:
        return [_plain(part) for part in node.items]
    return None if node.text in {"null", "~"} else node.text


def differences(expected: JSON, found: JSON, place: str = "answer") -> list[str]:
    """Name every place where ``found`` is not what was expected of it.

    A list of tables may be expected in any order, and fewer of them than are found.
    """
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            return [f"{place}: {expected!r} != {found!r}"]
        return [
            one
            for name, part in expected.items()
            for one in differences(part, found.get(name), f"{place}.{name}")
        ]
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        if isinstance(found, str) or not isinstance(found, Sequence):
            return [f"{place}: {expected!r} != {found!r}"]
        return _list_differences(expected, found, place)
    return [] if expected == found else [f"{place}: {expected!r} != {found!r}"]


def _list_differences(
    expected: Sequence[JSON], found: Sequence[JSON], place: str
) -> list[str]:
    if expected and all(isinstance(part, Mapping) for part in expected):
        left = list(found)
        missing = []
        for number, part in enumerate(expected):
            match = next((one for one in left if not differences(part, one)), None)
            if match is None:
                missing.append(f"{place}[{number}]: {part!r} is not there")
            else:
                left.remove(match)
        return missing
    if len(expected) != len(found):
        return [f"{place}: {expected!r} != {found!r}"]
    return [
        one
        for number, (part, other) in enumerate(zip(expected, found, strict=True))
        for one in differences(part, other, f"{place}[{number}]")
    ]


def run(policy: Policy, examples: Sequence[Example], steps: Steps) -> Iterator[Fault]:
    """Run the examples; name those that differ, and the rules that lack one."""
    names = {rule.cited.name for rule in policy.rules}
    told: set[str] = set()
    for one in examples:
        yield from _unread(policy, one, told)
        told.add(one.name)
        answer = _answer(policy, one, steps)
        for place in _differences(one, answer):
            facts = {"example": one.name, "place": place[:300]}
            yield Fault(one.line, one.column, "example_differs", facts)
        if one.of not in names:
            yield Fault(one.line, one.column, "unknown_name", {"name": one.of})
        elif isinstance(answer, Answer) and not _proves(one, answer):
            facts = {"example": one.name, "kind": one.kind, "rule": one.of}
            yield Fault(one.line, one.column, "example_proves_nothing", facts)
    for name in (rule.cited.name for rule in policy.rules):
        kinds = {one.kind for one in examples if one.of == name}
        lacking = [kind for kind in NEEDED if kind not in kinds]
        if lacking:
            facts = {"rule": name, "kinds": "、".join(lacking)}
            yield Fault(1, 1, "rule_lacks_examples", facts)


def _unread(policy: Policy, one: Example, told: set[str]) -> Iterator[Fault]:
    """Name what an example says in vain: another's name, findings nobody reads."""
    if not one.name.strip():
        yield Fault(one.line, one.column, "missing", {"name": "example"})
    elif one.name in told:
        yield Fault(one.line, one.column, "name_used_twice", {"name": one.name})
    for finding in one.case.findings:
        asked = policy.asked.get(finding.name)
        if asked is None or (one.kind in NEEDED and not is_admitted(asked, finding)):
            facts = {"example": one.name, "finding": finding.name}
            facts |= {"value": finding.value[:80], "by": finding.by_role}
            yield Fault(one.line, one.column, "finding_not_read", facts)


def _proves(example: Example, answer: Answer) -> bool:
    """Tell whether an example shows of its rule what its kind says."""
    earns = any(line.rule == example.of for line in answer.yes_lines)
    if example.kind in {"yes", "no"}:
        return earns is (example.kind == "yes")
    return bool(example.expect) or example.kind != "boundary"


def _answer(policy: Policy, example: Example, steps: Steps) -> Answer | BadValueError:
    steps.ask(EXAMPLE)
    try:
        return answered(Asking(policy, example.case, steps))
    except StepsSpentError:
        raise
    except BadValueError as error:
        return error


def _differences(example: Example, answer: Answer | BadValueError) -> list[str]:
    if isinstance(answer, BadValueError):
        return [f"{answer.facts}"]
    return differences(example.expect, answer.json())


def unnoticed(policy: Policy, examples: Sequence[Example], steps: Steps) -> list[str]:
    """Name the rules that could be removed without any example noticing.

    A rule's own examples are asked first: they are the likeliest to notice.
    """
    found = []
    for rule in policy.rules:
        name = rule.cited.name
        rest = tuple(one for one in policy.rules if one is not rule)
        steps.ask(len(rest) // AT_ONCE)
        without = replace(policy, rules=rest)
        own = [one for one in examples if one.of == name]
        others = [one for one in examples if one.of != name]
        asked = ((one, _answer(without, one, steps)) for one in (*own, *others))
        if not any(_differences(one, answer) for one, answer in asked):
            found.append(name)
    return found
