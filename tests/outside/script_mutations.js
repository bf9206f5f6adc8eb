// Every byte of every file of a folder changed: `node script_mutations.js FOLDER`, after the script's files named in ASSETS. Gives
// how many changes were tried and, by file, key of the line and kind of change, those that still had a verdict other than failed.
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

for (const file of process.env.ASSETS.split(":")) { vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file }); }
const api = globalThis.mingchou;
const folder = process.argv[2];
const files = {};
for (const entry of fs.readdirSync(folder, { recursive: true })) {
  const full = path.join(folder, entry);
  if (fs.statSync(full).isFile()) { files[entry.split(path.sep).join("/")] = new Uint8Array(fs.readFileSync(full)); }
}
// Thousands of changed signatures cannot each be judged in full here; that one changed bit spoils one is tested elsewhere.
const real = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
if (!api.drand(1000, real)) { throw new Error("the signature of round 1000 is refused"); }
const drand = (round, signature) => round === 1000 && signature === real;

const whole = api.examine(files, { drand });
if (whole.verdict === "failed") { throw new Error(JSON.stringify(whole.faults)); }
const change = (bytes, at, kind) => {
  if (kind === "deleted") { return new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]); }
  if (kind === "doubled") { return new Uint8Array([...bytes.subarray(0, at + 1), ...bytes.subarray(at)]); }
  const out = bytes.slice();
  out[at] ^= Number(kind.slice(5));
  return out;
};
// The key of a `.txt` line, with its kind where it has one; the column of a `.csv`.
function place(text, at, name) {
  const start = at === 0 ? 0 : text.lastIndexOf(10, at - 1) + 1;
  if (name.endsWith(".csv")) {
    return text.toString("latin1").split("\n")[0].split(",")[text.toString("latin1", start, at).split(",").length - 1];
  }
  const words = text.toString("latin1").slice(start).split("\n")[0].split(" ");
  return ["beacon", "evidence"].includes(words[0]) ? words[0] + " " + words[1] : words[0];
}
let tried = 0;
const unnoticed = {};
for (const name of Object.keys(files).sort()) {
  const bytes = files[name];
  const text = Buffer.from(bytes);
  for (let at = 0; at < bytes.length; at += 1) {
    for (const kind of ["flip 1", "flip 2", "flip 4", "flip 8", "flip 16", "flip 32", "flip 64", "flip 128", "deleted", "doubled"]) {
      const changed = change(bytes, at, kind);
      tried += 1;
      if (text.equals(changed)) { continue; }
      const found = api.examine({ ...files, [name]: changed }, { drand });
      if (found.verdict !== "failed") {
        const key = name + " " + place(text, at, name);
        unnoticed[key] = (unnoticed[key] || 0) + 1;
      }
    }
  }
}
console.log(JSON.stringify({ tried, unnoticed }));
