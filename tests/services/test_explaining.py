"""What a dean signs: the parts of a policy in prose, in both languages."""

from __future__ import annotations

import pytest
from small_policies import CAP, read, rule

from creditbank.services.policies.explaining import explain

SCALES = [
    {"distribution": "old", "grades": {"top": "30", "rest": "70"}},
    {"distribution": "new", "grades": {"A": "10", "B": "90"}},
]


def prose(locale, **parts):
    """Give all that is said of a small policy, as one text."""
    return "\n".join(
        said
        for chapter in explain(read(**parts), locale)
        for passage in chapter.passages
        for said in passage.says
    )


@pytest.mark.parametrize(
    ("parts", "zh", "en"),
    [
        ({"by": "midpoint"}, "同样接近时取哪一档，原文没有写明",
         "middle is closest; of those equally close, it does not say which"),
        ({"by": "midpoint", "ties": "highest"}, "取中点最接近的一档；同样接近的取较高的",
         "middle is closest; of those equally close, the highest"),
        ({"by": "midpoint", "ties": "lowest"}, "取中点最接近的一档；同样接近的取较低的",
         "middle is closest; of those equally close, the lowest"),
        ({"by": "highest"}, "取重叠各档中最高的", "the highest that overlaps"),
        ({"by": "lowest"}, "取重叠各档中最低的", "the lowest that overlaps"),
    ],
)  # fmt: skip
def test_how_a_grade_of_another_scale_is_found_is_said_with_what_is_left_open(
    parts, zh, en
):
    match = {"from": "old", "to": "new", "grade": "item.grade", **parts}
    policy = {"distributions": SCALES, **rule(grade={"distribution": match})}
    chinese, english = prose("zh", **policy), prose("en", **policy)

    assert zh in chinese
    assert en in english
    assert all("old" in said and "new" in said for said in (chinese, english))
    assert ("equally close" in english) is (parts["by"] == "midpoint")


def test_a_cap_inside_another_is_said_to_be():
    year = {**CAP, "cap": "year"}
    term = {**CAP, "cap": "term", "within": "year"}

    assert "在上限“year”之内：所计的也计入该上限" in prose("zh", caps=[year, term])
    english = prose("en", caps=[year, term])
    assert english.count("stands inside the cap “year”") == 1
    assert "stands inside" not in prose("en", caps=[year])
