"""What the reference of the policy language shows can be run as it stands."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from creditbank.adapters.policy_files import node_tree, plain, read_policy
from creditbank.core.policies import (
    Case,
    evaluate,
    evaluate_versions,
    policy_of,
)
from creditbank.core.policies.examples import differences, examples_of
from creditbank.core.policies.nodes import node_of
from creditbank.core.policies.steps import Steps
from creditbank.core.values import Digest
from creditbank.language.policy_form import MEMBERS, SHARED
from creditbank.services.policies import check_file, schema

REFERENCE = Path(__file__).parents[2] / "docs" / "policy-language.md"
BLOCKS = re.findall(
    r"```(yaml|json)\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL
)
YAML = [text for kind, text in BLOCKS if kind == "yaml"]
WHOLE = [text for text in YAML if text.startswith("language:")]


def test_a_whole_policy_of_the_reference_passes_its_check_and_answers_its_case():
    (whole,) = WHOLE
    assert check_file(whole.encode()).faults == ()
    (asked,) = [json.loads(text) for kind, text in BLOCKS if kind == "json"]
    answer = evaluate(read_policy(whole.encode()), Case.of(asked))
    assert differences(asked["expect"], answer.json()) == []
    assert differences({"decision": "yes"}, answer.json())


@pytest.mark.parametrize("text", YAML, ids=lambda text: text.split(":")[0].strip())
def test_what_the_reference_shows_is_plain_yaml(text):
    assert node_tree(text.encode())


ROWS = re.findall(
    r"^\| `(\w+)` \| (.*) \|$", REFERENCE.read_text("utf-8"), re.MULTILINE
)


def test_what_an_editor_shows_of_a_member_is_what_the_reference_says():
    said = {**SHARED, **MEMBERS["rule"], **MEMBERS["policy"]}
    shown = {name: said[name]["en"] for name in dict(ROWS)}
    for name, text in ROWS:
        assert shown[name] in text.replace("`", ""), name
    assert set(MEMBERS["rule"]) | {"clause", "published", "when"} <= set(shown)


def test_every_member_of_the_schema_says_what_it_is_in_both_languages():
    written = json.loads(schema())
    for part in (written, *written["$defs"].values()):
        for name, member in part.get("properties", {}).items():
            if not name.endswith(".year"):
                assert " · " in member["description"], name


# --- worked examples: each block stands in for the rules of the whole policy

ONLY = {"rules", "common_case", "examples"}
GROUPS = re.findall(
    r"^\*\*(\d+)\. ([^*]+)\.\*\*.*?```yaml\n(.*?)```",
    REFERENCE.read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)
WORKED = [text for text in YAML if "examples:" in text and text not in WHOLE]


def whole_with(text):
    """Put a worked block in place of the rules of the whole policy."""
    head = plain(node_tree(WHOLE[0].encode()))
    block = plain(node_tree(text.encode()))
    kept = {name: part for name, part in head.items() if name not in ONLY}
    return {**kept, **block}


def versions_of(tree):
    """Give the policy, and before it the version it takes the place of."""
    policy = policy_of(node_of(tree), Digest("0" * 64))
    if "supersedes" not in tree:
        return [policy]
    head = plain(node_tree(WHOLE[0].encode()))
    last = policy.effective.starts_on - timedelta(days=1)
    head["effective"]["to"] = last.isoformat()
    return [policy_of(node_of(head), Digest("0" * 64)), policy]


def examples(text):
    found, faults = examples_of(node_of(whole_with(text)), Steps())
    assert faults == []
    return found


def test_each_of_the_ten_groups_of_features_has_its_worked_block():
    assert [number for number, _, _ in GROUPS] == [str(n) for n in range(1, 11)]
    assert [name for _, name, _ in GROUPS] == [
        *("Mapping", "Eligibility", "Time", "Value", "Grades", "Caps and minimums"),
        *("Non-duplication", "Judgement", "Steps", "Effects"),
    ]
    assert {text for _, _, text in GROUPS} <= set(WORKED)
    for text in WORKED:
        kinds = {one.kind for one in examples(text)}
        assert kinds & {"yes", "boundary"}
        assert kinds & {"no", "undecided", "boundary"}
        assert {one.of for one in examples(text)} == {
            rule.cited.name for rule in versions_of(whole_with(text))[-1].rules
        }


@pytest.mark.parametrize(
    ("text", "one"),
    [
        pytest.param(text, one, id=f"{one.of}: {one.name}")
        for text in WORKED
        for one in examples(text)
    ],
)
def test_a_worked_example_answers_as_the_reference_says(text, one):
    answer = evaluate_versions(versions_of(whole_with(text)), one.case)
    assert one.expect
    assert differences(one.expect, answer.json()) == []


def test_the_steps_of_the_reference_are_what_the_workflow_reads():
    (text,) = [one for one in WORKED if one.startswith("steps:")]
    (policy,) = versions_of(whole_with(text))
    assert [(one.by_role, one.notice_days) for one in policy.steps] == [
        *(("teacher", 0), ("college", 0), ("officer", 0), ("committee", 0)),
        ("registrar", 5),
    ]


def test_what_a_line_of_the_reference_consumes_is_reckoned():
    text = GROUPS[-1][2]
    (policy,) = versions_of(whole_with(text))
    case = next(one.case for one in examples(text) if one.name == "transferred")
    (line,) = evaluate(policy, case).yes_lines
    assert str(line.consumes) == "4"


def parts_shown(text, rule):
    """Give every part that a block shows, as it stands in a whole file."""
    node = node_tree(text.encode())
    if node.items is not None:
        yield {"rules": plain(node)}
    for key, part in node.pairs or ():
        is_of_rule = key.text in {"grade", "credits"}
        shown = {key.text: plain(part)}
        yield {"rules": [{**rule, **shown}]} if is_of_rule else shown


@pytest.mark.parametrize("text", YAML, ids=lambda text: text.split(":")[0].strip())
def test_every_example_of_the_reference_is_valid_against_the_schema(text):
    validator = Draft202012Validator(json.loads(schema()))
    whole = plain(node_tree(WHOLE[0].encode()))
    for part in parts_shown(text, whole["rules"][0]):
        assert [one.message for one in validator.iter_errors({**whole, **part})] == []
