// Random draws as published folders, made with the parts of the script: `node script_draws.js OUT COUNT SEED`, after the script's
// files named in ASSETS. What it writes, the program must recompute to the same bytes. A part is spoilt on purpose: both must say
// so. Same seed, same bytes.
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

for (const file of process.env.ASSETS.split(":")) { vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file }); }
const api = globalThis.mingchou;
const [out, count, seed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const PLAN = "data/plans/2023-v1.csv";
const SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
const TAGS = ["air", "noise-2", "radiation", "water"];

// A small generator of its own (mulberry32), for draws that are the same on every machine.
let state = seed >>> 0;
function random() {
  state = state + 0x6d2b79f5 | 0;
  let t = Math.imul(state ^ state >>> 15, 1 | state);
  t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
  return ((t ^ t >>> 14) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const between = (a, b) => a + below(b - a + 1);
const pick = (list) => list[below(list.length)];
const chance = (p) => random() < p;
const hex64 = () => Array.from({ length: 64 }, () => "0123456789abcdef"[below(16)]).join("");
const sha = (text) => api.sha256(api.bytes.utf8(text));
const lines = (rows) => rows.map((row) => row + "\n").join("");
const table = (header, rows) => lines([header, ...rows.map((row) => row.join(","))]);
const whole = (slicer) => { while (!slicer.more(1e6)) { /* all of it */ } return slicer; };
const two = (n) => String(n).padStart(2, "0");
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function balls(n, max) {
  const all = Array.from({ length: max }, (_, i) => i + 1);
  while (all.length > n) { all.splice(below(all.length), 1); }
  return all.map(two).join("-");
}

const LOTTERIES = {
  kl8: { clock: "21:30:00", days: [0, 1, 2, 3, 4, 5, 6], value: () => balls(20, 80) },
  ssq: { clock: "21:15:00", days: [2, 4, 0], value: () => balls(6, 33) + "+" + balls(1, 16) },
  dlt: { clock: "21:25:00", days: [1, 3, 6], value: () => balls(5, 35) + "+" + balls(2, 12) },
};

// An issue has one day and one value in all of a site.
const ISSUES = new Set();

function beacons() {
  const found = new Map();
  const wanted = between(1, 3);
  while (found.size < wanted) {
    const kind = pick(["kl8", "ssq", "dlt", "drand-quicknet"]);
    if (kind === "drand-quicknet") {
      found.set(kind, {
        kind, round: 1000, time: "2023-08-23T23:59:24+08:00", value: api.sha256(api.bytes.unhex(SIGNATURE)), evidence: SIGNATURE,
      });
    } else {
      const day = new Date(Date.UTC(between(1999, 2060), below(12), between(1, 28)));
      while (!LOTTERIES[kind].days.includes(day.getUTCDay())) { day.setUTCDate(day.getUTCDate() + 1); }
      const year = day.getUTCFullYear();
      const round = year * 1000 + between(1, 300);
      if (ISSUES.has(kind + round)) { continue; }
      ISSUES.add(kind + round);
      const date = `${year}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;
      const evidence = pick(["example-news", "https://example.cn/~a?b=c", "!"]);
      found.set(kind + round, { kind, round, time: `${date}T${LOTTERIES[kind].clock}+08:00`, value: LOTTERIES[kind].value(), evidence });
    }
  }
  return [...found.values()];
}

// An object id that no other draw of the run has: `tail` tells the draw.
function objectId(draw, n) {
  const tail = (draw * 64 + n).toString(36).toUpperCase().padStart(6, "0");
  return pick([`91140826MA0E${tail}`, `91140826MA0E${tail}001P`, `91140826MA0E${tail}-p${below(3)}`, `X.${tail}_${below(9)}a`, `f${tail}`]);
}

function strata(family) {
  if (family === "visits") { return pick([["fresh"], ["seen"], ["fresh", "seen"]]); }
  if (family === "all") { return ["all"]; }
  return ["2024q1", "2024q3", "2024q4", "2025q1", "2030q2"].filter(() => chance(0.5)).concat("2031q4").slice(0, 4);
}

function heads() {
  const found = [];
  for (let n = 0; n < count; n += 1) {
    const kind = pick(["general", "key", "special", "joint", "project"]);
    const year = 1000 + n % 9000;
    const quarter = chance(0.5);
    found.push({
      n, kind, quarter, draw: `d${n}-${pick(["a", "0", "key"])}`, task: `t${n}`, period: year + (quarter ? "q" + between(1, 4) : ""),
      rate: pick([1, 300, 2500, 5000, 9999, 10000, between(1, 10000)]), end: pick(["revealed", "revealed", "revealed", "sealed", "void", "lost"]),
    });
    const last = found[n];
    if (chance(0.03)) { last.end = "committed"; }
    if (chance(0.03)) { last.end = "shortfall"; }
    // Every tenth draw shares its period with the one before it, of another kind, and may merge visits into it.
    if (n % 10 === 1 && found[0] && found[n - 1].kind !== kind) {
      [last.period, last.quarter, last.partner] = [found[n - 1].period, found[n - 1].quarter, found[n - 1]];
    }
  }
  return found;
}

function lists(head) {
  const family = { general: "visits", key: "visits", special: "all", joint: "all", project: "quarters" }[head.kind];
  const names = strata(family);
  const ids = new Set();
  const size = chance(0.1) ? between(20, 40) : between(1, 12);
  for (let n = 0; ids.size < size; n += 1) { ids.add(objectId(head.n, n)); }
  const shared = head.partner && head.partner.drawn && head.partner.drawn.length > 0 ? pick(head.partner.drawn).id : null;
  if (shared !== null) { ids.add(shared); }
  const all = [...ids].sort(byText);
  const out = head.end === "shortfall" ? all : all.filter((id) => id !== shared && chance(0.15)).slice(0, size - 1);
  const name = (n) => pick(["示例厂", "𠮷野家", "A b", "é", "x\u2028y"]) + n;
  const roster = all.filter((id) => !out.includes(id)).map((id, n) => ({
    id, name: name(n), stratum: names[n < names.length ? n : below(names.length)], tag: chance(0.5) ? pick(TAGS) : "",
  }));
  const excluded = out.map((id, n) => [id, name(n), pick(["superior-checked", "yearly-cap", "suspended", "closed", "other"]), "文" + n]);
  const inspectors = Array.from({ length: chance(0.1) ? between(9, 14) : between(2, 7) }, (_, n) => ({
    id: pick(["", "A", "b-", "-"]) + (100 + n), name: "张" + n, tags: TAGS.filter(() => chance(0.45)),
    load: chance(0.02) ? 5000 : between(0, 4),
  })).sort((a, b) => byText(a.id, b.id));
  const recusals = new Set();
  for (let n = between(0, 4); n > 0; n -= 1) { recusals.add(pick(all) + "," + (chance(0.1) ? "nobody" : pick(inspectors).id)); }
  return { names, roster, excluded, inspectors, recusals: [...recusals].sort(byPair) };
}

function byPair(a, b) {
  const [x, y] = [a.split(","), b.split(",")];
  return byText(x[0], y[0]) || byText(x[1], y[1]);
}

function quotas(names, roster, excluded, rate) {
  let left = Math.min(roster.length, Math.ceil((roster.length + excluded.length) * rate / 10000));
  return names.filter((name) => roster.some((row) => row.stratum === name)).map((stratum) => {
    const k = Math.min(left, roster.filter((row) => row.stratum === stratum).length);
    left -= k;
    return { stratum, k };
  });
}

function feasible(roster, inspectors, recusals, slots) {
  const rows = recusals.map((pair) => ({ object: pair.split(",")[0], inspector: pair.split(",")[1] }));
  try {
    whole(api.assign.feasible(roster, inspectors, rows, slots));
    return true;
  } catch (fault) {
    if (!(fault instanceof api.Fault)) { throw fault; }
    return false;
  }
}

function choose(head) {
  for (let tries = 0; tries < 60; tries += 1) {
    const made = lists(head);
    made.slots = Array.from({ length: chance(0.03) ? 4 : between(2, 3) }, () => pick(["any", "object", "tag:" + pick(TAGS)]));
    if (feasible(made.roster, made.inspectors, made.recusals, made.slots)) { return made; }
  }
  throw new Error("no feasible draw in sixty tries");
}

// Replaces an inspector by the next in order, by the text of section 7 alone.
function substitutions(made, drawn, teams, recusals, s, head) {
  const rows = [];
  const a = sha(`mingchou/assign/1\n${s}\n`);
  const now = teams.map((team) => team.slice());
  const gone = teams.map(() => []);
  for (let n = between(0, 3) * below(2); n > 0; n -= 1) {
    const at = below(drawn.length);
    const slot = below(made.slots.length);
    const from = now[at][slot];
    if (from === "") { continue; }
    const need = { any: "", object: drawn[at].tag }[made.slots[slot]];
    const tag = need === undefined ? made.slots[slot].slice(4) : need;
    const order = made.inspectors.map((one) => [sha(a + drawn[at].id + "/" + one.id), one]).sort((x, y) => byText(x[0], y[0]) || byText(x[1].id, y[1].id));
    const mine = order.findIndex((pair) => pair[1].id === from);
    const next = order.slice(mine + 1).concat(order.slice(0, mine)).map((pair) => pair[1]).find((one) =>
      (tag === "" || one.tags.includes(tag)) && !recusals.includes(drawn[at].id + "," + one.id) && !now[at].includes(one.id) && !gone[at].includes(one.id));
    const to = next ? next.id : "";
    rows.push([rows.length, drawn[at].id, slot, from, to, pick(["recusal", "leave", "left"]), "请假单"]);
    now[at][slot] = to;
    gone[at].push(from);
  }
  const partner = head.partner;
  if (partner && partner.drawn && partner.width === made.slots.length && partner.end === "revealed") {
    drawn.forEach((row, at) => {
      const other = partner.drawn.findIndex((one) => one.id === row.id);
      if (other >= 0 && now[at].every((id) => id !== "") && partner.teams[other].every((id) => id !== "")) {
        now[at].forEach((from, slot) => rows.push([rows.length, row.id, slot, from, partner.teams[other][slot], "merged-visit", partner.draw]));
        now[at] = partner.teams[other].slice();
      }
    });
  }
  return { rows, now };
}

function substitutionFiles(files, rows) {
  const header = "seq,object,slot,from,to,ground,evidence";
  const merged = rows.findIndex((row) => row[5] === "merged-visit");
  const cut = merged > 0 ? merged : merged < 0 && rows.length > 1 && chance(0.5) ? between(1, rows.length - 1) : rows.length;
  if (rows.length > 0) { files["substitutions.csv"] = table(header, rows.slice(0, cut)); }
  if (rows.length > cut) { files["substitutions-2.csv"] = table(header, rows.slice(cut)); }
}

function path8(hashes, index) {
  if (hashes.length === 1) { return []; }
  let k = 1;
  while (k * 2 < hashes.length) { k *= 2; }
  return index < k ? [...path8(hashes.slice(0, k), index), root(hashes.slice(k))] : [...path8(hashes.slice(k), index - k), root(hashes.slice(0, k))];
}

// The tree by its definition, with node's own SHA-256.
const own = (bytes) => require("crypto").createHash("sha256").update(bytes).digest();
function root(hashes) {
  if (hashes.length === 1) { return hashes[0]; }
  let k = 1;
  while (k * 2 < hashes.length) { k *= 2; }
  return own(Buffer.concat([Buffer.from([1]), root(hashes.slice(0, k)), root(hashes.slice(k))]));
}

function headLines(head, format, plan) {
  return [format, "log lots.example.gov.cn/140826", `draw ${head.draw}`, `task ${head.task}`, `class ${head.kind}`, `period ${head.period}`, `plan ${PLAN} ${plan}`];
}

function shortfall(head, plan, made) {
  const excluded = table("id,name,rule,evidence", made.excluded);
  const text = [...headLines(head, "mingchou/shortfall/1", plan), `rate ${head.rate}`, `excluded-sha256 ${sha(excluded)}`, `excluded-rows ${made.excluded.length}`];
  return { "shortfall.txt": lines(text), "excluded.csv": excluded };
}

function make(head, plan) {
  const made = head.end === "shortfall" ? lists(head) : choose(head);
  if (head.end === "shortfall") { return shortfall(head, plan, made); }
  const files = {
    "roster.csv": table("id,name,stratum,tag", made.roster.map((r) => [r.id, r.name, r.stratum, r.tag])),
    "excluded.csv": table("id,name,rule,evidence", made.excluded),
    "inspectors.csv": table("id,name,tags,load", made.inspectors.map((i) => [i.id, i.name, i.tags.join(";"), i.load])),
  };
  const recusals = lines(["object,inspector", ...made.recusals]);
  const parties = ["bureau", "discipline", "x-1", "z"].slice(0, between(1, 4)).map((party) => ({ party, nonce: hex64() }));
  const marks = beacons();
  const served = quotas(made.names, made.roster, made.excluded, head.rate);
  const slack = chance(0.1) ? between(0, 9) : between(0, 2);
  const lastTime = marks.map((b) => b.time).sort(byText).pop();
  const escrows = parties.filter(() => chance(0.3));
  for (const { party } of escrows) { files[`escrow-${party}.txt`] = `age ${party}\n`; }
  files["commit.txt"] = lines([
    ...headLines(head, "mingchou/commit/1", plan), `rate ${head.rate}`,
    `roster-sha256 ${sha(files["roster.csv"])}`, `roster-rows ${made.roster.length}`,
    `excluded-sha256 ${sha(files["excluded.csv"])}`, `excluded-rows ${made.excluded.length}`,
    ...served.map((q) => `quota ${q.stratum} ${q.k}`),
    `inspectors-sha256 ${sha(files["inspectors.csv"])}`, `recusals-sha256 ${sha(recusals)}`,
    ...made.slots.map((slot) => `slot ${slot}`), `slack ${slack}`,
    ...parties.map((p) => `nonce-commit ${p.party} ${api.nonceCommit("lots.example.gov.cn/140826", head.draw, p.party, p.nonce)}`),
    ...escrows.map((p) => `escrow ${p.party} ${sha(files[`escrow-${p.party}.txt`])}`),
    ...marks.map((b) => `beacon ${b.kind} ${b.round} ${b.time}`),
    `seal-by ${lastTime}`, `reveal-by ${head.period.slice(0, 4)}-01-31`,
  ]);
  const commit = api.text.commit(api.bytes.utf8(files["commit.txt"]));
  const seedText = api.draw.seed(commit, parties, marks);
  const s = sha(seedText);
  const words = whole(api.draw.tickets(s, made.roster)).words;
  const drawn = [];
  whole(api.draw.selection(commit, made.roster, words, whole(api.draw.ranking(commit, made.roster, words)).order(), [], drawn));
  const pairs = made.recusals.map((pair) => ({ object: pair.split(",")[0], inspector: pair.split(",")[1] }));
  const matching = new api.assign.Matching(drawn, made.inspectors, pairs, made.slots);
  const level = whole(api.assign.levels(matching)).level();
  const teams = [];
  whole(api.assign.assignment(matching, level, slack, s, teams));
  const leaves = drawn.map((row, n) => api.draw.leafLine(head.draw, row, teams[n], hex64()));
  const hashes = leaves.map((leaf) => own(Buffer.concat([Buffer.from([0]), Buffer.from(leaf)])));
  const seal = lines([
    "mingchou/seal/1", `draw ${head.draw}`, `commit ${commit.digest}`, ...marks.map((b) => `beacon ${b.kind} ${b.round} ${b.value}`),
    ...marks.map((b) => `evidence ${b.kind} ${b.evidence}`), `drawn ${drawn.length}`, `tree-root ${root(hashes).toString("hex")}`,
  ]);
  if (head.end === "committed") { return files; }
  if (head.end !== "void" || chance(0.4)) {
    files["seal.txt"] = seal;
    drawn.forEach((_, n) => {
      if (chance(0.2)) {
        if (head.end === "sealed") { results.push([head.draw, drawn[n].id]); }
        files[`slips/${n}.txt`] = lines(["mingchou/slip/1", `leaf ${leaves[n]}`, `index ${n}`, `size ${drawn.length}`, ...path8(hashes, n).map((h) => `path ${h.toString("hex")}`)]);
      }
    });
  }
  const byId = drawn.map((_, n) => n).sort((a, b) => byText(drawn[a].id, drawn[b].id));
  const shared = {
    "leaves.txt": lines(leaves), "recusals.csv": recusals,
    "assign.csv": table("id,slot,inspector", byId.flatMap((n) => teams[n].map((id, slot) => [drawn[n].id, slot, id]))),
  };
  const lost = chance(0.4) || head.end === "lost" ? parties.filter(() => chance(0.5)) : [];
  if (head.end === "lost" && lost.length === 0) { lost.push(parties[0]); }
  const opened = [...parties.filter((p) => !lost.includes(p)).map((p) => `nonce ${p.party} ${p.nonce}`), ...lost.map((p) => `missing ${p.party}`)];
  if (head.end === "revealed" || head.end === "lost") { drawn.forEach((row) => results.push([head.draw, row.id])); }
  if (head.end === "revealed") {
    Object.assign(files, shared, {
      "seed.txt": seedText, "result.csv": table("id,name,stratum,rank,ticket", byId.map((n) => [drawn[n].id, drawn[n].name, drawn[n].stratum, drawn[n].rank, drawn[n].ticket])),
    });
    const later = substitutions(made, drawn, teams, made.recusals, s, head);
    substitutionFiles(files, later.rows);
    Object.assign(head, { drawn, teams: later.now, width: made.slots.length });
  } else if (head.end === "lost") {
    Object.assign(files, shared, { "lost.txt": lines(["mingchou/lost/1", `draw ${head.draw}`, `commit ${commit.digest}`, ...opened, "note 遗失 lost, \"sorry\""]) });
  } else if (head.end === "void") {
    const after = Boolean(files["seal.txt"]) || chance(0.7);
    files["void.txt"] = lines([
      "mingchou/void/1", `draw ${head.draw}`, `commit ${commit.digest}`, `stage ${after ? "after" : "before"}-beacon`, `reason ${pick(["roster-error", "other"])}`, "note 名单,漏列",
      ...(after ? marks.map((b) => `beacon ${b.kind} ${b.round} ${b.value}`) : []), ...(after ? marks.map((b) => `evidence ${b.kind} ${b.evidence}`) : []), ...opened,
    ]);
  }
  return files;
}

// Spoils a folder as somebody would who means to: a file away, two lines changed over, a field of another line, a digit, an inspector.
function spoil(files) {
  const names = Object.keys(files).sort();
  const name = pick(names);
  const text = files[name].split("\n");
  const a = below(text.length - 1);
  const b = below(text.length - 1);
  const how = pick(["remove", "swap", "drop-line", "twice", "digit", "cell"]);
  // A slip away is no fault, but the table of results then speaks of a secret object.
  if (how === "remove") { if (!name.startsWith("slips/")) { delete files[name]; } return; }
  if (how === "swap") { [text[a], text[b]] = [text[b], text[a]]; }
  if (how === "drop-line") { text.splice(a, 1); }
  if (how === "twice") { text.splice(a, 0, text[a]); }
  if (how === "digit") { text[a] = text[a].replace(/[0-9a-f](?=[^0-9a-f]*$)/, (c) => (c === "0" ? "1" : "0")); }
  if (how === "cell") { const [x, y] = [text[a].split(/([ ,])/), text[b].split(/([ ,])/)]; x[x.length - 1] = y[y.length - 1]; text[a] = x.join(""); }
  files[name] = text.join("\n");
}

const all = heads();
const results = [];
const plan = table("任务编号 task,类别 class,周期 cycle,比例 rate", all.map((h) => [h.task, h.kind, h.quarter ? "quarter" : "year", 1]));
const put = (name, text) => { fs.mkdirSync(path.dirname(path.join(out, name)), { recursive: true }); fs.writeFileSync(path.join(out, name), text); };
put(PLAN, plan);
for (const head of all) {
  const files = make(head, sha(plan));
  if (chance(0.25)) { spoil(files); }
  for (const name of Object.keys(files)) { put(`draws/${head.draw}/${name}`, files[name]); }
}
put("data/results/2023.csv", table(
  "抽取编号 draw,对象编号 object,检查日期 visited,认定日期 determined,公开时间 published,检查结果 result,不公开理由 withheld",
  results.map((row) => [...row, "", "", "", "", ""]),
));
