"""The sentences of versions: which one applies to a case, or why none does."""

from __future__ import annotations

from creditbank.language import Locale

VERSIONS: dict[str, dict[Locale, str]] = {
    "version_date_unknown": {
        "zh": "适用哪一版办法取决于{field}，但该信息未登记。",
        "en": "Which version applies depends on {field}, which is not recorded.",
    },
    "no_version": {
        "zh": "所问的办法没有一版适用于这项成果的日期。",
        "en": "No version that was asked covers the date of this outcome.",
    },
    "purpose_not_served": {
        "zh": "这项办法用于{serves}，不用于{purpose}。",
        "en": "This policy is for: {serves}. It does not speak of: {purpose}.",
    },
    "other_version": {
        "zh": "此处适用的是版本{version}，而不是所问的版本{asked}。",
        "en": "Version {version} applies here, not version {asked}, which was asked.",
    },
    "version_kept": {
        "zh": "该学员仍适用旧版本{version}，而这一版本不在所给的办法之中。",
        "en": (
            "This learner keeps the older version {version}, which is not among those "
            "asked."
        ),
    },
    "two_versions": {
        "zh": "有多版办法同时适用（{versions}），公布的文字没有说明用哪一版。",
        "en": (
            "Several versions apply at once ({versions}); what is published does not "
            "say which."
        ),
    },
}
