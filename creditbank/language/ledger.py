"""The books in words: narrations of entries, faults of an audit."""

from __future__ import annotations

from creditbank.language import Locale

NARRATIONS: dict[str, dict[Locale, str]] = {
    "recognized": {"zh": "认定入账", "en": "Recognized"},
    "reversed": {"zh": "冲正", "en": "Reversed"},
}

FAULTS: dict[str, dict[Locale, str]] = {
    "chain_broken": {"zh": "链条断裂", "en": "the chain of entries is broken"},
    "head_differs": {"zh": "账户链头不符", "en": "the account's head differs"},
    "postings_differ": {"zh": "分录与明细不符", "en": "postings differ from the lines"},
    "entry_unbalanced": {"zh": "分录不平", "en": "the entry does not balance"},
    "balance_differs": {"zh": "余额与合计不符", "en": "a balance is not the sum"},
    "decision_missing": {"zh": "缺少决定", "en": "the decision is missing"},
    "claim_not_recognized": {"zh": "申请未认定", "en": "the claim is not recognized"},
    "evidence_missing": {"zh": "缺少佐证材料", "en": "there is no evidence"},
    "digest_differs": {"zh": "摘要不符", "en": "a stored digest differs"},
    "not_recomputable": {"zh": "无法重算", "en": "it cannot be recomputed"},
    "answer_differs": {
        "zh": "重算结果不符",
        "en": "recomputing gives another answer",
    },
    "case_differs": {"zh": "案情摘要不符", "en": "the stored case differs"},
    "entry_missing": {"zh": "缺少入账", "en": "a recognized claim has no entry"},
    "owner_key_differs": {"zh": "证书归属不符", "en": "an owner key differs"},
    "use_keys_differ": {"zh": "使用登记不符", "en": "use keys differ from the lines"},
    "owner_key_unused": {"zh": "证书归属无用途", "en": "an owner key has no use"},
    "credential_differs": {"zh": "凭证被改动", "en": "a signed credential was changed"},
    "transcript_without_rows": {
        "zh": "成绩单缺少明细",
        "en": "a transcript has no rows",
    },
    "line_and_credential_differ": {
        "zh": "明细与凭证不符",
        "en": "a line and its credential differ",
    },
}
