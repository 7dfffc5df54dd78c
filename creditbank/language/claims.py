"""Claims in words: statuses, moves, reasons for refusal, purposes."""

from __future__ import annotations

from creditbank.language import Locale

STATUSES: dict[str, dict[Locale, str]] = {
    "draft": {"zh": "草稿", "en": "Draft"},
    "submitted": {"zh": "审核中", "en": "In review"},
    "returned": {"zh": "已退回", "en": "Returned"},
    "disputed": {"zh": "有争议", "en": "Disputed"},
    "withdrawn": {"zh": "已撤回", "en": "Withdrawn"},
    "recognized": {"zh": "已认定", "en": "Recognized"},
    "declined": {"zh": "不予认定", "en": "Declined"},
}

MOVES: dict[str, dict[Locale, str]] = {
    "submit": {"zh": "提交", "en": "Submitted"},
    "return": {"zh": "退回", "en": "Returned"},
    "withdraw": {"zh": "撤回", "en": "Withdrawn"},
    "dispute": {"zh": "转为争议", "en": "Disputed"},
    "recognize": {"zh": "认定", "en": "Recognized"},
    "decline": {"zh": "不予认定", "en": "Declined"},
}

REFUSALS: dict[str, dict[Locale, str]] = {
    "evidence_unreadable": {
        "zh": "佐证材料无法辨认",
        "en": "The evidence cannot be read",
    },
    "evidence_does_not_match": {
        "zh": "佐证材料与登记内容不符",
        "en": "The evidence does not match what was registered",
    },
    "not_the_holder": {
        "zh": "证书持有人不是申请人",
        "en": "The certificate belongs to someone else",
    },
    "outcome_not_recognized": {
        "zh": "该成果不在认定范围内",
        "en": "The outcome is not one that is recognized",
    },
    "policy_says_no": {
        "zh": "不符合转换办法",
        "en": "The policy does not allow it",
    },
    "duplicate": {"zh": "重复申请", "en": "It was claimed before"},
    "body_not_active": {
        "zh": "颁证机构当时不具备资格",
        "en": "The awarding body was not active when it was issued",
    },
    "certificate_withdrawn": {
        "zh": "颁证机构已撤回该证书",
        "en": "The awarding body has withdrawn the certificate",
    },
    "other": {"zh": "其他（见说明）", "en": "Other (see the note)"},
}

ROLES: dict[str, dict[Locale, str]] = {
    "learner": {"zh": "学习者", "en": "Learner"},
    "reviewer": {"zh": "审核人", "en": "Reviewer"},
    "registrar": {"zh": "教务管理员", "en": "Registrar"},
    "officer": {"zh": "颁证机构人员", "en": "Officer"},
    "operator": {"zh": "学分银行运行人员", "en": "Operator"},
    "supervisor": {"zh": "监管人员", "en": "Supervisor"},
    "stranger": {"zh": "访客", "en": "Visitor"},
    # Named by policies; their word is written down by a reviewer.
    "teacher": {"zh": "任课教师", "en": "Teacher"},
    "college": {"zh": "学院", "en": "College"},
    "committee": {"zh": "委员会", "en": "Committee"},
}

RULINGS: dict[str, dict[Locale, str]] = {
    "upheld": {"zh": "异议成立", "en": "upheld"},
    "dismissed": {"zh": "未予采纳", "en": "dismissed"},
}

MEDIA: dict[str, dict[Locale, str]] = {
    "application/pdf": {"zh": "PDF 文件", "en": "PDF"},
    "image/png": {"zh": "PNG 图片", "en": "PNG picture"},
    "image/jpeg": {"zh": "JPG 照片", "en": "JPG photo"},
}
