"""The bench asks the bank and its controls the same, and both can answer."""

from __future__ import annotations

import pytest

from bench._bank import opened
from bench.verification import asked_of, controlled


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    bank = opened(tmp_path_factory.mktemp("bench"), courses=2)
    return bank.app, controlled(bank), asked_of(bank)


@pytest.mark.parametrize("number", range(3))
def test_bank_and_control_answer_by_file_by_code_and_by_page(asked, number):
    ours, control, ways = asked
    for app in (ours, control):
        ways[number].of(app, 2)
