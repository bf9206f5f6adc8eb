// One draw's folder examined (protocol sections 9 and 11, steps 2 to 5): everything that can be recomputed is. In: the files of the
// folder and what the reader knows. Out: stage, verdict, faults, order of all objects. `mingchou.job` works in slices. ES5.
var mingchou = mingchou || {};

(function (api) {
  "use strict";

  var text = api.text, draw = api.draw, assign = api.assign, fail = text.fail;
  var ALWAYS = ["commit.txt", "roster.csv", "excluded.csv", "inspectors.csv"];
  var REVEAL = ["seed.txt", "result.csv", "assign.csv", "leaves.txt", "recusals.csv"];
  var LOST = ["leaves.txt", "assign.csv", "recusals.csv", "lost.txt", "seal.txt"];
  var PHASES = { hash: [0, 0.1], lists: [0.1, 0.35], tickets: [0.35, 0.5], sort: [0.5, 0.7], assign: [0.7, 0.95], compare: [0.95, 1] };
  // How much one slice does: bytes, rows or objects, a few milliseconds on a slow phone.
  var BYTES = 32768, ROWS = 1000;

  function substitutionsName(n) { return n === 1 ? "substitutions.csv" : "substitutions-" + n + ".csv"; }

  function isSubstitutions(name) {
    var f = /^substitutions-([0-9]+)\.csv$/.exec(name);
    return name === "substitutions.csv" || f !== null && text.integer(f[1]) >= 2;
  }

  function isEscrow(name) { return /^escrow-[\s\S]*\.txt$/.test(name); }
  function isSlip(name) { return /^slips\/[\s\S]*\.txt$/.test(name); }

  // Which end of a draw the files make, and whether each of them may be there (section 9).
  function stageOf(names) {
    var stage, wanted, reveal = 0, ends = 0, i, seal = names.indexOf("seal.txt") >= 0, revealed;
    function has(name) { return names.indexOf(name) >= 0; }
    function allowed(name) {
      return wanted.indexOf(name) >= 0 || stage !== "shortfall" && isEscrow(name) || stage === "void" && name === "seal.txt" ||
        seal && stage !== "shortfall" && isSlip(name) || stage === "revealed" && isSubstitutions(name);
    }
    revealed = has("seed.txt") || has("result.csv");
    for (i = 0; i < REVEAL.length; i += 1) { reveal += has(REVEAL[i]) ? 1 : 0; }
    ends = (has("void.txt") ? 1 : 0) + (has("lost.txt") ? 1 : 0) + (has("shortfall.txt") ? 1 : 0) + (revealed ? 1 : 0);
    if (ends > 1) { fail("", 0, "mixture"); }
    if (has("shortfall.txt")) {
      stage = "shortfall";
      wanted = ["shortfall.txt", "excluded.csv"];
    } else if (has("void.txt")) {
      stage = "void";
      wanted = ALWAYS.concat("void.txt");
    } else if (has("lost.txt")) {
      stage = "lost";
      wanted = ALWAYS.concat(LOST);
    } else if (reveal === REVEAL.length) {
      stage = "revealed";
      wanted = ALWAYS.concat(REVEAL, "seal.txt");
    } else if (revealed || reveal > 1) {
      fail("", 0, "part-of-a-reveal");
    } else {
      stage = seal ? "sealed" : "committed";
      wanted = seal ? ALWAYS.concat("seal.txt") : ALWAYS;
    }
    for (i = 0; i < wanted.length; i += 1) {
      if (!has(wanted[i])) { fail(wanted[i], 0, "file-missing"); }
    }
    for (i = 0; i < names.length; i += 1) {
      if (!allowed(names[i])) { fail(names[i], 0, "unexpected-file"); }
    }
    return stage;
  }

  // ---- What a host does to files

  function withoutMark(b) { return b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf ? list(b, 3) : b; }

  function withoutCr(b) {
    var out = [], i;
    for (i = 0; i < b.length; i += 1) {
      if (b[i] !== 13 || b[i + 1] !== 10) { out.push(b[i]); }
    }
    return out.length === b.length ? b : out;
  }

  function withLf(b) { return b[b.length - 1] === 10 ? b : list(b, 0).concat(10); }

  function list(bytes, from) {
    var out = [], i;
    for (i = from; i < bytes.length; i += 1) { out.push(bytes[i]); }
    return out;
  }

  // The name of what a host did, if undoing it, or several such things, makes the bytes right; "" otherwise.
  function undoHost(bytes, right) {
    var undo = [withoutMark, withoutCr, withLf], names = ["BOM", "CR LF", "no last LF"], mask, bit, now, next, name, whole;
    for (mask = 1; mask < 8; mask += 1) {
      now = bytes;
      name = "";
      whole = true;
      for (bit = 0; bit < 3; bit += 1) {
        if (mask >> bit & 1) {
          next = undo[bit](now);
          whole = whole && next !== now;
          now = next;
          name = name || names[bit];
        }
      }
      if (whole && right(now)) { return name; }
    }
    return "";
  }

  function equal(a, b) {
    var i;
    if (a.length !== b.length) { return false; }
    for (i = 0; i < a.length; i += 1) {
      if (a[i] !== b[i]) { return false; }
    }
    return true;
  }

  // ---- The work, in slices

  function Work(files, options) {
    var name, bytes;
    api.mustBeSound();
    this.options = options || {};
    this.files = {};
    this.names = [];
    // Pages and other views beside the draw's files do not count.
    for (name in files) {
      if (Object.prototype.hasOwnProperty.call(files, name) && /\.(txt|csv)$/.test(name)) {
        bytes = files[name];
        this.files[name] = typeof bytes === "string" ? api.bytes.utf8(bytes) : bytes;
        this.names.push(name);
      }
    }
    this.names.sort();
    this.queue = [];
    this.current = null;
    this.phase = "hash";
    this.progress = 0;
    this.done = false;
    // The drawn as they are worked with: with tag and number of their row.
    this.drawn = [];
    this.teams = [];
    this.finalTeams = null;
    this.drandKnown = {};
    this.drandOpen = {};
    this.result = {
      stage: null, verdict: "failed", faults: [], notChecked: [], commit: null, seed: null, order: [], drawn: [], would: false,
      seal: null, shortfall: null, ended: null, substitutions: [], slips: [], overdue: false
    };
    this.add("hash", 0, this.start);
  }

  // A piece of work: `make` may give something to be done slice by slice, `then` what follows. Where a group is named, a fault ends
  // only what belongs to the group.
  Work.prototype.add = function (phase, count, make, then, group) {
    this.queue.push({ phase: phase, count: count, make: make, then: then, group: group, slicer: undefined });
  };

  Work.prototype.slice = function () {
    var task = this.current || this.queue.shift(), ended = true, range = PHASES[task.phase];
    this.current = task;
    this.phase = task.phase;
    try {
      if (task.slicer === undefined) { task.slicer = task.make.call(this) || null; }
      if (task.slicer !== null) {
        ended = task.slicer.more(task.count);
        this.progress = Math.max(this.progress, range[0] + (range[1] - range[0]) * task.slicer.part());
      }
      if (ended) {
        this.current = null;
        if (task.then) { task.then.call(this, task.slicer); }
      }
    } catch (fault) {
      if (!(fault instanceof api.Fault)) { throw fault; }
      this.current = null;
      this.result.faults.push(fault);
      if (!task.group) { this.queue = []; }
      while (this.queue.length > 0 && task.group && this.queue[0].group === task.group) { this.queue.shift(); }
    }
    if (this.current === null && this.queue.length === 0) { this.finish(); }
  };

  Work.prototype.message = function (name, parse) {
    var bytes = this.files[name], host;
    function reads(repaired) {
      try {
        parse(repaired);
        return true;
      } catch (fault) {
        if (!(fault instanceof api.Fault)) { throw fault; }
        return false;
      }
    }
    try {
      return parse(bytes);
    } catch (fault) {
      if (!(fault instanceof api.Fault)) { throw fault; }
      host = undoHost(bytes, reads);
      if (host !== "") { fail(name, 0, "host-changed", host); }
      throw fault;
    }
  };

  // A list under a hash: the grammar first, then the hash; what the host did is named.
  Work.prototype.list = function (name, hash, key, parse, group) {
    var bytes = this.files[name], differs = false;
    this.add("hash", BYTES, function () { return api.hash.hasher(bytes); }, function (hasher) {
      var host;
      differs = api.hash.hex(hasher.words()) !== hash;
      host = differs ? undoHost(bytes, function (repaired) { return api.sha256(repaired) === hash; }) : "";
      if (host !== "") { fail(name, 0, "host-changed", host); }
    }, group);
    this.add("lists", BYTES, function () { return parse(bytes); }, function (read) {
      if (differs) { fail(name, 0, "hash-differs"); }
      this[key] = read.rows();
    }, group);
  };

  // Published lines against recomputed ones.
  Work.prototype.same = function (name, count, line, code) {
    var bytes = this.files[name], at = 0, offset = 0;
    function whole() {
      var out = "", i;
      for (i = 0; i < count; i += 1) { out += line(i) + "\n"; }
      return api.bytes.utf8(out);
    }
    function differs() {
      var wanted = whole(), host = undoHost(bytes, function (repaired) { return equal(repaired, wanted); });
      if (host !== "") { fail(name, 0, "host-changed", host); }
      fail(name, at + 1, code);
    }
    this.add("compare", ROWS, function () {
      return {
        more: function (rows) {
          var wanted, i;
          for (; rows > 0 && at < count; rows -= 1, at += 1) {
            wanted = api.bytes.utf8(line(at) + "\n");
            for (i = 0; i < wanted.length; i += 1) {
              if (bytes[offset + i] !== wanted[i]) { differs(); }
            }
            offset += wanted.length;
          }
          if (at === count && offset !== bytes.length) { differs(); }
          return at === count;
        },
        part: function () { return at / count; }
      };
    });
  };

  // ---- The steps

  Work.prototype.start = function () {
    var stage = stageOf(this.names), r = this.result, name = this.options.name, head, c, i;
    r.stage = stage;
    if (stage === "shortfall") {
      head = r.shortfall = this.message("shortfall.txt", text.shortfall);
    } else {
      head = r.commit = this.message("commit.txt", text.commit);
    }
    if (name !== undefined && name !== null && name !== head.draw) { fail("", 0, "folder-name", name + " " + head.draw); }
    if (stage === "shortfall") {
      this.roster = [];
      this.list("excluded.csv", head.excluded.sha256, "excluded", draw.excluded);
      this.add("lists", 0, this.rowCounts);
      this.add("lists", ROWS, function () { return draw.ids([], this.excluded); });
      return;
    }
    c = r.commit;
    this.list("roster.csv", c.roster.sha256, "roster", draw.roster, "roster");
    this.list("excluded.csv", c.excluded.sha256, "excluded", draw.excluded, "excluded");
    this.list("inspectors.csv", c.inspectors, "inspectors", draw.inspectors, "inspectors");
    for (i = 0; i < c.escrows.length; i += 1) { this.escrow(c.escrows[i]); }
    this.add("lists", 0, this.strayEscrows, undefined, "stray");
    this.add("lists", 0, function () { if (r.faults.length === 0) { this.lists(); } });
  };

  Work.prototype.escrow = function (escrow) {
    var name = "escrow-" + escrow.party + ".txt", group = "escrow " + escrow.party;
    this.add("hash", BYTES, function () {
      if (this.names.indexOf(name) < 0) { fail("commit.txt", 0, "escrow-missing", escrow.party); }
      return api.hash.hasher(this.files[name]);
    }, function (hasher) {
      if (api.hash.hex(hasher.words()) !== escrow.hex) { fail(name, 0, "hash-differs"); }
    }, group);
  };

  Work.prototype.strayEscrows = function () {
    var i;
    for (i = 0; i < this.names.length; i += 1) {
      if (isEscrow(this.names[i]) && !text.has(this.result.commit.escrows, "party", this.names[i].slice(7, -4))) {
        fail(this.names[i], 0, "unexpected-file");
      }
    }
  };

  Work.prototype.rowCounts = function () {
    var head = this.result.commit || this.result.shortfall;
    if (head.roster && head.roster.rows !== this.roster.length) {
      fail("roster.csv", 0, "rows-differ", head.roster.rows + " " + this.roster.length);
    }
    if (head.excluded.rows !== this.excluded.length) {
      fail("excluded.csv", 0, "rows-differ", head.excluded.rows + " " + this.excluded.length);
    }
  };

  Work.prototype.lists = function () {
    var c = this.result.commit, i;
    this.add("lists", 0, this.rowCounts);
    this.add("lists", ROWS, function () { return draw.ids(this.roster, this.excluded); });
    this.add("lists", 0, function () { draw.quotas(c, this.roster, this.excluded); });
    this.add("lists", ROWS, function () { return assign.feasible(this.roster, this.inspectors, [], c.slots); });
    if (this.names.indexOf("seal.txt") >= 0) {
      this.add("hash", 0, this.seal);
      for (i = 0; i < this.names.length; i += 1) { if (isSlip(this.names[i])) { this.slip(this.names[i]); } }
    }
    if (this.result.stage === "void") { this.add("hash", 0, this.voided); }
    if (this.result.stage === "lost") { this.add("hash", 0, this.lost); }
    if (this.result.stage === "revealed") { this.add("hash", 0, this.revealed); }
  };

  Work.prototype.bound = function (file, message) {
    if (message.draw !== undefined && message.draw !== this.result.commit.draw) { fail(file, 0, "wrong-draw", message.draw); }
    if (message.commit !== this.result.commit.digest) { fail(file, 0, "wrong-commit"); }
  };

  // Values and evidence of the committed beacons, in order; drand by signature where that can be checked here. What is to be done
  // for it stands at the front, for nothing may be concluded before.
  Work.prototype.beacons = function (file, values, evidence) {
    var committed = this.result.commit.beacons, rest = this.queue, i, right = values.length === committed.length;
    for (i = 0; right && i < values.length; i += 1) {
      right = values[i].kind === committed[i].kind && values[i].round === committed[i].round;
    }
    if (!right) { fail(file, 0, "beacon-not-committed"); }
    right = evidence.length === values.length;
    for (i = 0; right && i < values.length; i += 1) { right = evidence[i].kind === values[i].kind; }
    if (!right) { fail(file, 0, "evidence-missing"); }
    this.queue = [];
    for (i = 0; i < values.length; i += 1) {
      if (values[i].kind === "drand-quicknet") { this.drand(file, values[i].round, values[i].value, evidence[i].text); }
    }
    this.queue = this.queue.concat(rest);
  };

  Work.prototype.drand = function (file, round, value, signature) {
    var known = this.drandKnown, key = round + " " + signature, options = this.options, open = this.drandOpen;
    if (!/^[0-9a-f]{96}$/.test(signature)) { fail(file, 0, "drand-signature", "round " + round); }
    this.add("hash", 20, function () {
      var job;
      if (known[key] !== undefined) { return null; }
      if (options.drand || !api.drandJob) {
        known[key] = options.drand ? options.drand(round, signature) : api.drand ? api.drand(round, signature) : null;
        return null;
      }
      job = api.drandJob(round, signature);
      return {
        more: function (milliseconds) {
          if (!job.step(milliseconds)) { return false; }
          known[key] = job.result;
          return true;
        },
        part: function () { return 1; }
      };
    }, function () {
      if (known[key] === false) { fail(file, 0, "drand-signature", "round " + round); }
      if (api.sha256(api.bytes.unhex(signature)) !== value) { fail(file, 0, "drand-value", "round " + round); }
      if (known[key] !== true) { open[round] = true; }
    });
  };

  Work.prototype.seal = function () {
    var s = this.message("seal.txt", text.seal), c = this.result.commit, sum = 0, i;
    this.result.seal = s;
    this.bound("seal.txt", s);
    for (i = 0; i < c.quotas.length; i += 1) { sum += c.quotas[i].k; }
    // After its beacons: a wrong signature is the graver fault.
    this.queue.unshift({ phase: "hash", count: 0, make: function () {
      if (s.drawn !== sum) { fail("seal.txt", 0, "drawn-differs", s.drawn + " " + sum); }
    } });
    this.beacons("seal.txt", s.beacons, s.evidence);
  };

  Work.prototype.slip = function (name) {
    this.add("hash", 0, function () {
      var slip = this.message(name, function (bytes) { return draw.parseSlip(name, bytes); }), i;
      if (name !== "slips/" + slip.index + ".txt") { fail(name, 0, "slip-name", slip.index); }
      draw.checkSlip(name, slip, this.result.seal);
      for (i = 0; i < this.roster.length && this.roster[i].id !== slip.leaf.id; i += 1) { /* ids are unique */ }
      if (i === this.roster.length || this.roster[i].stratum !== slip.leaf.stratum) { fail(name, 0, "slip-object", slip.leaf.id); }
      this.result.slips.push({ index: slip.index, id: slip.leaf.id });
    });
  };

  // Every party is opened, with a nonce that matches, or named as missing; both in the order of the commitment.
  Work.prototype.nonces = function (file, nonces, missing) {
    var c = this.result.commit, opened = 0, absent = 0, total = 0, i, p;
    for (i = 0; i < c.nonceCommits.length; i += 1) {
      p = c.nonceCommits[i].party;
      total = missing.filter(function (m) { return m === p; }).length + nonces.filter(function (n) { return n.party === p; }).length;
      if (total !== 1) { fail(file, 0, "nonce-unaccounted", p); }
    }
    for (i = 0; i < c.nonceCommits.length; i += 1) {
      p = c.nonceCommits[i].party;
      if (opened < nonces.length && nonces[opened].party === p) {
        opened += 1;
      } else if (absent < missing.length && missing[absent] === p) {
        absent += 1;
      } else {
        fail(file, 0, "nonce-order");
      }
    }
    if (opened !== nonces.length || absent !== missing.length) { fail(file, 0, "nonce-order"); }
    for (i = 0; i < nonces.length; i += 1) {
      p = nonces[i];
      if (!text.has(c.nonceCommits, "hex", api.nonceCommit(c.log, c.draw, p.party, p.nonce))) { fail(file, 0, "nonce-commitment", p.party); }
    }
  };

  Work.prototype.voided = function () {
    var v = this.message("void.txt", text.voided), s = this.result.seal, own, file = "void.txt";
    this.bound(file, v);
    this.result.ended = { reason: v.reason, note: v.note, stage: v.stage, missing: v.missing };
    this.voidValues = v.beacons;
    if (v.stage === "before-beacon") {
      if (v.beacons.length + v.evidence.length > 0) { fail(file, 0, "void-beacon-early"); }
      if (s !== null) { fail(file, 0, "stage", "before-beacon"); }
      own = this.ownValues();
    } else {
      this.beacons(file, v.beacons, v.evidence);
    }
    this.add("hash", 0, function () {
      if (s !== null && (!sameValues(s.beacons, v.beacons, "value") || !sameValues(s.evidence, v.evidence, "text"))) {
        fail(file, 0, "beacon-not-sealed");
      }
      this.nonces(file, v.nonces, v.missing);
      if (v.missing.length === 0 && own !== null) {
        this.result.would = true;
        this.select(draw.seed(this.result.commit, v.nonces, own || v.beacons));
      }
    });
  };

  function sameValues(one, two, key) {
    var i;
    for (i = 0; i < one.length; i += 1) {
      if (one[i].kind !== two[i].kind || one[i].round !== two[i].round || one[i][key] !== two[i][key]) { return false; }
    }
    return one.length === two.length;
  }

  function typed(beacons, kind, round) {
    var i;
    for (i = 0; beacons && i < beacons.length; i += 1) {
      if (beacons[i].kind === kind && Number(beacons[i].round) === round) { return beacons[i].value; }
    }
    return null;
  }

  // The reader's own values of all committed beacons, or null: a draw that was void before its beacons is opened with them.
  Work.prototype.ownValues = function () {
    var out = [], i, b, value;
    for (i = 0; i < this.result.commit.beacons.length; i += 1) {
      b = this.result.commit.beacons[i];
      value = typed(this.options.beacons, b.kind, b.round);
      if (value === null || !text.isCanonical(b.kind, value)) { return null; }
      out.push({ kind: b.kind, round: b.round, value: value });
    }
    return out;
  };

  // S, tickets and the order of all objects.
  Work.prototype.select = function (seed) {
    var r = this.result, sorted;
    r.seed = api.sha256(api.bytes.utf8(seed));
    this.add("tickets", ROWS, function () { return draw.tickets(r.seed, this.roster); }, function (done) { this.words = done.words; });
    this.add("sort", ROWS * 4, function () { return draw.ranking(r.commit, this.roster, this.words); }, function (done) {
      sorted = done.order();
    });
    this.add("sort", ROWS, function () {
      return draw.selection(r.commit, this.roster, this.words, sorted, r.order, this.drawn);
    });
  };

  api.folder = { Work: Work, substitutionsName: substitutionsName, isSubstitutions: isSubstitutions, typed: typed };
}(mingchou));
