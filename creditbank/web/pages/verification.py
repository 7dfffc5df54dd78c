"""Checking a transcript, without an account: by file, by text, by code."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from creditbank.core.errors import NotFoundError
from creditbank.core.verification import VerificationReport
from creditbank.services import transcripts, verification
from creditbank.web.context import said, world
from creditbank.web.offline import assembled
from creditbank.web.security import action, limiter

blueprint = Blueprint("verification", __name__)
TRIES = "60 per minute"
FILES_MAX = 10  # at once; whoever has more uses the API


def _cost() -> int:
    """A throttle counts files, not requests."""
    return max(len(request.files.getlist("file")), 1)


@blueprint.route("/verify", methods=("GET", "POST"))
@limiter.limit(TRIES, methods=["POST"], cost=_cost)
@action("verification.verify")
def verify() -> str | Response:
    """Take a file or photo first, else pasted text, else a code."""
    if request.method == "GET":
        return render_template("verification/verify.html", problem="")
    uploads = [one for one in request.files.getlist("file") if one.filename]
    if len(uploads) > 1:
        return _table(uploads)
    content = uploads[0].read() if uploads else b""
    content = content or request.form.get("text", "").strip().encode()
    code = request.form.get("code", "").strip()
    if not content and code:
        return redirect(url_for("verification.show", code=transcripts.normalized(code)))
    if not content:
        problem = said(
            "请选择文件或照片、粘贴内容，或输入查询码。",
            "Choose a file or photo, paste its text, or type a code.",
        )
        return render_template("verification/verify.html", problem=problem)
    found = verification.examine(content, world=world())
    return render_template(
        "verification/report.html",
        report=found.report,
        stated=found.stated,
        attested=found.attested,
        summary=found.summary,
        receipt=_carried(verification.attest(content, world=world())),
        public=found.public,
    )


@dataclass(frozen=True)
class Row:
    """One of several files: its name as it came, its report and receipt."""

    name: str
    report: VerificationReport
    receipt: str


def _table(uploads: list[FileStorage]) -> str:
    """Check several files, each by itself."""
    if len(uploads) > FILES_MAX:
        problem = said(
            "一次最多查验{count}个文件。",
            "At most {count} files at once.",
            count=FILES_MAX,
        )
        return render_template("verification/verify.html", problem=problem)
    rows = []
    for one in uploads:
        found = verification.attest(one.read(), world=world())
        rows.append(Row(one.filename or "", found.report, _carried(found)))
    return render_template("verification/batch.html", rows=rows)


def _carried(found: verification.Receipted) -> str:
    """Write a receipt into the page itself: it is kept nowhere it could come from."""
    return "data:application/json;base64," + b64encode(found.content).decode()


@blueprint.get("/verify/offline")
@limiter.limit(TRIES)
@action("verification.offline")
def offline() -> Response:
    """Hand out the offline verifier, with the keys of this moment inside."""
    folder = Path(str(current_app.static_folder)) / "offline"
    did = transcripts.published_keys(world=world())
    page = assembled(folder, did, at=world().clock.now())
    name = 'attachment; filename="creditbank-verify.html"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-cache"}
    return Response(page, mimetype="text/html", headers=headers)


@blueprint.get("/v/<code>")
@limiter.limit(TRIES)
@action("verification.show")
def show(code: str) -> str | tuple[str, int]:
    """Show status, issuer and date of a code; no name (law 17)."""
    try:
        found = verification.verify_code(transcripts.normalized(code), world=world())
    except NotFoundError:
        problem = said(
            "没有这个查询码。请核对成绩单上的16个字符。",
            "There is no such code. Compare the 16 characters on the transcript.",
        )
        return render_template("verification/verify.html", problem=problem), 404
    return render_template(
        "verification/report.html",
        report=found.report,
        stated=None,
        attested=None,
        summary=None,
        receipt="",
        public=found.public,
    )
