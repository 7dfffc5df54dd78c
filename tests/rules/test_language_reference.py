"""What the reference of the policy language shows can be run as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from creditbank.adapters.policy_files import node_tree, read_policy
from creditbank.core.policies import Case, evaluate
from creditbank.core.policies.examples import differences
from creditbank.services.policies import check_file

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
