"""A refusal over the API names each field at fault, in the reader's language."""

from __future__ import annotations

import io
import re

import pytest
from builders import PDF, a_claim, a_holding, a_learner, a_reviewer, recognized
from callers import caller
from marshmallow import ValidationError, fields

from creditbank.language.fields import MESSAGES, message_text
from creditbank.web.schemas import api, shares

HOLDING = {"outcome": "X012-2", "issued_on": "2022-05-01"}
CLAIM = {"purpose": "deposit", "holdings": ["x"]}


def is_chinese(text):
    return bool(re.search("[一-鿿]", text))


@pytest.mark.parametrize(
    ("path", "body", "code", "at_fault"),
    [
        ("holdings", {**HOLDING, "issued_on": "soon"}, "bad_value", "issued_on"),
        ("holdings", {**HOLDING, "expires_on": "soon"}, "bad_value", "expires_on"),
        ("holdings", {**HOLDING, "hours": "many"}, "bad_value", "hours"),
        ("holdings", {**HOLDING, "level": "𪚥"}, "unprintable", "level"),
        ("holdings", {**HOLDING, "issued_on": 5}, "bad_fields", "issued_on"),
        ("holdings", {**HOLDING, "more": "x"}, "bad_fields", "more"),
        ("holdings", {"outcome": "X012-2"}, "bad_fields", "issued_on"),
        ("claims", {**CLAIM, "holdings": []}, "bad_fields", "holdings"),
        ("claims", {**CLAIM, "holdings": [5]}, "bad_fields", "holdings.0"),
        ("claims", {**CLAIM, "holdings": "x"}, "bad_fields", "holdings"),
        ("claims", {**CLAIM, "purpose": "convert:no/where"}, "bad_value", "purpose"),
        ("claims", [], "bad_fields", "json"),
        ("claims", {**CLAIM, "choices": [{}]}, "bad_fields", "choices.0.item"),
    ],
)
def test_a_field_at_fault_is_named_by_its_own_name(
    client, bank, path, body, code, at_fault
):
    learner = a_learner(bank)
    if at_fault == "purpose":
        body = {**body, "holdings": [a_holding(bank, learner).id]}
    mine = caller(client, bank, learner)

    for language in ("zh", "en"):
        mine.headers["Accept-Language"] = language
        answer = mine.post(path, body)
        assert answer.status_code == 422
        assert answer.json["code"] == code
        assert list(answer.json["fields"]) == [at_fault]
        for said in (answer.json["detail"], answer.json["fields"][at_fault]):
            assert is_chinese(said) == (language == "zh"), said


@pytest.mark.parametrize(
    ("query", "at_fault"),
    [({"cursor": "x"}, "cursor"), ({"limit": "abc"}, "limit"), ({"limit": 0}, "limit")],
)
def test_a_bad_place_in_a_list_is_named_as_it_was_given(client, bank, query, at_fault):
    mine = caller(client, bank, a_learner(bank))
    for room in ("holdings", "claims", "accounts/me/entries", "outcomes"):
        if (room, at_fault) != ("outcomes", "cursor"):
            answer = mine.get(room, **query)
            assert (answer.status_code, list(answer.json["fields"])) == (
                422,
                [at_fault],
            )


def test_a_refused_file_is_the_field_file_and_its_reason_is_said(client, bank):
    learner = a_learner(bank)
    held = a_holding(bank, learner, evidence=None)
    mine = caller(client, bank, learner)
    for name, content in (("a.exe", b"MZ"), ("a.png", PDF), ("a.pdf", b"")):
        answer = mine.post(
            f"holdings/{held.id}/evidence",
            data={"file": (io.BytesIO(content), name)},
            content_type="multipart/form-data",
        )
        assert answer.json["code"] == "evidence_refused"
        assert list(answer.json["fields"]) == ["file"]
        assert not re.search("[a-z]_[a-z]", answer.json["detail"])


def test_a_reversal_without_lines_or_note_says_which_is_missing(client, bank):
    learner, reviewer = a_learner(bank), a_reviewer(bank)
    entry = recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    theirs = caller(client, bank, reviewer)
    for body, at_fault in (
        ({"lines": [], "note": "secret"}, "lines"),
        ({"lines": [1], "note": " "}, "note"),
    ):
        answer = theirs.post(f"entries/{entry.id}/reverse", body)
        assert list(answer.json["fields"]) == [at_fault]
        assert "secret" not in answer.text


def test_a_key_that_is_too_long_is_not_called_missing(client, bank):
    mine = caller(client, bank, a_learner(bank))
    answer = mine.post("holdings", HOLDING, key="x" * 81)
    assert (answer.status_code, answer.json["code"]) == (422, "bad_value")
    assert list(answer.json["fields"]) == ["Idempotency-Key"]


def said_by(schema):
    """Every message the fields of a schema could give."""
    for field in schema._declared_fields.values():  # noqa: SLF001
        yield from field.error_messages.values()
        if isinstance(field, fields.List):
            yield from field.inner.error_messages.values()
        for check in field.validators:
            for wrong in ("", "x" * 9_999, 0, 10**9, [], ["x"] * 9_999):
                try:
                    check(wrong)
                except ValidationError as error:
                    yield error.messages[0]
                except TypeError:
                    continue


def test_whatever_a_schema_says_of_a_field_is_said_in_both_languages():
    rest = list(MESSAGES)[-1]
    schemas = [
        one
        for room in (api, shares)
        for one in vars(room).values()
        if isinstance(one, type) and issubclass(one, api.Strict)
    ]
    texts = {text for schema in schemas for text in said_by(schema)}
    texts -= {"Field validator failed.", "Invalid value.", "Number too large."}
    assert len(texts) > 8
    for text in texts:
        assert message_text(text, "zh") != MESSAGES[rest]["zh"], text
        assert message_text(text, "en") != MESSAGES[rest]["en"], text
