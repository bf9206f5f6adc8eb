/* Checks a slip that stands behind the # of the address, or is pasted. ES5, no request: what is known of each draw is
   check/seals.js. The form of the fragment is described in docs/formats.md. */
(function () {
  "use strict";
  var mc = window.mingchou || {}, page = mc.page, view = document.getElementById("slip-view");
  var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  var form = document.getElementById("slip-form"), root;
  if (!page || !view) { return; }
  root = view.getAttribute("data-root");

  function hex(bytes) {
    return bytes.map(function (byte) { return (byte < 16 ? "0" : "") + byte.toString(16); }).join("");
  }

  /* Base 32 of RFC 4648 without regard to case -> bytes, or null. */
  function unpack(text) {
    var out = [], held = 0, bits = 0, i, digit;
    for (i = 0; i < text.length; i += 1) {
      digit = ALPHABET.indexOf(text.charAt(i).toUpperCase());
      if (digit < 0) { return null; }
      held = held * 32 + digit;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.push(Math.floor(held / Math.pow(2, bits)));
        held %= Math.pow(2, bits);
      }
    }
    return bits < 5 && held === 0 ? out : null;
  }

  /* A fragment -> the text of the slip, or null. */
  mc.slipOf = function (fragment) {
    var f = fragment.replace(/^#/, "").split("/"), bytes = f.length === 9 && f[0] === "1" ? unpack(f[8]) : null, lines, i;
    if (!bytes || bytes.length < 32 || bytes.length % 32) { return null; }
    lines = ["mingchou/slip/1", "leaf mingchou/leaf/1 " + f.slice(1, 6).join(" ") + " " + hex(bytes.slice(0, 32)), "index " + f[6], "size " + f[7]];
    for (i = 32; i < bytes.length; i += 32) { lines.push("path " + hex(bytes.slice(i, i + 32))); }
    return lines.join("\n") + "\n";
  };

  function team(ids, known) {
    return ids.map(function (id) {
      if (!Object.prototype.hasOwnProperty.call(known, id)) { return page.word("slip.person-unknown", { id: id }); }
      return known[id];
    }).join(page.word("slip.joint"));
  }

  function bad(reason) {
    page.add(view, "p", "verdict verdict-bad", page.word("slip.bad", { reason: reason }));
    page.add(view, "p", "", page.word("slip.bad-do"));
  }

  function link(seal) {
    var a = page.add(page.add(view, "p"), "a", "", page.word("slip.to-draw"));
    a.href = root + seal.href;
  }

  function good(leaf, index, seal) {
    page.add(view, "p", "verdict verdict-good", page.word("slip.good", {
      draw: seal.title, id: leaf.id, team: team(leaf.inspectors, seal.inspectors),
      sealed: seal.sealed || page.word("slip.sealed-at"), k: seal.drawn, r: index + 1
    }));
    if (seal.changed && Object.prototype.hasOwnProperty.call(seal.changed, leaf.id)) {
      page.add(view, "p", "notice", page.word("slip.changed", { team: seal.changed[leaf.id].join(page.word("slip.joint")) || page.word("slip.nobody") }));
    }
    if (seal.committed) { page.add(view, "p", "", page.word("slip.lists-at", { committed: seal.committed })); }
    if (seal.stage === "sealed") {
      page.add(view, "p", "", page.word("slip.still", { reveal: seal.revealBy }));
    } else if (seal.stage === "revealed") {
      page.add(view, "p", "", page.word("slip.revealed"));
    } else {
      page.add(view, "p", "notice", page.word("slip.ended", { state: page.say("draw-state." + seal.stage) }));
    }
    link(seal);
  }

  /* Why a slip does not belong to what was published, in words. */
  function reason(code, seal) {
    var outside = code === "slip-not-in-tree" || code === "path-length" || code === "slip-size";
    if (outside) { return page.word("slip.reason-tree", { draw: seal.title }); }
    return page.word("slip.reason-fault", { rule: page.rule({ code: code }) });
  }

  function show(text) {
    var lines = text.split("\n"), leaf = (lines[1] || "").replace(/^leaf /, "").split(" ");
    var seals = mc.seals || {}, seal, found;
    page.clear(view);
    if (lines[0] !== "mingchou/slip/1" || leaf.length !== 7) { bad(page.word("slip.reason-format")); return; }
    if (!Object.prototype.hasOwnProperty.call(seals, leaf[1])) { bad(page.word("slip.reason-draw", { draw: leaf[1] })); return; }
    seal = seals[leaf[1]];
    if (!seal.root) { bad(page.word("slip.reason-unsealed", { draw: seal.title })); link(seal); return; }
    found = mc.slip(text, { root: seal.root, drawn: seal.drawn, draw: leaf[1] });
    if (!found.ok) { bad(reason(found.code, seal)); link(seal); return; }
    good(found.leaf, found.index, seal);
  }

  /* What was pasted: an address, its fragment, or the slip with whatever line ends and blanks the pasting made. */
  function pasted(text) {
    var at = text.indexOf("#");
    if (text.indexOf("mingchou/slip/1") < 0) { return mc.slipOf(text.slice(at + 1).replace(/\s+/g, "")); }
    return text.slice(text.indexOf("mingchou/slip/1")).split(/\r?\n/).map(function (line) {
      return line.replace(/^\s+|\s+$/g, "");
    }).filter(function (line) { return line; }).join("\n") + "\n";
  }

  function fromAddress() {
    var hash = window.location.hash.replace(/^#/, ""), text;
    if (!/^1\//.test(hash)) { return; }
    text = mc.slipOf(decodeURIComponent(hash));
    page.clear(view);
    if (text) { show(text); } else { bad(page.word("slip.reason-format")); }
  }

  if (!page.able() || !mc.slip) { page.tooOld(view); return; }
  form.hidden = false;
  form.addEventListener("submit", function (event) {
    var text = pasted(page.id("slip-text").value);
    event.preventDefault();
    page.clear(view);
    if (text) { show(text); } else { bad(page.word("slip.reason-format")); }
    view.scrollIntoView();
  });
  window.addEventListener("hashchange", fromAddress);
  if (/^#1\//.test(window.location.hash)) { fromAddress(); } else { page.add(view, "p", "", page.word("slip.empty")); }
}());
