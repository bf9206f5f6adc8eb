/* Shows the check of one draw: what is done, the draw happening again, one sentence of verdict, then everything else. ES5, no
   request. It computes nothing itself: mingchou.job does. Sentences are those of check/words.js. */
(function () {
  "use strict";
  var mc = window.mingchou = window.mingchou || {};
  var page = mc.page = mc.page || {};
  var SLICE = 40, LARGE = 400000, PACE = 350;
  var PHASES = ["hash", "lists", "tickets", "sort", "assign"], LAST = "compare";
  var TONES = {
    verified: "good", recomputed: "good", committed: "open", sealed: "open", "void": "gone", shortfall: "open",
    fixed: "gone", "void-unopened": "bad", failed: "bad"
  };

  /* The sentence of a key; a value is never searched for names. */
  page.say = function (key, values) {
    var words = mc.words || {};
    if (!page.has(key)) { return "[" + key + "]"; }
    return words[key].replace(/\{([a-z_]+)\}/g, function (whole, name) {
      return values && values.hasOwnProperty(name) ? String(values[name]) : whole;
    });
  };
  page.has = function (key) { return Object.prototype.hasOwnProperty.call(mc.words || {}, key); };
  page.word = function (key, values) { return page.say("check-script." + key, values); };

  page.el = function (tag, name, text) {
    var made = document.createElement(tag);
    if (name) { made.className = name; }
    if (text !== undefined && text !== null) { made.appendChild(document.createTextNode(text)); }
    return made;
  };
  page.add = function (box, tag, name, text) { return box.appendChild(page.el(tag, name, text)); };
  page.clear = function (box) { while (box.firstChild) { box.removeChild(box.firstChild); } };
  page.id = function (id) { return document.getElementById(id); };

  /* Whether this browser has what the check needs. */
  page.able = function () {
    return !!(mc.sha256 && mc.words && window.Uint8Array && window.JSON && Object.keys && document.addEventListener);
  };
  page.tooOld = function (box) { page.add(box, "p", "notice", page.word("old")); };

  /* The same file may be picked again after it was changed. */
  page.afresh = function (input) { input.addEventListener("click", function () { input.value = ""; }); };

  /* The US-ASCII text of a file that is a text or bytes. */
  page.text = function (file) {
    var out = [], i;
    if (typeof file === "string") { return file; }
    for (i = 0; file && i < file.length; i += 4096) {
      out.push(String.fromCharCode.apply(null, file.subarray(i, Math.min(i + 4096, file.length))));
    }
    return out.join("");
  };

  /* The sentence of a rule, with the value concerned. */
  page.rule = function (fault) {
    var key = "fault." + fault.code, rule = page.has(key) ? page.say(key) : fault.code;
    return rule + (fault.detail ? " (" + fault.detail + ")" : "");
  };

  function where(fault) {
    var place = fault.file || page.word("whole");
    if (fault.line) { place += " " + page.word("line", { n: fault.line }); }
    return place + page.word("colon");
  }

  function size(files) {
    return Object.keys(files).reduce(function (sum, name) { return sum + files[name].length; }, 0);
  }

  function slices(files, options, told) {
    var job = mc.job(files, options);
    function go() {
      var step, stop = new Date().getTime() + SLICE;
      try {
        do {
          step = job.step(0);
          told.step(step.phase, step.progress);
        } while (!step.done && new Date().getTime() < stop);
      } catch (error) {
        told.broken(error);
        return;
      }
      if (step.done) { told.done(job.result); } else { window.setTimeout(go, 0); }
    }
    window.setTimeout(go, 0);
  }

  /* Large lists are computed beside the page where the browser allows it, else in slices. */
  function compute(files, options, worker, told) {
    var helper = null, heard = false;
    if (worker && window.Worker && size(files) > LARGE) {
      try { helper = new window.Worker(worker); } catch (error) { helper = null; }
    }
    if (!helper) { slices(files, options, told); return; }
    helper.onmessage = function (event) {
      heard = true;
      if (event.data.broken) { told.broken(event.data.broken); helper.terminate(); return; }
      told.step(event.data.phase, event.data.progress);
      if (event.data.result) { helper.terminate(); told.done(event.data.result); }
    };
    helper.onerror = function (event) {
      helper.terminate();
      if (heard) { told.broken(event.message || "worker"); } else { slices(files, options, told); }
    };
    helper.postMessage({ files: files, options: options });
  }

  /* Phases as sentences, each ticked when the next begins. A small draw is computed before anybody could read them, so they
     appear one by one, pace milliseconds apart; ended(bad, then) waits for the last. */
  function phases(box, pace) {
    var list = page.add(box, "ol", "check-steps"), waiting = [], name = "", now = null, share = null;
    var busy = false, last = null, reached = -1, compared = false;
    list.setAttribute("aria-live", "polite");
    list.setAttribute("aria-relevant", "additions");
    function close(mark) { if (now) { now.className = mark; share.nodeValue = ""; } }
    function next() {
      var phase = waiting.shift();
      busy = phase !== undefined;
      if (!busy) {
        if (last) { close(last.bad ? "bad" : "done"); last.then(); }
        return;
      }
      close("done");
      now = page.add(list, "li", "now", page.word("phase." + phase));
      share = page.add(now, "span");
      share.setAttribute("aria-hidden", "true");
      share = share.appendChild(document.createTextNode(""));
      if (pace) { window.setTimeout(next, pace); } else { next(); }
    }
    function told(phase) {
      waiting.push(phase);
      if (!busy) { next(); }
    }
    return {
      /* The checker goes back and forth between files; a reader is told each phase once, the comparison last. */
      step: function (phase, progress) {
        var place = PHASES.indexOf(phase);
        if (phase !== name && place > reached) { reached = place; told(phase); }
        compared = compared || phase === LAST;
        name = phase;
        if (share) { share.nodeValue = " " + page.word("percent", { n: Math.floor(progress * 100) }); }
      },
      /* Of many draws checked one after the other the sentences are enough. */
      gone: function () { list.hidden = true; },
      ended: function (bad, then) {
        if (bad ? name === LAST : compared) { told(LAST); }
        last = { bad: bad, then: then };
        if (!busy) { next(); }
      }
    };
  }

  /* What commit.txt says that the sentences need. */
  function terms(files) {
    var found = { time: "", reveal: "", days: {} };
    page.text(files["commit.txt"]).split("\n").forEach(function (line) {
      var f = line.split(" ");
      if (f[0] === "beacon") {
        found.days[f[1] + ":" + f[2]] = (f[3] || "").slice(0, 10);
        if (f[3] > found.time) { found.time = f[3]; }
      }
      if (f[0] === "reveal-by") { found.reveal = f[1]; }
    });
    found.time = found.time.slice(0, 16).replace("T", " ");
    return found;
  }

  /* Rows of a table without its heading: its line ends, counted where they stand, because a list may have millions of bytes. */
  function rows(file) {
    var count = -1, i;
    if (!file) { return 0; }
    if (typeof file === "string") { return Math.max(0, file.split("\n").length - 2); }
    for (i = 0; i < file.length; i += 1) { if (file[i] === 10) { count += 1; } }
    return Math.max(0, count);
  }

  /* The verdict as a key of the words: void, unopened is void-unopened. */
  function kind(result) {
    return result.verdict === "fixed, not recomputable" ? "fixed" : result.verdict.replace(", ", "-");
  }

  /* The one sentence. */
  page.verdict = function (files, result) {
    var key = kind(result), faults = result.faults || [], said = terms(files);
    if (key === "failed") {
      return page.word("verdict.failed", { where: faults.length ? where(faults[0]) : "", rule: faults.length ? page.rule(faults[0]) : "" });
    }
    if (key === "void" && !result.seed) { key = "void-early"; }
    return page.word("verdict." + key, {
      n: rows(files["roster.csv"]), x: rows(files["excluded.csv"]), k: total(files), time: said.time, reveal: said.reveal
    });
  };

  /* Sum of the quotas of a commitment. */
  function total(files) {
    return page.text(files["commit.txt"]).split("\n").reduce(function (sum, line) {
      var f = line.split(" ");
      return f[0] === "quota" ? sum + Number(f[2]) : sum;
    }, 0);
  }

  function fact(list, name, value, code) {
    var row = page.add(list, "div"), held;
    page.add(row, "dt", "", name);
    held = page.add(row, "dd");
    page.add(held, code ? "code" : "span", code ? "digest" : "", value);
  }

  function stem(name) {
    if (/^slips\//.test(name)) { return "slips"; }
    if (/^escrow-/.test(name)) { return "escrow"; }
    return /^substitutions/.test(name) ? "substitutions" : name.replace(/\.[a-z]+$/, "");
  }

  /* Seed, total, each comparison, and what nobody compared. */
  function details(box, files, result, seconds) {
    var all = page.add(box, "details", "verify"), list, inside;
    page.add(all, "summary", "", page.word("details"));
    inside = page.add(all, "div");
    if ((result.faults || []).length) {
      page.add(inside, "h3", "", page.word("faults"));
      list = page.add(inside, "ul", "check-faults");
      result.faults.slice(0, 50).forEach(function (fault) { page.add(list, "li", "", where(fault) + page.rule(fault)); });
      if (result.faults.length > 50) { page.add(list, "li", "", page.word("bad-more", { n: result.faults.length - 50 })); }
    }
    list = page.add(inside, "dl", "facts");
    if (result.commit) { fact(list, page.word("fact-commit"), result.commit.digest, true); }
    if (result.seed) { fact(list, page.word("fact-seed"), result.seed, true); }
    if (files["roster.csv"]) { fact(list, page.word("fact-roster"), rows(files["roster.csv"])); }
    if (files["commit.txt"]) { fact(list, page.word("fact-k"), total(files)); }
    fact(list, page.word("fact-time"), seconds === "0.0" ? page.word("seconds-few") : page.word("seconds", { n: seconds }));
    if (result.verdict !== "failed") {
      page.add(inside, "h3", "", page.word("compared-title"));
      list = page.add(inside, "ul", "check-compared");
      Object.keys(files).sort().forEach(function (name) {
        if (page.has("check-script.compared." + stem(name))) {
          page.add(list, "li", "", name + page.word("colon") + page.word("compared." + stem(name)));
        }
      });
    }
    if ((result.notChecked || []).length) {
      page.add(inside, "h3", "", page.word("not-checked"));
      list = page.add(inside, "ul", "check-open");
      result.notChecked.forEach(function (item) {
        var known = page.has("check-script.not." + item.code);
        page.add(list, "li", "", page.word("not." + (known ? item.code : "other"), { name: item.name ? page.beacon(item.name) : item.code }));
      });
    }
  }

  /* Scrolls only if the sentence cannot be seen. */
  function show(verdict, smooth) {
    var place = verdict.getBoundingClientRect();
    if (place.top < 0 || place.bottom > window.innerHeight) {
      verdict.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "auto" });
    }
  }

  /* The reader's own day, for what is overdue. */
  function today() {
    var now = new Date(), two = function (n) { return (n < 10 ? "0" : "") + n; };
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  /* Checks one draw's files in a place. options: folder (its name, where that counts), worker (address of the script beside the
     page), today (the day a demonstration is told as of), animate (one draw, shown at length), id (of the sentence), beacons
     (what the reader looked up). done(result) at the end, with null if there is none. */
  page.check = function (place, files, options, done) {
    var box = place.className === "check-box" ? place : page.add(place, "div", "check-box");
    var now = page.add(box, "p", "check-now", page.word("working")), began = new Date().getTime();
    var lively = options.animate && !page.still();
    var steps = phases(box, lively ? PACE : 0), says = page.add(box, "div"), balls = page.add(box, "div");
    var asked = { asOf: options.today || today(), beacons: options.beacons || [] };
    if (options.folder) { asked.name = options.folder; }
    now.setAttribute("role", "status");
    says.setAttribute("role", "status");
    says.setAttribute("aria-live", "assertive");

    /* What rests on the bureau's word alone can be looked up. */
    function ask(result) {
      var names = result.notChecked.filter(function (item) { return item.code === "beacon"; }).map(function (item) { return item.name; });
      if (!names.length || !options.animate) { return; }
      page.own(says, names, terms(files).days, !!options.today, function (beacons) {
        var other = { beacons: beacons };
        Object.keys(options).forEach(function (key) { if (key !== "beacons") { other[key] = options[key]; } });
        page.clear(box);
        page.check(box, files, other, done);
      });
    }

    function finish(result, seconds) {
      var tone = TONES[kind(result)] || "bad", verdict;
      page.clear(now);
      now.hidden = true;
      verdict = page.add(says, "p", "verdict verdict-" + tone, page.verdict(files, result));
      if (result.overdue) { page.add(says, "p", "verdict verdict-bad", page.word("verdict.overdue")); }
      verdict.id = options.id || "check-verdict";
      if (options.beacons && result.verdict !== "failed") { page.add(says, "p", "remark", page.word("own-used")); }
      ask(result);
      details(box, files, result, seconds);
      if (options.animate) { show(verdict, lively); }
      done(result);
    }

    compute(files, asked, options.worker, {
      step: steps.step,
      broken: function (error) {
        now.hidden = true;
        steps.ended(true, function () {
          page.add(says, "p", "notice", page.word("broken", { error: error && error.message ? error.message : String(error) }));
          done(null);
        });
      },
      done: function (result) {
        var seconds = ((new Date().getTime() - began) / 1000).toFixed(1);
        steps.ended(result.verdict === "failed", function () {
          if (!options.animate) { steps.gone(); }
          if (!options.animate || !result.order.length) { finish(result, seconds); return; }
          if (result.verdict === "failed") {
            page.balls(balls, result, { failed: true }, function () { finish(result, seconds); });
          } else {
            page.balls(balls, result, { would: result.would }, function () { finish(result, seconds); });
          }
        });
      }
    });
  };
}());
