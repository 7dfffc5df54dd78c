// The page around the checks: files in, a report in both languages out.
"use strict";

const $ = (id) => document.getElementById(id);

function made(tag, classes, ...inside) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...inside);
  return element;
}

// Both languages stand in the page; the style shows the one that was chosen.
function both(zh, en) {
  const [one, other] = [made("span", "", zh), made("span", "", en)];
  one.lang = "zh-CN";
  other.lang = "en";
  return made("span", "", one, other);
}

const said = (table, code) => both(BANK.words[table][code].zh, BANK.words[table][code].en);

function factText(facts, language) {
  const words = Object.entries(facts).map(([name, fact]) => {
    const reason = name === "reason" ? BANK.words.reasons[fact] : undefined;
    const text = reason ? reason[language] : fact;
    return (BANK.words.facts[name]?.[language] ?? "{fact}").replace("{fact}", text);
  });
  return words.join(language === "zh" ? "；" : "; ");
}

function line(check) {
  const name = made("span", "", `${check.number}. `, said("checks", check.code));
  if (Object.keys(check.facts).length)
    name.append(made("br"), made("span", "small", both(factText(check.facts, "zh"), factText(check.facts, "en"))));
  return made("li", "row", name, made("strong", check.result, said("results", check.result)));
}

const RDFC_LINE = [
  "第二个签名（eddsa-rdfc-2022）需要RDF，本页不检查；上面检查的签名已经覆盖文件的全部内容。",
  "The second proof (eddsa-rdfc-2022) needs RDF and is not checked here; the proof checked above covers all that the file says.",
];

function show(report) {
  const verdict = made("section", `sheet verdict ${report.status}`,
    made("h2", "", said("statuses", report.status)),
    made("p", "", said("meanings", report.status)),
    made("p", "small", both("检查时刻 ", "As of "), report.as_of));
  const list = made("ol", "lines sheet", ...report.checks.map(line));
  if (report.rdfc === UNCHECKED)
    list.append(made("li", "row", both(...RDFC_LINE), made("strong", UNCHECKED, said("results", UNCHECKED))));
  const shown = [verdict];
  if (["valid", "revoked", "suspended", "expired", "superseded"].includes(report.status))
    shown.push((text(report.document, "type") === "VerificationReceipt" ? attested : stated)(report.document));
  $("report").replaceChildren(...shown, made("h2", "", both("逐项检查", "Every check")), list);
  $("report").focus();
}

// What the file states, shown only where its signature holds.
function stated(credential) {
  const inner = parts(credential, "credentialSubject", "verifiableCredential");
  const names = parts(credential, "credentialSubject", "identifier")
    .filter((one) => text(one, "identityType") === "name")
    .map((one) => made("p", "big", text(one, "identityHash")));
  const lines = (inner.length ? inner : [credential]).map((one) => {
    const subject = part(one, "credentialSubject");
    const earned = part(subject, "creditsEarned")?.text ?? "";
    const grade = text(parts(subject, "result")[0] ?? null, "value");
    const figures = both(`${earned} 学分${grade ? ` · 成绩 ${grade}` : ""}`,
      `${earned} credits${grade ? ` · grade ${grade}` : ""}`);
    return made("li", "row", made("span", "", text(one, "name"), made("br"),
      made("span", "small", text(subject, "achievement", "creator", "name"))), figures);
  });
  return made("section", "sheet", ...names, made("p", "", text(credential, "issuer", "name")),
    made("p", "small", text(credential, "issuer", "id")), made("ul", "lines", ...lines));
}

// What a receipt of a check says: its own status is not that of the file it is about.
function attested(receipt) {
  const facts = {
    at: text(receipt, "at"), brought: text(receipt, "brought", "digest"),
    document: text(receipt, "document"), status: text(receipt, "report", "status"),
  };
  const told = (language) => (facts.document ? ["brought", "document"] : ["brought"])
    .map((name) => BANK.words.attested[name][language].replace(/\{(\w+)\}/g,
      (_, fact) => (fact === "status" ? BANK.words.statuses[facts.status][language] : facts[fact])));
  return made("section", "sheet", made("p", "", both(told("zh").join(""), told("en").join(" "))));
}

async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

function moment() {
  const asked = $("at").value.trim();
  return asked ? instant(asked) : Math.floor(Date.now() / 1000);
}

async function check(event) {
  event.preventDefault();
  const complain = (zh, en) => $("report").replaceChildren(made("p", "sheet problem", both(zh, en)));
  const pasted = $("pasted").value.trim();
  const [file] = $("file").files;
  if (!file && !pasted)
    return complain("请选择文件，或粘贴内容。", "Choose a file, or paste its text.");
  const [did] = $("did").files;
  try {
    show(await verify({
      file: file ? await bytesOf(file) : utf8(pasted),
      did: did ? await bytesOf(did) : utf8(BANK.did),
      lists: await Promise.all([...$("lists").files].map(bytesOf)),
      at: moment(),
    }));
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    complain("时刻的写法应如 2026-11-24T08:00:00Z。", "Write the moment as 2026-11-24T08:00:00Z.");
  }
}

function choose(language) {
  document.documentElement.lang = language;
  for (const button of document.querySelectorAll("button[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
}

globalThis.BANK = JSON.parse($("bank").textContent);
for (const button of document.querySelectorAll("button[data-language]"))
  button.addEventListener("click", () => choose(button.dataset.language));
choose(navigator.language.startsWith("zh") ? "zh-CN" : "en");
$("form").addEventListener("submit", check);
$("print").addEventListener("click", () => print());
knowsEd25519().then((isKnown) => {
  $("cannot").hidden = isKnown;
  $("form").hidden = !isKnown;
});
