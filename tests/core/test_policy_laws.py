"""The laws of evaluation, on generated policies and cases (issue 3, Must show 2).

What is drawn is small but has every part that can bite: caps of every kind, groups,
minimums, alternatives, posted lines, findings not given, facts nobody knows.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from creditbank.core.canonical import canonical
from creditbank.core.policies import Case, Decision, evaluate, policy_of
from creditbank.core.policies.answers import OPEN_CODES
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.conditions import NO, YES
from creditbank.core.policies.highest import highest_only
from creditbank.core.policies.model import Bites, Counts
from creditbank.core.policies.nodes import node_of
from creditbank.core.policies.options import options_of
from creditbank.core.policies.scopes import line_scope, prior_scope, reader
from creditbank.core.values import Digest

slow = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

CITED = {"clause": "1", "published": "例"}
WORDS = {"zh": "例", "en": "Example"}
COURSES = ("C1", "C2", "C3")
CREDITS = ("0", "0.5", "1", "2", "2.25", "3", "4", "5")
LIMITS = ("2", "4.5", "9")
PROVIDERS = ["p", "q"]
LEVELS = ("low", "mid", "high")
TYPES = ("plain", "judged", "ladder", "ranged", "free", "bundle", "either", "pair")

RULES = [
    {"rule": "plain", "when": {"item.type": "plain"}},
    {"rule": "spare", "when": {"item.type": "plain"}, "alternative_to": "plain"},
    {"rule": "judged", "when": {"item.type": "judged", "finding.same": "yes"}},
    {"rule": "fresh", "when": {"item.type": "ladder", "item.score": {"min": "60"}}},
    {"rule": "stale", "when": {"item.type": "ladder"}, "credits": "1"},
    {"rule": "ranged", "when": {"item.type": "ranged"}, "credits": "finding.amount"},
    {"rule": "free", "when": {"item.type": "free"}, "credits": "0"},
    {
        "rule": "several",
        "when": {"item.type": "bundle"},
        "bundle": ["C1", "C2"],
        "credits": [
            {"when": {"target.code": "C1"}, "value": "item.credits"},
            {"value": "1.5"},
        ],
    },
    {
        "rule": "more",
        "when": {"item.type": "either", "item.level": "high"},
        "credits": "finding.amount",
    },
    {
        "rule": "same",
        "when": {"item.type": "either", "finding.same": "yes"},
        "credits": "0",
    },
    {"rule": "less", "when": {"item.type": "either"}, "credits": "0"},
    {
        "rule": "paired",
        "when": {"item.type": "pair"},
        "with": [{"holding": "other", "when": {"item.type": ["pair", "plain"]}}],
    },
]
FINDINGS = [
    {"finding": "same", "by": "reviewer", "unit": "yes_no", "asks": WORDS},
    {
        "finding": "amount",
        "by": "reviewer",
        "unit": "credits",
        "asks": WORDS,
        "min": "0",
        "max": "4",
    },
    {"finding": "alike", "by": "reviewer", "unit": "group", "asks": WORDS},
    {
        "finding": "limit",
        "by": "reviewer",
        "unit": "credits",
        "asks": WORDS,
        "min": "2",
        "max": "9",
    },
]

wheres = st.sampled_from(
    [
        *({}, {}, {"item.category": "a"}, {"line.rule": ["plain", "judged"]}),
        *({"line.rule": "ranged"}, {"target.code": "C1"}),
        {"line.rule": "same"},
    ]
)


@st.composite
def caps(draw, *, is_open):
    counts = draw(st.sampled_from(["credits", "lines", "items"]))
    limits = {
        "credits": ["0", "2.5", "4", "6", "9", "min(6, item.credits + 1)"],
        "lines": ["1", "2", "3"],
        "items": ["1", "2", "3"],
    }[counts]
    if is_open and counts == "credits":
        limits = [*limits, "min(6, item.bank_value)", "finding.limit"]
    overs = ["all", "item", "target", "item.provider", ["item.provider", "target.code"]]
    if is_open:
        overs.append("finding.alike")
    bites = ["refuse", "whole", *(["trim"] if counts == "credits" else [])]
    cap = {
        "counts": counts,
        "over": draw(st.sampled_from(overs)),
        "where": draw(wheres),
        "max": draw(st.sampled_from(limits)),
        "bites": draw(st.sampled_from(bites)),
    }
    if "item." in cap["max"]:
        cap["over"] = "item"
    if cap["bites"] == "trim" and draw(st.booleans()):
        cap["step"] = "0.5"
    return cap


@st.composite
def caps_of_courses(draw):
    """Draw a cap of credits under which stands a part of a bundle, or all of it."""
    wheres = [
        {"target.code": "C1"},
        {"target.code": "C2"},
        {"line.rule": "several"},
        {},
    ]
    cap = {
        "counts": "credits",
        "over": draw(st.sampled_from(["all", "item", "target"])),
        "where": draw(st.sampled_from(wheres)),
        "max": draw(st.sampled_from(["1", "1.25", "2.5", "4", "6"])),
        "bites": draw(st.sampled_from(["trim", "trim", "whole", "refuse"])),
    }
    is_stepped = cap["bites"] == "trim" and draw(st.booleans())
    return {**cap, "step": "0.5"} if is_stepped else cap


@st.composite
def policies(draw, *, is_open=False, cap=None):
    """Draw a policy; ``is_open``: its limits and groups may hang on findings too."""
    groups = [
        {"group": "highest", "by": "item.series", "highest": "item.level", "on": "lv"},
        {"group": "patent", "by": "item.series", "nets": "yes"},
        {"group": "one", "by": "item.series"},
    ]
    if is_open:
        groups += [
            {"group": "like", "by": "finding.alike"},
            {"group": "lk", "by": "finding.alike", "highest": "item.level", "on": "lv"},
            {"group": "net", "by": "finding.alike", "nets": "yes"},
        ]
    least = ["1", "3", "5", *(["finding.limit"] if is_open else [])]
    minimums = st.fixed_dictionaries(
        {
            "counts": st.just("credits"),
            "where": wheres,
            "needed_by": wheres,
            "min": st.sampled_from(least),
        }
    )
    cap = caps(is_open=is_open) if cap is None else cap
    drawn = draw(st.lists(cap, max_size=3))
    several = draw(st.lists(minimums, max_size=1))
    return {
        "language": "1",
        "code": "x/y",
        "version": "1",
        "authority": "x",
        "title": WORDS,
        "summary": WORDS,
        "objective": "credits",
        "purpose": "convert",
        "source": {"document": "例", "completeness": "full"},
        "effective": {"by": "submitted_on", "from": "2020-01-01"},
        "rules": [
            {"effect": "elective", "credits": "item.credits", **CITED, **rule}
            for rule in RULES
        ],
        "ladders": {"lv": list(LEVELS)},
        "findings": FINDINGS,
        "objectives": [
            {"objective": "first", "says": WORDS, "where": {"target.code": "C1"}},
            {"objective": "kind", "says": WORDS, "where": {"item.category": "a"}},
        ],
        "caps": [{"cap": f"cap-{n}", **CITED, **cap} for n, cap in enumerate(drawn)],
        "groups": [
            {**CITED, **one}
            for one in draw(st.lists(st.sampled_from(groups), max_size=1))
        ],
        "minimums": [{"minimum": "least", **CITED, **one} for one in several],
    }


def read(tree):
    return policy_of(node_of(tree), Digest("0" * 64))


def known(draw, *, is_open, **facts):
    """Leave out some facts where a case may be open."""
    return {
        name: draw(st.sampled_from(values))
        for name, values in facts.items()
        if not is_open or draw(st.integers(0, 3))
    }


def held(draw, name, *, is_open, types):
    """Draw one holding."""
    return {
        "id": name,
        "type": draw(st.sampled_from(types)),
        "credits": draw(st.sampled_from(CREDITS)),
        "issued_on": draw(st.sampled_from(["2024-01-01", "2025-01-01"])),
        **known(
            draw,
            is_open=is_open,
            provider=PROVIDERS,
            category=["a", "b"],
            level=LEVELS,
            score=["59", "60"],
            bank_value=["0", "3", "8"],
        ),
        **({"series": "s"} if draw(st.booleans()) else {}),
    }


def posted(draw, number, ids, *, is_open):
    """Draw one line posted earlier, by these holdings or one that is gone."""
    used = st.sampled_from([*ids, "z"])
    return {
        "line": f"l{number}",
        "rule": draw(st.sampled_from(["plain", "ranged"])),
        "items": draw(st.lists(used, min_size=1, max_size=2, unique=True)),
        "target": draw(st.sampled_from(COURSES)),
        "credits": draw(st.sampled_from(CREDITS)),
        **({"series": "s"} if draw(st.booleans()) else {}),
        **known(
            draw,
            is_open=is_open,
            category=["a", "b"],
            provider=PROVIDERS,
            level=LEVELS,
        ),
    }


@st.composite
def cases(draw, *, is_open=False, pairs=5, types=TYPES):
    """Draw a CASE, with all that is asked given unless ``is_open``."""
    ids = [f"h{n}" for n in range(draw(st.integers(1, 4)))]
    portfolio = [held(draw, name, is_open=is_open, types=types) for name in ids]
    count = draw(st.integers(0, 2))
    prior = [posted(draw, n, ids, is_open=is_open) for n in range(count)]
    choice = st.fixed_dictionaries(
        {"item": st.sampled_from(ids), "target": st.sampled_from(COURSES)}
    )
    choices = draw(
        st.lists(
            choice, min_size=1, max_size=pairs, unique_by=lambda one: (*one.values(),)
        )
    )
    has_choices = draw(st.booleans())
    codes = COURSES if has_choices else COURSES[: 1 + (len(ids) < 3)]
    findings = [
        one
        for name in ids
        for one in every_finding(draw, name)
        if not is_open or draw(st.booleans())
    ]
    if not is_open or draw(st.booleans()):
        findings.append({"name": "limit", "value": draw(st.sampled_from(LIMITS))})
    return {
        "purpose": "convert:x/y",
        "as_of": "2026-01-01",
        "programme": {"courses": [{"code": code, "credits": "3"} for code in codes]},
        "portfolio": portfolio,
        "prior": prior,
        "findings": findings,
        "choices": choices if has_choices else [],
        "objective": draw(st.sampled_from(["credits", "first", "kind"])),
    }


def every_finding(draw, item):
    """Judge all that a reviewer may be asked about one holding."""
    values = {
        "same": ["yes", "no"],
        "amount": ["0", "1.5", "3", "4"],
        "alike": ["g", "h", f"only {item}"],
    }
    return [
        {"name": name, "item": item, "value": draw(st.sampled_from(some))}
        for name, some in values.items()
    ]


def given_(line):
    return (line.items, line.target, line.rule)


def earns(answer):
    """Say what each holding earns at each course, by whichever rule."""
    return {
        (line.items, line.target): (line.credits, line.grade, line.effect)
        for line in answer.yes_lines
    }


def the_best(policy, case):
    """Find the best selection by trying every one: the definition, word for word."""
    asking = Asking(policy, case)
    options = [
        one for one in highest_only(asking, options_of(asking)) if one.truth is not NO
    ]
    assume(len(options) <= 12)
    thrown = thrown_out(asking, options)
    best = None
    for taken in product((True, False), repeat=len(options)):
        chosen = [n for n, one in enumerate(taken) if one]
        if thrown.intersection(chosen):
            continue
        earned = standing(asking, options, chosen)
        if earned is None:
            continue
        found = value(asking, options, earned)
        if best is None or found > best[0]:
            best = (found, earned)
    return {
        given_(line): amount
        for n, amounts in best[1].items()
        for line, amount in zip(options[n].lines, amounts, strict=True)
    }


def keys(over, scope, items):
    if over == ("item.id",):
        return set(items)
    own = f"({scope.get('item', {}).get('id', '')})"
    return {" ".join(reader(name)(scope) or own for name in over)}


def prior_under(asking, cap):
    """Name what posted lines use of a cap: by key, credits and holdings."""
    for one in asking.case.prior:
        scope = prior_scope(asking.base, asking.case, one, one.items[0])
        if cap.where.truth(scope) is YES:
            for key in keys(cap.over, scope, one.items):
                yield key, one.credits.fraction, one.items


def limits(asking, cap, options):
    found = {}
    for option in options:
        for line in option.lines:
            if cap.where.truth(line.scope) is not YES:
                continue
            for key in keys(cap.over, line.scope, line.items):
                found[key] = cap.max.amount(line.scope).known
    return found


def amount_under(cap, rows):
    if cap.counts is Counts.CREDITS:
        return sum((credits for credits, _ in rows), Fraction(0))
    if cap.counts is Counts.LINES:
        return len(rows)
    return len({item for _, items in rows for item in items})


def used_under(asking, cap, options, earned):
    """Give what is used under a cap, by key: posted lines first, then these."""
    rows = {}
    for key, credits, items in prior_under(asking, cap):
        rows.setdefault(key, []).append((credits, items))
    for n, amounts in earned.items():
        for line, credits in zip(options[n].lines, amounts, strict=False):
            if cap.where.truth(line.scope) is YES:
                for key in keys(cap.over, line.scope, line.items):
                    rows.setdefault(key, []).append((credits, line.items))
    return {key: amount_under(cap, some) for key, some in rows.items()}


def full(options, numbers):
    return {n: [line.credits.fraction for line in options[n].lines] for n in numbers}


def thrown_out(asking, options):
    """Name what refusing caps throw out: all that was asked for by name under them.

    Of a choice only what comes first is asked for, the largest where that is open; what
    is left of it is asked for once that is gone.
    """
    out = set()
    while more := thrown_once(asking, options, out):
        out |= more
    return out


def thrown_once(asking, options, gone):
    out = set()
    for cap in asking.policy.caps:
        if cap.bites is not Bites.REFUSE:
            continue
        left = [
            n for n, one in enumerate(options) if one.is_named and n not in gone | out
        ]
        ahead = [
            n
            for n in left
            if not any(
                options[m].exclusive == options[n].exclusive != ""
                and options[m].rank < options[n].rank
                for m in left
            )
        ]
        under = limits(asking, cap, [options[n] for n in ahead])
        before = used_under(asking, cap, options, {})
        over = {
            key
            for key, most in under.items()
            if max(most, before.get(key, 0)) < asked(asking, cap, options, ahead, key)
        }
        out |= {n for n in ahead if places(cap, options[n]) & over}
    return out


def places(cap, option):
    return {
        key
        for line in option.lines
        if cap.where.truth(line.scope) is YES
        for key in keys(cap.over, line.scope, line.items)
    }


def asked(asking, cap, options, ahead, key):
    """Add up what is asked for in one place of a cap, at its largest: try every way."""
    ways = {}
    for n in ahead:
        if key in places(cap, options[n]):
            ways.setdefault(options[n].exclusive or n, []).append(n)
    return max(
        used_under(asking, cap, options, full(options, way)).get(key, 0)
        for way in product(*ways.values())
    )


def standing(asking, options, chosen):
    """Give what each chosen option earns; None where they may not stand together."""
    alone = [options[n].exclusive for n in chosen if options[n].exclusive]
    earned = trimmed(asking, options, chosen)
    uses = uses_of(line for n in chosen for line in options[n].lines)
    stands = (
        len(alone) == len(set(alone))
        and len(uses) == len(set(uses))
        and earned is not None
        and all(is_within(asking, cap, options, earned) for cap in asking.policy.caps)
        and all(is_one(asking, one, options, chosen) for one in asking.policy.groups)
        and all(
            is_reached(asking, one, options, earned) for one in asking.policy.minimums
        )
    )
    return earned if stands else None


def uses_of(lines):
    return [
        (item, line.target, line.term or "") for line in lines for item in line.items
    ]


def trimmed(asking, options, chosen):
    """Cut lines in their order to what trimming caps leave; None where one is lost."""
    earned = {}
    for n in chosen:
        earned[n] = []
        for line in options[n].lines:
            amount = trimmed_line(asking, options, earned, line)
            if amount == 0 and line.credits.fraction:
                return None
            earned[n].append(amount)
    return earned


def trimmed_line(asking, options, earned, line):
    """Cut one line to what the caps it is under leave beside all before it."""
    amount = line.credits.fraction
    for cap in asking.policy.caps:
        if cap.bites is Bites.TRIM and cap.where.truth(line.scope) is YES:
            used = used_under(asking, cap, options, earned)
            for key in keys(cap.over, line.scope, line.items):
                most = cap.max.amount(line.scope).known
                amount = cut(cap, amount, max(most - used.get(key, 0), 0))
    return amount


def cut(cap, amount, room):
    if amount <= room:
        return amount
    return room // Fraction(1, 2) * Fraction(1, 2) if cap.step else room


def is_within(asking, cap, options, earned):
    """Tell whether all that is asked has room; what asks for nothing always has."""
    before = used_under(asking, cap, options, {})
    used = used_under(asking, cap, options, earned)
    mine = limits(asking, cap, [options[n] for n in earned])
    return all(
        used[key] <= most or used[key] == before.get(key, 0)
        for key, most in mine.items()
    )


def is_one(asking, group, options, chosen):
    """Tell whether of holdings that belong together one counts, posted ones too."""
    rows = {}
    if not (group.nets or group.rank):
        for one in asking.case.prior:
            scope = prior_scope(asking.base, asking.case, one, one.items[0])
            (key,) = keys(group.by, scope, ())
            rows.setdefault(key, set()).update(one.items)
    before = {key: set(some) for key, some in rows.items()}
    asked = set()
    for n in chosen:
        (key,) = keys(group.by, options[n].lines[0].scope, ())
        rows.setdefault(key, set()).update(options[n].items)
        asked.add(key)
    return all(len(rows[key]) == 1 or rows[key] == before.get(key) for key in asked)


def is_reached(asking, minimum, options, earned):
    lines = [
        (line.scope, amount)
        for n, amounts in earned.items()
        for line, amount in zip(options[n].lines, amounts, strict=True)
    ]
    before = [
        (prior_scope(asking.base, asking.case, one, one.items[0]), one.credits.fraction)
        for one in asking.case.prior
    ]
    reached = sum(
        amount
        for scope, amount in (*lines, *before)
        if minimum.where.truth(scope) is YES
    )
    needs = any(minimum.needed_by.truth(scope) is YES for scope, _ in lines)
    base = line_scope(asking.base, asking.case, None, None)
    return not needs or reached >= minimum.min.amount(base).known


def value(asking, options, earned):
    """Weigh a selection: objective, credits, lines without, fewest holdings, rank."""
    name = asking.case.objective or asking.policy.objective
    where = None if name == "credits" else asking.policy.objectives[name].where
    each = [
        (line, amount)
        for n, amounts in earned.items()
        for line, amount in zip(options[n].lines, amounts, strict=True)
    ]
    lines = [line for line, _ in each]
    return (
        sum(
            amount
            for line, amount in each
            if where is None or where.truth(line.scope) is YES
        ),
        sum(amount for _, amount in each),
        sum(not line.credits.hundredths for line in lines),
        -len({item for line in lines for item in line.items}),
        -sum(options[n].rank for n in earned),
    )


@slow
@given(tree=policies(), document=cases())
def test_the_answer_is_the_best_selection_there_is(tree, document):
    policy = read(tree)
    case = Case.of(document)

    answer = evaluate(policy, case)

    assert not answer.has_gap
    found = {given_(line): line.credits.fraction for line in answer.yes_lines}
    assert found == the_best(policy, case)


@settings(slow, max_examples=120)
@given(
    tree=policies(cap=caps_of_courses()),
    document=cases(types=["bundle", "bundle", "plain"]),
)
def test_of_a_bundle_what_is_under_a_cap_is_cut_and_nothing_else(tree, document):
    policy = read(tree)
    case = Case.of(document)

    answer = evaluate(policy, case)

    found = {given_(line): line.credits.fraction for line in answer.yes_lines}
    assert found == the_best(policy, case)


@slow
@given(tree=policies(), document=cases())
def test_posted_lines_and_this_answer_never_exceed_a_cap(tree, document):
    policy = read(tree)
    case = Case.of(document)
    asking = Asking(policy, case)
    answer = evaluate(policy, case)
    scopes = {
        given_(line): line.scope for one in options_of(asking) for line in one.lines
    }

    for cap in policy.caps:
        before, most = {}, {}
        for key, credits, items in prior_under(asking, cap):
            before.setdefault(key, []).append((credits, items))
        rows = {key: list(some) for key, some in before.items()}
        for line in answer.yes_lines:
            scope = scopes[given_(line)]
            if cap.where.truth(scope) is YES:
                for key in keys(cap.over, scope, line.items):
                    rows.setdefault(key, []).append((line.credits.fraction, line.items))
                    most[key] = cap.max.amount(scope).known
        for key, limit in most.items():
            posted = amount_under(cap, before.get(key, []))
            assert amount_under(cap, rows[key]) <= max(limit, posted)


@slow
@given(tree=policies(is_open=True), document=cases(is_open=True), data=st.data())
def test_the_order_of_the_input_never_matters(tree, document, data):
    policy = read(tree)
    document["findings"] += [
        {"name": "amount", "value": "2"},
        {"name": "amount", "target": "C1", "value": "1"},
        {"name": "same", "value": "no", "on": "2025-01-02"},
    ]
    shuffled = {
        **document,
        **{
            name: data.draw(st.permutations(document[name]))
            for name in ("portfolio", "prior", "choices", "findings")
        },
    }

    one = evaluate(policy, Case.of(document))
    two = evaluate(policy, Case.of(shuffled))

    assert one.json() == two.json()
    assert one.digest == two.digest


@slow
@given(tree=policies(is_open=True), document=cases(is_open=True))
def test_recomputing_gives_the_stored_answer_byte_for_byte(tree, document):
    policy = read(tree)
    case = Case.of(document)
    stored = canonical(evaluate(policy, case).json())

    again = Case.of(case.json())

    assert again == case
    assert canonical(again.json()) == canonical(case.json())
    assert canonical(evaluate(policy, again).json()) == stored


@slow
@given(tree=policies(is_open=True), document=cases(is_open=True))
def test_credits_are_exact_and_nothing_in_an_answer_is_a_float(tree, document):
    policy = read(tree)
    answer = evaluate(policy, Case.of(document))

    def words(part):
        if isinstance(part, dict):
            return [word for one in part.values() for word in words(one)]
        if isinstance(part, list | tuple):
            return [word for one in part for word in words(one)]
        return [part]

    assert {type(word) for word in words(answer.json())} <= {str, type(None)}
    for line in answer.lines:
        assert line.credits.fraction * 100 % 1 == 0
        assert line.credits_max is None or line.credits <= line.credits_max
    assert answer.credits_max is None or answer.credits <= answer.credits_max


@st.composite
def resolutions(draw, document):
    """Judge what was not judged and say what was not known."""
    facts = {
        "category": ["a", "b", "c"],
        "provider": [*PROVIDERS, "r"],
        "level": LEVELS,
        "score": ["59", "60"],
        "bank_value": ["0", "3", "8"],
    }
    settled = [
        {**{k: draw(st.sampled_from(v)) for k, v in facts.items()}, **item}
        for item in document["portfolio"]
    ]
    judged = {(one["name"], one.get("item")) for one in document["findings"]}
    more = [
        one
        for item in document["portfolio"]
        for one in every_finding(draw, item["id"])
        if (one["name"], one["item"]) not in judged
    ]
    if ("limit", None) not in judged:
        more.append({"name": "limit", "value": draw(st.sampled_from(LIMITS))})
    prior = [
        {
            "category": draw(st.sampled_from(["a", "b", "c"])),
            "provider": draw(st.sampled_from([*PROVIDERS, "r"])),
            "level": draw(st.sampled_from(LEVELS)),
            **one,
        }
        for one in document["prior"]
    ]
    return {
        **document,
        "portfolio": settled,
        "prior": prior,
        "findings": [*document["findings"], *more],
    }


@settings(slow, max_examples=150)
@given(tree=policies(is_open=True), document=cases(is_open=True), data=st.data())
def test_what_is_open_never_becomes_credit(tree, document, data):
    """However all that is open turns out, a yes stays, and earns what it earned."""
    policy = read(tree)
    before = evaluate(policy, Case.of(document))
    after = evaluate(policy, Case.of(data.draw(resolutions(document))))
    assume(not after.has_gap)

    assert earns(before).items() <= earns(after).items()
    assert before.credits <= after.credits
    assert before.credits_max is None or after.credits <= before.credits_max
    assert after.decision is not Decision.UNDECIDED


@slow
@given(tree=policies(is_open=True), document=cases(is_open=True))
def test_an_undecided_line_names_what_is_open(tree, document):
    answer = evaluate(read(tree), Case.of(document))

    for line in answer.lines:
        if line.decision is Decision.UNDECIDED:
            assert OPEN_CODES & {reason.code for reason in line.reasons}


@slow
@given(tree=policies(is_open=True), document=cases(is_open=True))
def test_no_holding_is_awarded_twice_for_one_course(tree, document):
    """Nor what an earlier line was posted for: each use takes its key once (law 6)."""
    case = Case.of(document)
    answer = evaluate(read(tree), case)

    before = {(item, one.target, "") for one in case.prior for item in one.items}
    uses = uses_of(answer.yes_lines)
    assert len(uses) == len(set(uses))
    assert before.isdisjoint(uses)
