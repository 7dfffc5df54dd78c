"""Whatever is sent, the bank answers it: no request ends in an error of ours."""

from __future__ import annotations

import json
import re

import pytest
from builders import PASSWORD, a_claim, a_holding, signed_in
from callers import caller

from creditbank.core.people import Membership, Role
from creditbank.services import people

NUMBERS = ["9" * 26, "9" * 5_000, "²", "٣", "-1", "1e9", "0x1", " 1", ""]
HOSTILE = ["a\0b", "9" * 26, "²", "x" * 3_000, "~", "字" * 200]
QUERIES = "after cursor limit q code purpose holding from to number token confirmed"
FORMS = (
    "answer_digest back choice citizen_id claim code credential days email finding "
    "from ground holding holder_name hours issued_on item language last_day level line "
    "name note number on outcome owner_key password pin purpose reason scope score "
    "starts_on step token value verdict withdrawn_on"
)
PLACES = [
    Membership(Role.REVIEWER, "bank"),
    Membership(Role.REGISTRAR, "bank"),
    Membership(Role.OFFICER, "gdfzzc"),
    Membership(Role.OPERATOR, "bank"),
]


@pytest.fixture
def everyone(bank):
    """A learner who holds every role besides."""
    return people.enroll(
        "all@example.org", PASSWORD, name="李", memberships=PLACES, world=bank
    )


@pytest.mark.parametrize(
    "back",
    [
        "/\t/evil.example",
        "/\n/evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        " //evil.example",
        "/\x00/evil.example",
        "/\x7f/evil.example",
        "evil.example",
        "",
    ],
)
def test_no_address_of_another_place_is_ever_gone_back_to(client, back):
    answer = client.post("/language", data={"language": "en", "back": back})
    assert answer.headers.get("Location", "/") == "/"


@pytest.mark.parametrize("back", ["/outcomes?q=证书&after=3", "/v/A-B", "/"])
def test_a_path_of_ours_is_gone_back_to(client, back):
    answer = client.post("/language", data={"language": "en", "back": back})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(back.partition("证")[0])


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_none_is_refused_wherever_one_is_read(
    client, bank, everyone, number
):
    held = a_holding(bank, everyone)
    mine = caller(client, bank, everyone)
    signed_in(client, "all@example.org")

    assert client.get(f"/status/revocation/{number}").status_code == 404
    assert mine.get("accounts/me/entries", cursor=number or "x").status_code == 422
    assert client.get("/account", query_string={"after": number}).status_code == 422
    days = client.post("/people/tokens", data={"name": "n", "days": number})
    assert days.status_code == 422
    assert mine.get("holdings").json["items"][0]["id"] == held.id


def paths(app, method):
    """Every address, its places filled with one hostile text after another."""
    for number, rule in enumerate(app.url_map.iter_rules()):
        if method in rule.methods and rule.endpoint not in {
            "static",
            "people.sign_out",
        }:
            text = HOSTILE[number % len(HOSTILE)].replace("\0", "%00")
            yield re.sub(r"<[^>]+>", text, rule.rule)


def test_no_address_and_no_query_is_answered_with_an_error_of_ours(
    app, client, bank, everyone
):
    signed_in(client, "all@example.org")
    headers = caller(client, bank, everyone).headers
    found = set()
    for path in paths(app, "GET"):
        for number, name in enumerate(QUERIES.split()):
            query = {name: HOSTILE[number % len(HOSTILE)]}
            answer = client.get(path, query_string=query, headers=headers)
            if answer.status_code >= 500:
                found.add((path[:60], name))
    assert found == set()


def test_no_form_is_answered_with_an_error_of_ours(app, client, bank, everyone):
    signed_in(client, "all@example.org")
    found = set()
    for path in paths(app, "POST"):
        for text in () if path.startswith("/api/") else HOSTILE:
            answer = client.post(path, data=dict.fromkeys(FORMS.split(), text))
            if answer.status_code >= 500:
                found.add((path[:60], text[:20]))
    assert found == set()


@pytest.mark.parametrize("text", ["\ud800", "a\0b"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("holdings", {"outcome": "?", "issued_on": "2022-05-01"}),
        ("holdings", {"outcome": "X012-2", "number": "?", "issued_on": "2022-05-01"}),
        ("claims", {"purpose": "convert:?/x", "holdings": ["?"]}),
        ("claims", {"purpose": "deposit", "holdings": ["x", "?"]}),
        ("claims/x/findings", {"name": "?", "value": "yes"}),
        ("transcripts", {"credentials": ["?"]}),
        ("holdings", {"?": 1}),
    ],
)
def test_a_body_with_text_that_no_database_keeps_is_refused_and_named(
    client, bank, everyone, path, body, text
):
    given = json.dumps(body).replace("?", json.dumps(text)[1:-1])
    mine = caller(client, bank, everyone)
    answer = mine.post(path, data=given, content_type="application/json")
    assert answer.status_code == 422
    assert set(answer.json["fields"]) <= {*body, "json"}
    assert mine.get("holdings").json["items"] == []


@pytest.mark.parametrize("given", ["{", "[", '{"a":1,"a":2}', "[" * 5_000, "NaN"])
def test_a_body_that_is_no_json_is_refused(client, bank, everyone, given):
    mine = caller(client, bank, everyone)
    answer = mine.post("claims", data=given, content_type="application/json")
    assert answer.status_code == 422
    assert list(answer.json["fields"]) == ["json"]


BODIES = {
    "holdings": {
        "outcome": "X012-2",
        "issued_on": "2022-05-01",
        "number": "1",
        "holder_name": "李",
        "level": "中级",
        "score": "80",
        "hours": "40",
        "major": "x",
        "expires_on": "2030-01-01",
    },
    "claims": {"purpose": "deposit", "holdings": ["x"], "choices": []},
    "claims/x/findings": {"name": "a", "value": "yes", "item": "i", "target": "t"},
    "claims/x/steps": {"step": "a", "verdict": "agreed"},
    "claims/x/rulings": {"objection": 1, "ruling": "upheld", "note": "n"},
    "claims/x/return": {"reason": "other", "note": ""},
    "claims/x/recognize": {"answer_digest": "0" * 64},
    "entries/x/reverse": {"lines": [1], "note": "n"},
    "transcripts": {
        "scope": "account",
        "credentials": None,
        "supersede": True,
        "withhold": [],
    },
    "shares": {
        "transcript": "x",
        "credentials": [],
        "receipts": False,
        "days": 3,
        "note": "",
        "pin": "",
    },
    "policies/evaluate": {"policy": "bank/deposit", "version": "1", "case": {}},
    "verifications/batch": {"items": []},
}
JSONS = (
    *("x" * 3_000, "", "²", "~", 10**16, -1, 0.5, None, True, [], {}, [[]], ["x"]),
    *({"x": {"x": []}}, [{"item": 1, "target": "t"}], ["x"] * 600),
)


@pytest.mark.parametrize("path", BODIES)
def test_no_body_is_answered_with_an_error_of_ours(client, bank, everyone, path):
    held = a_holding(bank, everyone)
    claim = a_claim(bank, everyone, held, submitted=False)
    mine = caller(client, bank, everyone)
    address = path.replace("/x/", f"/{claim.id}/")
    found = set()
    for body in ([], 5, "x", None):
        if mine.post(address, body).status_code >= 500:
            found.add(str(body))
    for name in BODIES[path]:
        for value in JSONS:
            answer = mine.post(address, {**BODIES[path], name: value})
            if answer.status_code >= 500:
                found.add((name, str(value)[:30]))
    assert found == set()
