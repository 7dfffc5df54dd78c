"""What a dean is asked to sign says all that decides, and in words."""

from __future__ import annotations

import re

from creditbank.language import LOCALES
from creditbank.services.policies import explain_file

POLICY = """
language: 1
code: x/all
version: 1
title: {zh: 例, en: Example}
summary: {zh: 例, en: Example}
authority: x
purpose: convert
programmes: [p1, p2]
source: {document: 例, completeness: partial}
effective: {by: submitted_on, from: 2020-01-01}
objective: major
objectives:
  - {objective: major, says: {zh: 专业学分最多, en: most credits in the major},
     where: {target.bucket: major}}
ladders: {levels: [初级, 中级]}
tables: {listed: {会计: [ACC]}}
constants: [{constant: rate, clause: 1, published: 例, value: 16, unit: hours/credit,
  says: {zh: 每学分学时, en: hours to a credit}}]
lookups:
  - {lookup: best, keys: [item.grade_scale], unit: points, rows: {it: 30},
     says: {zh: 满分, en: the best mark}}
  - {lookup: plain, keys: [item.class], unit: credits, rows: {A: 2}}
derived:
  - {derived: x, clause: 2, published: 例, unit: points,
     says: {zh: 换算分, en: the mark converted},
     cases: [{number: "floor(1 + 3 * (lookup.best - item.score), 0.1)"}]}
  - {derived: word, clause: 3, published: 例, cases: [
     {when: {item.class: A}, word: 甲}, {word: 乙}]}
  - {derived: row, clause: 3, published: 例, cases: [{table: german}]}
bands:
  - {bands: german, of: derived.x, gaps: yes, rows: [{from: 1, to: 1, value: "1.0"},
     {from: 1.3, to: 1.6, value: "1.3"}, {from: 3.7, value: "3.7"}]}
distributions: [{distribution: d, grades: {A: 40, B: 60}}]
findings:
  - {finding: amount, by: teacher, unit: credits, min: 1, max: 4,
     asks: {zh: 几学分？, en: How many?}}
  - {finding: fit, by: reviewer, unit: yes_no, asks: {zh: 相当吗？, en: Equal?}}
rules:
  - rule: cases
    clause: 4
    published: 例
    when:
      item.class: {not: B}
      target.code: {in_table: learner.major, on: listed}
      none_of: [{item.state: 撤销}, {learner.military: 在役}]
    effect: credit_transfer
    term: item.term
    credits:
      - {when: {item.scope: 国家级}, value: 4}
      - {value: lookup.plain}
    grade: {by: item.grade, values: {A: 优}}
groups:
  - {group: alike, clause: 5, published: 例, by: item.series, highest: item.level,
     "on": levels}
caps:
  - {cap: outer, clause: 6, published: 例, counts: credits, over: all, max: 9,
     bites: whole}
  - {cap: inner, clause: 6, published: 例, counts: credits, over: all, max: 6,
     bites: trim, step: 2, within: outer}
windows:
  - {window: a, clause: 7, published: 例, opens: term.starts_on + 2 weeks,
     closes: term.starts_on + 6 weeks - 1 day}
  - {window: b, clause: 7, published: 例, opens: 2020-09-01, closes: 2030-10-12}
"""


def said(locale="en"):
    return explain_file(POLICY.encode(), locale)


def test_credits_by_cases_are_said_with_the_case_of_each():
    assert "- where the scope of the event: 国家级: 4" in said()
    assert "- otherwise: the table “plain”" in said()


def test_facts_made_of_others_are_said_with_their_reckoning():
    assert "## What is made of other facts" in said()
    assert "### x (2)\n> 例\n- the mark converted\n- rounded down (1 + 3 *" in said()
    assert "(the best mark - the score)" in said()
    assert "- where the class: A: 甲\n- otherwise: 乙" in said()
    assert "### row (3)\n> 例\n- by the table “german”" in said()


def test_bands_are_said_in_decimals():
    assert "- the mark converted\n- 1: 1.0\n- 1.3–1.6: 1.3\n- 3.7–: 3.7" in said()


def test_whom_it_serves_and_what_is_best_is_said():
    assert "- For the programmes p1、p2" in said()
    assert "first by: most credits in the major (the course's bucket: major)" in said()
    assert "先看：专业学分最多（课程模块为major）" in said("zh")
    plain = POLICY.replace("objective: major", "objective: credits", 1)
    assert "the one with the most credits" in explain_file(plain.encode(), "en")


def test_ladders_distributions_terms_and_steps_of_caps_are_said():
    for text in (
        "lowest first: 初级、中级",
        "A: 40%",
        "the highest by the level, on the ladder “levels”",
        "once a term for one outcome and course, the term by the term it was earned in",
        "in steps of 2",
        "stands inside the cap “outer”",
        "listed in the table “listed” for the learner's major",
        "none of these: (the state it is in: 撤销) or (the military record: 在役)",
        "by the grade: A → 优",
        "from 1 to 4",
        "one of yes、no",
        "every window must be open on that day",
        "to the first day of term plus 6 weeks minus 1 day",
    ):
        assert text in said(), text


def test_nothing_of_the_language_is_left_in_what_is_said():
    for locale in LOCALES:
        names = re.findall(r"\b(?:item|target|learner|lookup)\.\w+", said(locale))
        assert names == []
