"""The offline verifier in a real browser: it and the core agree wherever both can check.

Both are given the same bytes: documents as signed, every vector, and fresh damage. The
only difference allowed is a document of which nothing but an eddsa-rdfc-2022 proof is
bad: the page says that it does not check that proof, and the core finds it.
"""

from __future__ import annotations

import json
import random
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import NOON, OneKey, StoppedClock, settings_at, world_at

from creditbank.adapters.keys import verify_signature
from creditbank.app import create_app
from creditbank.core.canonical import canonical
from creditbank.core.errors import BadValueError
from creditbank.core.keys import PublicKey, Purpose
from creditbank.core.log import Kind
from creditbank.core.strict import parsed
from creditbank.core.transcripts.encoding import multikey
from creditbank.core.transcripts.identity import did_document
from creditbank.core.transcripts.jwt import jwt_of
from creditbank.core.values import instant_text
from creditbank.core.verification import Given, Read, verify
from creditbank.core.verification.documents import Issuer, inner_of, parts, text
from creditbank.core.verification.signatures import proof_holds
from creditbank.web.offline import assembled
from tests.bundles import DID_OF_LOG, LOG_KEY, a_bundle, change, proof_with, revoked
from tests.core.test_attesting import KEYS as RECEIPT_KEYS
from tests.core.test_attesting import receipt as receipt_of_a_check
from tests.signed import (
    AT,
    DID,
    JWT_KEY,
    KEY,
    ORIGIN,
    PUBLISHED,
    a_list,
    inner,
    outer,
    report,
    resigned,
    suspended,
)

pytestmark = pytest.mark.browser

EARLIER = AT.replace(year=2025)
YESTERDAY = AT - timedelta(days=1)
SHOTS = Path("var/screenshots")
VECTORS = Path(__file__).parents[1] / "vectors"
AGREE = """async (cases) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const told = [];
  for (const one of cases) {
    const given = {
      file: bytes(one.file), did: one.did === null ? null : bytes(one.did),
      lists: one.lists.map(bytes), at: one.at,
    };
    const report = await verify(given);
    told.push({
      status: report.status, as_of: report.as_of, rdfc: report.rdfc,
      results: report.checks.map((check) => [check.code, check.result]),
    });
  }
  return told;
}"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    """The file as anyone downloads it, with the test keys inside."""
    folder = tmp_path_factory.mktemp("offline")
    app = create_app(
        settings_at(f"sqlite:///{folder / 'bank.sqlite3'}", folder),
        world=world_at(folder, StoppedClock()),
    )
    with app.test_request_context():
        sources = Path(str(app.static_folder)) / "offline"
        page = assembled(sources, did_document(ORIGIN, PUBLISHED), at=AT)
    file = folder / "creditbank-verify.html"
    file.write_text(page, "utf-8")
    return file


@pytest.fixture(scope="module")
def opened(browser, page_file):
    """The file opened from a disk, in a browser without any network."""
    context = browser.new_context(
        offline=True, locale="en", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.faults = []
    page.on("console", lambda m: m.type == "error" and page.faults.append(m.text))
    page.on("pageerror", lambda e: page.faults.append(str(e)))
    page.goto(page_file.as_uri())
    yield page
    assert page.faults == []
    context.close()


def given(file, *, did=DID, lists=None, at=AT):
    content = file if isinstance(file, bytes) else canonical(file)
    return Given(content, at, did, [a_list()] if lists is None else lists)


def asked(page, cases):
    """What the page says of each."""

    def base64(content):
        return b64encode(content).decode()

    told = [
        {
            "file": base64(one.document),
            "did": None if one.did_document is None else base64(one.did_document),
            "lists": [base64(each) for each in one.status_lists],
            "at": int(one.at.timestamp()),
        }
        for one in cases
    ]
    return page.evaluate(AGREE, told)


def spared_by_rdfc(case):
    """Name the checks that only an rdfc proof decides in this case."""
    try:
        read = Read.of(case.document)
        issuer = Issuer.of(parsed(case.did_document or b""))
    except BadValueError:
        return set()
    if read.token is not None:
        outside = []
    else:
        outside = [(read.document, read.purpose, "signature")]
    of_lists = set()
    for content in case.status_lists:
        try:
            document = parsed(content)
        except BadValueError:
            continue
        if _only_rdfc_is_bad(document, issuer, Purpose.STATUS_LISTS):
            of_lists = {"revocation", "suspension", "supersession"}
    inside = [(one, Purpose.TRANSCRIPTS, "parts") for one in inner_of(read.document)]
    return of_lists | {
        check
        for document, purpose, check in (*outside, *inside)
        if _only_rdfc_is_bad(document, issuer, purpose)
    }


def _only_rdfc_is_bad(document, issuer, purpose):
    held = {}
    for proof in parts(document, "proof"):
        found = proof_holds(
            document, proof, lambda name: issuer.key(name, purpose), verify_signature
        )
        held[text(proof, "cryptosuite")] = found
    is_bad = held.get("eddsa-rdfc-2022", True) is not True
    return is_bad and held.get("eddsa-jcs-2022") is True


def agree(page, cases):
    """Hold the page against the core; give the statuses, and how many were spared."""
    statuses, spared_count = [], 0
    for case, told in zip(cases, asked(page, cases), strict=True):
        mine = verify(case, verify_signature)
        results = [(c.code.value, c.result.value) for c in mine.checks]
        differing = {
            code
            for (code, one), (_code, other) in zip(
                results, told["results"], strict=True
            )
            if one != other
        }
        shown = (case.document[:300], results, told)
        if differing:
            assert differing <= spared_by_rdfc(case), shown
            assert told["rdfc"] == "could_not_check", shown
            spared_count += 1
        else:
            assert told["status"] == mine.status.value, shown
        assert told["as_of"] == mine.json()["as_of"]
        statuses.append(told["status"])
    return statuses, spared_count


def leaves(value, path=()):
    """Every place of a document."""
    yield path
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, (*path, number))


def changed(document, path, how):
    """A copy with one place changed."""
    copy = json.loads(json.dumps(document))
    at = copy
    for step in path[:-1]:
        at = at[step]
    old = at[path[-1]]
    if how == "delete":
        del at[path[-1]]
    elif isinstance(old, str):
        at[path[-1]] = old[:-1] + ("x" if old[-1:] != "x" else "y")
    elif isinstance(old, bool):
        at[path[-1]] = not old
    elif isinstance(old, int | float):
        at[path[-1]] = old + 1
    elif isinstance(old, list):
        at[path[-1]] = [*old, old[0]]
    else:
        at[path[-1]] = {**old, "extra": 1}
    return copy


def as_bytes(document):
    return json.dumps(document, ensure_ascii=False).encode()


def test_the_page_and_the_core_agree_on_documents_as_signed(opened):
    cases = [
        given(outer()),
        given(outer(), did=None),
        given(outer(), lists=[]),
        given(outer(), lists=[a_list(99)]),
        given(outer(), lists=[a_list(2)]),
        given(outer(), lists=[a_list(99), a_list(at=YESTERDAY)]),
        given(outer(), lists=[a_list(99), a_list()]),
        given(outer(), lists=[a_list(), suspended(1)]),
        given(outer(), lists=[a_list(), suspended(99, purpose="supersession")]),
        given(outer(), at=EARLIER, lists=[a_list(at=EARLIER)]),
        given(outer(), lists=[a_list(at=AT.replace(year=2024))]),
        given(outer(validUntil="2026-11-24T09:00:00Z"), at=AT.replace(day=25)),
        given(inner()),
        given(inner(grade=None, evidence=())),
        given(a_list()),
        given(jwt_of(outer(), JWT_KEY).encode()),
        given(b"\n " + jwt_of(outer(), JWT_KEY).encode() + b"\n"),
        given(outer(), did=b"not a DID document"),
    ]
    statuses, spared = agree(opened, cases)
    assert spared == 0
    assert statuses == [
        *("valid", "could_not_check", "could_not_check", "revoked", "revoked"),
        *("revoked", "revoked"),
        *("suspended", "superseded", "expired", "could_not_check", "expired"),
        *("valid", "valid", "valid", "valid", "valid", "could_not_check"),
    ]


def test_the_page_and_the_core_agree_on_bundles_and_their_place_in_the_log(opened):
    whole = json.loads(a_bundle())
    about_the_log = [
        path for path in leaves(whole) if path and path[0] in {"proof", "checkpoint"}
    ]
    cases = [
        given(a_bundle(), did=DID_OF_LOG, lists=[]),
        given(a_bundle(inner()), did=DID_OF_LOG),
        given(a_bundle(place=0), did=DID_OF_LOG),
        given(a_bundle(place=10), did=DID_OF_LOG),
        given(a_bundle(), did=DID_OF_LOG, lists=[a_list(99)]),
        given(a_bundle(kind=Kind.REVOKE), did=DID_OF_LOG),
        given(a_bundle(key=OneKey(Purpose.RECEIPTS)), did=DID_OF_LOG),
        given(a_bundle(), did=None),
        given(a_bundle()),
        given(a_bundle(), did=revoked(KEY, NOON + timedelta(hours=1))),
        given(a_bundle(), did=revoked(KEY, NOON)),
        given(a_bundle(), did=revoked(LOG_KEY, AT)),
        given(change(credential=None), did=DID_OF_LOG),
        given(change(more=1), did=DID_OF_LOG),
        *(
            given(change(proof=proof_with(index=n)), did=DID_OF_LOG)
            for n in range(-1, 12)
        ),
        *(
            given(as_bytes(changed(whole, path, how)), did=DID_OF_LOG)
            for path in about_the_log
            for how in ("change", "delete")
        ),
    ]
    statuses, spared = agree(opened, cases)
    assert spared == 0
    assert statuses[:12] == [
        *("valid", "valid", "valid", "valid", "revoked", "altered", "altered"),
        *("could_not_check", "valid", "valid", "key_not_valid", "valid"),
    ]
    assert statuses.count("altered") > 25


def test_the_page_and_the_core_agree_on_every_place_changed_or_taken_away(opened):
    document = json.loads(canonical(outer()))
    cases = [
        given(as_bytes(changed(document, path, how)))
        for path in leaves(document)
        if path
        for how in ("change", "delete")
    ]
    statuses, spared = agree(opened, cases)
    assert len(cases) > 300
    # Only the proof the page does not check may be damaged under its eyes.
    assert statuses.count("valid") <= spared <= 30


def test_the_page_and_the_core_agree_on_receipts_of_checks(opened):
    made = receipt_of_a_check()
    document = json.loads(canonical(made))
    cases = [
        given(made, did=RECEIPT_KEYS),
        given(made, did=RECEIPT_KEYS, at=EARLIER),
        given(made),
        given(receipt_of_a_check(key=KEY), did=RECEIPT_KEYS),
        *(
            given(as_bytes(changed(document, path, how)), did=RECEIPT_KEYS)
            for path in leaves(document)
            if path
            for how in ("change", "delete")
        ),
    ]
    statuses, spared = agree(opened, cases)
    assert (spared, len(cases) > 100) == (0, True)
    good, *others = statuses
    assert others[:3] == ["expired", "key_not_valid", "key_not_valid"]
    assert (good, "valid" in others) == ("valid", False)


def test_the_page_and_the_core_agree_on_bytes_changed_anywhere(opened):
    drawn = random.Random("bytes")  # noqa: S311 - repeatable is what is wanted
    cases = []
    for content in (canonical(outer()), jwt_of(outer(), JWT_KEY).encode()):
        for _ in range(150):
            damaged = bytearray(content)
            at = drawn.randrange(len(damaged))
            damaged[at] = drawn.choice(b'09aZ".{}[],: \x00\xff-_')
            cases.append(given(bytes(damaged)))
    agree(opened, cases)


@pytest.mark.parametrize(
    "written",
    [
        *(b"", b" ", b"{", b"[]", b'"x"', b"nul", b"\xef\xbb\xbf{}", b"\xff", b"{}x"),
        *(
            b'{"a":1,"a":1}',
            b'{"a":{"b":1,"b":2}}',
            b'{"a":01}',
            b'{"a":1.}',
            b'{"a":+1}',
        ),
        *(
            b'{"a":NaN}',
            b'{"a":-Infinity}',
            b'{"a":Infinity',
            b'{"a":1e5}',
            b'{"a":1E400}',
        ),
        *(
            b'{"a":9007199254740991}',
            b'{"a":9007199254740992}',
            b'{"a":-0}',
            b'{"a":-0.0}',
        ),
        *(
            b'{"a":99999999999999999999}',
            b'{"a":0.125}',
            b'{"a":0.120}',
            b'{"a":1.500000}',
        ),
        *(
            b'{"a":99999999999999.5}',
            b'{"a":999999999999999.5}',
            b'{"a":90071992547410.05}',
        ),
        *(
            b'{"a":"\\ud800"}',
            b'{"a":"\\ud83d\\ude00"}',
            b'{"\\ud800":1}',
            b'{"a":"\\x"}',
        ),
        *(
            b'{"a":"\t"}',
            b'{"a":"\\u00g0"}',
            b'{"a":"\\"',
            b'{"a":1.555, ',
            b'{"a":1 "b"}',
        ),
        *(b"[" * 64 + b"]" * 64, b"[" * 65 + b"]" * 65, b'{"a":"' + b"[" * 70 + b'"}'),
        *(b'{"__proto__":1,"__proto__":2}', b'{"constructor":{}}', b"ey", b"ey.ey.ey"),
        *(
            b"eyJ9.e30.",
            b"e30.e30.e30",
            b"eyJhIjoxfQ.eyJhIjoxLCJhIjoyfQ.AA",
            b"ey\x00.a.b",
        ),
        b'{"a":"' + b"x" * 5_000_000 + b'"}',
    ],
    ids=lambda written: repr(written[:24]),
)
def test_the_page_reads_json_as_strictly_as_the_core(opened, written):
    agree(opened, [given(written)])


def test_the_page_and_the_core_agree_on_tokens_that_cheat(opened):
    def token(header=None, **claims):
        head, payload, signature = jwt_of(outer(), JWT_KEY).split(".")

        def opened_(piece):
            return json.loads(b64decode(piece + "==", altchars=b"-_"))

        def closed(value):
            made = b64encode(json.dumps(value).encode(), altchars=b"-_")
            return made.decode().rstrip("=")

        head = closed({**opened_(head), **(header or {})})
        return f"{head}.{closed({**opened_(payload), **claims})}.{signature}".encode()

    whole = jwt_of(outer(), JWT_KEY)
    cases = [
        given(token({"alg": "none"})),
        given(token({"jwk": {"kty": "EC"}})),
        given(token({"kid": "did:web:evil.example#key"})),
        given(token({"kid": 5})),
        given(token(iss="did:web:evil.example")),
        given(token(nbf=1)),
        given(token(nbf=None)),
        given(token(exp=99_999_999_999)),
        given(token(extra=1)),
        given(token(validFrom="yesterday")),
        given(whole.partition(".")[0].encode()),
        given((whole[:-1] + "=").encode()),
        given(jwt_of(outer(key=OneKey()), OneKey()).encode()),
        given(jwt_of(inner(), JWT_KEY).encode()),
    ]
    statuses, _ = agree(opened, cases)
    assert "valid" not in statuses


def test_the_page_and_the_core_agree_on_whom_a_key_belongs_to(opened):
    good = json.loads(DID)
    document = canonical(outer())
    token = jwt_of(outer(), JWT_KEY).encode()
    cases = [
        given(content, did=as_bytes(changed(good, path, how)))
        for path in leaves(good)
        if path
        for how in ("change", "delete")
        for content in (document, token)
    ]
    for number in range(3):  # the keys of transcripts, of lists and of tokens
        for at in (AT, AT - timedelta(days=1), AT + timedelta(days=1), "soon", 1):
            told = json.loads(DID)
            told["verificationMethod"][number]["revoked"] = (
                at if isinstance(at, (str, int)) else instant_text(at)
            )
            cases += [given(one, did=canonical(told)) for one in (document, token)]
    small = [PublicKey(multikey(bytes(32)), Purpose.TRANSCRIPTS)]
    cases.append(given(document, did=canonical(did_document(ORIGIN, small))))
    statuses, _ = agree(opened, cases)
    assert {"valid", "key_not_valid", "unknown_issuer"} <= set(statuses)


def test_the_page_and_the_core_agree_on_lists_that_are_not_what_they_say(opened):
    document = json.loads(a_list(99))
    cases = [
        given(outer(), lists=[as_bytes(changed(document, path, how))])
        for path in leaves(document)
        if path
        for how in ("change", "delete")
    ]
    cases += [given(outer(), lists=[b"no list", a_list(99), canonical(inner())])]
    agree(opened, cases)


def test_the_page_and_the_core_agree_on_proofs_of_other_suites_and_numbers(opened):
    document = outer()
    cases = [
        given(resigned(document, "eddsa-jcs-2022")),
        given(resigned(document, "eddsa-rdfc-2022")),
        given(resigned(document, *["eddsa-jcs-2022"] * 2)),
        given(resigned(document, *["eddsa-rdfc-2022"] * 3, "eddsa-jcs-2022")),
        given({**document, "proof": document["proof"][::-1]}),
        given({**document, "proof": document["proof"][0]}),
        given({**document, "proof": []}),
    ]
    agree(opened, cases)


def test_the_page_and_the_core_agree_on_every_vector(opened):
    files = sorted(
        file for file in VECTORS.rglob("*") if file.suffix in {".json", ".jwt"}
    )
    if not files:
        pytest.skip("NOT RUN: there is no file in tests/vectors")
    cases = [given(file.read_bytes()) for file in files]
    dids = [file.read_bytes() for file in files if "did" in file.name]
    cases += [given(file.read_bytes(), did=did) for file in files for did in dids]
    agree(opened, cases)


def look(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    # The page's own policy lets no other script in, axe among them.
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_stranger_checks_a_file_by_hand_and_reads_why(opened):
    opened.set_input_files(
        "#file",
        {
            "name": "t.json",
            "mimeType": "application/json",
            "buffer": canonical(outer()),
        },
    )
    opened.set_input_files(
        "#lists",
        {"name": "l.json", "mimeType": "application/json", "buffer": a_list()},
    )
    opened.fill("#at", "2026-11-24T08:00:00Z")
    opened.get_by_role("button", name="Check", exact=True).click()
    opened.locator("#report h2").first.wait_for()
    shown = opened.locator("#report").inner_text()
    assert shown.startswith("Valid")
    assert "李林" in shown
    assert "needs RDF" in shown
    look(opened, "offline-valid-en")
    forged = canonical(outer()).replace("李林".encode(), "王芳".encode())
    opened.set_input_files(
        "#file", {"name": "t.json", "mimeType": "application/json", "buffer": forged}
    )
    opened.get_by_role("button", name="Check", exact=True).click()
    opened.locator("#report .altered").wait_for()
    assert "王芳" not in opened.locator("#report").inner_text()
    opened.get_by_role("button", name="中文").click()
    assert opened.locator("#report").inner_text().startswith("内容被改动")
    look(opened, "offline-altered-zh")
    opened.fill("#at", "yesterday")
    opened.get_by_role("button", name="查验", exact=True).click()
    assert "2026-11-24T08:00:00Z" in opened.locator("#report").inner_text()


def test_the_page_allows_itself_nothing_but_its_one_script_and_style(opened):
    policy = opened.locator("meta[http-equiv]").get_attribute("content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    refused = opened.evaluate(
        "fetch('https://credits.example.edu/').then(() => false, () => true)"
    )
    assert refused
    opened.faults.clear()  # the browser itself reports what it refused
    assert report(outer()).status.value == "valid"
