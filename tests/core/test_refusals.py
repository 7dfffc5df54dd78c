"""What a refusal or a reason says is words: no code, no odd plural, no odd date."""

from __future__ import annotations

import ast
import re

import pytest

from creditbank.app import PACKAGE
from creditbank.core.claims import ClaimStatus, Move
from creditbank.core.errors import EvidenceRefusedError, IllegalMoveError
from creditbank.core.jobs import JobMove, JobState
from creditbank.core.transcripts.life import Act, Standing
from creditbank.language import LOCALES, filled
from creditbank.language.reasons import reason_text, requirement
from creditbank.language.refusals import DEEDS, EVIDENCE, KINDS, STANDS, refusal_text

CODE = re.compile(r"[a-z]+_[a-z]+")
INSIDE_FILES = {  # read by whoever wrote the file, who knows them by these names
    *("cryptosuite", "distribution", "multikey", "prior.items", "programme.courses"),
    *(
        "base45",
        "base58",
        "base64",
        "key",
        "programme.terms",
        "rdf",
        "cbor",
        "status_index",
        "citizen_id",
    ),
}


def named_in(error):
    """Give the first argument of every call of an error, where it is written out."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == error:
                told = [*node.args, *(one.value for one in node.keywords)]
                if told and isinstance(told[0], ast.Constant):
                    yield told[0].value


def test_every_kind_of_value_has_a_word_in_both_languages():
    kinds = set(named_in("BadValueError"))
    assert {"email", "note", "purpose"} <= kinds
    assert kinds - INSIDE_FILES <= set(KINDS)


def test_every_reason_against_a_file_has_words():
    reasons = set(named_in("EvidenceRefusedError"))
    assert reasons == set(EVIDENCE)
    for reason in reasons:
        for locale in LOCALES:
            facts = EvidenceRefusedError(reason=reason).facts
            assert not CODE.search(refusal_text("evidence_refused", facts, locale))


@pytest.mark.parametrize(
    ("states", "moves"),
    [(ClaimStatus, Move), (JobState, JobMove), (Standing, Act)],
)
def test_a_state_and_a_move_are_said_in_words(states, moves):
    assert {one.value for one in states} <= set(STANDS)
    assert {one.value for one in moves} <= set(DEEDS)
    assert {"amend", "split", "find", "agree", "rule"} <= set(DEEDS)
    refused = IllegalMoveError("returned", "decline").facts
    assert refusal_text("illegal_move", refused, "zh").startswith(
        "现在的状态是“已退回”，不能不予认定。"
    )
    assert refusal_text("illegal_move", refused, "en").startswith(
        "It is now “returned” and cannot be declined."
    )


def test_a_citizen_id_is_refused_alike_whether_wrong_or_anothers():
    one = refusal_text("bad_value", {"kind": "citizen_id", "value": "***"}, "en")
    two = refusal_text("bad_value", {"kind": "citizen_id", "value": "440*42"}, "en")
    assert one == two
    assert "citizen_id" not in one
    assert "*" not in one


def test_a_step_is_named_by_what_it_asks():
    facts = {"step": "body", "asks_zh": "评价组织同意", "asks_en": "The body agrees"}
    assert "评价组织同意" in refusal_text("step_open", facts, "zh")
    assert "The body agrees" in refusal_text("step_open", facts, "en")
    none = refusal_text("notice_open", {**facts, "until": ""}, "en")
    assert "none was opened yet" in none
    runs = refusal_text("notice_open", {**facts, "until": "2026-11-28"}, "en")
    assert "runs until 2026-11-28" in runs


def test_one_is_said_in_the_singular():
    text = "{n} {n:file|files}"
    assert [filled(text, {"n": n}) for n in (0, 1, "2")] == [
        "0 files",
        "1 file",
        "2 files",
    ]
    facts = {"max": "1", "used": "1", "over": "EC101"}
    said = reason_text("cap_lines_target", "once", "4", facts, "en")
    assert "1 time at most" in said
    assert "1 times" not in said


def test_of_dates_later_and_earlier_is_said_not_higher_and_lower():
    assert requirement("item.issued_on", "max 2025-12-31", "zh") == "不晚于2025-12-31"
    assert requirement("item.issued_on", "min learner.enrolled_on", "en") == (
        "no earlier than the date of enrolment"
    )
    assert requirement("item.score", "min 60", "zh") == "不低于60"


def test_a_formula_is_said_by_the_names_of_its_facts():
    facts = {"formula": "min(item.bank_value, 4)", "field": "item.bank_value"}
    for locale in LOCALES:
        said = reason_text("amount_unknown", "r", "1", facts, locale)
        assert "item.bank_value" not in said
    assert "the bank value" in said
