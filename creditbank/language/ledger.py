"""The books in words: narrations of entries, faults of an audit."""

from __future__ import annotations

from creditbank.language import Locale

NARRATIONS: dict[str, dict[Locale, str]] = {
    "recognized": {"zh": "认定入账", "en": "Recognized"},
    "reversed": {"zh": "冲正", "en": "Reversed"},
}

FAULTS: dict[str, dict[Locale, str]] = {
    "not_readable": {
        "zh": "有内容无法读取",
        "en": "something there cannot be read",
    },
    "account_missing": {
        "zh": "账簿中有此学习者而没有账户",
        "en": "the books speak of a learner who has no account",
    },
    "holding_missing": {
        "zh": "明细所依据的成果不在了",
        "en": "a line draws on a holding that is gone",
    },
    "chain_broken": {"zh": "链条断裂", "en": "the chain of entries is broken"},
    "head_differs": {"zh": "账户链头不符", "en": "the account's head differs"},
    "postings_differ": {"zh": "分录与明细不符", "en": "postings differ from the lines"},
    "entry_unbalanced": {"zh": "分录不平", "en": "the entry does not balance"},
    "balance_differs": {"zh": "余额与合计不符", "en": "a balance is not the sum"},
    "decision_missing": {"zh": "缺少决定", "en": "the decision is missing"},
    "claim_not_recognized": {"zh": "申请未认定", "en": "the claim is not recognized"},
    "evidence_missing": {"zh": "缺少佐证材料", "en": "there is no evidence"},
    "evidence_differs": {
        "zh": "决定所列的佐证材料与成果、依据不符",
        "en": "the evidence of a decision is not that of its holdings or receipts",
    },
    "evidence_file_differs": {
        "zh": "佐证材料文件缺失或被改动",
        "en": "a file of evidence is gone or was changed",
    },
    "decision_differs": {
        "zh": "决定的办法、版本、决定人或时间与分录不符",
        "en": "policy, version, person or time of a decision are not its entry's",
    },
    "claim_differs": {
        "zh": "申请或判断与所决定的案情不符",
        "en": "a claim or its findings are not what was decided on",
    },
    "claim_missing": {
        "zh": "有办理记录而申请不在了",
        "en": "a claim that made moves is gone",
    },
    "moves_differ": {
        "zh": "办理记录与申请的状态不符",
        "en": "the moves of a claim do not lead to how it stands",
    },
    "steps_differ": {
        "zh": "办法要求的环节没有全部同意",
        "en": "not everyone whom the policy names agreed",
    },
    "trail_differs": {
        "zh": "办理记录、环节或判断与审计日志不符",
        "en": "moves, steps or findings are not those of the audit trail",
    },
    "policy_differs": {
        "zh": "已发布的办法被改动",
        "en": "a published policy is not what was published",
    },
    "public_code_missing": {
        "zh": "成绩单没有查询码",
        "en": "a transcript has no public code",
    },
    "digest_differs": {"zh": "摘要不符", "en": "a stored digest differs"},
    "not_recomputable": {"zh": "无法重算", "en": "it cannot be recomputed"},
    "answer_differs": {
        "zh": "重算结果不符",
        "en": "recomputing gives another answer",
    },
    "case_differs": {"zh": "案情摘要不符", "en": "the stored case differs"},
    "signature_not_announced": {
        "zh": "签名之前没有写下意图",
        "en": "no intent was written before something was signed",
    },
    "receipt_missing": {
        "zh": "明细缺少认定依据",
        "en": "a line has no decision receipt",
    },
    "receipt_not_bound": {
        "zh": "凭证没有指明认定依据",
        "en": "the credential of a line does not name its receipt",
    },
    "receipt_differs": {
        "zh": "认定依据被改动",
        "en": "a decision receipt was changed",
    },
    "receipt_does_not_hold": {
        "zh": "认定依据重算后与明细不符",
        "en": "recomputing a receipt does not give its line",
    },
    "entry_missing": {"zh": "缺少入账", "en": "a recognized claim has no entry"},
    "owner_key_differs": {"zh": "证书归属不符", "en": "an owner key differs"},
    "use_keys_differ": {"zh": "使用登记不符", "en": "use keys differ from the lines"},
    "owner_key_unused": {"zh": "证书归属无用途", "en": "an owner key has no use"},
    "credential_differs": {"zh": "凭证被改动", "en": "a signed credential was changed"},
    "transcript_without_rows": {
        "zh": "成绩单缺少明细",
        "en": "a transcript has no rows",
    },
    "transcript_rows_differ": {
        "zh": "成绩单的明细与其所载不符",
        "en": "a transcript's rows are not what it states",
    },
    "event_without_credential": {
        "zh": "状态记录没有对应的凭证",
        "en": "something happened to a credential that is not there",
    },
    "life_impossible": {
        "zh": "凭证的状态记录不可能如此发生",
        "en": "what happened to a credential could not have happened so",
    },
    "event_misplaced": {
        "zh": "状态记录的索引与凭证不符",
        "en": "an event names another status index than its credential",
    },
    "transcript_states_revoked": {
        "zh": "未撤销的成绩单写有已撤销的项目",
        "en": "a transcript that is not revoked states a revoked line",
    },
    "transcript_not_held": {
        "zh": "成绩单的中止与其中项目不符",
        "en": "a transcript is not suspended as its lines are",
    },
    "status_index_twice": {
        "zh": "一个状态索引用了两次",
        "en": "a status index serves two credentials",
    },
    "status_index_undrawn": {
        "zh": "凭证的状态索引没有登记",
        "en": "a credential has a status index that was never drawn",
    },
    "status_list_differs": {
        "zh": "状态列表与记录不符",
        "en": "a kept status list differs from what happened",
    },
    "log_gap": {
        "zh": "公开日志缺条目",
        "en": "the public log lacks a leaf",
    },
    "log_nodes_differ": {
        "zh": "公开日志的树与条目不符",
        "en": "the log's tree is not that of its leaves",
    },
    "print_missing": {
        "zh": "成绩单的PDF缺失或被改动",
        "en": "the PDF of a transcript is gone or was changed",
    },
    "log_checkpoint_forged": {
        "zh": "公开日志的检查点不是由本行的密钥签署的",
        "en": "a checkpoint was not signed by a key of the bank",
    },
    "log_checkpoint_differs": {
        "zh": "公开日志与已签署的检查点不符",
        "en": "a signed checkpoint is not of this log",
    },
    "log_leaf_missing": {
        "zh": "公开日志没有记载凭证的变化",
        "en": "the log does not tell of a credential",
    },
    "log_leaf_unfounded": {
        "zh": "公开日志记载了账上没有的事",
        "en": "the log tells of what the books do not know",
    },
    "log_mark_missing": {
        "zh": "分录没有记下当时的日志长度",
        "en": "an entry has no mark of where the log stood",
    },
    "log_heads_differ": {
        "zh": "日志中的账户摘要与账簿不符",
        "en": "the heads in the log are not those of the books",
    },
    "line_and_credential_differ": {
        "zh": "明细与凭证不符",
        "en": "a line and its credential differ",
    },
}
