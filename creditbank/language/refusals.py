"""What a refusal names, in words: fields, states and moves, never their codes."""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.language import Locale, say
from creditbank.language.claims import STATUSES
from creditbank.language.errors import ERRORS
from creditbank.language.jobs import STATES
from creditbank.language.life import STANDINGS

Word = dict[Locale, str]


def _words(*rows: tuple[str, str, str]) -> dict[str, Word]:
    return {code: {"zh": zh, "en": en} for code, zh, en in rows}


# What a value is of; another kind, of a file's inside, is named as it stands there.
KINDS = _words(
    ("Idempotency-Key", "Idempotency-Key请求头", "Idempotency-Key header"),
    ("after", "起点", "place to go on from"),
    ("answer_digest", "结果摘要", "answer's digest"),
    ("holder_name", "持有人", "holder"),
    ("hours", "学时", "hours"),
    ("level", "等级", "level"),
    ("limit", "每页数量", "number on a page"),
    ("major", "专业", "major"),
    ("outcome", "学习成果", "outcome"),
    ("is_unscored", "证书上没有成绩", "no score on the certificate"),
    ("score", "成绩", "score"),
    ("target", "目标课程", "target course"),
    ("at", "时间", "time"),
    ("checkpoint", "检查点", "checkpoint"),
    ("choices", "所选课程", "courses chosen"),
    ("credential", "凭证", "credential"),
    ("credentials", "所选各项", "lines selected"),
    ("credits", "学分", "credits"),
    ("cursor", "页码标记", "cursor"),
    ("date", "日期", "date"),
    ("days", "天数", "number of days"),
    ("did_document", "DID文件", "DID document"),
    ("email", "邮箱", "e-mail address"),
    ("expires_on", "有效期至", "expiry date"),
    ("file", "文件", "file"),
    ("finding", "认定意见", "finding"),
    ("formula", "公式", "formula"),
    ("grade_scale", "计分方式", "grade scale"),
    ("ground", "异议理由", "ground of the objection"),
    ("holdings", "所选成果", "holdings chosen"),
    ("instant", "时刻", "instant"),
    ("issued_on", "颁发日期", "issue date"),
    ("items", "所选文件", "files chosen"),
    ("json", "JSON内容", "JSON"),
    ("jwt", "JWT内容", "JWT"),
    ("kind", "种类", "kind"),
    ("language", "语言", "language"),
    ("last_day", "最后一天", "last day"),
    ("lines", "所选明细", "lines chosen"),
    ("name", "姓名或名称", "name"),
    ("note", "说明", "note"),
    ("number", "编号或数字", "number"),
    ("objection", "异议", "objection"),
    ("objective", "目标", "objective"),
    ("period", "起止日期", "period"),
    ("pin", "访问码", "PIN"),
    ("purpose", "申请用途", "purpose"),
    ("q", "查找内容", "search"),
    ("reason", "理由", "reason"),
    ("receipt", "认定依据", "decision receipt"),
    ("reversal", "冲正", "reversal"),
    ("rule", "规则", "rule"),
    ("ruling", "处理结果", "ruling"),
    ("shares", "分享", "share"),
    ("starts_on", "施行日期", "first day"),
    ("status_list", "状态列表", "status list"),
    ("step", "审核步骤", "step"),
    ("supersedes", "所代替的版本", "version it replaces"),
    ("summary", "摘要", "summary"),
    ("time_zone", "时区", "time zone"),
    ("token", "令牌", "token"),
    ("unit", "单位", "unit"),
    ("value", "数值", "value"),
    ("verdict", "审核意见", "verdict"),
    ("withdrawn_on", "撤回日期", "date of withdrawal"),
)


# Records of the books that may be found damaged.
RECORDS = _words(
    ("balance", "账户余额", "a balance"),
    ("claim", "申请", "a claim"),
    ("credential", "凭证", "a credential"),
    ("decision", "认定决定", "a decision"),
    ("entry", "入账记录", "an entry"),
    ("evidence", "佐证材料", "a file of evidence"),
    ("holding", "学习成果", "a holding"),
    ("life", "凭证状态记录", "what happened to a credential"),
    ("line", "入账明细", "a line of an entry"),
    ("notice", "公示", "a public notice"),
    ("pdf", "成绩单PDF", "the PDF of a transcript"),
    ("policy_version", "转换办法", "a version of a policy"),
    ("receipt", "认定依据", "a decision receipt"),
    ("row", "数据", "a row"),
    ("share", "分享", "a share"),
    ("status_list", "状态列表", "a status list"),
    ("word", "代码", "a code"),
)

# What is said otherwise than errors.py says it. Whose citizen ID it is, is told to
# nobody: a wrong one and another's read alike.
OTHERWISE: dict[str, Word] = {
    "citizen_id": {
        "zh": (
            "这个身份证号无法登记：可能输入有误，也可能需要人工核实。没有保存任何更改。"
            "请核对后再试；确认无误仍不能登记的，请联系学分银行。"
        ),
        "en": (
            "This citizen ID cannot be registered: it may be mistyped, or it may need to "
            "be looked into. Nothing was changed. Check it and try again; if it is right, "
            "ask the credit bank."
        ),
    },
    "is_unscored": {
        "zh": "既填写了成绩，又说证书上没有成绩。请只留一项；没有保存任何更改。",
        "en": (
            "A score is given, and it is said that the certificate bears none. Keep "
            "one of the two; nothing was changed."
        ),
    },
    "notice_not_opened": {
        "zh": "“{asks}”还没有公示，请先开始公示。没有保存任何更改。",
        "en": "“{asks}” needs a public notice, and none was opened yet. Nothing was changed.",
    },
}

EVIDENCE = _words(
    ("empty", "文件是空的", "it is empty"),
    ("too_large", "文件太大", "it is too large"),
    ("too_many", "这份成果的材料已经太多", "this holding has too many files already"),
    (
        "wrong_extension",
        "文件名的后缀与内容不符",
        "the ending of its name does not match its content",
    ),
    ("unknown_kind", "内容不是PDF、PNG或JPG", "its content is no PDF, PNG or JPG"),
)

DEEDS = _words(
    ("submit", "提交", "submitted"),
    ("return", "退回", "returned"),
    ("withdraw", "撤回", "withdrawn"),
    ("dispute", "转为争议", "disputed"),
    ("recognize", "认定", "recognized"),
    ("decline", "不予认定", "declined"),
    ("amend", "修改", "amended"),
    ("split", "按版本分开", "split"),
    ("find", "记录认定意见", "given a finding"),
    ("agree", "由各方表示意见", "agreed to or refused"),
    ("rule", "处理异议", "ruled on"),
    ("issue", "签发", "issued"),
    ("supersede", "取代", "superseded"),
    ("suspend", "中止", "suspended"),
    ("reinstate", "恢复", "reinstated"),
    ("revoke", "撤销", "revoked"),
    ("start", "开始", "started"),
    ("finish", "结束", "finished"),
    ("fail", "记为失败", "marked as failed"),
    ("restart", "重新开始", "restarted"),
)
STANDS: Mapping[str, Mapping[Locale, str]] = {
    **_words(("superseded_suspended", "已被取代并中止", "Superseded and suspended")),
    **STANDINGS,
    **STATUSES,
    **STATES,
}


def refusal_text(code: str, facts: Mapping[str, str], locale: Locale) -> str:
    """Say why the bank refuses; what its facts name by a code is said in words."""
    kind = facts.get("kind", "")
    if kind in OTHERWISE:
        return say(OTHERWISE, kind, {}, locale)
    if code == "notice_open" and not facts["until"]:
        asks = {"asks": facts[f"asks_{locale}"]}
        return say(OTHERWISE, "notice_not_opened", asks, locale)
    tables = {"kind": KINDS, "move": DEEDS, "act": DEEDS, "status": STANDS}
    tables["record"] = RECORDS
    if code == "evidence_refused":
        tables["reason"] = EVIDENCE
    told = {
        name: table[facts[name]][locale]
        for name, table in tables.items()
        if facts.get(name) in table
    }
    if "step" in facts:
        told["asks"] = facts[f"asks_{locale}"]
    if "status" in told and locale == "en":
        told["status"] = told["status"].lower()
    return say(ERRORS, code, {**facts, **told}, locale)
