"""Jobs, for the operator: what waits, what runs, what failed and why."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from creditbank.services import jobs
from creditbank.web.context import actor, world
from creditbank.web.security import action

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("")
@action("jobs.list")
def list_() -> str:
    found = jobs.list_(actor=actor(), world=world())
    return render_template("jobs/list.html", jobs=found)


@blueprint.post("/<job_id>/restart")
@action("jobs.restart")
def restart(job_id: str) -> Response:
    jobs.restart(job_id, actor=actor(), world=world())
    return redirect(url_for("jobs.list_"))
