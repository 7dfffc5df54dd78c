"""The life of a credential in words: what happened to it, and why."""

from __future__ import annotations

from creditbank.language import Locale
from creditbank.language.places import PlaceName

STANDINGS: dict[str, dict[Locale, str]] = {
    "unissued": {"zh": "尚未签发", "en": "Not issued"},
    "valid": {"zh": "有效", "en": "Valid"},
    "suspended": {"zh": "已中止", "en": "Suspended"},
    "superseded": {"zh": "已被取代", "en": "Superseded"},
    "revoked": {"zh": "已撤销", "en": "Revoked"},
}

ACTS: dict[str, dict[Locale, str]] = {
    "issue": {"zh": "签发", "en": "Issued"},
    "supersede": {"zh": "被取代", "en": "Superseded"},
    "suspend": {"zh": "中止", "en": "Suspended"},
    "reinstate": {"zh": "恢复", "en": "Reinstated"},
    "revoke": {"zh": "撤销", "en": "Revoked"},
}

DOINGS: dict[str, dict[Locale, str]] = {
    "suspend": {"zh": "中止这份成绩单", "en": "Suspend this transcript"},
    "reinstate": {"zh": "恢复这份成绩单", "en": "Reinstate this transcript"},
    "revoke": {"zh": "撤销这份成绩单", "en": "Revoke this transcript"},
}

REASONS: dict[str, dict[Locale, str]] = {
    "newer_issued": {
        "zh": "持有人签发了同一范围的新成绩单",
        "en": "Its holder was issued a newer one of the same scope",
    },
    "credit_reversed": {
        "zh": "其中的学分已冲正",
        "en": "Credits it states were reversed",
    },
    "line_suspended": {
        "zh": "其中一项已中止",
        "en": "A line it states is suspended",
    },
    "line_reinstated": {
        "zh": "其中一项已恢复",
        "en": "A line it states stands again",
    },
    "certificate_withdrawn": {
        "zh": "所依据的证书被颁证机构撤回，正在复核",
        "en": "The awarding body withdrew a certificate it rests on; it is under review",
    },
    "withdrawal_upheld": {
        "zh": "复核后维持原认定",
        "en": "The recognition was reviewed and upheld",
    },
    "under_inquiry": {"zh": "正在核查", "en": "It is being looked into"},
    "inquiry_closed": {"zh": "核查完毕", "en": "The inquiry is closed"},
    "issued_in_error": {"zh": "签发有误", "en": "It was issued in error"},
    "asked_by_learner": {"zh": "应持有人要求", "en": "Its holder asked for it"},
    "other": {"zh": "其他原因", "en": "Another reason"},
}

# What of an account a transcript states; a purpose is said as claims say it.
SCOPES: dict[str, dict[Locale, str]] = {
    "account": {"zh": "整个账户", "en": "The whole account"},
    "deposit": {"zh": "存入学分银行的学分", "en": "Credits deposited at the bank"},
    "convert": {
        "zh": "转换至{school} · {programme}的学分",
        "en": "Credits converted at {school} · {programme}",
    },
    "selection": {"zh": "所选各项", "en": "Selected lines"},
}


def scope_text(scope: str, place: PlaceName | None, locale: Locale) -> str:
    """Say what a transcript states, in the reader's language."""
    kind, _, _ = scope.partition(":")
    return SCOPES[kind][locale].format_map(place.named(locale) if place else {})
