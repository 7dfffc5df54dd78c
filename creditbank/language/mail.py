"""The letters the bank sends: a subject and a text for every notice."""

from __future__ import annotations

from creditbank.language import Locale

SUBJECTS: dict[str, dict[Locale, str]] = {
    "confirm": {"zh": "请确认您的邮箱", "en": "Please confirm your address"},
    "already_signed_up": {"zh": "您已经有账户", "en": "You have an account already"},
    "reset": {"zh": "设置新密码", "en": "Set a new password"},
    "password_changed": {"zh": "密码已更改", "en": "Your password was changed"},
    "claim_submitted": {"zh": "有新的申请待审核", "en": "A claim waits for review"},
    "claim_returned": {"zh": "申请被退回", "en": "Your claim was returned"},
    "claim_declined": {"zh": "申请未获认定", "en": "Your claim was declined"},
    "claim_disputed": {"zh": "申请转为争议", "en": "Your claim is disputed"},
    "claim_recognized": {"zh": "申请已认定", "en": "Your claim was recognized"},
    "claim_objected": {"zh": "公示收到异议", "en": "An objection to a public notice"},
    "objection_made": {
        "zh": "有公示异议待处理",
        "en": "An objection waits for a ruling",
    },
    "objection_upheld": {"zh": "您的异议成立", "en": "Your objection was upheld"},
    "objection_dismissed": {
        "zh": "您的异议未被采纳",
        "en": "Your objection was dismissed",
    },
    "credit_reversed": {"zh": "学分已冲正", "en": "Credits were reversed"},
    "transcript_suspend": {"zh": "成绩单已中止", "en": "A transcript is suspended"},
    "transcript_reinstate": {"zh": "成绩单已恢复", "en": "A transcript stands again"},
    "transcript_revoke": {"zh": "成绩单已撤销", "en": "A transcript was revoked"},
    "certificate_withdrawn": {
        "zh": "您的证书被颁证机构撤回",
        "en": "An awarding body withdrew a certificate of yours",
    },
    "withdrawal_task": {
        "zh": "有证书被撤回，请复核",
        "en": "A certificate was withdrawn; please rule on it",
    },
    "withdrawal_upheld": {
        "zh": "复核后维持原认定",
        "en": "Your credits were reviewed and upheld",
    },
}

TEXTS: dict[str, dict[Locale, str]] = {
    "confirm": {
        "zh": "请打开以下链接确认邮箱（24小时内有效，只能使用一次）：\n{link}\n如果不是您注册的，请忽略这封信。",
        "en": "Open this link to confirm your address (good once, for 24 hours):\n{link}\nIf you did not sign up, ignore this letter.",
    },
    "already_signed_up": {
        "zh": "有人用这个邮箱注册学分银行，但您已经有账户。忘记密码时，请在登录页选择“忘记密码”。",
        "en": "Someone tried to sign up with this address, but you have an account already. If you forgot the password, choose “Forgotten password” when you sign in.",
    },
    "reset": {
        "zh": "请打开以下链接设置新密码（24小时内有效，只能使用一次）：\n{link}\n如果不是您申请的，请忽略这封信，密码没有改变。",
        "en": "Open this link to set a new password (good once, for 24 hours):\n{link}\nIf you did not ask for it, ignore this letter; nothing was changed.",
    },
    "password_changed": {
        "zh": "您的密码刚刚更改，所有设备都已退出登录。如果不是您本人，请立即联系我们。",
        "en": "Your password was just changed and every device was signed out. If that was not you, contact us at once.",
    },
    "claim_submitted": {
        "zh": "一项申请（{claim}）已提交，等待您审核：\n{page}",
        "en": "A claim ({claim}) was submitted and waits for your review:\n{page}",
    },
    "claim_returned": {
        "zh": "您的申请（{claim}）被退回。理由：{reason}。说明在申请页面上，补充后请再提交：\n{page}",
        "en": "Your claim ({claim}) was returned. Reason: {reason}. Its page has the note; mend the claim and submit it again:\n{page}",
    },
    "claim_declined": {
        "zh": "您的申请（{claim}）没有获得认定。理由：{reason}。全部理由在申请页面上：\n{page}",
        "en": "Your claim ({claim}) was declined. Reason: {reason}. Its page has all the reasons:\n{page}",
    },
    "claim_disputed": {
        "zh": "您的申请（{claim}）所用的证书已有另一位学习者获得认定，正在核实归属。进展写在申请页面上：\n{page}",
        "en": "Another learner was awarded on the certificate that your claim ({claim}) uses. Whose it is, is being looked into; the claim's page will say what becomes of it:\n{page}",
    },
    "claim_recognized": {
        "zh": "您的申请（{claim}）已认定，学分已入账：\n{page}",
        "en": "Your claim ({claim}) was recognized and its credits are in your account:\n{page}",
    },
    "claim_objected": {
        "zh": "您的申请（{claim}）公示期间收到一条异议，学校正在核实，结果会写在申请页面上：\n{page}",
        "en": "Someone objected to the public notice of your claim ({claim}). The institution is looking into it; the claim's page will say what becomes of it:\n{page}",
    },
    "objection_made": {
        "zh": "一项申请（{claim}）的公示收到一条异议。处理之前，该步骤不能同意。请登录处理：\n{page}",
        "en": "Someone objected to the public notice of a claim ({claim}). The step cannot be agreed to before you rule on it; sign in to do so:\n{page}",
    },
    "objection_upheld": {
        "zh": "您对公示提出的异议经核实成立，该项认定没有通过。说明：{note}",
        "en": "Your objection to a public notice was looked into and upheld; what was proposed does not go on. Note: {note}",
    },
    "objection_dismissed": {
        "zh": "您对公示提出的异议经核实未被采纳。说明：{note}",
        "en": "Your objection to a public notice was looked into and dismissed. Note: {note}",
    },
    "transcript_suspend": {
        "zh": "您的成绩单{transcript}已中止，查验者会看到这一点。说明：{note}",
        "en": "Your transcript {transcript} is suspended, and whoever checks it sees so. Note: {note}",
    },
    "transcript_reinstate": {
        "zh": "对成绩单{transcript}的中止已经解除。说明：{note}",
        "en": "The suspension of your transcript {transcript} was lifted. Note: {note}",
    },
    "transcript_revoke": {
        "zh": "您的成绩单{transcript}已撤销，不再有效。账户中的学分不受影响，可以立即签发新的成绩单。说明：{note}",
        "en": "Your transcript {transcript} was revoked and no longer counts. Your credits are untouched; you may issue a new one at once. Note: {note}",
    },
    "certificate_withdrawn": {
        "zh": "颁证机构撤回了证书“{certificate}”，理由：{ground}。据此认定的学分正在由各校复核，载有这些学分的成绩单暂时中止。结果会另行通知。",
        "en": "The awarding body withdrew the certificate “{certificate}”: {ground}. The institutions that recognized it are reviewing those credits, and transcripts stating them are suspended meanwhile. You will be told how it ends.",
    },
    "withdrawal_task": {
        "zh": "颁证机构撤回了证书“{certificate}”。{institution}曾据此认定学分，请登录后维持或冲正。",
        "en": "The certificate “{certificate}” was withdrawn. {institution} recognized credits on it; sign in to uphold or reverse them.",
    },
    "withdrawal_upheld": {
        "zh": "对证书“{certificate}”被撤回一事的复核已经结束，维持的学分和相应的成绩单已恢复。",
        "en": "The review after the certificate “{certificate}” was withdrawn is over. The credits that were upheld, and transcripts stating only such credits, stand again.",
    },
    "credit_reversed": {
        "zh": "部分学分已冲正：{note}。包含这些学分的成绩单已撤销，可以立即签发新的成绩单。",
        "en": "Credits were reversed: {note}. Transcripts stating them are revoked; you may issue a new one at once.",
    },
}
