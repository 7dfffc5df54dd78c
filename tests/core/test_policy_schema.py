"""The published schema of the policy language says what the reader says.

It is held to the reader from both sides: every member the reader asks for stands in
it and no other; what is refused for its form here is refused there.
"""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from policy_texts import BROKEN, CITED, RULE, WORDS, tree

from creditbank.adapters.policy_files import node_tree, plain
from creditbank.core.policies import policy_of
from creditbank.core.policies.comparing import Relation
from creditbank.core.policies.examples import examples_of
from creditbank.core.policies.fields import FIELDS
from creditbank.core.policies.nodes import PolicyFaultsError, node_of
from creditbank.core.policies.reading_conditions import HELD, JOINED
from creditbank.core.policies.schema import PARTS, document
from creditbank.core.policies.steps import Steps
from creditbank.core.policies.tables import Table
from creditbank.core.values import Digest

ROOT = Path(__file__).parents[2]
SEED = sorted((ROOT / "seed" / "policies").glob("*.yaml"))
SCHEMA = json.loads(json.dumps(document({})))
VALIDATOR = Draft202012Validator(SCHEMA)

# What is wrong by form alone: it needs no other part of the file to be seen.
FORM = {
    *("missing", "unknown_member", "not_text", "not_a_table", "not_a_list"),
    *("not_one_of", "one_value_needed", "relation_needed", "empty_list"),
    *("fact_of_what", "trims_credits_only", "bundle_without_target"),
    *("language_not_known",),
}
WHEN = {"item.type": "t"}
ANY_WAY = {
    "item.level": {"at_least": "A", "on": "l"},
    "item.major": {"in_table": "item.type", "on": "t"},
    "item.score": {"min": "60", "below": "const.k"},
    "item.rank": {"max": "3", "above": "0"},
    "item.issued_on": {"min": "learner.enrolled_on - 5 years", "max": "2030-01-01"},
    "item.issued_on.year": {"min": "2020"},
    "item.prize": {"not": ["a", "b"]},
    "item.category": {"in": ["a"]},
    "item.class": {"at_most": "B", "on": "l"},
    "item.series": {"same_as": "item.family"},
    "item.role": {"not_same_as": "item.family"},
    "learner.passed": {"lacks": "C"},
    "learner.enrolled_in": {"has": ["C", "D"]},
    "item.hours": {"at_most": "B", "on": "l"},
    "target.starts_on": {"at_most": "B", "on": "l"},
    "derived.d": {"at_most": "B", "on": "l"},
    "any_of": [{"item.special": {"min": "1"}}, {"finding.amount": {"max": "2"}}],
    "all_of": [WHEN],
    "none_of": [{"derived.d": "x"}],
    "holds": WHEN,
    "lacks": WHEN,
    "posted": {"line.effect": "elective"},
    "not_posted": {"target.code": ["C", "D"]},
}
GRADES = [
    {"word": "A"},
    {"formula": "item.score"},
    {"table": "words"},
    {"by": "item.grade_scale", "values": {"five": "A"}},
    {
        "distribution": {
            "from": "ds",
            "to": "ds",
            "grade": "item.grade",
            "by": "midpoint",
            "ties": "highest",
        }
    },
]
FINDING = {"by": "reviewer", "asks": WORDS}
COUNTED = {"counts": "credits", "where": {"line.rule": "a"}, **CITED}
CASE = {
    "learner": {"major": "M", "passed": ["C"], "enrolled_in": "D"},
    "programme": {
        "code": "p",
        "courses": [{"code": "C", "credits": "4"}],
        "terms": [{"code": "T", "starts_on": "2025-02-01"}],
    },
    "portfolio": [{"id": "h", "type": "t"}],
    "prior": [
        {"line": "l", "items": ["h"], "target": "C", "credits": "2", "rule": "a"}
    ],
    "purpose": "deposit",
    "as_of": "2025-01-01",
    "findings": [
        {
            "name": "same",
            "value": "yes",
            "item": "h",
            "target": "C",
            "by_role": "reviewer",
            "on": "2025-01-01",
        }
    ],
    "choices": [{"item": "h", "target": "C"}],
    "objective": "credits",
    "salt": "s",
    "expect": {},
}
# One of everything the language knows.
EVERY = tree(
    programmes=["p"],
    source={
        "document": "例",
        "completeness": "full",
        "address": "-",
        "number": "1",
        "date": "2020",
    },
    effective={"by": "issued_on", "from": "2020-01-01", "to": "2030-01-01"},
    supersedes={"version": "0", "kept_by": {"learner.region": "R"}},
    scope={"scope": "s", **CITED, "when": {"learner.major": "M"}},
    objectives=[{"objective": "o", "says": WORDS, "where": {"target.bucket": "b"}}],
    constants=[
        {"constant": "k", "value": "2.5", "unit": "points", "says": WORDS, **CITED}
    ],
    facts=[
        {
            "fact": "item.special",
            "type": "number",
            "unit": "",
            "min": "0",
            "max": "9",
            "says": WORDS,
        }
    ],
    ladders={"l": ["A", "B"]},
    tables={"t": {"x": ["A"]}},
    lookups=[
        {"lookup": "words", "keys": ["item.grade"], "rows": {"A": "B", "*": "C"}},
        {
            "lookup": "numbers",
            "says": WORDS,
            "keys": ["item.class", "item.role"],
            "unit": "credits",
            "rows": {"A": {"x": "1", "y": "2"}},
        },
    ],
    bands=[
        {
            "says": WORDS,
            "bands": "b",
            "of": "item.score",
            "unit": "credits",
            "gaps": "yes",
            "rows": [
                {"from": "1", "to": "2", "value": "1"},
                {"from": "9", "value": "2"},
            ],
        }
    ],
    distributions=[{"distribution": "ds", "grades": {"A": "40", "B": "60"}}],
    derived=[
        {
            "says": WORDS,
            "derived": "d",
            **CITED,
            "cases": [
                {"when": WHEN, "word": "x"},
                {"when": {"item.type": "u"}, "table": "words"},
            ],
        },
        {"derived": "n", **CITED, "unit": "points", "cases": [{"number": "1"}]},
    ],
    findings=[
        {"finding": "amount", "unit": "credits", "min": "0", "max": "5", **FINDING},
        {"finding": "same", "unit": "yes_no", "leaves_open": "yes", **FINDING},
        {"finding": "which", "unit": "one_of", "words": ["a", "b"], **FINDING},
        {"finding": "group", "unit": "group", **FINDING},
    ],
    gates=[{"gate": "g", "when": WHEN, **CITED}],
    rules=[
        {**RULE, "when": ANY_WAY, "bundle": ["C"], "without_target": "no"},
        {
            **RULE,
            "rule": "b",
            "with": [{"holding": "other", "when": {"item.type": "u"}}],
            "when": {"other.score": {"min": "1"}},
            "credits": [
                {"when": {"item.scope": "x"}, "value": "lookup.numbers"},
                {"value": "band.b"},
            ],
            "fallback": "yes",
            "without_target": "yes",
            "alternative_to": "a",
            "term": "item.term",
            "consumes": "1",
            "grade": {"cases": [{"when": {"item.type": "v"}, **one} for one in GRADES]},
        },
        *(
            {**RULE, "rule": f"g{n}", "grade": {"when": WHEN, **one}}
            for n, one in enumerate(GRADES)
        ),
    ],
    groups=[
        {
            "group": "h",
            "by": "item.series",
            "highest": "item.level",
            "on": "l",
            **CITED,
        },
        {"group": "n", "by": ["item.series"], "nets": "yes", **CITED},
    ],
    caps=[
        {"cap": "c", "over": "all", "max": "9", "bites": "whole", **COUNTED},
        {
            "cap": "t",
            "over": ["item.provider"],
            "max": "9",
            "bites": "trim",
            "step": "0.5",
            "within": "c",
            **COUNTED,
        },
    ],
    minimums=[{"minimum": "m", "needed_by": {}, "min": "1", **COUNTED}],
    windows=[
        {
            "window": "w",
            "opens": "term.starts_on + 1 week",
            **CITED,
            "closes": "2026-01-01",
            "closes_possible": "2026-01-02",
        },
        {
            "window": "v",
            "after": "term.starts_on",
            **CITED,
            "days": "7",
            "days_possible": "8",
        },
    ],
    steps=[{"step": "s", "by": "officer", "notice_days": "5", "asks": WORDS}],
    common_case=CASE,
    examples=[
        {
            "example": "e",
            "of": "a",
            "kind": "yes",
            "says": "例",
            "case": CASE,
            "expect": {"decision": "yes"},
        }
    ],
)


def faults(written):
    """Name what the reader finds wrong, in the policy and in its examples."""
    root = node_of(written)
    _, found = examples_of(root, Steps())
    try:
        policy_of(root, Digest("0" * 64))
    except PolicyFaultsError as error:
        found.extend(error.faults)
    # Which objectives there are is seen only in the whole file.
    return {"" if one.facts.get("name") == "objective" else one.code for one in found}


def parts_of(value, shape=SCHEMA, name="policy"):
    """Walk a file beside the schema: each table with the part it is."""
    if "$ref" in shape:
        name = shape["$ref"].removeprefix("#/$defs/")
        shape = SCHEMA["$defs"][name]
    if isinstance(value, dict) and "properties" in shape:
        yield name, value
        for key, one in value.items():
            inner = shape["properties"].get(key, shape.get("additionalProperties", {}))
            yield from parts_of(one, inner, key) if inner is not False else ()
    elif isinstance(value, dict) and "additionalProperties" in shape:
        for one in value.values():
            yield from parts_of(one, shape["additionalProperties"], name)
    elif isinstance(value, list) and "items" in shape:
        for one in value:
            yield from parts_of(one, shape["items"], name)
    for one in shape.get("anyOf", ()):
        yield from parts_of(value, one, name)


def test_the_schema_is_a_json_schema_of_2020_12():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    used = set(re.findall(r"#/\$defs/(\w+)", json.dumps(SCHEMA)))
    assert used == set(SCHEMA["$defs"])


def test_one_of_everything_is_read_and_is_valid():
    assert faults(EVERY) == set()
    assert [one.message for one in VALIDATOR.iter_errors(EVERY)] == []


@pytest.fixture
def asked(monkeypatch):
    """Record the members the reader asks for, by the table it asks them of."""
    found = {}

    def recording(function):
        def wrapped(table, name, *more):
            found.setdefault(str(table.node), set()).add(name)
            return function(table, name, *more)

        return wrapped

    for name in ("has", "node_at"):
        monkeypatch.setattr(Table, name, recording(getattr(Table, name)))
    return found


def test_every_member_the_reader_asks_for_stands_in_the_schema_and_no_other(asked):
    faults(EVERY)

    members, seen = {}, {}
    for name, part in parts_of(EVERY):
        members.setdefault(name, set()).update(part)
        seen.setdefault(name, set()).update(asked.get(str(node_of(part)), set()))

    for name, shape in PARTS.items():
        if name in {"rows", "case", "expect", "conditions"}:
            continue  # tables whose members are read as they come
        if name.startswith("test"):
            seen[name] &= set(shape["properties"])  # every relation is asked for
        known = set(shape["properties"])
        # piecewise asks for "-", so that one amount alone has no conditions
        assert seen[name] - {"-"} == known, name
        if not name.startswith("test"):
            assert members[name] == known, name


def test_every_word_and_every_fact_the_reader_knows_stands_in_the_schema():
    known = set(SCHEMA["$defs"]["conditions"]["properties"])
    assert known >= {*JOINED, *HELD, *FIELDS, "item.issued_on.year"}
    tests = SCHEMA["$defs"]["test"]["properties"]
    assert set(tests) == {*(one.value for one in Relation), "on"}


@pytest.mark.parametrize(("broken", "code"), BROKEN)
def test_what_is_wrong_by_form_is_refused_by_both(broken, code):
    written = tree(**broken)
    codes = faults(written)
    assert code in codes
    if codes & FORM:
        assert not VALIDATOR.is_valid(written)


@pytest.mark.parametrize("file", SEED, ids=lambda file: file.stem)
def test_a_policy_in_force_is_valid_as_we_read_it_and_as_an_editor_does(file):
    content = file.read_bytes()
    for read in (plain(node_tree(content)), as_an_editor_reads(content)):
        assert [one.message for one in VALIDATOR.iter_errors(read)] == []


class Editor(yaml.SafeLoader):
    """YAML 1.2 with its core schema, as editors read it: numbers, booleans, nulls."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the name and form are PyYAML's


for tag, pattern in {
    "null": r"^(?:~|null|Null|NULL|)$",
    "bool": r"^(?:true|True|TRUE|false|False|FALSE)$",
    "int": r"^[-+]?[0-9]+$",
    "float": r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
}.items():
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), None)
Editor.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node))
)


def keyed(value):
    """Name members by texts, as JSON does."""
    if isinstance(value, dict):
        return {str(key): keyed(one) for key, one in value.items()}
    return [keyed(one) for one in value] if isinstance(value, list) else value


def as_an_editor_reads(content):
    return keyed(yaml.load(content, Loader=Editor))  # noqa: S506 - SafeLoader's child


def test_an_editor_makes_numbers_and_booleans_where_we_read_text():
    read = as_an_editor_reads(b"{a: 007, b: 2.5, c: no, d: true, e: , 1: x}")
    assert read == {"a": 7, "b": 2.5, "c": "no", "d": True, "e": None, "1": "x"}
    assert VALIDATOR.is_valid({**EVERY, "language": 1, "version": 7, "code": True})
    for name, value in {"language": 2, "purpose": True, "rules": {}}.items():
        assert not VALIDATOR.is_valid({**EVERY, name: value})


def places(value, path=()):
    """Give the path of every value of a file."""
    yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from places(one, (*path, number))


PLACES = [path for path in places(EVERY) if path]
ODD = [
    "",
    "x",
    "yes",
    "1",
    "-2.5",
    "2020-01-01",
    "item.score",
    [],
    ["x"],
    {},
    {"x": "y"},
]


@st.composite
def mutations(draw):
    """Draw one of everything, with something lost, misspelled, put in or turned."""
    written = copy.deepcopy(EVERY)
    for _ in range(draw(st.integers(1, 2))):
        *path, last = draw(st.sampled_from(PLACES))
        part = written
        try:
            for step in path:
                part = part[step]
            value = part[last]
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(part, str):
            continue
        odd = copy.deepcopy(draw(st.one_of(st.sampled_from(ODD), st.text(max_size=6))))
        how = draw(st.sampled_from(["lose", "misspell", "turn", "add", "move"]))
        if how == "lose":
            del part[last]
        elif how == "misspell" and isinstance(part, dict):
            part[f"{last}s"] = part.pop(last)
        elif how == "add" and isinstance(value, dict):
            names = st.sampled_from([path[-1] for path in PLACES])
            value[str(draw(names))] = odd
        elif how == "move":
            part[last] = [value]
        else:
            part[last] = odd
    return written


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutations())
def test_what_the_schema_refuses_the_reader_refuses_and_what_is_wrong_by_form(written):
    codes = faults(written)
    if VALIDATOR.is_valid(written):
        assert not codes & FORM
    else:
        assert codes
