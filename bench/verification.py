"""Checking by file and by code, in requests per CPU-second, against plain controls.

Each control is a bare Flask application that does the same work by hand, in as few
lines as it can be done, without session, throttle, rights, reports or headers. Of a
file: parse it, look up the bank's keys, write the canonical form of the transcript and
of each credential inside, check both proofs of each, ask the database for the status
of each; it answers one word. Of a code: ask the database once, by one statement
written by hand, for the transcript and whether it was revoked; it answers with a
report made once, as JSON or on our own page. So the control of a code never checks a
signature again, and ours must know by the books alone that it need not either.

Both applications are called in this process as a server calls them, one request after
the other, from thousands of addresses, so that throttles count and let pass. The file
is a new one at every request: it is one transcript under changing spaces.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask, jsonify, render_template, request
from jinja2 import StrictUndefined
from sqlalchemy import bindparam, text
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import Ratio, faster
from bench._bank import Bank, opened
from bench._documents import ORIGIN
from creditbank.core.canonical import JSON
from creditbank.core.transcripts.encoding import public_key_of, unbase58
from creditbank.core.transcripts.identity import did_of
from creditbank.core.transcripts.proofs import signing_input
from creditbank.services import verification
from creditbank.web import filters

FLOOR = 0.60
COURSES = 40
STRANGERS = cycle([f"10.0.{a}.{b}" for a, b in product(range(16), range(256))])
CODED = text(
    "SELECT c.issued_at, e.at FROM public_codes AS p JOIN credentials AS c "
    "ON c.learner_id = p.learner_id AND c.id = p.transcript_id "
    "LEFT JOIN status_events AS e ON e.learner_id = c.learner_id "
    "AND e.credential_id = c.id AND e.act = 'revoke' WHERE p.code = :code"
)
KEYS = text("SELECT multikey FROM signing_keys WHERE purpose = 'transcripts'")
REVOKED = text(
    "SELECT count(*) FROM status_events WHERE act = 'revoke' "
    "AND list_number = 1 AND status_index IN :indices"
).bindparams(bindparam("indices", expanding=True))


def ratios(quick: bool) -> list[Ratio]:  # noqa: FBT001 - every bench is called alike
    """Compare a transcript of 40 courses by its file, its code, and its page."""
    rounds = 5 if quick else 9
    files = 10 if quick else 40
    with TemporaryDirectory() as folder:
        bank = opened(Path(folder), courses=COURSES)
        bare = controlled(bank)
        by_file, by_api, by_page = asked_of(bank)
        name = f"verify by POST, {COURSES} courses"
        return [
            compared(name, by_file, bare, files, rounds),
            compared("verify by code, JSON", by_api, bare, files * 20, rounds),
            compared("verify by code, page", by_page, bare, files * 10, rounds),
        ]


def asked_of(bank: Bank) -> tuple[Asked, Asked, Asked]:
    """Ask by file, by code in JSON, and by code for a page."""
    api, page = f"/api/v1/verifications/{bank.code}", f"/v/{bank.code}"
    return (
        Asked("POST", "/api/v1/verifications", b'"status":"valid"', bank),
        Asked("GET", api, b'"status":"valid"', bank),
        Asked("GET", page, "有效".encode(), bank),
    )


def compared(name: str, asked: Asked, bare: Flask, times: int, rounds: int) -> Ratio:
    """Ask ours and the control the same; both have warmed up before."""
    asked.of(asked.bank.app, 3)
    asked.of(bare, 3)
    return faster(
        f"{name}, {times} times",
        lambda: asked.of(asked.bank.app, times),
        lambda: asked.of(bare, times),
        floor=FLOOR,
        rounds=rounds,
    )


@dataclass(frozen=True)
class Asked:
    """One request, and what its answer must hold."""

    method: str
    path: str
    expected: bytes
    bank: Bank

    def of(self, app: Flask, times: int) -> None:
        form = EnvironBuilder(self.path, method=self.method).get_environ()
        if self.method == "POST":
            form["CONTENT_TYPE"] = "application/json"
        for _, address in zip(range(times), STRANGERS, strict=False):
            body = next(self.bank.files) if self.method == "POST" else b""
            said = {"REMOTE_ADDR": address, "CONTENT_LENGTH": str(len(body))}
            environ = {**form, **said, "wsgi.input": io.BytesIO(body)}
            chunks, status, _ = run_wsgi_app(app, environ, buffered=True)
            answer = b"".join(chunks).replace(b": ", b":")
            if status[:3] != "200" or self.expected not in answer:
                raise RuntimeError(answer.decode())


def controlled(bank: Bank) -> Flask:
    """Build the bare application."""
    app = Flask("creditbank.web", template_folder=bank.app.template_folder)
    app.extensions.update(bank.app.extensions)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters.update(bank.app.url_map.converters)
    filters.install(app)
    for blueprint in bank.app.blueprints.values():
        if not blueprint.name.startswith(("api", "verification")):
            app.register_blueprint(blueprint)
    app.add_url_rule("/verify", "verification.verify")
    app.add_url_rule("/verify/offline", "verification.offline")
    app.post("/api/v1/verifications")(lambda: jsonify(status=status_of(bank)))
    with bank.app.app_context():
        found = verification.verify_code(bank.code, world=bank.world)
    told = found.report.json()

    def look_up(code: str) -> None:
        with bank.engine.connect() as connection:
            issued_at, revoked_at = connection.execute(CODED, {"code": code}).one()
        if revoked_at is not None or issued_at is None:
            raise RuntimeError(code)

    @app.get("/api/v1/verifications/<code>")
    def tell(code: str) -> object:
        look_up(code)
        return jsonify(told)

    @app.get("/v/<code>", endpoint="verification.show")
    def show(code: str) -> str:
        look_up(code)
        return render_template(
            "verification/report.html",
            report=found.report,
            stated=None,
            public=found.public,
            attested=None,
            summary=None,
            receipt=None,
        )

    return app


def status_of(bank: Bank) -> str:
    """Do by hand what a check of a posted file cannot do without."""
    document = json.loads(request.get_data(), parse_float=Decimal)
    every = (document, *document["credentialSubject"]["verifiableCredential"])
    indices = [int(one["credentialStatus"]["statusListIndex"]) for one in every]
    with bank.engine.connect() as connection:
        names = connection.execute(KEYS).scalars().all()
        revoked = connection.execute(REVOKED, {"indices": indices}).scalar()
    keys = {
        f"{did_of(ORIGIN)}#{name}": Ed25519PublicKey.from_public_bytes(
            public_key_of(name)
        )
        for name in names
    }
    for one in every:
        check_proofs(one, keys)
    return "revoked" if revoked else "valid"


def check_proofs(document: dict[str, Any], keys: dict[str, Ed25519PublicKey]) -> None:
    """Raise what the library raises where one does not hold."""
    for proof in document["proof"]:
        options: dict[str, JSON] = {**proof}
        value = options.pop("proofValue")
        key = keys[proof["verificationMethod"]]
        key.verify(unbase58(str(value)[1:]), signing_input(document, options))
