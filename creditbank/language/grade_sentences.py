"""The sentences of grades: what leaves one open, or gives none."""

from __future__ import annotations

from creditbank.language import Locale

GRADES: dict[str, dict[Locale, str]] = {
    "grade_finding_missing": {
        "zh": "“{rule}”（{clause}）的成绩还等待判断：{field}。",
        "en": "The grade of “{rule}” ({clause}) waits for a judgement: {field}.",
    },
    "grade_policy_leaves_open": {
        "zh": "“{rule}”（{clause}）的公布文字没有写明成绩如何记：{field}。",
        "en": (
            "The published wording of “{rule}” ({clause}) leaves the grade open: "
            "{field}."
        ),
    },
    "grade_fact_unknown": {
        "zh": "“{rule}”（{clause}）的成绩取决于{field}，但该信息未登记或未公布。",
        "en": (
            "The grade of “{rule}” ({clause}) depends on {field}, "
            "which is not recorded or not published."
        ),
    },
    "grade_not_exact": {
        "zh": "“{rule}”（{clause}）算出成绩{found}，不是0.01的整数倍，办法没有说明如何取整。",
        "en": (
            "“{rule}” ({clause}) gives the grade {found}, not a multiple of 0.01, "
            "and names no rounding."
        ),
    },
    "grade_tied": {
        "zh": (
            "“{rule}”（{clause}）对应的成绩中，{grades}同样接近，"
            "办法没有说明取哪一个，成绩未定。"
        ),
        "en": (
            "Of the grades “{rule}” ({clause}) may match, {grades} are equally close, "
            "and it does not say which is taken; the grade is open."
        ),
    },
    "no_grade": {
        "zh": "“{rule}”（{clause}）不记成绩：{field}为{found}。",
        "en": "“{rule}” ({clause}) records no grade: {field} is {found}.",
    },
}
