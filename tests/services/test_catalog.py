"""Catalog, institutions and policies: loaded whole, found exactly, never changed."""

from __future__ import annotations

import pytest
from builders import a_learner, a_reviewer

from creditbank.app import shipped
from creditbank.cli.files import tables_in
from creditbank.cli.institution import operator, sown
from creditbank.core.errors import (
    BadValueError,
    ForbiddenError,
    NotFoundError,
    PolicyPublishedError,
    RowFaultsError,
)
from creditbank.core.people import STRANGER
from creditbank.services import catalog, institutions, policies


def codes(query, world, **more):
    return [
        one.code
        for one in catalog.search(query, actor=STRANGER, world=world, **more)[0]
    ]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("智能财税", "X012-1"),
        ("财税", "X012-1"),
        ("税", "X012-1"),
        ("ｘ０１２-2", "X012-2"),
        ("COURIER", "VQ-COURIER"),
        ("速递业务员", "VQ-COURIER"),
        ("cet4", "CET-4"),
        ("college english test", "CET-4"),
    ],
)
def test_an_outcome_is_found_by_code_name_and_alias(bank, query, first):
    assert codes(query, bank)[0] == first


def test_what_is_not_there_is_not_found(bank):
    assert codes("税财", bank) == []
    assert codes("能税", bank) == []
    with pytest.raises(BadValueError):
        codes("x" * 101, bank)


def test_pages_follow_one_another_without_gap(bank):
    seen, after = [], ""
    while after is not None:
        found, after = catalog.search(
            "", actor=STRANGER, world=bank, limit=25, after=after
        )
        seen += [one.code for one in found]
    assert len(seen) == len(set(seen)) == 78


def test_loading_the_seed_again_changes_nothing(bank):
    assert sown(shipped("seed"), bank)[0].startswith("0 new")
    outcome, body = catalog.show("X012-2", None, actor=STRANGER, world=bank)
    assert outcome.version == "1"
    assert body.name_zh == "中联集团教育科技有限公司"


def test_a_changed_row_becomes_the_next_version_and_the_old_one_stays(bank):
    files = tables_in(shipped("seed") / "catalog")
    files["example_values"] = [
        {**row, "value": "7"}
        if row["code"] == "X012-2" and row["field"] == "bank_value"
        else row
        for row in files["example_values"]
    ]
    assert catalog.load(files, actor=operator(), world=bank) == 1
    newest, _ = catalog.show("X012-2", None, actor=STRANGER, world=bank)
    older, _ = catalog.show("X012-2", "1", actor=STRANGER, world=bank)
    assert (str(newest.bank_value), str(older.bank_value)) == ("7", "6")
    assert "X012-2" in codes("智能财税", bank)


def test_a_blank_is_not_published_and_an_example_is_marked(bank):
    blank, nobody = catalog.show("X017", None, actor=STRANGER, world=bank)
    shown, _ = catalog.show("X001-2", None, actor=STRANGER, world=bank)
    assert (blank.bank_value, blank.level, nobody) == (None, "", None)
    assert shown.examples == {"bank_value", "name_en"}


def test_every_fault_of_a_catalog_is_listed_and_nothing_is_loaded(bank):
    files = {
        "awarding_bodies": [{"code": "", "name_zh": "甲"}],
        "body_statuses": [
            {"body": "b", "status": "gone", "from": "2020-02-01", "to": "2020-01-01"}
        ],
        "outcomes": [
            {
                "code": "N1",
                "type": "x_certificate",
                "name_zh": "甲",
                "certificate": "甲",
                "source": "s",
                "bank_value": "3",
            },
            {
                "code": "N2",
                "type": "nonsense",
                "name_zh": "",
                "certificate": "甲",
                "source": "s",
                "hours": "many",
            },
        ],
        "example_values": [
            {"code": "NOPE", "field": "hours", "value": "1"},
            {"code": "N1", "field": "bank_value", "value": "1"},
            {"code": "N1", "field": "source", "value": "1"},
            {"code": "N2", "field": "level", "value": "1"},
        ],
    }
    with pytest.raises(RowFaultsError) as refused:
        catalog.load(files, actor=operator(), world=bank)
    found = {(f.file, f.row, f.column, f.code) for f in refused.value.faults}
    assert found == {
        ("awarding_bodies.csv", 1, "code", "missing"),
        ("body_statuses.csv", 1, "status", "bad_value"),
        ("body_statuses.csv", 1, "to", "ends_before_it_starts"),
        ("outcomes.csv", 2, "type", "bad_value"),
        ("outcomes.csv", 2, "name_zh", "missing"),
        ("outcomes.csv", 2, "hours", "bad_value"),
        ("example_values.csv", 1, "code", "unknown"),
        ("example_values.csv", 2, "field", "already_published"),
        ("example_values.csv", 3, "field", "already_published"),
        ("example_values.csv", 4, "field", "unknown"),
    }
    with pytest.raises(NotFoundError):
        catalog.show("N1", None, actor=STRANGER, world=bank)


def test_every_fault_of_an_institution_is_listed(bank):
    files = {
        "institutions": [{"code": "new", "name_zh": "新校", "time_zone": "Mars/Base"}],
        "courses": [
            {
                "institution": "nope",
                "code": "C",
                "name_zh": "课",
                "credits": "0.001",
                "grade_scale": "stars",
            }
        ],
    }
    with pytest.raises(RowFaultsError) as refused:
        institutions.load(files, actor=operator(), world=bank)
    assert {(f.column, f.code) for f in refused.value.faults} == {
        ("time_zone", "bad_value"),
        ("institution", "unknown"),
        ("credits", "bad_value"),
        ("grade_scale", "bad_value"),
    }
    with pytest.raises(NotFoundError):
        institutions.show("new", actor=STRANGER, world=bank)


def test_a_changed_course_becomes_its_next_version(bank):
    files = tables_in(shipped("seed") / "institutions")
    files["example_courses"] = [
        {**row, "credits": "4"} if row["code"] == "PL101" else row
        for row in files["example_courses"]
    ]
    institutions.load(files, actor=operator(), world=bank)
    _, newest = institutions.course("nou", "PL101", None, actor=STRANGER, world=bank)
    _, older = institutions.course("nou", "PL101", "1", actor=STRANGER, world=bank)
    assert (newest.version, str(newest.credits), str(older.credits)) == ("2", "4", "3")
    with pytest.raises(NotFoundError):
        institutions.course("nou", "PL101", "3", actor=STRANGER, world=bank)


def test_only_the_operator_loads(bank):
    for actor in (a_learner(bank), a_reviewer(bank)):
        with pytest.raises(ForbiddenError):
            catalog.load({}, actor=actor, world=bank)


def test_a_published_policy_never_changes(bank):
    file = shipped("seed") / "policies" / "nou-post-logistics.yaml"
    changed = file.read_bytes().replace(b"max: 1", b"max: 2")
    with pytest.raises(PolicyPublishedError):
        policies.publish(changed, actor=operator("nou"), world=bank)
    with pytest.raises(ForbiddenError):
        policies.publish(file.read_bytes(), actor=operator("gdvc"), world=bank)
    shown = policies.show("nou/post-logistics", None, actor=STRANGER, world=bank)
    assert shown.content == file.read_bytes()
    with pytest.raises(NotFoundError):
        policies.show("nou/nothing", None, actor=STRANGER, world=bank)
    with pytest.raises(NotFoundError):
        policies.show("nou/post-logistics", "9", actor=STRANGER, world=bank)


def school(*, programme="p1", course_in="p1", enrolled_in="p1"):
    """A school of one programme, with a course and a learner of it."""
    at = {"institution": "new"}
    return {
        "institutions": [{"code": "new", "name_zh": "新校"}],
        "programmes": [{**at, "code": programme, "name_zh": "专业"}],
        "courses": [{**at, "code": "C1", "name_zh": "课", "programmes": course_in}],
        "enrolments": [
            {**at, "programme": enrolled_in, "learner_number": "L1"},
        ],
    }


def faults_of(files, bank):
    with pytest.raises(RowFaultsError) as refused:
        institutions.load(files, actor=operator(), world=bank)
    return {(f.file, f.row, f.column, f.code) for f in refused.value.faults}


def test_a_programme_nobody_knows_is_a_fault_of_whoever_names_it(bank):
    files = school(course_in="p1|gone", enrolled_in="gone")
    assert faults_of(files, bank) == {
        ("courses.csv", 1, "programmes", "unknown"),
        ("enrolments.csv", 1, "programme", "unknown"),
    }


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("institutions", "code"),
        ("programmes", "code"),
        ("courses", "code"),
        ("enrolments", "learner_number"),
    ],
)
def test_a_row_stands_once_in_the_files_of_its_kind(bank, kind, column):
    files = school()
    again = {**files, kind: files[kind] * 2}
    assert faults_of(again, bank) == {(f"{kind}.csv", 2, column, "twice")}
    beside = {**files, f"example_{kind}": files[kind]}
    assert faults_of(beside, bank) == {(f"example_{kind}.csv", 1, column, "twice")}


def test_loading_says_how_many_rows_changed(bank):
    load = {"actor": operator(), "world": bank}
    assert institutions.load(school(), **load) == 5  # a course and its place in a plan
    assert institutions.load(school(), **load) == 0
    renamed = school()
    renamed["programmes"][0]["name_zh"] = "新专业"
    assert institutions.load(renamed, is_dry_run=True, **load) == 0
    assert institutions.load(renamed, **load) == 1
    only = {"enrolments": school()["enrolments"]}  # its programme is known by now
    assert institutions.load(only, **load) == 0
