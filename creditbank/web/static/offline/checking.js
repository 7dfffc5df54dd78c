// The numbered checks of core/verification, made in the browser: no network, nothing
// but the files given. What the browser cannot do here is "could not check".
"use strict";

const JCS = "eddsa-jcs-2022";
const RDFC = "eddsa-rdfc-2022";
const PROOFS_MAX = 4;
const CODES = [
  "form", "shape", "issuer", "key", "signature", "parts",
  "identity", "revocation", "suspension", "period", "supersession",
  "log", "receipts", "recompute",
];
const BUNDLE = ["checkpoint", "credential", "did", "proof", "receipts", "status"];
const [PASSED, FAILED, NOT_APPLICABLE, UNCHECKED] =
  ["passed", "failed", "not_applicable", "could_not_check"];
const passed = (isSo) => (isSo ? PASSED : FAILED);

// Walking as core/verification/documents.py does.
function part(value, ...names) {
  for (const name of names) {
    if (!(value instanceof Map)) return null;
    value = value.get(name) ?? null;
  }
  return value;
}
const text = (value, ...names) => {
  const found = part(value, ...names);
  return typeof found === "string" ? found : "";
};
const parts = (value, ...names) => {
  const found = part(value, ...names);
  return Array.isArray(found) ? found : [];
};
const issuerOf = (document) => text(document, "issuer") || text(document, "issuer", "id");

function instant(value) {
  const isShaped = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(value);
  const at = isShaped ? Date.parse(value) : NaN;
  if (Number.isNaN(at) || value.startsWith("0000")) throw new BadValue("instant");
  // A day that is not in its month would be taken for one of the next.
  if (new Date(at).toISOString() !== value.replace("Z", ".000Z")) throw new BadValue("instant");
  return at / 1000;
}

// The closed shapes are the core's own, written out as JSON when this page was made.
function fault(value, shape, place = "$") {
  if (shape.exactly) return canonical(value) === JSON.stringify(shape.exactly) ? null : place;
  if (shape.one_of)
    return typeof value === "string" && shape.one_of.includes(value) ? null : place;
  if (shape.each || shape.in_order) return listFault(value, shape, place);
  if (shape.members) return objectFault(value, shape.members, place);
  const isOf = {
    text: () => typeof value === "string",
    boolean: () => typeof value === "boolean",
    number: () => value instanceof Exact,
    integer: () => value instanceof Exact && value.isWhole,
  };
  return isOf[shape.type]() ? null : place;
}

function listFault(value, shape, place) {
  if (!Array.isArray(value) || value.length === 0) return place;
  if (shape.in_order && shape.in_order.length !== value.length) return place;
  for (const [number, one] of value.entries()) {
    const of = shape.in_order ? shape.in_order[number] : shape.each;
    const found = fault(one, of, `${place}[${number}]`);
    if (found) return found;
  }
  return null;
}

function objectFault(value, members, place) {
  if (!(value instanceof Map)) return place;
  const known = new Map(Object.entries(members).map(([n, s]) => [n.replace(/\?$/, ""), s]));
  for (const name of value.keys()) if (!known.has(name)) return `${place}.${name}`;
  for (const name of Object.keys(members)) {
    const bare = name.replace(/\?$/, "");
    if (value.has(bare)) {
      const found = fault(value.get(bare), known.get(bare), `${place}.${bare}`);
      if (found) return found;
    } else if (bare === name) return `${place}.${name}`;
  }
  return null;
}

// Whom to trust: the DID document the reader gave, and the keys it lists by purpose.
function issuerFrom(bytes) {
  const document = parsed(bytes);
  const did = text(document, "id");
  if (!did.startsWith("did:web:")) throw new BadValue("did_document");
  const listed = new Set(parts(document, "assertionMethod"));
  const keys = new Map();
  for (const method of parts(document, "verificationMethod")) {
    const name = text(method, "id");
    const multikey = name.startsWith(`${did}#`) ? name.slice(did.length + 1) : name;
    const purpose = text(method, "purpose");
    const isListed = listed.has(name) || BANK.unasserted.includes(purpose);
    if (text(method, "controller") !== did || name === multikey || !isListed) continue;
    try {
      keys.set(`${purpose} ${name}`, keyOf(method, multikey, purpose));
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
    }
  }
  const revoked = new Map();
  for (const method of parts(document, "verificationMethod")) {
    const since = part(method, "revoked");
    if (since !== null) revoked.set(text(method, "id"), instant(typeof since === "string" ? since : ""));
  }
  return {
    did,
    key: (name, purpose) => keys.get(`${purpose} ${name}`) ?? null,
    // Since when a key is revoked, where it is by then: no signature by it is taken.
    revoked: (name, at) => ((revoked.get(name) ?? Infinity) <= at ? revoked.get(name) : null),
    checkpointKeys: (at) => [...keys]
      .filter(([name]) => name.startsWith("checkpoints "))
      .filter(([name]) => (revoked.get(name.slice(12)) ?? Infinity) > at)
      .map(([, key]) => key),
  };
}

function keyOf(method, multikey, purpose) {
  const algorithm = BANK.purposes[purpose];
  if (algorithm === "Ed25519") {
    const key = ed25519Key(multikey);
    const isWritten = text(method, "publicKeyMultibase") === multikey;
    if (text(method, "type") !== "Multikey" || !isWritten) throw new BadValue("did_document");
    return { algorithm, key };
  }
  if (algorithm !== "ES256") throw new BadValue("did_document");
  const key = p256Jwk(multikey);
  const written = part(method, "publicKeyJwk");
  const isWritten = canonical(written) === canonical(new Map(Object.entries(key)));
  if (text(method, "type") !== "JsonWebKey" || !isWritten) throw new BadValue("did_document");
  return { algorithm, key };
}

async function holds({ algorithm, key }, message, signature) {
  const [form, of, with_] =
    algorithm === "Ed25519"
      ? ["raw", { name: "Ed25519" }, { name: "Ed25519" }]
      : ["jwk", { name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }];
  try {
    const imported = await crypto.subtle.importKey(form, key, of, false, ["verify"]);
    return await crypto.subtle.verify(with_, imported, signature, message);
  } catch (error) {
    if (error.name === "NotSupportedError") throw error;
    return false;
  }
}

// Whether this browser can check Ed25519 at all (RFC 8032, 7.1, test 1).
async function knowsEd25519() {
  const bytes = (digits) => Uint8Array.from(digits.match(/../g), (two) => parseInt(two, 16));
  const key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  const signature =
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
  try {
    const one = { algorithm: "Ed25519", key: bytes(key) };
    return await holds(one, new Uint8Array(), bytes(signature));
  } catch {
    return false;
  }
}

function methodsOf(document) {
  const proofs = parts(document, "proof");
  const suites = proofs.map((one) => text(one, "cryptosuite"));
  if (suites.filter((one) => one === JCS).length !== 1 || proofs.length > PROOFS_MAX) return [];
  const found = proofs.map((one) => text(one, "verificationMethod"));
  return found.includes("") ? [] : [...new Set(found)];
}

// The jcs proof covers every byte that is read. The rdfc proof beside it needs RDF and
// stays unchecked: its form is looked at, its signature is not.
async function isSigned(document, keyNamed) {
  if (!methodsOf(document).length) return null;
  const found = [];
  for (const proof of parts(document, "proof"))
    found.push(await proofHolds(document, proof, keyNamed));
  return found.includes(false) ? false : found.includes(null) ? null : true;
}

async function proofHolds(document, proof, keyNamed) {
  const suite = text(proof, "cryptosuite");
  if (!(proof instanceof Map) || ![JCS, RDFC].includes(suite)) return null;
  const expected = suite === JCS ? (document.get("@context") ?? null) : null;
  const key = keyNamed(text(proof, "verificationMethod"));
  const signature = signatureOf(text(proof, "proofValue"));
  const isSame = canonical(proof.get("@context") ?? null) === canonical(expected);
  if (!isSame || key === null || signature === null) return false;
  if (suite === RDFC) return true;
  const options = new Map([...proof].filter(([name]) => name !== "proofValue"));
  const bare = new Map([...document].filter(([name]) => name !== "proof"));
  const message = joined(
    await sha256(utf8(canonical(options))),
    await sha256(utf8(canonical(bare))),
  );
  return holds(key, message, signature);
}

function signatureOf(value) {
  try {
    const signature = value.startsWith("z") ? unbase58(value.slice(1)) : new Uint8Array();
    return signature.length === 64 && !isSmallOrder(signature.slice(0, 32)) ? signature : null;
  } catch (error) {
    if (error instanceof BadValue) return null;
    throw error;
  }
}

// A file taken apart: JSON with proofs inside, or a compact JWT.
function read(bytes) {
  if (bytes.length <= BYTES_MAX) {
    const said = new TextDecoder("latin1").decode(bytes).replace(/^[ \t\n\r\v\f]+/, "");
    if (said.startsWith("ey")) return readToken(said.replace(/[ \t\n\r\v\f]+$/, ""));
  }
  const brought = parsed(bytes);
  if (!(brought instanceof Map)) throw new BadValue("not JSON");
  const isBundle = [...brought.keys()].sort().join() === BUNDLE.join();
  const document = isBundle ? brought.get("credential") : brought;
  if (!(document instanceof Map)) throw new BadValue("a bundle without a credential");
  const types = parts(document, "type");
  const isOuter = types.includes("ClrCredential");
  const isList = types.includes("BitstringStatusListCredential");
  const isReceipt = text(document, "type") === "VerificationReceipt";
  return {
    document, isOuter, isReceipt, hasStatus: !isList && !isReceipt, token: null, bundle: isBundle ? brought : null,
    shape: BANK.shapes[isReceipt ? "receipt" : isOuter ? "outer" : isList ? "status_list" : "inner"],
    purpose: isReceipt ? "verifications" : isList ? "status_lists" : "transcripts",
    methods: methodsOf(document),
    isSigned: (keyNamed) => isSigned(document, keyNamed),
  };
}

function readToken(said) {
  const pieces = said.split(".");
  if (pieces.length !== 3) throw new BadValue("not three parts");
  const [head, payload, signature] = pieces.map(unbase64url);
  const header = parsed(head);
  const body = parsed(payload);
  if (!(header instanceof Map && body instanceof Map)) throw new BadValue("not two objects");
  const claims = new Map([...body].filter(([name]) => BANK.claims.includes(name)));
  const document = new Map([...body].filter(([name]) => !BANK.claims.includes(name)));
  if (canonical(claims) !== canonical(claimsOf(document)))
    throw new Ambiguous("claims that contradict the credential");
  const kid = header.get("kid");
  const ours = canonical(new Map([...Object.entries(BANK.header), ["kid", kid ?? null]]));
  const isOurs = typeof kid === "string" && canonical(header) === ours;
  const types = parts(document, "type");
  return {
    document, isOuter: types.includes("ClrCredential"),
    isReceipt: false, hasStatus: !types.includes("BitstringStatusListCredential"),
    token: header, shape: BANK.shapes.bare, purpose: "transcripts_jwt",
    methods: isOurs && kid ? [kid] : [],
    isSigned: async (keyNamed) => {
      const key = keyNamed(isOurs ? kid : "");
      return key !== null && holds(key, utf8(`${pieces[0]}.${pieces[1]}`), signature);
    },
  };
}

function claimsOf(document) {
  const seconds = (value) => (typeof value === "string" ? new Exact(String(instant(value))) : null);
  const issuer = part(document, "issuer");
  const claims = {
    iss: issuer instanceof Map ? part(issuer, "id") : issuer,
    jti: part(document, "id"),
    sub: part(document, "credentialSubject", "id"),
    nbf: seconds(part(document, "validFrom")),
    exp: seconds(part(document, "validUntil")),
  };
  return new Map(Object.entries(claims).filter(([, claim]) => claim !== null));
}

// Saved status lists that can be trusted; the others are as if not given.
async function listsFrom(contents, issuer, at) {
  const found = new Map();
  for (const bytes of issuer ? contents : []) {
    try {
      const document = parsed(bytes);
      if (!(await isSoundList(document, issuer, at))) continue;
      const given = { bits: await bitsOf(document), since: text(document, "validFrom") };
      const place = text(document, "id");
      found.set(place, newer(given, found.get(place)));
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
    }
  }
  return found;
}

// The newer of two lists; of one instant, all bits that either has set.
function newer(given, other) {
  if (!other || instant(given.since) > instant(other.since)) return given;
  if (given.since !== other.since) return other;
  return { bits: given.bits.map((byte, at) => byte | other.bits[at]), since: given.since };
}

async function isSoundList(document, issuer, at) {
  if (fault(document, BANK.shapes.status_list) !== null) return false;
  if (issuerOf(document) !== issuer.did) return false;
  const purpose = text(document, "credentialSubject", "statusPurpose");
  if (!text(document, "id").includes(`/status/${purpose}/`)) return false;
  if (methodsOf(document).some((name) => issuer.revoked(name, at) !== null)) return false;
  if (!(await isSigned(document, (name) => issuer.key(name, "status_lists")))) return false;
  const [from, until] = [text(document, "validFrom"), text(document, "validUntil")];
  return instant(from) <= at && at <= instant(until);
}

async function bitsOf(document) {
  const encoded = text(document, "credentialSubject", "encodedList");
  if (!encoded.startsWith("u") || encoded.length > 40_000) throw new BadValue("status_list");
  const packed = unbase64url(encoded.slice(1));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  const bits = new Uint8Array(BANK.list_bytes);
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (length + value.length > bits.length) throw new BadValue("status_list");
      bits.set(value, length);
      length += value.length;
    }
  } catch {
    throw new BadValue("status_list");
  }
  if (length !== bits.length) throw new BadValue("status_list");
  return bits;
}

function addressOf(credential, purpose) {
  const url = text(credential, "credentialStatus", "statusListCredential");
  return url.replaceAll("/status/revocation/", `/status/${purpose}/`);
}

function bitOf(lists, credential, purpose) {
  const bits = lists.get(addressOf(credential, purpose))?.bits;
  const index = text(credential, "credentialStatus", "statusListIndex");
  if (!bits || !/^[0-9]{1,9}$/.test(index) || Number(index) >= bits.length * 8) return null;
  return Boolean(bits[Number(index) >> 3] & (0x80 >> (Number(index) & 7)));
}

// given: {file, did, lists, at}: bytes, bytes or null, a list of bytes, seconds.
async function verify(given) {
  const results = new Map();
  const put = (code, result, facts = {}) => results.set(code, { result, facts });
  let found = null;
  try {
    found = read(given.file);
    put("form", PASSED);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    put("form", error instanceof Ambiguous ? FAILED : UNCHECKED, { reason: error.message });
  }
  if (found) await checkAll(found, given, put);
  return reportOf(results, given.at, found);
}

function issuerGiven(bytes) {
  try {
    return bytes === null ? null : issuerFrom(bytes);
  } catch (error) {
    if (error instanceof BadValue) return null;
    throw error;
  }
}

async function checkAll(found, given, put) {
  const { document } = found;
  const issuer = issuerGiven(given.did);
  const saved = parts(found.bundle ?? null, "status").map((one) => utf8(canonical(one)));
  const lists = await listsFrom([...saved, ...given.lists], issuer, given.at);
  const inner = found.isOuter ? parts(document, "credentialSubject", "verifiableCredential") : [];
  const place = found.token && !found.methods.length ? "header" : fault(document, found.shape);
  put("shape", place === null ? PASSED : UNCHECKED, place === null ? {} : { place });
  const isOurs = issuer !== null && issuerOf(document) === issuer.did;
  put("issuer", issuer === null ? UNCHECKED : passed(isOurs),
    issuer === null ? {} : { issuer: issuerOf(document) });
  const keyNamed = (name) => issuer.key(name, found.purpose);
  const loggedAt = await checkLog(found.bundle ?? null, isOurs ? issuer : null, given.at, put);
  const revokedAt = (name) => {
    const since = issuer.revoked(name, given.at);
    return since !== null && loggedAt < since ? null : since;
  };
  await checkSignature(found, isOurs, { keyNamed, revokedAt }, put);
  await checkParts(found, inner, issuer, isOurs, put);
  checkIdentity(found, inner, put);
  for (const code of ["revocation", "suspension", "supersession"])
    checkBits(code, found, inner, lists, put);
  checkPeriod([document, ...inner], found.isReceipt ? "at" : "validFrom", given.at, put);
  const stated = inner.length ? inner : [document];
  const isNamed = stated.some((one) => parts(one, "relatedResource").length);
  put("receipts", found.bundle && isNamed ? UNCHECKED : NOT_APPLICABLE);
  put("recompute", NOT_APPLICABLE);
}

// That the public log tells of a bundle's credential (core/verification/bundles.py).
// Gives the instant since when it does; infinity where that is not proven.
async function checkLog(bundle, issuer, at, put) {
  const unproven = (result, facts = {}) => {
    put("log", result, facts);
    return Infinity;
  };
  if (bundle === null) return unproven(NOT_APPLICABLE);
  const keys = issuer === null ? [] : issuer.checkpointKeys(at);
  if (!keys.length) return unproven(UNCHECKED);
  const checkpoint = await checkpointOf(text(bundle, "checkpoint"), issuer.did, keys);
  if (checkpoint === null) return unproven(FAILED, { reason: "checkpoint" });
  const [leaf, index] = [part(bundle, "proof", "leaf"), part(bundle, "proof", "index")];
  const digest = hex(await sha256(utf8(canonical(part(bundle, "credential")))));
  const isOfIt = text(leaf, "kind") === "issue" && text(leaf, "digest") === digest;
  const isNumbered = index instanceof Object && index.isWhole === true;
  const loggedAt = instantOf(text(leaf, "at"));
  if (!isOfIt || !isNumbered || loggedAt === null) return unproven(FAILED, { reason: "leaf" });
  const hashes = parts(bundle, "proof", "hashes").map((one) => unbase64(one));
  const start = await sha256(joined(Uint8Array.of(0), utf8(canonical(leaf))));
  const isIn = await isIncluded(start, BigInt(index.text), checkpoint, hashes);
  if (!isIn) return unproven(FAILED, { reason: "proof" });
  const facts = { index: index.text, size: String(checkpoint.size), logged: text(leaf, "at") };
  put("log", PASSED, facts);
  return loggedAt;
}

function instantOf(value) {
  try {
    return instant(value);
  } catch (error) {
    if (error instanceof BadValue) return null;
    throw error;
  }
}

// A checkpoint as a signed note (C2SP), opened with the keys the issuer publishes.
async function checkpointOf(note, did, keys) {
  const gap = note.lastIndexOf("\n\n");
  const said = note.slice(0, gap + 1);
  const seals = note.slice(gap + 2).split("\n");
  const lines = said.split("\n");
  const name = `${did.slice("did:web:".length).replaceAll("%3A", ":")}/log`;
  const isWhole = gap >= 0 && seals.pop() === "" && seals.length > 0 && seals.length <= 16;
  if (!isWhole || utf8(note).length > 10000 || lines.length !== 4 || lines[0] !== name) return null;
  const root = unbase64(lines[2]);
  if (!/^(0|[1-9][0-9]{0,15})$/.test(lines[1]) || root.length !== 32) return null;
  if (btoa(String.fromCharCode(...root)) !== lines[2]) return null;
  const found = seals.map((one) => /^— (\S+) (\S+)$/.exec(one));
  if (found.includes(null) || found.some((one) => !isBase64(one[2]))) return null;
  const ids = await Promise.all(keys.map(
    async ({ key }) => hex((await sha256(joined(utf8(`${name}\n\u0001`), key))).slice(0, 4))));
  let isSealed = false;
  for (const [, by, seal] of found) {
    const bytes = unbase64(seal);
    const at = ids.indexOf(hex(bytes.slice(0, 4)));
    if (by !== name || at < 0) continue;
    isSealed = await holds(keys[at], utf8(said), bytes.slice(4));
    if (!isSealed) return null;
  }
  return isSealed ? { size: BigInt(lines[1]), root } : null;
}

// RFC 9162, section 2.1.3.2.
async function isIncluded(leaf, index, { size, root }, proof) {
  if (index < 0n || index >= size) return false;
  let [number, last, found] = [index, size - 1n, leaf];
  for (const sibling of proof) {
    if (last === 0n) return false;
    const isRight = number % 2n === 1n || number === last;
    const [left, right] = isRight ? [sibling, found] : [found, sibling];
    found = await sha256(joined(Uint8Array.of(1), left, right));
    while (isRight && number % 2n === 0n && number > 0n) [number, last] = [number / 2n, last / 2n];
    [number, last] = [number / 2n, last / 2n];
  }
  return last === 0n && hex(found) === hex(root);
}

const isBase64 = (value) =>
  typeof value === "string" && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
const unbase64 = (value) =>
  Uint8Array.from(isBase64(value) ? atob(value) : "", (one) => one.charCodeAt(0));

async function checkSignature(found, isOurs, { keyNamed, revokedAt }, put) {
  if (!isOurs || !found.methods.length) {
    put("key", UNCHECKED);
    put("signature", UNCHECKED);
    return;
  }
  const unlisted = found.methods.filter((name) => keyNamed(name) === null);
  const gone = unlisted.length ? [] : found.methods.filter((name) => revokedAt(name) !== null);
  gone.sort((one, other) => revokedAt(one) - revokedAt(other));
  const facts = { key: [...unlisted, ...gone, ...found.methods][0] };
  if (gone.length) facts.revoked = instantText(revokedAt(gone[0]));
  put("key", passed(!unlisted.length && !gone.length), facts);
  const isSo = unlisted.length ? null : await found.isSigned(keyNamed);
  put("signature", isSo === null ? UNCHECKED : passed(isSo));
}

async function checkParts(found, inner, issuer, isOurs, put) {
  if (!found.isOuter) return put("parts", NOT_APPLICABLE);
  if (!isOurs) return put("parts", UNCHECKED);
  const keyNamed = (name) => issuer.key(name, "transcripts");
  for (const [number, one] of inner.entries()) {
    const isShaped = issuerOf(one) === issuer.did && fault(one, BANK.shapes.inner) === null;
    if (!(isShaped && (await isSigned(one, keyNamed))))
      return put("parts", FAILED, { part: String(number + 1) });
  }
  return put("parts", PASSED, { count: String(inner.length) });
}

function checkIdentity(found, inner, put) {
  if (!found.isOuter) return put("identity", NOT_APPLICABLE);
  const outside = parts(found.document, "credentialSubject", "identifier").filter(
    (one) => text(one, "identityType") === BANK.identity_type,
  );
  const hashes = (list) => [...new Set(list.map((one) => text(one, "identityHash")))].sort();
  const salted = hashes(outside.filter((one) => text(one, "salt")));
  const inside = inner.flatMap((one) => parts(one, "credentialSubject", "identifier"));
  const isSame = JSON.stringify(salted) === JSON.stringify(hashes(inside));
  return put("identity", passed(isSame && outside.length === inside.length));
}

function checkBits(code, found, inner, lists, put) {
  if (!found.hasStatus) return put(code, NOT_APPLICABLE);
  const credentials = [found.document, ...inner];
  const bits = credentials.map((one) => bitOf(lists, one, code));
  const times = credentials.map((one) => lists.get(addressOf(one, code))?.since).filter(Boolean);
  const facts = times.length ? { listed: times.sort()[0] } : {};
  const at = bits.indexOf(true);
  if (at >= 0) return put(code, FAILED, at ? { part: String(at), ...facts } : facts);
  return put(code, bits.includes(null) ? UNCHECKED : PASSED, bits.includes(null) ? {} : facts);
}

function checkPeriod(documents, starts, at, put) {
  try {
    for (const one of documents) {
      const facts = { from: text(one, starts) };
      if (instant(facts.from) > at) return put("period", FAILED, facts);
      const until = part(one, "validUntil");
      if (until === null) continue;
      facts.until = typeof until === "string" ? until : "";
      if (instant(facts.until) < at) return put("period", FAILED, facts);
    }
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    return put("period", UNCHECKED);
  }
  return put("period", PASSED);
}

function instantText(seconds) {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

// One status: the first that fits (contract section 7).
function reportOf(results, at, found) {
  const result = (code) => results.get(code)?.result ?? UNCHECKED;
  const checks = CODES.map((code, index) => ({
    number: index + 1, code, result: result(code), facts: results.get(code)?.facts ?? {},
  }));
  const failed = (...codes) => codes.some((code) => result(code) === FAILED);
  const needed = ["form", "shape", "issuer", "key", "signature", "parts", "revocation"];
  const hasRdfc = found !== null && !found.token &&
    [found.document, ...parts(found.document, "credentialSubject", "verifiableCredential")].some(
      (one) => parts(one, "proof").some((proof) => text(proof, "cryptosuite") === RDFC));
  const status =
    failed("form", "signature", "parts", "identity", "log") ? "altered"
    : failed("issuer") ? "unknown_issuer"
    : failed("key") ? "key_not_valid"
    : failed("revocation") ? "revoked"
    : failed("suspension") ? "suspended"
    : needed.some((code) => result(code) === UNCHECKED) ? "could_not_check"
    : failed("period") ? "expired"
    : result("period") === UNCHECKED ? "could_not_check"
    : failed("supersession") ? "superseded"
    : "valid";
  const as_of = instantText(at);
  return { status, as_of, checks, rdfc: hasRdfc ? UNCHECKED : NOT_APPLICABLE, document: found?.document ?? null };
}
