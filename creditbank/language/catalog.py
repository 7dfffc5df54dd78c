"""The catalog in words: types of outcomes, statuses of bodies, grade scales."""

from __future__ import annotations

from creditbank.language import Locale

TYPES: dict[str, dict[Locale, str]] = {
    "x_certificate": {"zh": "X证书", "en": "X certificate"},
    "skill_certificate": {"zh": "技能等级证书", "en": "Skill certificate"},
    "vocational_qualification": {"zh": "职业资格", "en": "Vocational qualification"},
    "self_study_course": {"zh": "自学考试课程", "en": "Self-study course"},
    "degree_course": {"zh": "学历教育课程", "en": "Degree course"},
    "online_course": {"zh": "在线课程", "en": "Online course"},
    "training": {"zh": "培训", "en": "Training"},
    "competition": {"zh": "竞赛", "en": "Competition"},
    "patent": {"zh": "专利与科研", "en": "Patent or research"},
    "work": {"zh": "工作与实践", "en": "Work"},
    "service": {"zh": "服役与志愿服务", "en": "Service"},
    "community_course": {"zh": "社区与老年教育", "en": "Community course"},
    "overseas": {"zh": "境外学习", "en": "Overseas"},
}

BODY_STATUSES: dict[str, dict[Locale, str]] = {
    "active": {"zh": "在目录内", "en": "active"},
    "suspended": {"zh": "暂停", "en": "suspended"},
    "exited": {"zh": "已退出目录", "en": "exited"},
    "unknown": {"zh": "未公布", "en": "not published"},
}

# What schools and the catalog call levels; any other word is said as it stands.
LEVELS: dict[str, dict[Locale, str]] = {
    "初级": {"zh": "初级", "en": "elementary"},
    "中级": {"zh": "中级", "en": "intermediate"},
    "高级": {"zh": "高级", "en": "advanced"},
    "一级": {"zh": "一级", "en": "level 1"},
    "二级": {"zh": "二级", "en": "level 2"},
    "三级": {"zh": "三级", "en": "level 3"},
    "四级": {"zh": "四级", "en": "level 4"},
    "中专": {"zh": "中专", "en": "secondary vocational"},
    "专科": {"zh": "专科", "en": "junior college"},
    "本科": {"zh": "本科", "en": "bachelor's"},
    "硕士": {"zh": "硕士", "en": "master's"},
    "博士": {"zh": "博士", "en": "doctoral"},
}

SCALES: dict[str, dict[Locale, str]] = {
    "percent": {"zh": "百分制", "en": "percent"},
    "five_level": {"zh": "五级制", "en": "five levels"},
    "pass_fail": {"zh": "合格制", "en": "pass or fail"},
}
