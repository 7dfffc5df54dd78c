"""The sentence of every reason code of an ANSWER, for a lay reader."""

from __future__ import annotations

from creditbank.language import Locale
from creditbank.language.cap_sentences import CAPS
from creditbank.language.grade_sentences import GRADES
from creditbank.language.open_sentences import OPEN
from creditbank.language.version_sentences import VERSIONS

REASONS: dict[str, dict[Locale, str]] = {
    **CAPS,
    **GRADES,
    **OPEN,
    **VERSIONS,
    "rule_applies": {
        "zh": "符合规则“{rule}”（{clause}）{inputs}。",
        "en": "Rule “{rule}” ({clause}) applies{inputs}.",
    },
    "gate_passed": {
        "zh": "满足前提“{rule}”（{clause}）{inputs}。",
        "en": "The condition “{rule}” ({clause}) is met{inputs}.",
    },
    "condition_failed": {
        "zh": "不符合“{rule}”（{clause}）：{field}应{requirement}，实际为{found}。",
        "en": (
            "“{rule}” ({clause}) is not met: {field} must be {requirement}, "
            "but it is {found}."
        ),
    },
    "condition_failed_empty": {
        "zh": "不符合“{rule}”（{clause}）：{field}应{requirement}，但没有这一项。",
        "en": (
            "“{rule}” ({clause}) is not met: {field} must be {requirement}, "
            "but there is none."
        ),
    },
    "condition_failed_around": {
        "zh": "不符合“{rule}”（{clause}）的这一要求：{requirement}。",
        "en": "“{rule}” ({clause}) requires this, and it is not so: {requirement}.",
    },
    "fact_unknown_around": {
        "zh": "“{rule}”（{clause}）要求：{requirement}；是否如此，信息未登记或未公布。",
        "en": (
            "“{rule}” ({clause}) requires this: {requirement}. Whether it is so is "
            "not recorded or not published."
        ),
    },
    "finding_missing": {
        "zh": "“{rule}”（{clause}）还等待判断：{field}（要求：{requirement}）。",
        "en": (
            "“{rule}” ({clause}) waits for a judgement: {field} "
            "(needed: {requirement})."
        ),
    },
    "amount_unknown": {
        "zh": "“{rule}”（{clause}）的学分按“{formula}”计算，但{field}未公布或未登记。",
        "en": (
            "“{rule}” ({clause}) works its credits out as: {formula}. "
            "But {field} is not published or not recorded."
        ),
    },
    "spending_unknown": {
        "zh": "“{rule}”（{clause}）要扣减学分银行学分“{formula}”，但{field}未公布或未登记。",
        "en": (
            "“{rule}” ({clause}) spends of the bank's credits: {formula}. "
            "But {field} is not published or not recorded."
        ),
    },
    "formula_has_no_value": {
        "zh": "“{rule}”（{clause}）的公式“{formula}”在此无法得出数值。",
        "en": "The formula {formula} of “{rule}” ({clause}) has no value here.",
    },
    "credits_reckoned": {
        "zh": "“{rule}”（{clause}）给{credits}学分，算法是{formula}{inputs}。",
        "en": (
            "“{rule}” ({clause}) gives {credits} {credits:credit|credits}, worked "
            "out by {formula}{inputs}."
        ),
    },
    "credits_by_case": {
        "zh": "“{rule}”（{clause}）在这种情况下给{credits}学分{inputs}。",
        "en": (
            "“{rule}” ({clause}) gives {credits} {credits:credit|credits} "
            "in this case{inputs}."
        ),
    },
    "credits_not_exact": {
        "zh": (
            "“{rule}”（{clause}）按“{formula}”得出{found}，不是0.01的整数倍，"
            "办法没有说明如何取整。"
        ),
        "en": (
            "“{rule}” ({clause}) gives {formula} = {found}, not a multiple of 0.01, "
            "and the policy names no rounding."
        ),
    },
    "outside_window": {
        "zh": "不在申请时间内（{clause}）：{as_of}；下次开放为{opens}至{closes}。",
        "en": (
            "Applications are closed on {as_of} ({clause}); "
            "they open next from {opens} to {closes}."
        ),
    },
    "no_window_ahead": {
        "zh": "不在申请时间内（{clause}）：{as_of}；尚未公布下一学期。",
        "en": (
            "Applications are closed on {as_of} ({clause}); "
            "no later term has been published."
        ),
    },
    "window_date_unknown": {
        "zh": "申请时间（{clause}）取决于{field}，但该日期未登记或未公布，无法判断{as_of}是否在内。",
        "en": (
            "When applications are open ({clause}) depends on {field}, which is not "
            "recorded or not published, so {as_of} may be in time or not."
        ),
    },
    "window_not_decided": {
        "zh": (
            "申请时间为{opens}至{closes}（{clause}）。{as_of}是否在内，"
            "原文没有说明：算在内则受理，不算在内则不受理。"
        ),
        "en": (
            "Applications are open from {opens} to {closes} ({clause}). Whether "
            "{as_of} still counts, the source does not say: read one way it is in "
            "time, read the other it is not."
        ),
    },
    "target_not_in_programme": {
        "zh": "课程{target}不在该专业的教学计划内。",
        "en": "Course {target} is not part of this programme.",
    },
    "no_rule": {
        "zh": "办法中没有适用于这项成果和课程的规则。",
        "en": "The policy has no rule for this outcome and course.",
    },
    "already_awarded": {
        "zh": "该成果已用于这门课程（已入账的第{line}行）：同一用途只认定一次。",
        "en": (
            "This is awarded already (posted line {line}): each outcome counts once "
            "for one course."
        ),
    },
    "another_line_stands": {
        "zh": "同一成果对同一课程只计一次，另一种认定方式已计入。",
        "en": (
            "An outcome counts once for one course, and another way of recognizing it "
            "counts already."
        ),
    },
    "not_chosen": {
        "zh": "在允许的上限内，其他组合的学分更高。",
        "en": "Another combination earns more within the caps.",
    },
    "cap_unknown": {
        "zh": "上限“{rule}”（{clause}）为“{formula}”，但{field}未公布，无法确定。",
        "en": (
            "The cap “{rule}” ({clause}) is {formula}, but {field} is not published, "
            "so it cannot be decided."
        ),
    },
    "objective_unknown": {
        "zh": "这些行不能全部认定，取舍要看{field}，而它未知，无法确定。",
        "en": (
            "Not all of these lines fit, and which is better depends on {field}, "
            "which is not known."
        ),
    },
    "policy_leaves_open": {
        "zh": "“{rule}”（{clause}）的公布文字没有写明：{field}（{requirement}）。",
        "en": (
            "The published wording of “{rule}” ({clause}) leaves open: "
            "{field} (here: {requirement})."
        ),
    },
    "reading": {
        "zh": "如果{reading}：{decision}，{credits}学分{grades}。",
        "en": "If {reading}: {decision}, {credits} {credits:credit|credits}{grades}.",
    },
    "no_row": {
        "zh": "“{rule}”（{clause}）的对照表“{table}”中没有这一行：{found}。",
        "en": "The table “{table}” of “{rule}” ({clause}) has no row for {found}.",
    },
    "no_case": {
        "zh": "“{rule}”（{clause}）按情况给学分，所列的情况都不符合。",
        "en": "“{rule}” ({clause}) gives credits by cases, and none of them applies.",
    },
    "below_zero": {
        "zh": "“{rule}”（{clause}）按“{formula}”得出{found}，低于零，不给学分。",
        "en": "“{rule}” ({clause}) gives {formula} = {found}, below zero: nothing.",
    },
    "no_rule_for": {
        "zh": "办法中没有针对{field}“{found}”的规则。",
        "en": "The policy has no rule for {field} “{found}”.",
    },
    "holding_missing": {
        "zh": "“{rule}”（{clause}）还需要另外的成果：{slots}。",
        "en": "“{rule}” ({clause}) needs further holdings: {slots}.",
    },
    "direct_course_exists": {
        "zh": "“{rule}”（{clause}）只用于没有直接对应课程的情况，而对应课程已有。",
        "en": (
            "“{rule}” ({clause}) is only for outcomes without a course of their own, "
            "and there is one."
        ),
    },
    "group_open": {
        "zh": "“{rule}”（{clause}）：是否与其他成果同属一组、何者更高，尚未判断（{field}）。",
        "en": (
            "“{rule}” ({clause}): whether this belongs with others, and which is "
            "higher, is not judged yet ({field})."
        ),
    },
    "not_highest": {
        "zh": "“{rule}”（{clause}）：同类成果只按最高的一项计，{higher}更高。",
        "en": (
            "“{rule}” ({clause}): of these only the highest counts, and {higher} "
            "is higher."
        ),
    },
    "net_of_posted": {
        "zh": "“{rule}”（{clause}）：应得{gross}学分，已入账{posted}，本次给{credits}。",
        "en": (
            "“{rule}” ({clause}): {gross} {gross:credit is|credits are} due, "
            "{posted} {posted:is|are} posted already, so this gives {credits}."
        ),
    },
    "already_posted": {
        "zh": "“{rule}”（{clause}）：同类成果已入账的学分不低于本项。",
        "en": "“{rule}” ({clause}): what is posted for the same already gives as much.",
    },
    "depends_on_earlier_rule": {
        "zh": "只有在前面的规则“{earlier}”不适用时才用“{rule}”（{clause}），而这一点尚未确定。",
        "en": (
            "“{rule}” ({clause}) gives this only where the earlier rule “{earlier}” "
            "does not apply, and that is still open."
        ),
    },
    "depends_on_open_line": {
        "zh": "本项能否计入，取决于另一项尚未确定的结果。",
        "en": "Whether this counts depends on another line that is still open.",
    },
    "depends_on_open_line_under": {
        "zh": "“{rule}”（{clause}）之下另有一项尚未确定，本项能否计入取决于它。",
        "en": (
            "Another line under “{rule}” ({clause}) is still open, and whether this "
            "counts depends on it."
        ),
    },
    "bundle_falls": {
        "zh": "组合课程一并认定：{targets}不能认定，本课程也就不能认定。",
        "en": (
            "The courses of a bundle stand or fall together: {targets} cannot be "
            "given, so neither can this."
        ),
    },
    "search_gap": {
        "zh": "组合过多，未能在规定步数内证明最优；可预览，不能入账。",
        "en": (
            "There are too many combinations to prove the best in the steps allowed; "
            "this can be previewed, not posted."
        ),
    },
}
