"""Certificates withdrawn by their awarding body, and who rules on them (law 12)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from creditbank.core.errors import DomainError
from creditbank.core.values import day_of
from creditbank.services import recognition
from creditbank.web.context import actor, world
from creditbank.web.naming import names_of
from creditbank.web.problems import STATUS, sentence
from creditbank.web.security import action

blueprint = Blueprint("withdrawals", __name__, url_prefix="/withdrawals")
NUMBER_CHARACTERS_MAX = 80


@blueprint.get("/")
@action("withdrawals.find")
def find() -> str:
    """Find a certificate of the officer's own body by its number."""
    return _find()


def _find(problem: str = "") -> str:
    number = request.values.get("number", "").strip()[:NUMBER_CHARACTERS_MAX]
    papers = []
    if number:
        papers = recognition.find_papers(number, actor=actor(), world=world())
    return render_template(
        "withdrawals/find.html",
        number=number,
        papers=papers,
        withdrawn=recognition.withdrawn(actor=actor(), world=world()),
        form=request.form,
        problem=problem,
    )


@blueprint.post("/")
@action("withdrawals.withdraw")
def withdraw() -> Answer | tuple[str, int]:
    upload = request.files.get("file")
    proof = recognition.Proof(
        upload.read() if upload is not None else b"",
        (upload.filename or "") if upload is not None else "",
    )
    try:
        recognition.withdraw(
            request.form.get("number", "").strip()[:NUMBER_CHARACTERS_MAX],
            request.form.get("paper", ""),
            on=day_of(request.form.get("on", ""), "withdrawn_on"),
            ground=request.form.get("ground", ""),
            proof=proof,
            actor=actor(),
            world=world(),
        )
    except DomainError as error:
        return _find(sentence(error)), STATUS[error.code]
    return redirect(url_for("withdrawals.find"))


@blueprint.get("/<withdrawal_id>/<institution>")
@action("withdrawals.show")
def show(withdrawal_id: str, institution: str) -> str:
    return _show(withdrawal_id, institution)


def _show(withdrawal_id: str, institution: str, problem: str = "") -> str:
    task = recognition.task(withdrawal_id, institution, actor=actor(), world=world())
    names = names_of((), institution, [line.target for line in task.lines])
    return render_template(
        "withdrawals/show.html", task=task, names=names, problem=problem
    )


@blueprint.get("/<withdrawal_id>/<institution>/evidence")
@action("withdrawals.evidence")
def evidence(withdrawal_id: str, institution: str) -> Response:
    content = recognition.proof(
        withdrawal_id, institution, actor=actor(), world=world()
    )
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="evidence"'
    return response


@blueprint.post("/<withdrawal_id>/<institution>/uphold")
@action("withdrawals.uphold")
def uphold(withdrawal_id: str, institution: str) -> Answer | tuple[str, int]:
    return _ruled(withdrawal_id, institution, recognition.uphold)


@blueprint.post("/<withdrawal_id>/<institution>/overturn")
@action("withdrawals.overturn")
def overturn(withdrawal_id: str, institution: str) -> Answer | tuple[str, int]:
    return _ruled(withdrawal_id, institution, recognition.overturn)


def _ruled(
    withdrawal_id: str, institution: str, rule: Callable[..., None]
) -> Answer | tuple[str, int]:
    note = request.form.get("note", "")
    try:
        rule(withdrawal_id, institution, note, actor=actor(), world=world())
    except DomainError as error:
        if error.code != "bad_value":
            raise
        return _show(withdrawal_id, institution, sentence(error)), STATUS[error.code]
    return redirect(url_for("claims.queue"))
