/* Finds objects by parts of their names, numbers and towns and by first letters. ES5 and no request but for script files, so
   that it works from a disk: search/names.js holds the list, in a large county search/names-2.js and so on the rest of it,
   read when somebody starts to type. Every row is looked at: what stands anywhere in a name or number is found. */
(function () {
  "use strict";
  var box = document.getElementById("q"), form = document.getElementById("find");
  var state = document.getElementById("find-state"), list = document.getElementById("hits");
  var LIMIT = 30, RANKS = 4;
  var head = null, parts = [], reading = 0, failed = false, wait = 0, composing = false;
  if (!box || !form || !state || !list || !list.appendChild) { return; }
  var root = form.getAttribute("data-root") || "";
  var here = /(^|\/)search\.html$/.test(window.location.pathname);

  /* ---- reading the list ---- */

  function read(number) {
    var script = document.createElement("script");
    reading = number;
    window.mingchouRows = null;
    script.onload = function () { take(number); };
    script.onerror = function () { stop(); };
    script.src = root + "search/names" + (number > 1 ? "-" + number : "") + ".js";
    document.body.appendChild(script);
  }

  function stop() {
    failed = true;
    show();
  }

  function take(number) {
    var rows = window.mingchouRows, of = number === 1 ? window.mingchouNames : head;
    if (!of || !rows || !of.mark || rows.mark !== of.mark) { stop(); return; }
    head = of;
    parts.push(unpack(rows));
    if (number < head.files) { read(number + 1); } else { reading = 0; }
    show();
  }

  function unpack(rows) {
    var ids = rows.ids ? rows.ids.split("\n") : [], i, before = "", codes = {}, code;
    for (i = 0; i < ids.length; i += 1) {
      before = before.substr(0, parseInt(ids[i].charAt(0), 36)) + ids[i].substr(1);
      ids[i] = before;
    }
    rows.codes.replace(/(\d+) (.*)/g, function (all, row, value) { codes[row] = value; });
    code = rows.codes ? ids.map(function (id, row) { return codes[row] || ""; }) : null;
    return {
      size: ids.length, names: rows.names.split("\n"), ids: ids, codes: code, towns: rows.towns.split(","),
      kinds: rows.kinds.split(","), states: rows.states.split(","), own: rows.own, plainNames: plain(rows.names).split("\n"),
      plainIds: plain(ids.join("\n")).split("\n"), plainCodes: code && plain(code.join("\n")).split("\n")
    };
  }

  /* ---- words ---- */

  /* Full-width letters and digits are what a Chinese keyboard often types. As long as the text it comes from. */
  function plain(text) {
    var narrow = text.replace(/[\uff01-\uff5e]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 65248); });
    var low = narrow.toLowerCase();
    return low.length === text.length ? low : narrow;
  }

  function quoted(text) { return text.replace(/[\\\]\[\^$.|?*+(){}\-\/]/g, "\\$&"); }

  /* A letter stands for itself and for every character of which a reading begins with it. */
  function initials(word) {
    var text = "", i, c;
    if (!/[a-z]/.test(word)) { return null; }
    for (i = 0; i < word.length; i += 1) {
      c = word.charAt(i);
      text += "[" + quoted(c) + (/[a-z]/.test(c) ? head.letterOf[c] || "" : "") + "]";
    }
    return new RegExp(text);
  }

  function terms(query) {
    var words = plain(query).split(/[\s\u3000]+/), out = [], i;
    if (!head.letterOf) {
      head.letterOf = {};
      for (i = 0; i < head.letters.length; i += 1) { head.letterOf[head.letters[i].charAt(0)] = head.letters[i].substr(1); }
      head.plainTowns = head.towns.map(plain);
    }
    for (i = 0; i < words.length; i += 1) { if (words[i]) { out.push(term(words[i])); } }
    return out;
  }

  function term(word) {
    var sound = initials(word);
    return {
      word: word, sound: sound, number: /[0-9a-z]/.test(word),
      towns: head.plainTowns.map(function (town) { return town.indexOf(word) >= 0; }),
      sounds: head.plainTowns.map(function (town) { return sound !== null && sound.test(town); })
    };
  }

  /* ---- looking ---- */

  /* When no name has the words as they stand: their characters in this order, others between them. */
  function loosen(wanted) {
    var any = false, i;
    for (i = 0; i < wanted.length; i += 1) {
      if (wanted[i].word.length < 3 || /[0-9a-z]/.test(wanted[i].word)) { continue; }
      wanted[i].loose = new RegExp(wanted[i].word.split("").map(quoted).join(".*"));
      any = true;
    }
    return any;
  }

  /* How well a row fits a term: 0 its name has it, 1 its town or number, 2 the letters of its name, 3 of its town; 4 not. */
  function fit(part, row, wanted) {
    var town = part.towns[row];
    if (part.plainNames[row].indexOf(wanted.word) >= 0) { return 0; }
    if (wanted.towns[town]) { return 1; }
    if (wanted.number && part.plainIds[row].indexOf(wanted.word) >= 0) { return 1; }
    if (wanted.number && part.plainCodes && part.plainCodes[row].indexOf(wanted.word) >= 0) { return 1; }
    if (wanted.loose && wanted.loose.test(part.plainNames[row])) { return 0; }
    if (!wanted.sound) { return RANKS; }
    if (wanted.sound.test(part.plainNames[row])) { return 2; }
    return wanted.sounds[town] ? 3 : RANKS;
  }

  function look(wanted) {
    var found = [[], [], [], []], total = 0, shared = 0, p, part, row, i, rank, best;
    for (p = 0; p < parts.length; p += 1) {
      part = parts[p];
      for (row = 0; row < part.size; row += 1) {
        rank = 0;
        for (i = 0; i < wanted.length && rank < RANKS; i += 1) {
          best = fit(part, row, wanted[i]);
          if (best > rank) { rank = best; }
        }
        if (rank === RANKS) { continue; }
        total += 1;
        if (found[rank].length < LIMIT) { found[rank].push({ part: part, row: row }); }
      }
    }
    return { total: total, hits: Array.prototype.concat.apply([], found).slice(0, LIMIT) };
  }

  /* ---- showing ---- */

  function element(name, kind, text) {
    var made = document.createElement(name);
    if (kind) { made.className = kind; }
    if (text) { made.appendChild(document.createTextNode(text)); }
    return made;
  }

  /* The text with the parts that the terms found marked. */
  function marked(into, text, wanted, sounds) {
    var flat = plain(text), on = [], i, at, run;
    for (i = 0; i < wanted.length; i += 1) {
      at = flat.indexOf(wanted[i].word);
      run = wanted[i].word.length;
      if (at < 0 && sounds && wanted[i].sound) { at = flat.search(wanted[i].sound); }
      for (; at >= 0 && run > 0; run -= 1) { on[at + run - 1] = true; }
    }
    for (i = 0; i < text.length; i = run) {
      run = i + 1;
      while (run < text.length && !on[run] === !on[i]) { run += 1; }
      into.appendChild(on[i] ? element("mark", "", text.substring(i, run)) : document.createTextNode(text.substring(i, run)));
    }
    return into;
  }

  /* The same sum as in the program: which shared page tells of an object without a page of its own. */
  function page(part, row) {
    var id = part.ids[row].toLowerCase(), sum = 0, i, number;
    if (part.own.charAt(row) !== "0") { return root + "objects/" + id + ".html"; }
    for (i = 0; i < id.length; i += 1) { sum = (sum * 31 + id.charCodeAt(i)) % 65521; }
    number = String(sum % head.shared);
    while (number.length < 3) { number = "0" + number; }
    return root + "objects/rest-" + number + ".html#" + id;
  }

  function hit(found, wanted) {
    var part = found.part, row = found.row, li = element("li", "hit"), a = element("a"), line, fate = part.states[row].split(":");
    var town = head.towns[part.towns[row]], known = head.states[fate[0]], code = part.codes && part.codes[row];
    a.href = page(part, row);
    li.appendChild(marked(a, part.names[row], wanted, true));
    line = marked(element("span", "hit-facts"), town, wanted, true);
    line.appendChild(document.createTextNode(" " + head.kinds[part.kinds[row]]));
    li.appendChild(line);
    line = element("span", "hit-state");
    line.appendChild(element("span", "badge badge-" + known[0], known[1]));
    if (fate[1]) { line.appendChild(document.createTextNode(" " + fate[1].replace(/(....)(..)(..)/, "$1-$2-$3"))); }
    li.appendChild(line);
    li.appendChild(marked(element("small"), part.ids[row] + (code ? " " + code : ""), wanted, false));
    return li;
  }

  function say(key, number) {
    var sentence = state.getAttribute("data-" + key).replace("#", String(number));
    if (state.firstChild && state.firstChild.nodeValue === sentence) { return; }
    while (state.firstChild) { state.removeChild(state.firstChild); }
    state.appendChild(document.createTextNode(sentence));
    if (key === "none") {
      var a = element("a", "", state.getAttribute("data-lost"));
      a.href = here ? "#lost" : root + "search.html#lost";
      state.appendChild(a);
    }
  }

  function clear() {
    while (list.firstChild) { list.removeChild(list.firstChild); }
  }

  /* A keyboard on a phone leaves room for the box and two hits, if the box stands at the top. */
  function makeRoom(busy) {
    var hint = document.getElementById("q-hint");
    if (hint) { hint.hidden = busy; }
    if (busy && window.innerWidth < 700 && document.activeElement === box && form.getBoundingClientRect().top > 60) { form.scrollIntoView(true); }
  }

  function show() {
    var query = box.value.replace(/[,，、;；]/g, " "), at = document.activeElement, held = at && at !== box && list.contains(at) ? at.href : "", result, i, more, wanted, li, near;
    clear();
    if (!plain(query).replace(/[\s\u3000]+/g, "")) {
      while (state.firstChild) { state.removeChild(state.firstChild); }
      makeRoom(false);
      return;
    }
    makeRoom(true);
    if (!head) {
      if (failed) { say("failed", 0); } else { say("loading", 0); start(); }
      return;
    }
    wanted = terms(query);
    result = look(wanted);
    near = !result.total && !reading && loosen(wanted);
    if (near) { result = look(wanted); }
    for (i = 0; i < result.hits.length; i += 1) {
      li = hit(result.hits[i], wanted);
      list.appendChild(li);
      /* More of the list may arrive while the reader already walks through the hits. */
      if (held && li.firstChild.href === held) { li.firstChild.focus(); }
    }
    if (result.total > result.hits.length) {
      more = element("li", "hit");
      more.appendChild(element("span", "hit-facts", state.getAttribute("data-more").replace("#", String(result.total - result.hits.length))));
      list.appendChild(more);
    }
    say(failed ? "failed" : reading ? "reading" : !result.total ? "none" : near ? "near" : "some", result.total);
  }

  function start() {
    if (!head && !reading && !failed) { read(1); }
  }

  /* ---- the reader's hands ---- */

  /* So that who comes back finds the hits again: the address keeps the query here, the entry of the history elsewhere. */
  function remember() {
    var query = box.value, address;
    if (!window.history || !window.history.replaceState) { return; }
    address = here ? (query ? "?q=" + encodeURIComponent(query) : window.location.pathname) + window.location.hash : window.location.href;
    try { window.history.replaceState({ query: query }, "", address); } catch (error) { return; }
  }

  function typed() {
    if (composing) { return; }
    window.clearTimeout(wait);
    wait = window.setTimeout(remember, 400);
    show();
  }

  /* Arrows walk from the box through the hits and back. */
  function walk(event) {
    var key = event.key || "", down = key === "ArrowDown" || key === "Down", up = key === "ArrowUp" || key === "Up";
    var links = list.getElementsByTagName("a"), at = -1, i;
    if (composing || !down && !up || !links.length) { return; }
    for (i = 0; i < links.length; i += 1) { if (links[i] === document.activeElement) { at = i; } }
    if (at < 0 && document.activeElement !== box) { return; }
    at += down ? 1 : -1;
    if (at < -1) { return; }
    event.preventDefault();
    if (at === -1) { box.focus(); } else if (at < links.length) { links[at].focus(); }
  }

  function submitted(event) {
    var link = list.getElementsByTagName("a")[0];
    if (!here || !head) { return; }
    event.preventDefault();
    remember();
    if (link) { link.focus(); }
  }

  function asked() {
    var match = /[?&]q=([^&]*)/.exec(window.location.search), state = window.history && window.history.state;
    if (!here || !match) { return state && state.query || ""; }
    try { return decodeURIComponent(match[1].replace(/\+/g, " ")); } catch (error) { return ""; }
  }

  box.addEventListener("focus", start, false);
  box.addEventListener("input", typed, false);
  box.addEventListener("compositionstart", function () { composing = true; }, false);
  box.addEventListener("compositionend", function () { composing = false; typed(); }, false);
  document.addEventListener("keydown", walk, false);
  form.addEventListener("submit", submitted, false);
  list.addEventListener("click", remember, false);
  if (asked()) { box.value = asked(); }
  if (box.value) { show(); }
  /* Going back, a browser fills the box in again after the scripts have run. */
  window.addEventListener("pageshow", function () { if (box.value) { show(); } }, false);
}());
