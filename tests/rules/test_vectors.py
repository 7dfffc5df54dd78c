"""Every worked vector of the published rules, answered by the room it belongs to."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from creditbank.adapters.policy_files import (
    node_tree,
    plain,
    read_policy,
)
from creditbank.core.catalog import (
    AwardingBody,
    BodyStatus,
    StatusInterval,
    name_key,
)
from creditbank.core.errors import BalanceTooSmallError
from creditbank.core.policies import Case, Decision, evaluate, evaluate_versions
from creditbank.core.policies.examples import differences
from creditbank.core.policies.lookups import Distribution
from creditbank.core.policies.nearest import nearest
from creditbank.core.recognition import spent
from creditbank.core.units import PUBLISHED
from creditbank.core.values import Credits, Period, day_of
from creditbank.language.reasons import reason_text
from creditbank.services.policies import check_file

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seed" / "policies"
ORIGINALS = ROOT.parent / "shared" / "rules"


def vectors(name):
    file = Path(__file__).parent / f"{name}.yaml"
    rows = plain(node_tree(file.read_bytes()))
    return [(f"{row['set']}-{row.get('number') or row['id']}", row) for row in rows]


ALL = [*vectors("china"), *vectors("world")]
POLICY = [pair for pair in ALL if "room" not in pair[1]]
ROOMS = [pair for pair in ALL if "room" in pair[1]]


def policies(names):
    files = [names] if isinstance(names, str) else names
    return [read_policy((SEED / f"{name}.yaml").read_bytes()) for name in files]


@pytest.mark.parametrize(("name", "row"), POLICY, ids=[name for name, _ in POLICY])
def test_a_policy_answers_the_vector(name, row):
    for part in row.get("cases", [row]):
        versions = policies(part.get("policy", row.get("policy")))
        case = Case.of(part["case"])
        answer = evaluate_versions(versions, case)
        assert differences(part["answer"], answer.json()) == [], row["expect"]
        for line in answer.lines:
            for reason in line.reasons:
                for locale in ("zh", "en"):
                    said = reason_text(
                        *(reason.code, reason.rule, reason.clause),
                        *(reason.facts, locale),
                    )
                    assert said
        for one in versions:
            nearest(one, case, answer)


@pytest.mark.parametrize(("name", "row"), ROOMS, ids=[name for name, _ in ROOMS])
def test_the_room_of_the_vector_has_its_test(name, row):
    assert f"test_{row['room']}_{row['test']}" in globals()


@pytest.mark.parametrize("file", sorted(SEED.glob("*.yaml")), ids=lambda one: one.stem)
def test_a_published_policy_passes_its_own_check(file):
    checked = check_file(file.read_bytes())
    assert checked.faults == ()


def test_every_vector_stands_beside_its_original():
    if not ORIGINALS.is_dir():
        pytest.skip("NOT RUN: the published rules are not beside this checkout")
    china = json.loads((ORIGINALS / "china.json").read_text("utf-8"))
    expected = {
        f"{one['id']}-{number}": (vector["given"], vector["expect"])
        for one in china["rulesets"]
        for number, vector in enumerate(one["test_vectors"], start=1)
    }
    world = json.loads((ORIGINALS / "world.json").read_text("utf-8"))
    expected |= {
        f"{one['id']}-{case['id']}": (case["input"], case["expected"])
        for one in world["rule_sets"]
        for case in one["cases"]
        if case["label"] != "unsourced"
    }
    found = {
        name: (json.loads(row["given"]), json.loads(row["expect"])) for name, row in ALL
    }
    assert found == expected
    assert len(found) == 94


# --- the catalog

LEFT = AwardingBody(
    "B1",
    "某机构",
    intervals=(
        StatusInterval(BodyStatus.ACTIVE, Period(None, day_of("2023-02-28")), "R43"),
        StatusInterval(BodyStatus.EXITED, Period(day_of("2023-03-01"), None), "R43"),
    ),
)


def deposit(issued_on):
    status = LEFT.status_on(day_of(issued_on))
    held = {"id": "h", "type": "x_certificate", "bank_value": "3"}
    item = {**held, "issued_on": issued_on, "body_status": status.value}
    case = {"purpose": "deposit", "as_of": "2024-01-01", "portfolio": [item]}
    (policy,) = policies("bank-deposit")
    return evaluate(policy, Case.of(case))


def test_catalog_a_certificate_issued_before_its_body_left_stays_valid():
    assert deposit("2022-05-01").decision is Decision.YES


def test_catalog_a_certificate_issued_after_its_body_left_is_refused():
    assert deposit("2023-03-01").decision is Decision.NO


def test_catalog_courses_whose_names_differ_in_spaces_alone_count_once():
    assert kr_courses(("회계 입문", "3"), ("회계입문", "3")) == "3"


def test_catalog_the_first_of_a_series_is_the_series_itself():
    names = ("전공실기", "전공실기 Ⅰ", "전공실기2")
    assert kr_courses(*((name, "3") for name in names)) == "6"
    assert name_key("Calculus I") == name_key("calculus 1") == name_key("Calculus")
    assert name_key("C1") != name_key("C2")
    assert name_key("Rabbi") == "rabbi"


def test_catalog_punctuation_and_case_make_no_other_course():
    taken = (("S/W 활용", "3"), ("SW활용", "3"), ("ENGLISH", "2"), ("English", "2"))
    assert kr_courses(*taken) == "5"


def kr_courses(*taken):
    portfolio = [
        {
            "id": f"c{number}",
            "type": "course",
            "name_key": name_key(name),
            "credits": credits,
            "category": "elective",
        }
        for number, (name, credits) in enumerate(taken)
    ]
    case = {"purpose": "convert:kr-acbs/courses", "as_of": "2024-01-01"}
    (policy,) = policies("kr-acbs-courses")
    return str(evaluate(policy, Case.of({**case, "portfolio": portfolio})).credits)


def test_catalog_a_name_known_by_an_alias_is_found_and_its_grade_is_asked_for():
    """공인행정관리사 is 행정관리사; without its grade nothing is decided or refused."""
    assert name_key("공인 행정관리사") == name_key("공인행정관리사")
    (policy,) = policies("kr-acbs-certificates")
    held = {"id": "c", "type": "kr_certificate", "category": "major", "family": "list"}
    case = {
        "purpose": "convert:kr-acbs/any",
        "as_of": "2024-01-01",
        "programme": {"award": "bachelor"},
        "portfolio": [{**held, "state": "listed"}],
    }
    answer = evaluate(policy, Case.of(case))
    assert answer.decision is Decision.UNDECIDED
    (line,) = answer.lines
    assert "item.outcome" in {reason.facts.get("field") for reason in line.reasons}


# --- units


def exactly(span):
    return (span.low, span.high)


def test_units_a_year_of_sixty_credits_is_a_range_of_hours():
    assert exactly(PUBLISHED.hours(Fraction(60), "ECTS")) == (1500, 1800)


def test_units_a_convention_is_carried_and_not_derived_from_hours():
    assert PUBLISHED.by_convention(Fraction(60), "UK-CATS", "ECTS") == 30
    assert exactly(PUBLISHED.by_hours(Fraction(60), "UK-CATS", "ECTS")) == (20, 24)


def test_units_bands_of_a_distribution_follow_from_their_shares():
    shares = dict(zip("ABCDE", (10, 25, 30, 25, 10), strict=True))
    scale = Distribution(tuple((n, Fraction(s)) for n, s in shares.items()))
    assert [scale.band(name)[1] for name in "ABCDE"] == [10, 35, 65, 90, 100]
    assert scale.band("F") is None


def test_units_the_published_limits_of_one_university_are_not_one_ratio():
    limits = {"Honours": (240, 360), "PGCert": (30, 60), "Masters": (120, 180)}
    ratios = [Fraction(*pair) for pair in limits.values()]
    assert ratios == [Fraction(2, 3), Fraction(1, 2), Fraction(2, 3)]


def test_units_there_and_back_creates_no_credit():
    there = PUBLISHED.by_convention(Fraction(8), "US-QUARTER", "US-SEMESTER")
    assert PUBLISHED.by_convention(there, "US-SEMESTER", "US-QUARTER") == 8


def test_units_one_amount_of_work_in_four_currencies():
    amount = Fraction(120)
    assert PUBLISHED.hours(amount, "SCQF").known == 1200
    assert exactly(PUBLISHED.by_hours(amount, "SCQF", "ECTS")) == (40, 48)
    assert PUBLISHED.by_convention(amount, "SCQF", "ECTS") == 60
    assert PUBLISHED.by_hours(amount, "SCQF", "NCrF").known == 40


# --- the ledger


def test_ledger_credits_redeemed_are_spent_and_cannot_be_redeemed_again():
    left = spent(Credits.of("120"), Credits.of("80"))
    assert left == Credits.of("40")
    with pytest.raises(BalanceTooSmallError) as refused:
        spent(left, Credits.of("120"))
    assert refused.value.facts == {"balance": "40", "asked": "120"}


def test_ledger_a_course_evaluated_again_is_not_posted_twice():
    """What is posted stands as prior: the same course earns nothing more."""
    versions = policies(["in-swayam-1", "in-swayam-2"])
    held = {"id": "m", "type": "online_course", "course": "C0", "score": "60"}
    case = {
        "purpose": "convert:in-swayam/any",
        "as_of": "2024-08-01",
        "programme": {
            "courses": [
                {"code": f"C{n}", "credits": "4", "term": "1"} for n in range(6)
            ]
        },
        "portfolio": [{**held, "id": one, "credits": "4"} for one in ("m", "n")],
        "prior": [{"line": "1.1", "items": ["m"], "target": "C0", "credits": "4"}],
    }
    again, other = evaluate_versions(versions, Case.of(case)).lines
    assert (again.decision, other.decision) == (Decision.NO, Decision.NO)
    assert again.reasons[0].code == "already_awarded"
    assert other.reasons[0].rule == "course-once"
