"""What the bank says when it refuses: what happened, what was kept, what to do."""

from __future__ import annotations

from creditbank.language import Locale
from creditbank.language.door import AT_THE_DOOR

ERRORS: dict[str, dict[Locale, str]] = {
    "bad_value": {
        "zh": "“{kind}”的内容无法接受：{value}。没有保存任何更改，请改正后再试。",
        "en": (
            "The value of “{kind}” cannot be accepted: {value}. Nothing was changed; "
            "please correct it and try again."
        ),
    },
    "repeated": {
        "zh": (
            "案例的“{kind}”中，“{value}”出现了不止一次，无法知道以哪一个为准。"
            "没有保存任何更改，请只写一次后再试。"
        ),
        "en": (
            "“{value}” stands more than once as “{kind}” of the case, and nothing says "
            "which is meant. Nothing was changed; state it once and try again."
        ),
    },
    "bad_fields": {
        "zh": "有{count}项内容无法接受（{names}）。没有保存任何更改，请改正后再试。",
        "en": (
            "What was sent cannot be accepted; {count} at fault: {names}. "
            "Nothing was changed; please correct it and try again."
        ),
    },
    "ambiguous": {
        "zh": "文件可以有两种读法（{value}），因此不予采信。没有保存任何更改。",
        "en": (
            "The file can be read in two ways ({value}), so it is not trusted. "
            "Nothing was changed."
        ),
    },
    "not_found": {
        "zh": "没有找到您要的内容。它可能不存在，或者不属于您。",
        "en": "We could not find that. It may not exist, or it may not be yours.",
    },
    "forbidden": {
        "zh": "您的身份不能进行这项操作。没有保存任何更改。",
        "en": "Your role does not allow this. Nothing was changed.",
    },
    "own_learning": {
        "zh": "这是您自己的学习成果，须由另一位审核人决定。没有保存任何更改。",
        "en": (
            "This is your own learning, so another reviewer has to decide. "
            "Nothing was changed."
        ),
    },
    "own_objection": {
        "zh": "您对这项申请的公示提出过异议，须由另一位审核人决定。没有保存任何更改，您的异议仍然保留。",
        "en": (
            "You objected to the public notice of this claim, so another reviewer has "
            "to decide. Nothing was changed; your objection stands."
        ),
    },
    "sign_in_needed": {
        "zh": "请先登录，再进行这项操作。",
        "en": "Please sign in first.",
    },
    "illegal_move": {
        "zh": "现在的状态是“{status}”，不能{move}。没有保存任何更改，请刷新页面查看。",
        "en": "It is now “{status}” and cannot be {move}. Nothing was changed; reload the page to see where it stands.",
    },
    "credential_move": {
        "zh": "凭证现在的状态是“{status}”，不能{act}。没有保存任何更改，请刷新页面查看。",
        "en": "The credential is now “{status}” and cannot be {act}. Nothing was changed; reload the page to see how it stands.",
    },
    "certificate_withdrawn": {
        "zh": "颁证机构已经撤回证书“{certificate}”，不能再用于申请。没有保存任何更改。如有异议，请联系颁证机构。",
        "en": (
            "The awarding body has withdrawn the certificate “{certificate}”, so it "
            "cannot be claimed on. Nothing was changed; ask the awarding body if you "
            "disagree."
        ),
    },
    "already_ruled": {
        "zh": "本校对这项撤回已经作出处理，没有重复处理。",
        "en": "Your institution has ruled on this withdrawal before; nothing was changed.",
    },
    "steps_spent": {"zh": "问得太多：请写明课程。", "en": "Too much: name courses."},
    "policy_faults": {
        "zh": "转换办法文件有{count}处错误，没有发布。请逐处改正后再提交。",
        "en": (
            "The policy file has {count} {count:fault|faults} and was not published. "
            "Correct them all and hand it in again."
        ),
    },
    "policy_published": {
        "zh": "转换办法{code}第{version}版已经发布，内容不能再改。请使用新的版本号。",
        "en": (
            "Version {version} of {code} is published and never changes. "
            "Give the new text a new version."
        ),
    },
    "policy_overlap": {
        "zh": (
            "没有发布：{days}会有两个办法同时适用，另一个是{code}第{version}版。"
            "请改用更晚的施行日期，或先终止另一个办法。"
        ),
        "en": (
            "Not published: two policies would answer on the same days ({days}); the "
            "other is {code}, version {version}. Begin later, or retire the other first."
        ),
    },
    "policy_gap": {
        "zh": (
            "没有发布：{days}会有申请没有任何版本可以适用（{code}）。"
            "如果本意如此，请在发布时注明。"
        ),
        "en": (
            "Not published: for some claims no version of {code} would apply on "
            "{days}. If that is meant, state it when you publish."
        ),
    },
    "draft_changed": {
        "zh": "草稿“{name}”在您查看之后换成了另一个文件。没有发布，请重新查看。",
        "en": (
            "The draft “{name}” was replaced after you looked at it. Nothing was "
            "published; look at it again."
        ),
    },
    "row_faults": {
        "zh": "文件中有{count}处错误，一行也没有载入。请改正后重新载入。",
        "en": "There {count:is|are} {count} {count:fault|faults}, so no row was loaded. Correct them and load again.",
    },
    "evidence_refused": {
        "zh": "这个文件不能作为佐证材料：{reason}。请上传20 MB以内的PDF、PNG或JPG文件。",
        "en": (
            "This file cannot serve as evidence: {reason}. "
            "Attach a PDF, PNG or JPG of at most 20 MB."
        ),
    },
    "holding_known": {
        "zh": "您已经登记过这份证书，不需要再次登记。",
        "en": "You have registered this certificate before; there is no need to repeat it.",
    },
    "not_submitted": {
        "zh": "这项申请还没有提交。",
        "en": "This claim has not been submitted yet.",
    },
    "evidence_missing": {
        "zh": "“{holding}”还没有佐证材料，审核人无法判断。请先上传，再提交申请。",
        "en": (
            "“{holding}” has no evidence yet, so nobody could judge it. "
            "Attach a file, then submit the claim."
        ),
    },
    "no_policy": {
        "zh": "目前没有适用的转换办法，无法提交。申请已保存为草稿。",
        "en": "No policy answers such claims at present, so it cannot be submitted. Your draft is kept.",
    },
    "versions_differ": {
        "zh": "所选成果分别适用不同版本的转换办法：{versions}。一份申请只适用一个版本，请按版本分成几份申请。没有提交。",
        "en": "These holdings fall under different versions of the policy: {versions}. A claim is decided by one version, so make one claim of each. Nothing was submitted.",
    },
    "not_enrolled": {
        "zh": "您没有在该专业注册学籍，不能申请转换。如果学籍有误，请联系学校。",
        "en": (
            "You are not enrolled in this programme, so nothing can be converted "
            "there. If that is wrong, ask the institution to correct its records."
        ),
    },
    "step_open": {
        "zh": "还有一个环节没有完成：{asks}。完成之前不能认定。",
        "en": "One step is still open: {asks}. The claim can be recognized after it.",
    },
    "answer_changed": {
        "zh": "您打开页面之后，结果发生了变化。没有入账。请重新查看再决定。",
        "en": (
            "The answer changed after you opened the page. Nothing was posted; "
            "look at the new answer and decide again."
        ),
    },
    "nothing_to_post": {
        "zh": "按转换办法没有可以确定认定的项目，没有入账。可以补充认定意见、退回或不予认定。",
        "en": (
            "No line of the answer is certain, so nothing was posted. "
            "Give the findings asked for, return the claim, or decline it."
        ),
    },
    "already_awarded": {
        "zh": "这份成果在同一用途上已经认定过，没有重复入账。",
        "en": "This outcome already has an award for the same use; nothing was posted twice.",
    },
    "books_damaged": {
        "zh": "银行的一处记录缺失或损坏（{record}），不能据此显示或作出决定。没有保存任何更改，其他记录都在。请联系学分银行，核查账簿即可找到此处。",
        "en": (
            "A record of the bank is missing or damaged ({record}), so nothing is shown "
            "or decided on it. Nothing was changed, and every other record is kept. "
            "Please tell the credit bank; an audit of the books finds the place."
        ),
    },
    "owner_key_held": {
        "zh": "另一位学习者已经用这份证书获得认定。没有入账，申请转为争议，请核实证书归属。",
        "en": (
            "Another learner was awarded on this certificate. Nothing was posted; "
            "the claim is now disputed. Find out whose certificate it is."
        ),
    },
    "unbalanced": {
        "zh": "分录不平（{scheme}：{amount}），没有入账。",
        "en": "The postings do not balance ({scheme}: {amount}); nothing was posted.",
    },
    "line_reversed": {
        "zh": "第{line}行不存在，或者已经冲正过。没有保存任何更改。",
        "en": "Line {line} is not there or was reversed before. Nothing was changed.",
    },
    **AT_THE_DOOR,
    "nothing_to_state": {
        "zh": "账户中还没有可以写入成绩单的学分。",
        "en": "There is nothing in the account yet that a transcript could state.",
    },
    "log_inconsistent": {
        "zh": "公开日志前后不一致（{place}）。没有签署任何内容，请运行审计。",
        "en": "The public log does not continue its last checkpoint ({place}). Nothing was signed; run the audit.",
    },
    "not_logged": {
        "zh": "公开日志的检查点还没有包含这份成绩单。请一分钟后再试。",
        "en": "No checkpoint of the public log covers this transcript yet. Try again in a minute.",
    },
    "not_sqlite": {
        "zh": "本程序只复制SQLite数据库；PostgreSQL请用其自带工具。",
        "en": "This program copies SQLite databases only; PostgreSQL has its own tools.",
    },
    "bank_exists": {
        "zh": "{place}中已有内容，没有覆盖。请另选位置。",
        "en": "There is something at {place} already, and it was left as it is. Choose another place.",
    },
    "backup_not_good": {
        "zh": "这份备份不能使用（{reason}）。没有恢复任何内容。",
        "en": "This copy cannot be used: {reason}. No bank was made of it.",
    },
    "not_printed": {
        "zh": "PDF还没有生成。通常只需几秒，请稍后再试；签名的JSON现在就可以下载。",
        "en": (
            "The PDF is not made yet. It usually takes seconds, so try again soon; "
            "the signed JSON can be downloaded now."
        ),
    },
    "unprintable": {
        "zh": "这些字符无法印在成绩单上：{characters}。请换用常用汉字、拉丁字母或数字；没有保存任何更改。",
        "en": (
            "These characters cannot be printed on a transcript: {characters}. "
            "Use common Chinese characters, Latin letters or digits; "
            "nothing was changed."
        ),
    },
    "too_many": {
        "zh": "尝试次数过多。请在{seconds}秒后再试。",
        "en": "Too many attempts. Please try again in {seconds} seconds.",
    },
    "job_taken": {
        "zh": "这项工作已经由别人接手。请刷新后再看。",
        "en": "Someone else has this job in hand by now. Reload and look again.",
    },
    "notice_open": {
        "zh": "“{asks}”的公示到{until}才结束，末日在内。没有保存任何更改。",
        "en": "The public notice “{asks}” runs until {until}, that day included. Nothing was changed.",
    },
    "notice_changed": {
        "zh": "公示之后，转换办法的结果已经改变：{asks}。请按现在的结果重新公示。没有保存任何更改。",
        "en": "The policy's answer is no longer what the notice “{asks}” announced. Open the notice again with what it answers now. Nothing was changed.",
    },
    "already_objected": {
        "zh": "您已经对这项公示提出过异议，没有重复记录。处理结果会用邮件通知您。",
        "en": "You have objected to this notice before; it was not recorded twice. You will be told by mail what becomes of it.",
    },
    "objection_open": {
        "zh": "对公示“{asks}”的异议还没有处理。请先逐条处理。没有保存任何更改。",
        "en": "An objection to the notice “{asks}” is not ruled on yet. Rule on each first. Nothing was changed.",
    },
    "balance_too_small": {
        "zh": "这次转换要扣除{asked}学分的银行学分，账户里只有{balance}。没有入账。",
        "en": "This conversion spends {asked} credits of bank value and the account holds {balance}. Nothing was posted.",
    },
    "key_needed": {
        "zh": "请求缺少 Idempotency-Key。没有保存任何更改。",
        "en": "The request lacks an Idempotency-Key. Nothing was changed.",
    },
    "key_in_progress": {
        "zh": "同一个 Idempotency-Key 的请求正在处理或没有留下回答。请先查看结果，再用新的键。",
        "en": "A request with this Idempotency-Key is in progress or left no answer. Look at the result before you try with another key.",
    },
    "key_reused": {
        "zh": "这个 Idempotency-Key 已用于另一个请求。没有保存任何更改。",
        "en": "This Idempotency-Key was used for another request. Nothing was changed.",
    },
}
