"""A fact that is a list: of a holding, a course, a programme, or the learner."""

from __future__ import annotations

import pytest
from small_policies import CAP, CITED, WORDS, answered, asked, finding, read, rule, told

from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError
from creditbank.core.policies import Case, Decision, evaluate, seen
from creditbank.core.policies.nearest import nearest
from creditbank.core.policies.nodes import PolicyFaultsError
from creditbank.core.receipts.document import kept
from creditbank.core.receipts.reduction import reduced
from creditbank.core.strict import parsed
from creditbank.language.nearest import nearest_text
from creditbank.language.receipts import remains

YES, NO, UNDECIDED = Decision.YES, Decision.NO, Decision.UNDECIDED


def declared(name, kind="list"):
    return {"fact": name, "type": kind, "says": WORDS}


def policy(when, *names, **parts):
    return read(facts=[declared(one) for one in names], **rule(when=when), **parts)


def decided(held, test, **members):
    when = {"item.languages": test}
    return answered(policy(when, "item.languages"), [held], **members).decision


@pytest.mark.parametrize(
    ("test", "languages", "decision"),
    [
        ("EN", ["FR", "EN"], YES),
        ("EN", ["FR"], NO),
        ("EN", "EN", YES),
        ("EN", [], NO),
        ("EN", None, UNDECIDED),
        (["EN", "ZH"], ["FR", "ZH"], YES),
        ({"has": "EN"}, ["FR", "EN"], YES),
        ({"has": ["EN", "ZH"]}, ["FR"], NO),
        ({"lacks": "EN"}, ["FR", "EN"], NO),
        ({"lacks": "EN"}, ["FR"], YES),
        ({"lacks": "EN"}, [], YES),
        ({"lacks": "EN"}, None, UNDECIDED),
        ({"has": "FR", "lacks": "EN"}, ["FR", "ZH"], YES),
    ],
)
def test_a_list_of_a_holding_is_asked_for_what_it_has_and_lacks(
    test, languages, decision
):
    assert decided({"id": "h", "languages": languages}, test) is decision


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("learner.languages", {"learner": {"languages": ["FR", "EN"]}}),
        ("programme.languages", {"programme": {"languages": ["FR", "EN"]}}),
        ("target.languages",
         {"programme": {"courses": [{"code": "C", "languages": ["FR", "EN"]}]},
          "choices": [{"item": "h", "target": "C"}]}),
    ],
)  # fmt: skip
def test_a_policy_may_declare_a_list_of_whatever_it_may_declare_facts_of(name, members):
    has = answered(policy({name: {"has": "EN"}}, name), [{"id": "h"}], **members)
    lacks = answered(policy({name: {"lacks": "EN"}}, name), [{"id": "h"}], **members)

    assert (has.decision, lacks.decision) == (YES, NO)


FULL = {
    "purpose": "deposit",
    "as_of": "2026-11-24",
    "salt": "s",
    "learner": {"passed": ["A", "B"], "clubs": ["one"], "enrolled_in": [], "note": "n"},
    "programme": {
        "campuses": ["east", "west"],
        "courses": [{"code": "C", "languages": ["FR", "EN"], "tags": []}],
    },
    "portfolio": [{"id": "h", "languages": ["FR", "EN"], "modes": ["online"]}],
    "prior": [
        {
            "line": "1.0",
            "items": ["k"],
            "credits": "1",
            "holdings": [{"id": "k", "languages": ["DE", "EN"]}],
        }
    ],
}


def test_what_a_case_lists_is_written_as_a_list_and_read_back_the_same():
    case = Case.of(FULL)
    written = case.json()
    again = Case.of(parsed(canonical(written)))

    assert written["portfolio"] == FULL["portfolio"]
    assert written["programme"]["campuses"] == ["east", "west"]
    assert written["programme"]["courses"] == [
        {"code": "C", "languages": ["FR", "EN"], "tags": ""}  # known to be empty
    ]
    assert written["learner"] == {**FULL["learner"], "enrolled_in": ""}
    assert written["prior"][0]["holdings"] == FULL["prior"][0]["holdings"]
    assert (again, again.digest) == (case, case.digest)
    assert again.json() == written


@pytest.mark.parametrize(
    ("learner", "digest"),
    [
        ({"major": "M", "passed": ["ENG1", "MAT"], "enrolled_in": []},
         "398d425db5ae335f26d2a12d5a3d1fd58f1581935c302757489b6fdaeb21c679"),
        ({"passed": "ENG1"},
         "0208ccb09ddf90c9a7a14f74b466b516198554133c73fdb293b8799561836865"),
    ],
)  # fmt: skip
def test_a_case_decided_on_before_other_facts_could_be_lists_keeps_its_digest(
    learner, digest
):
    case = {
        "purpose": "convert:x/y", "as_of": "2026-11-24", "salt": "s",
        "learner": learner,
        "programme": {
            "code": "P", "courses": [{"code": "A", "credits": "2"}],
            "terms": [{"code": "1"}],
        },
        "portfolio": [{"id": "h", "score": "80", "note": "one\ntwo"}],
        "prior": [{
            "line": "1.0", "items": ["h"], "target": None, "credits": "2",
            "holdings": [{"id": "h", "type": "t"}],
        }],
        "findings": [{"name": "f", "value": "yes", "item": "h"}],
    }  # fmt: skip

    assert Case.of(case).digest == digest


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"portfolio": [{"id": "h", "level": ["A", "B"]}]}, "portfolio.level"),
        ({"portfolio": [{"id": ["h"]}]}, "portfolio.id"),
        ({"portfolio": [{"id": "h", "score": ["1"]}]}, "portfolio.score"),
        ({"portfolio": [{"id": "h", "languages": [["EN"]]}]}, "portfolio.languages"),
        ({"portfolio": [{"id": "h", "languages": ["E\nN"]}]}, "portfolio.languages"),
        (
            {"portfolio": [{"id": "h", "languages": ["A"] * 2001}]},
            "portfolio.languages",
        ),
        ({"learner": {"major": ["M"]}}, "learner.major"),
        ({"learner": {"passed": {"A": "B"}}}, "learner.passed"),
        ({"programme": {"code": ["P"]}}, "programme.code"),
        ({"programme": {"courses": [{"code": ["C"]}]}}, "programme.courses.code"),
        ({"programme": {"terms": [{"code": ["T"]}]}}, "programme.terms.code"),
        ({"findings": [{"name": "f", "value": ["a"]}]}, "findings.value"),
        ({"prior": [{"line": "1", "credits": "1", "note": ["a"]}]}, "prior.note"),
    ],
)
def test_a_list_where_one_value_belongs_is_refused_by_its_member(members, kind):
    with pytest.raises(BadValueError) as caught:
        asked(read(), members.pop("portfolio", []), **members)
    assert caught.value.facts["kind"] == kind


@pytest.mark.parametrize("kind", ["text", "number", "date"])
def test_a_list_given_for_a_declared_fact_that_is_none_is_not_read(kind):
    test = {"text": "EN", "number": {"min": "1"}, "date": {"min": "2020-01-01"}}[kind]
    word = {"text": "EN", "number": "2", "date": "2021-01-01"}[kind]
    for part, members in (
        ("item", {}),
        ("learner", {"learner": {"own": [word]}}),
        ("programme", {"programme": {"own": [word, word]}}),
        ("target", {"programme": {"courses": [{"code": "C", "own": [word]}]},
                    "choices": [{"item": "h", "target": "C"}]}),
    ):  # fmt: skip
        name = f"{part}.own"
        asking = read(facts=[declared(name, kind)], **rule(when={name: test}))
        held = {"id": "h", **({"own": [word]} if part == "item" else {})}
        answer = answered(asking, [held], **members)
        assert (answer.decision, told(answer)) == (UNDECIDED, {"fact_unknown"})
    text = read(facts=[declared("item.own", kind)], **rule(when={"item.own": test}))
    assert answered(text, [{"id": "h", "own": word}]).decision is YES


def test_what_posted_holdings_list_counts_under_caps_as_it_was():
    cap = {**CAP, "max": "1", "counts": "lines"}
    capped = {**cap, "where": {"item.languages": "EN"}}
    prior = [{**FULL["prior"][0]}]
    asking = policy({}, "item.languages", caps=[capped])
    held = {"id": "h", "languages": ["EN", "ZH"]}

    case = asked(asking, [held], prior=prior)
    frozen = Case.of(parsed(canonical(case.json())))
    kept_prior = seen(frozen.prior, [asking])

    assert evaluate(asking, case).decision is NO
    assert evaluate(asking, frozen).digest == evaluate(asking, case).digest
    assert kept_prior[0].holdings[0].facts == {"languages": "DE\nEN"}
    other = [{**prior[0], "holdings": [{"id": "k", "languages": ["DE"]}]}]
    assert answered(asking, [held], prior=other).decision is YES
    text = read(facts=[declared("item.languages", "text")],
                caps=[{**cap, "where": {"item.languages": "EN"}}])  # fmt: skip
    open_one = answered(text, [{"id": "h", "languages": "EN"}], prior=prior)
    assert open_one.decision is UNDECIDED  # it may have been English


def test_recomputing_from_a_receipt_gives_the_same_line_and_shows_its_lists():
    asking = policy(
        {
            "item.languages": {"has": "EN-ADVANCED"},
            "programme.campuses": "east",
            "learner.passed": {"lacks": "ZZZ"},
        },
        *("item.languages", "programme.campuses"),
    )
    case = asked(
        asking,
        [{"id": "h", "languages": ["FR", "EN-ADVANCED"], "colours": ["red", "blue"]}],
        learner={"passed": ["A-LONG-COURSE-CODE"]},
        programme={"campuses": ["east"], "other": ["x"]},
        salt="s",
    )
    line = evaluate(asking, case).lines[0]
    least = kept(reduced(asking, case, line))
    again = evaluate(asking, Case.of(parsed(canonical(least))))

    assert line.decision is YES
    assert again.lines[0].json() == line.json()
    assert "colours" not in str(least)
    said = " ".join(remains(least, "en"))
    for word in ("EN-ADVANCED", "A-LONG-COURSE-CODE", "east"):
        assert word in said


def test_what_one_more_word_on_a_list_would_do_is_told_as_that():
    asking = policy({"item.languages": {"has": "EN"}}, "item.languages")
    for languages, found in ((["FR", "DE"], "FR、DE"), ([], "")):
        case = asked(asking, [{"id": "h", "languages": languages}])
        change = nearest(asking, case, evaluate(asking, case))[0]

        assert change.facts == {"field": "item.languages", "found": found,
                                "needed": "EN", "credits": "2"}  # fmt: skip
        said = nearest_text(change.facts, "en", is_list=change.is_list)
        assert "included EN" in said


@pytest.mark.parametrize(
    "parts",
    [
        rule(when={"item.many": {"same_as": "item.level"}}),
        rule(when={"item.many": {"at_least": "A", "on": "lv"}}),
        rule(when={"item.many": {"in_table": "item.level", "on": "t"}}),
        rule(when={"item.many": {"min": "1"}}),
        rule(when={"item.many": {"not": "A"}}),
    ],
)
def test_a_list_is_compared_by_what_it_has_and_lacks_alone(parts):
    assert faults(parts) == {"relation_does_not_fit"}


@pytest.mark.parametrize(
    "parts",
    [
        rule(when={"item.level": {"same_as": "item.many"}}),
        rule(when={"item.level": {"in_table": "item.many", "on": "t"}}),
        rule(term="item.many"),
        rule(grade={"by": "item.many", "values": {"A": "1"}}),
        {"caps": [{**CAP, "over": "item.many"}]},
        {"groups": [{"group": "g", "by": ["item.many"], **CITED}]},
        {"groups": [{"group": "g", "by": "item.series", "highest": "item.many",
                     "on": "lv", **CITED}]},
        {"lookups": [{"lookup": "l", "keys": ["item.many"], "rows": {"A": "B"}}]},
    ],
)  # fmt: skip
def test_a_list_never_stands_where_one_value_is_needed(parts):
    assert faults(parts) == {"list_not_one_value"}


def faults(parts):
    with pytest.raises(PolicyFaultsError) as caught:
        read(
            facts=[declared("item.many")],
            ladders={"lv": ["A", "B"]},
            tables={"t": {"A": ["A"]}},
            findings=[finding()],
            **parts,
        )
    return {one.code for one in caught.value.faults}
