// Examines every folder of CASES, files in hex, in whatever engine this runs, and gives what was found as JSON. ES5, as the page is.
var results = (function (api) {
  "use strict";
  var known = {}, found = [], at;

  // A signature is judged once: slow engines need seconds for it.
  function drand(round, signature) {
    var key = round + " " + signature;
    if (known[key] === undefined) { known[key] = api.drand(round, signature); }
    return known[key];
  }

  function examine(one) {
    var files = {}, name, result;
    for (name in one.files) {
      if (Object.prototype.hasOwnProperty.call(one.files, name)) { files[name] = api.bytes.unhex(one.files[name]); }
    }
    result = api.examine(files, { name: one.folder === undefined ? null : one.folder, drand: drand });
    return {
      name: one.name,
      stage: result.stage,
      verdict: result.verdict,
      codes: result.faults.map(function (fault) { return fault.code; }),
      notChecked: result.notChecked.map(function (not) { return [not.code, not.name]; }),
      drawn: result.drawn.map(function (row) { return row.id; })
    };
  }

  for (at = 0; at < CASES.length; at += 1) { found.push(examine(CASES[at])); }
  return JSON.stringify(found);
}(mingchou));
if (typeof console !== "undefined" && typeof process !== "undefined") {
  console.log(results);
} else if (typeof window === "undefined" && typeof print !== "undefined") {
  print(results);
} else if (typeof importScripts !== "undefined") {
  postMessage(results);
}
