"""Policy files and cases made to hurt, and the child process that is hurt by them.

``python -m tests.hostile NAME`` reads, checks and asks one of them under the limits of
the issue (256 MiB; the kernel ends it), and prints what came of it, the CPU seconds and
the most memory it took.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from creditbank.adapters.policy_files import BYTES_MAX, node_tree
from creditbank.core.errors import BadValueError
from creditbank.core.policies import Case, evaluate, policy_of
from creditbank.core.policies.checking import check
from creditbank.core.policies.nearest import nearest
from creditbank.core.policies.nodes import PolicyFaultsError
from creditbank.core.values import sha256

MEMORY_MAX = 256 * 2**20
SECONDS_MAX = 10  # the kernel's; the tests ask for one


def rule(name, **members):
    return {
        "rule": name,
        "clause": "1",
        "published": "p",
        "when": {"item.outcome": "X"},
        "effect": "credit_transfer",
        "credits": "target.credits",
        **members,
    }


def policy(**members):
    words = {"zh": "甲", "en": "a"}
    head = {
        "language": "1",
        "code": "demo/h",
        "version": "1",
        "title": words,
        "summary": words,
        "authority": "demo",
        "purpose": "convert",
        "source": {"document": "d", "completeness": "full"},
        "effective": {"by": "submitted_on", "from": "2020-01-01"},
        "objective": "credits",
        "rules": [rule("r")],
    }
    return {**head, **members}


def cap(name, **members):
    return {
        "cap": name,
        "clause": "1",
        "published": "p",
        "counts": "credits",
        "over": "all",
        "max": "33",
        "bites": "whole",
        **members,
    }


def case(items, courses, **members):
    taught = [{"code": f"C{n}", "credits": "2"} for n in range(courses)]
    held = [
        {"id": f"h{n:03}", "outcome": "X", "score": str(n), "issued_on": "2024-01-01"}
        for n in range(items)
    ]
    return {
        "purpose": "convert:demo/x",
        "as_of": "2025-01-01",
        "programme": {"courses": taught},
        "portfolio": held,
        **members,
    }


def derived(*names):
    """Facts of which each reads the next, the last one the first."""
    return [
        {
            "derived": name,
            "clause": "1",
            "published": "p",
            "unit": "",
            "cases": [{"when": {}, "number": f"derived.{other} + derived.{other}"}],
        }
        for name, other in zip(names, (*names[1:], names[0]), strict=True)
    ]


def bands(count):
    """Bands that each rest forty times on the one before: 40 to the power of count."""
    made = [
        {"bands": "b0", "of": "1", "unit": "", "rows": [{"from": "0", "value": "1"}]}
    ]
    for n in range(1, count):
        of = " + ".join([f"band.b{n - 1}"] * 35)
        made.append({**made[0], "bands": f"b{n}", "of": of})
    return made


def findings(count):
    return [
        {
            "finding": f"f{n}",
            "by": "reviewer",
            "unit": "yes_no",
            "asks": {"zh": "甲", "en": "a"},
        }
        for n in range(count)
    ]


def examples(count, **members):
    return [
        {
            "example": f"e{n}",
            "of": "r",
            "kind": "yes",
            "says": "s",
            "case": case(1, 1),
            "expect": {"decision": "yes"},
            **members,
        }
        for n in range(count)
    ]


FINDS = {f"finding.f{n}": "yes" for n in range(30)}
SLOTS = [{"holding": f"s{n}", "when": {"item.outcome": "X"}} for n in range(4)]
ANY = {"any_of": [{"item.outcome": "X"}]}
NEST = ANY
for _ in range(8):
    NEST = {"all_of": [NEST]}
LADDER = [f"w{n}" for n in range(50_000)]
HIGHEST = {"group": "g", "clause": "1", "published": "p", "by": "item.outcome"}
MANY = [rule(f"r{n}", when={"item.level": {"not": f"w{n}"}}) for n in range(3_000)]
ALIKE = [
    rule(f"r{n}", when={"item.outcome": "X", "item.level": f"w{n}"})
    for n in range(1_500)
]
CHAIN = [rule(f"r{n}", alternative_to=f"r{n + 1}") for n in range(2_000)]

# Files that are bytes, or policies; each with what must come of it.
FILES = {
    "lists in lists": ("refused", b"[" * 900_000),
    "tables in tables": ("refused", b"{a: " * 200_000),
    "blocks in blocks": ("refused", b"- " * 400_000),
    "keys in keys": ("refused", b"? " * 400_000),
    "aliases": (
        "refused",
        b"a: &a [x,x]\n" + b"".join(b"b%d: &b [*a,*a]\n" % n for n in range(9_000)),
    ),
    "merge keys": ("refused", b"a: &a {b: c}\nd: {<<: *a}\n"),
    "tag": ("refused", b"a: !!python/object/apply:os.system [x]\n"),
    "a million items": ("refused", b"a: [" + b"1," * 450_000 + b"]"),
    "over the size": ("refused", b"a: " + b"x" * BYTES_MAX),
    "one vast scalar": ("refused", policy(code="x" * 900_000)),
    "one vast formula": ("refused", policy(rules=[rule("r", credits="1+" * 400_000)])),
    "a vast number": ("refused", policy(rules=[rule("r", credits="9" * 900_000)])),
    "an exponent": ("refused", policy(rules=[rule("r", credits="1e999999999")])),
    "ten thousand terms": (
        "refused",
        policy(rules=[rule("r", credits="+".join(["1"] * 10_000))]),
    ),
    "parentheses": (
        "refused",
        policy(rules=[rule("r", credits="(" * 190 + "1" + ")" * 190)]),
    ),
    "minus minus": ("refused", policy(rules=[rule("r", credits="-" * 390 + "1")])),
    "a year of a year": (
        "refused",
        policy(rules=[rule("r", when={"item.issued_on" + ".year" * 190: "1"})]),
    ),
    "a name like a pattern": (
        "refused",
        policy(rules=[rule("r", when={"item.(a+)+$" + "a" * 900: "1"})]),
    ),
    "a slot named item": (
        "refused",
        policy(
            rules=[
                rule(
                    "r", credits="item.x", **{"with": [{**SLOTS[0], "holding": "item"}]}
                )
            ]
        ),
    ),
    "conditions in conditions": ("refused", policy(rules=[rule("r", when=NEST)])),
    "bands on bands": ("refused", policy(bands=bands(40))),
    "a fact that reads itself": ("refused", policy(derived=derived("a"))),
    "facts that read each other": ("refused", policy(derived=derived("a", "b", "c"))),
    "alternatives in a ring": (
        "refused",
        policy(rules=[*CHAIN, rule("r2000", alternative_to="r0")]),
    ),
    "caps in a ring": (
        "refused",
        policy(caps=[cap("a", within="b"), cap("b", within="a")]),
    ),
    "a hundred thousand rules": (
        "refused",
        policy(rules=[rule(f"r{n}") for n in range(4_200)]),
    ),
    "rules that overlap": ("refused", policy(rules=MANY)),
    "rules alike": ("refused", policy(rules=ALIKE)),
    "many examples": (
        "refused",
        policy(common_case=case(400, 400), examples=examples(500, case={})),
    ),
    "examples that ask too much": (
        "refused",
        policy(
            rules=[rule(f"r{n}") for n in range(300)],
            examples=examples(200, case=case(2, 2)),
        ),
    ),
    "a date past the calendar": (
        "refused",
        policy(
            windows=[
                {
                    "window": "w",
                    "clause": "1",
                    "published": "p",
                    "after": "term.starts_on",
                    "days": "9" * 5_000,
                }
            ]
        ),
    ),
}

# Cases with a policy that can be read: answered, with a gap, or refused.
CASES = {
    "courses and holdings": ("refused", policy(), case(500, 2_000)),
    "one cap over all": ("gap", policy(caps=[cap("c")]), case(500, 1)),
    "twelve caps": (
        "answered",
        policy(caps=[cap(f"c{n}", max=str(10 + n)) for n in range(12)]),
        case(40, 1),
    ),
    "a long search": (
        "answered",
        policy(
            caps=[cap(f"c{n}", counts="lines", max="50") for n in range(3)],
        ),
        case(300, 1),
    ),
    "trimmed": (
        "answered",
        policy(caps=[cap(f"c{n}", bites="trim") for n in range(5)]),
        case(200, 1),
    ),
    "a hundred caps": (
        "refused",
        policy(caps=[cap(f"c{n}", over="item") for n in range(100)]),
        case(500, 1),
    ),
    "sets of four": (
        "refused",
        policy(rules=[rule("r", **{"with": SLOTS})]),
        case(500, 1),
    ),
    "many findings": (
        "gap",
        policy(
            findings=findings(30),
            rules=[rule("r", when={"item.outcome": "X", **FINDS})],
            caps=[cap("c")],
        ),
        case(200, 1),
    ),
    "everything open": (
        "gap",
        policy(
            rules=[rule("r", when={"item.outcome": "X", "item.level": "a"})],
            caps=[cap("c")],
        ),
        case(40, 1),
    ),
    "around each other": (
        "refused",
        policy(
            rules=[
                rule(
                    "r",
                    when={"item.outcome": "X", "holds": {"item.score": {"min": "5"}}},
                )
            ]
        ),
        case(500, 10),
    ),
    "many rules": ("refused", policy(rules=ALIKE), case(500, 1)),
    "a long ladder": (
        "gap",
        policy(
            ladders={"l": LADDER},
            groups=[{**HIGHEST, "highest": "item.level", "on": "l"}],
        ),
        case(200, 1),
    ),
    "a million holdings": (
        "refused",
        policy(),
        {**case(0, 0), "portfolio": [{}] * 10**6},
    ),
    "a million choices": ("refused", policy(), {**case(1, 1), "choices": [{}] * 10**6}),
    "a million courses": ("refused", policy(), case(1, 10**5)),
    "a million words passed": (
        "refused",
        policy(),
        {**case(1, 1), "learner": {"passed": ["x"] * 10**6}},
    ),
    "a line of a million holdings": (
        "refused",
        policy(),
        {
            **case(1, 1),
            "prior": [{"line": "1", "items": ["h"] * 10**6, "credits": "1"}],
        },
    ),
    "nearest of many": (
        "answered",
        policy(
            rules=[rule("r", when={"item.outcome": "X", "item.score": {"min": "900"}})]
        ),
        case(100, 20),
    ),
}


def outcome(name):
    """Tell what comes of one of them."""
    if name in FILES:
        made = FILES[name][1]
        content = made if isinstance(made, bytes) else json.dumps(made).encode()
        start = time.process_time()
        try:
            root = node_tree(content)
            checked = check(root, policy_of(root, sha256(content)))
        except PolicyFaultsError as error:
            return start, "refused", error.faults[0].code
        codes = [fault.code for fault in checked.faults]
        return start, "refused" if codes else "answered", ",".join(sorted(set(codes)))
    _, made, asked = CASES[name]
    start = time.process_time()
    try:
        content = json.dumps(made).encode()
        read = policy_of(node_tree(content), sha256(content))
        found = Case.of(asked)
        answer = evaluate(read, found)
        nearest(read, found, answer)
    except BadValueError as error:
        return start, "refused", error.code
    return start, "gap" if answer.has_gap else "answered", answer.decision.value


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
    start, what, why = outcome(sys.argv[1])
    seconds = time.process_time() - start
    status = Path("/proc/self/status").read_text()  # of this program, not its parent
    kib = int(status.partition("VmHWM:")[2].split()[0])
    report = {"what": what, "why": why, "seconds": seconds, "mib": kib // 1024}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
