/* Makes a party's nonce on the party's own computer and later looks for its commitment in commit.txt. ES5, no request; the
   random bytes are the browser's cryptographic ones or none (protocol section 4). */
(function () {
  "use strict";
  var mc = window.mingchou || {}, page = mc.page, form = document.getElementById("nonce-form");
  var check = document.getElementById("nonce-check"), WORD = /^[a-z0-9][a-z0-9\-]{0,31}$/, HEX = /^[0-9a-f]{64}$/;
  var view, answer, held = "";
  if (!page || !form) { return; }
  view = page.id("nonce-view");
  answer = page.id("nonce-answer");

  function random() {
    var source = window.crypto || window.msCrypto, bytes = new window.Uint8Array(32), out = "", i;
    source.getRandomValues(bytes);
    for (i = 0; i < bytes.length; i += 1) { out += (bytes[i] < 16 ? "0" : "") + bytes[i].toString(16); }
    return out;
  }

  function able() {
    var source = window.crypto || window.msCrypto;
    return page.able() && mc.nonceCommit && source && source.getRandomValues;
  }

  function value(id) { return page.id(id).value.replace(/^\s+|\s+$/g, ""); }

  function wrong(box, key) {
    page.clear(box);
    page.add(box, "p", "notice", page.word("nonce." + key));
  }

  /* The file that mingchou draw nonce writes: 64 digits and one line end. */
  function download(box, party, nonce) {
    var name = "nonce-" + party + ".txt", a, blob = new window.Blob([nonce + "\n"], { type: "text/plain" });
    a = page.add(box, "a", "button", page.word("nonce.file", { file: name }));
    if (window.navigator.msSaveBlob) {
      a.href = "#";
      a.addEventListener("click", function (event) { event.preventDefault(); window.navigator.msSaveBlob(blob, name); });
      return;
    }
    a.href = window.URL.createObjectURL(blob);
    a.setAttribute("download", name);
  }

  function shown(id, text) {
    var code = page.add(page.add(view, "pre", "shell"), "code", "", text);
    code.id = id;
  }

  function make(event) {
    var origin = value("nonce-origin"), draw = value("nonce-draw"), party = value("nonce-party"), nonce, hash, acts, print;
    event.preventDefault();
    if (!/^[!-~]{1,200}$/.test(origin)) { wrong(view, "bad-origin"); return; }
    if (!WORD.test(draw)) { wrong(view, "bad-draw"); return; }
    if (!WORD.test(party) || party === "bureau") { wrong(view, "bad-party"); return; }
    nonce = random();
    hash = mc.nonceCommit(origin, draw, party, nonce);
    page.clear(view);
    page.add(view, "p", "verdict verdict-open", page.word("nonce.made"));
    page.add(view, "h3", "", page.word("nonce.secret"));
    shown("nonce-secret", nonce);
    acts = page.add(view, "p", "nonce-acts");
    download(acts, party, nonce);
    print = page.add(acts, "button", "button", page.word("nonce.print"));
    print.type = "button";
    print.addEventListener("click", function () { window.print(); });
    page.add(view, "h3", "", page.word("nonce.public"));
    held = "nonce-commit " + party + " " + hash;
    shown("nonce-public", held);
    page.add(view, "p", "remark", page.word("nonce.argument", { value: party + ":" + hash }));
    page.id("nonce-line").value = held;
  }

  /* The lines of a commitment that could be the party's: its own line, or made from its nonce with each party's name. */
  function lines(said, commit) {
    var field = function (key) {
      var found = commit.filter(function (line) { return line.indexOf(key + " ") === 0; })[0];
      return found ? found.slice(key.length + 1) : "";
    };
    if (!HEX.test(said)) { return [said]; }
    return commit.filter(function (line) { return /^nonce-commit /.test(line); }).map(function (line) {
      var party = line.split(" ")[1];
      return "nonce-commit " + party + " " + mc.nonceCommit(field("log"), field("draw"), party, said);
    });
  }

  function compare(text) {
    var said = value("nonce-line").replace(/\s+/g, " "), commit = text.replace(/\r/g, "").split("\n"), possible, found;
    page.clear(answer);
    if (commit[0] !== "mingchou/commit/1") { wrong(answer, "not-commit"); return; }
    if (!HEX.test(said) && !/^nonce-commit [a-z0-9\-]+ [0-9a-f]{64}$/.test(said)) { wrong(answer, "not-line"); return; }
    possible = lines(said, commit);
    found = possible.filter(function (line) { return commit.indexOf(line) >= 0; });
    if (found.length) {
      page.add(answer, "p", "verdict verdict-good", page.word("nonce.in"));
      if (HEX.test(said)) { page.add(answer, "p", "remark", page.word("nonce.with-nonce", { line: found[0] })); }
    } else {
      page.add(answer, "p", "verdict verdict-bad", page.word("nonce.not-in"));
    }
  }

  function look() {
    var file = page.id("nonce-file").files[0], reader;
    if (!file) { return; }
    reader = new window.FileReader();
    reader.onload = function () { compare(reader.result); };
    reader.readAsText(file);
  }

  if (!able()) {
    page.add(form.parentNode.insertBefore(page.el("p", "notice"), form), "span", "", page.word("nonce.no-random"));
    return;
  }
  form.hidden = false;
  check.hidden = !window.FileReader;
  form.addEventListener("submit", make);
  page.id("nonce-file").addEventListener("change", look);
  page.afresh(page.id("nonce-file"));
  page.id("nonce-line").addEventListener("change", look);
}());
