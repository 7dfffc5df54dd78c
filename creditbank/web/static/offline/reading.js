// Reading bytes in one way only, and writing them canonically. It mirrors
// core/strict.py, core/canonical.py and core/transcripts/encoding.py, line for line
// where that is possible; tests/journeys/test_offline.py holds the two together.
"use strict";

const BYTES_MAX = 5_000_000;
const DEPTH_MAX = 64;
const INTEGER_MAX = 2n ** 53n - 1n;

// What cannot be read; and, of that, what two readers could read differently.
class BadValue extends Error {}
class Ambiguous extends BadValue {}

// A number as its one exact text: no float is ever made of it.
class Exact {
  constructor(written) {
    this.written = written;
    this.isWhole = !written.includes(".");
    this.text = this.isWhole ? String(BigInt(written)) : plain(written);
  }
}

function parsed(bytes) {
  if (bytes.length > BYTES_MAX) throw new BadValue("too large");
  checkDepth(bytes);
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BadValue("not JSON");
  }
  const parser = new Parser(text);
  const value = parser.whole();
  checkExact(value);
  return value;
}

// Brackets inside text count too: nothing recurses before this has passed.
function checkDepth(bytes) {
  let depth = 0;
  for (const byte of bytes) {
    if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > DEPTH_MAX) throw new BadValue("nested too deep");
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
}

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  whole() {
    this.space();
    const value = this.value();
    this.space();
    if (this.at !== this.text.length) throw new BadValue("not JSON");
    return value;
  }

  space() {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) this.at += 1;
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  value() {
    const first = this.text[this.at];
    if (first === "{") return this.object();
    if (first === "[") return this.list();
    if (first === '"') return this.string();
    const word = this.take(/null|true|false|NaN|-?Infinity/y);
    if (word) {
      if (/[NI]/.test(word[0])) throw new Ambiguous(word[0]);
      return { null: null, true: true, false: false }[word[0]];
    }
    return this.number();
  }

  number() {
    const found = this.take(/(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y);
    if (!found) throw new BadValue("not JSON");
    const [text, , fraction, exponent] = found;
    if (!fraction && !exponent) {
      if (text.length > 17) throw new Ambiguous("an integer beyond 2^53");
      return new Exact(text);
    }
    if (text.length > 40 || exponent) throw new Ambiguous("a number with an exponent");
    return new Exact(text);
  }

  string() {
    const start = this.at;
    for (this.at += 1; this.text[this.at] !== '"'; this.at += 1) {
      if (this.at >= this.text.length) throw new BadValue("not JSON");
      if (this.text[this.at] === "\\") this.at += 1;
    }
    this.at += 1;
    try {
      return JSON.parse(this.text.slice(start, this.at));
    } catch {
      throw new BadValue("not JSON");
    }
  }

  list() {
    const found = [];
    this.at += 1;
    this.space();
    if (this.take(/\]/y)) return found;
    for (;;) {
      found.push(this.value());
      this.space();
      if (this.take(/\]/y)) return found;
      if (!this.take(/,/y)) throw new BadValue("not JSON");
      this.space();
    }
  }

  object() {
    const found = new Map();
    let count = 0;
    this.at += 1;
    this.space();
    if (this.take(/\}/y)) return found;
    for (;;) {
      if (this.text[this.at] !== '"') throw new BadValue("not JSON");
      const name = this.string();
      this.space();
      if (!this.take(/:/y)) throw new BadValue("not JSON");
      this.space();
      found.set(name, this.value());
      count += 1;
      this.space();
      if (this.take(/\}/y)) break;
      if (!this.take(/,/y)) throw new BadValue("not JSON");
      this.space();
    }
    if (found.size !== count) throw new Ambiguous("a member stands twice");
    return found;
  }
}

// A decimal without needless zeros.
function plain(text) {
  const [whole, places] = text.split(".");
  const kept = places.replace(/0+$/, "");
  const number = kept ? `${whole}.${kept}` : whole;
  return number === "-0" ? "0" : number;
}

// What has no single exact form: core/canonical.py refuses the same.
function checkExact(value) {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new Ambiguous("a lone surrogate");
  } else if (value instanceof Exact) checkNumber(value);
  else if (Array.isArray(value)) value.forEach(checkExact);
  else if (value instanceof Map) {
    for (const [name, part] of value) {
      checkExact(name);
      checkExact(part);
    }
  }
}

function checkNumber(number) {
  const [whole, places] = number.written.replace("-", "").split(".");
  const size = BigInt(whole);
  if (number.isWhole) {
    if (size > INTEGER_MAX) throw new Ambiguous("an integer beyond 2^53");
    return;
  }
  const digits = (whole + places).replace(/^0+/, "").length;
  if (places.length <= 2 && digits <= 15) return;
  if (size > INTEGER_MAX / 100n) throw new Ambiguous("a decimal too large to be exact");
  if ((number.text.split(".")[1] ?? "").length > 2)
    throw new Ambiguous("a decimal of more than two places");
}

// RFC 8785: names sorted by UTF-16 code units, as JavaScript sorts.
function canonical(value) {
  if (value instanceof Exact) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value instanceof Map) {
    const names = [...value.keys()].sort();
    return `{${names.map((n) => `${JSON.stringify(n)}:${canonical(value.get(n))}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

const utf8 = (text) => new TextEncoder().encode(text);

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

function joined(...pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0));
  pieces.reduce((at, one) => (whole.set(one, at), at + one.length), 0);
  return whole;
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function unbase58(text) {
  if (text.length > 200 || [...text].some((c) => !BASE58.includes(c)))
    throw new BadValue("base58");
  let number = 0n;
  for (const character of text) number = number * 58n + BigInt(BASE58.indexOf(character));
  const zeros = text.length - text.replace(/^1+/, "").length;
  const body = [];
  for (; number > 0n; number >>= 8n) body.unshift(Number(number & 0xffn));
  return Uint8Array.from([...new Array(zeros).fill(0), ...body]);
}

function base64url(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// base64url without padding; only the one canonical writing of it.
function unbase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1)
    throw new BadValue("not base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  const last = text.length % 4;
  const tail = last ? base64url(bytes.slice(bytes.length - (last - 1))) : "";
  if (last && tail !== text.slice(-last)) throw new BadValue("not canonical base64url");
  return bytes;
}

const littleEndian = (bytes) => bytes.reduceRight((sum, b) => sum * 256n + BigInt(b), 0n);
const bigEndian = (bytes) => bytes.reduce((sum, b) => sum * 256n + BigInt(b), 0n);
const modulo = (number, prime) => ((number % prime) + prime) % prime;

function power(base, exponent, prime) {
  let result = 1n;
  for (let b = modulo(base, prime); exponent > 0n; exponent >>= 1n, b = (b * b) % prime)
    if (exponent & 1n) result = (result * b) % prime;
  return result;
}

const P25519 = 2n ** 255n - 19n;
const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n;
const SMALL_ORDER_Y = [0n, 1n, P25519 - 1n, Y8, P25519 - Y8];

// Under a point whose order divides 8, many messages verify with one signature.
function isSmallOrder(point) {
  return SMALL_ORDER_Y.includes((littleEndian(point) & (2n ** 255n - 1n)) % P25519);
}

function ed25519Key(name) {
  const content = name.startsWith("z") ? unbase58(name.slice(1)) : new Uint8Array();
  const key = content.slice(2);
  const y = littleEndian(key) & (2n ** 255n - 1n);
  if (content.length !== 34 || content[0] !== 0xed || content[1] !== 1)
    throw new BadValue("multikey");
  if (y >= P25519 || isSmallOrder(key)) throw new BadValue("multikey");
  return key;
}

const P256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const P256_B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

// A compressed point of P-256 as a JWK: never with a `d`.
function p256Jwk(name) {
  const content = name.startsWith("z") ? unbase58(name.slice(1)) : new Uint8Array();
  if (content.length !== 35 || content[0] !== 0x80 || content[1] !== 0x24)
    throw new BadValue("multikey");
  const sign = content[2];
  const x = bigEndian(content.slice(3));
  const square = modulo(x * x * x - 3n * x + P256_B, P256);
  const y = power(square, (P256 + 1n) / 4n, P256);
  if ((sign !== 2 && sign !== 3) || x >= P256 || (y * y) % P256 !== square)
    throw new BadValue("multikey");
  const found = Number(y % 2n) === sign % 2 ? y : P256 - y;
  return { kty: "EC", crv: "P-256", x: coordinate(x), y: coordinate(found) };
}

function coordinate(number) {
  const digits = number.toString(16).padStart(64, "0");
  return base64url(Uint8Array.from(digits.match(/../g), (two) => parseInt(two, 16)));
}
