"""On every day one version applies: what a new one closes, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from creditbank.adapters.policy_files import read_policy
from creditbank.app import shipped
from creditbank.core.errors import (
    BadValueError,
    PolicyGapError,
    PolicyOverlapError,
)
from creditbank.core.policies import Case
from creditbank.core.publishing import (
    Dates,
    InForce,
    answering,
    applying,
    beginning,
    days_text,
    governing,
    parted,
    retired,
    shared,
    taking_place,
)
from creditbank.core.values import Period

POST = (shipped("seed") / "policies" / "nou-post-logistics.yaml").read_text("utf-8")


def day(text):
    return date.fromisoformat(text) if text else None


def put(
    version="1",
    starts="2020-01-01",
    ends="",
    *,
    code="nou/a",
    programmes=(),
    by="submitted_on",
    purpose="convert",
):
    period = Period(day(starts), day(ends))
    return InForce(code, version, purpose, programmes, by, period)


def placed(new, *others, gap=False):
    return taking_place(new, others, gap_is_stated=gap)


def test_a_successor_closes_its_predecessor_the_day_before():
    old, new = put(), put("2", "2026-09-01")
    (closed,) = placed(new, old)
    assert closed.version == "1"
    assert days_text(closed.period) == "2020-01-01 … 2026-08-31"
    assert placed(put("2", "2026-09-01"), put(starts="")) != ()


def test_a_first_version_closes_nothing():
    assert placed(put()) == ()
    assert placed(put(starts="")) == ()


def test_a_version_that_begins_no_later_than_another_is_refused_with_the_days():
    with pytest.raises(PolicyOverlapError) as refused:
        placed(put("2"), put("1", ends="2020-12-31"))
    assert refused.value.facts == {
        "days": "2020-01-01 … 2020-12-31",
        "code": "nou/a",
        "version": "1",
    }
    with pytest.raises(PolicyOverlapError):
        placed(put("2", "2019-01-01"), put("1"))
    with pytest.raises(PolicyOverlapError):
        placed(put("2", ""), put("1", ""))


def test_two_codes_may_not_serve_one_programme_on_one_day():
    other = put(code="nou/b", programmes=("law",))
    with pytest.raises(PolicyOverlapError):
        placed(put(), other)
    with pytest.raises(PolicyOverlapError):
        placed(put(programmes=("law", "art")), other)
    assert placed(put(programmes=("art",)), other) == ()
    assert placed(put(purpose="deposit"), other) == ()
    assert placed(put(ends="2021-01-01"), put(code="nou/b", starts="2021-01-02")) == ()


def test_a_hole_between_versions_is_refused_with_its_days_unless_it_is_stated():
    old, late = put(ends="2025-12-31"), put("2", "2026-03-01")
    with pytest.raises(PolicyGapError) as refused:
        placed(late, old)
    assert refused.value.facts["days"] == "2026-01-01 … 2026-02-28"
    assert placed(late, old, gap=True) == ()
    assert placed(put("2", "2026-01-01"), old) == ()


def test_a_hole_before_the_next_version_counts_as_well():
    with pytest.raises(PolicyGapError) as refused:
        placed(put("1", "2024-01-01", "2025-12-30"), put("2", "2026-01-01"))
    assert refused.value.facts["days"] == "2025-12-31"
    assert placed(put("1", "", "2025-12-31"), put("2", "2026-01-01")) == ()


def test_a_successor_that_leaves_a_programme_bare_must_say_so():
    new = put("2", "2026-09-01", programmes=("law",))
    for old in (put(), put(programmes=("law", "art"))):
        with pytest.raises(PolicyGapError):
            placed(new, old)
        assert len(placed(new, old, gap=True)) == 1
    assert len(placed(new, put(programmes=("law",)))) == 1
    assert len(placed(put("2", "2026-09-01"), put(programmes=("law",)))) == 1


def test_a_successor_that_goes_by_another_date_must_say_so():
    with pytest.raises(PolicyGapError):
        placed(put("2", "2026-09-01", by="enrolled_on"), put())


def test_a_version_applies_by_the_date_it_names():
    old = put("1", ends="2022-12-31", by="enrolled_on")
    new = put("2", "2023-01-01", by="enrolled_on")

    def version(**dates):
        found = applying(
            [old, new], "convert", "law", Dates(day("2026-01-01"), **dates)
        )
        return [one.version for one in found]

    assert version(enrolled_on=day("2022-12-31")) == ["1"]
    assert version(enrolled_on=day("2023-01-01")) == ["2"]
    assert version() == []
    by_issue = put(ends="2022-12-31", by="issued_on")
    for issued, count in (
        (("2022-05-01",), 1),
        (("2022-05-01", "2023-05-01"), 0),
        ((), 0),
    ):
        dates = Dates(day("2026-01-01"), issued_on=tuple(day(one) for one in issued))
        assert len(applying([by_issue], "convert", "law", dates)) == count


def test_a_version_applies_to_its_purpose_programmes_and_days_only():
    dates = Dates(day("2026-01-01"))
    assert applying([put()], "deposit", "law", dates) == ()
    assert applying([put(programmes=("art",))], "convert", "law", dates) == ()
    assert applying([put(ends="2025-12-31")], "convert", "law", dates) == ()
    assert len(applying([put(programmes=("law",))], "convert", "law", dates)) == 1


def test_a_version_is_retired_from_today_on_and_within_its_own_days():
    today = day("2026-11-24")
    ended = retired(put(), today, today=today)
    assert days_text(ended.period) == "2020-01-01 … 2026-11-24"
    for last in ("2026-11-23", "2031-01-01"):
        with pytest.raises(BadValueError):
            retired(put(ends="2030-12-31"), day(last), today=today)


def test_a_version_may_begin_later_than_it_says_and_never_earlier():
    own = Period(day("2020-01-01"), None)
    assert beginning(own, None) == own
    assert beginning(own, day("2026-01-01")) == Period(day("2026-01-01"), None)
    with pytest.raises(BadValueError):
        beginning(own, day("2019-12-31"))


def test_days_are_written_with_open_sides_left_open():
    assert days_text(Period(None, day("2026-01-01"))) == "… 2026-01-01"
    assert days_text(Period(day("2026-01-01"), None)) == "2026-01-01 …"
    assert shared(Period(), Period()) == Period()
    assert shared(Period(day("2026-01-02")), Period(None, day("2026-01-01"))) is None


def test_the_version_in_force_governs_whoever_keeps_no_other():
    def version(number, **facts):
        text = POST.replace("version: 1", f"version: {number}")
        for old, new in facts.items():
            text = text.replace(f"\n{old}:", f"\n{new}\n{old}:")
        return read_policy(text.encode())

    first = version(1)
    second = version(
        2, effective="supersedes: {version: 1, kept_by: {learner.cohort: 2019}}"
    )
    known = {put("1"): first, put("2"): second}
    known = {replace(one, code=policy.code): policy for one, policy in known.items()}
    old, new = known

    def governs(found, known=known, **learner):
        case = Case("convert:nou/logistics", day("2026-01-01"), (), learner=learner)
        return governing(found, known, case)

    assert governs(old) is first
    assert governs(new, cohort="2020") is second
    assert governs(new, cohort="2019") is first
    assert governs(new) is None
    assert governs(new, {new: second}, cohort="2019") is None


def test_a_claim_is_parted_by_the_version_that_governs_each_holding_alone():
    first = read_policy(POST.encode())
    second = read_policy(POST.replace("version: 1", "version: 2").encode())
    known = {
        put(ends="2022-12-31", by="issued_on"): first,
        put("2", "2023-01-01", "2024-12-31", by="issued_on"): second,
    }

    def parts(*issued):
        held = [{"id": f"h{n}"} for n, _ in enumerate(issued)]
        case = {"purpose": "convert:nou/logistics", "as_of": "2026-01-01"}
        case = Case.of({**case, "portfolio": held})
        dates = Dates(case.as_of, issued_on=tuple(day(one) for one in issued))
        found = parted(known, case, dates)
        whole = answering(known, case, dates)
        assert (whole is None) == (len(found) != 1 or found[0].policy is None)
        return [(one.policy and one.policy.version, one.items) for one in found]

    assert parts("2022-12-31", "2020-05-01") == [("1", ("h0", "h1"))]
    assert parts("2023-01-01", "2022-12-31", "2024-01-01") == [
        ("2", ("h0", "h2")),
        ("1", ("h1",)),
    ]
    assert parts("2025-01-01", "2022-05-01") == [(None, ("h0",)), ("1", ("h1",))]
    assert parts("2025-01-01") == [(None, ("h0",))]
    assert parts() == []
