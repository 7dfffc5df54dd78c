"""What the reference of the policy language shows can be run as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from creditbank.adapters.policy_files import node_tree, plain, read_policy
from creditbank.core.policies import Case, evaluate
from creditbank.core.policies.examples import differences
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


@pytest.mark.parametrize("text", WHOLE)
def test_the_whole_policy_of_the_reference_is_valid_against_the_schema(text):
    validator = Draft202012Validator(json.loads(schema()))
    assert list(validator.iter_errors(plain(node_tree(text.encode())))) == []
