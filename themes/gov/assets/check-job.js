// The ends of a draw recomputed, and the verdict (protocol sections 9 and 11, step 4). Out: `mingchou.examine` for a worker or a
// program, `mingchou.job` for a page that must not freeze. To be read after check-sha256, -text, -draw, -assign, -folder. ES5.
var mingchou = mingchou || {};

(function (api) {
  "use strict";

  var text = api.text, draw = api.draw, assign = api.assign, fail = text.fail, Work = api.folder.Work, BYTES = 32768, ROWS = 1000;

  // ---- Revealed

  Work.prototype.revealed = function () {
    var published = this.message("seed.txt", text.seed), c = this.result.commit, s = this.result.seal, rebuilt, lines, i;
    this.bound("seed.txt", published);
    for (i = 0; i < Math.max(published.nonces.length, c.nonceCommits.length); i += 1) {
      if (!published.nonces[i] || !c.nonceCommits[i] || published.nonces[i].party !== c.nonceCommits[i].party) {
        fail("seed.txt", 0, "nonce-order");
      }
    }
    this.nonces("seed.txt", published.nonces, []);
    for (i = 0; i < Math.max(s.beacons.length, published.beacons.length); i += 1) {
      if (!same(s.beacons[i], published.beacons[i])) { fail("seed.txt", 0, "beacon-not-sealed"); }
    }
    rebuilt = draw.seed(c, published.nonces, s.beacons);
    lines = rebuilt.split("\n");
    this.same("seed.txt", lines.length - 1, function (at) { return lines[at]; }, "seed-differs");
    this.recusalsOf();
    this.select(rebuilt);
    this.add("compare", 0, this.compareResult);
  };

  function same(one, two) {
    return one !== undefined && two !== undefined && one.kind === two.kind && one.round === two.round && one.value === two.value;
  }

  // The recusals are public now: feasibility again, with them (section 4).
  Work.prototype.recusalsOf = function () {
    this.list("recusals.csv", this.result.commit.recusals, "recusals", draw.recusals);
    this.add("lists", ROWS, function () {
      return assign.feasible(this.roster, this.inspectors, this.recusals, this.result.commit.slots);
    });
  };

  // The drawn in the order of ids, which is the order of the roster.
  function byId(drawn) {
    var out = [], i;
    for (i = 0; i < drawn.length; i += 1) { out.push(i); }
    return out.sort(function (a, b) { return drawn[a].id < drawn[b].id ? -1 : 1; });
  }

  Work.prototype.compareResult = function () {
    var drawn = this.drawn, order = byId(drawn);
    this.same("result.csv", drawn.length + 1, function (at) {
      var row = at === 0 ? null : drawn[order[at - 1]];
      return row === null ? "id,name,stratum,rank,ticket" : [row.id, row.name, row.stratum, row.rank, row.ticket].join(",");
    }, "result-differs");
    this.assignment();
    this.add("compare", 0, function () { this.compareTeams("assign-differs"); });
    this.add("compare", BYTES, function () { return draw.leaves(this.files["leaves.txt"]); }, this.compareLeaves);
    this.hostOf("leaves.txt", draw.leaves);
    this.add("compare", 0, this.replay);
  };

  // A file that is read in slices: when it cannot be read, what the host did is named.
  Work.prototype.hostOf = function (name, reader) {
    var task = this.queue[this.queue.length - 1], make = task.make;
    function whole(bytes) {
      var read = reader(bytes);
      while (!read.more(bytes.length + 1)) { /* all of it */ }
    }
    task.make = function () {
      var slicer = make.call(this), work = this;
      return {
        more: function (count) {
          try {
            return slicer.more(count);
          } catch (fault) {
            if (fault instanceof api.Fault) { work.message(name, whole); }
            throw fault;
          }
        },
        part: slicer.part,
        rows: slicer.rows
      };
    };
  };

  Work.prototype.assignment = function () {
    var c = this.result.commit, matching, filled;
    this.add("assign", 0, function () { matching = new assign.Matching(this.drawn, this.inspectors, this.recusals, c.slots); });
    this.add("assign", 50, function () {
      filled = assign.levels(matching);
      return filled;
    }, function () {
      if (filled.level() === null) { fail("assign.csv", 0, "infeasible"); }
    });
    this.add("assign", 2, function () { return assign.assignment(matching, filled.level(), c.slack, this.result.seed, this.teams); });
  };

  Work.prototype.compareTeams = function (code) {
    var drawn = this.drawn, teams = this.teams, order = byId(drawn), width = this.result.commit.slots.length;
    this.ahead(function () {
      this.same("assign.csv", drawn.length * width + 1, function (at) {
        var row = Math.floor((at - 1) / width), slot = (at - 1) % width;
        return at === 0 ? "id,slot,inspector" : drawn[order[row]].id + "," + slot + "," + teams[order[row]][slot];
      }, code);
    });
  };

  // What `what` adds is done before what stands in the queue.
  Work.prototype.ahead = function (what) {
    var rest = this.queue;
    this.queue = [];
    what.call(this);
    this.queue = this.queue.concat(rest);
  };

  Work.prototype.compareLeaves = function (read) {
    var leaves = read.rows(), c = this.result.commit, i, n = Math.max(leaves.length, this.drawn.length);
    for (i = 0; i < n; i += 1) {
      if (i >= leaves.length || i >= this.drawn.length ||
          leaves[i].line !== draw.leafLine(c.draw, this.drawn[i], this.teams[i], leaves[i].salt)) {
        fail("leaves.txt", i + 1, "leaf-differs");
      }
    }
    this.root(leaves);
  };

  Work.prototype.root = function (leaves) {
    this.ahead(function () {
      this.add("compare", 100, function () { return draw.tree(leaves); }, function (tree) {
        if (tree.root() !== this.result.seal.root) { fail("leaves.txt", 0, "root-differs"); }
      });
    });
  };

  Work.prototype.replay = function () {
    var c = this.result.commit, state = {}, all = [], count = 0, i, name, rows;
    for (i = 0; i < this.names.length; i += 1) { count += api.folder.isSubstitutions(this.names[i]) ? 1 : 0; }
    for (i = 0; i < this.drawn.length; i += 1) {
      state["$" + this.drawn[i].id] = { tag: this.drawn[i].tag, team: this.teams[i].slice(0), gone: [] };
    }
    function read(file, first) {
      return function (bytes) { return assign.substitutions(file, bytes, first); };
    }
    for (i = 1; i <= count; i += 1) {
      name = api.folder.substitutionsName(i);
      if (this.names.indexOf(name) < 0) { fail(name, 0, "file-missing"); }
      rows = this.message(name, read(name, all.length));
      assign.merged(name, rows, c.slots.length);
      assign.replay(name, rows, state, this.inspectors, this.recusals, c.slots, this.result.seed);
      all = all.concat(rows);
    }
    this.result.substitutions = all;
    this.finalTeams = this.drawn.map(function (row) { return state["$" + row.id].team; });
  };

  // ---- Lost

  Work.prototype.lost = function () {
    var l = this.message("lost.txt", text.lost);
    this.bound("lost.txt", l);
    this.nonces("lost.txt", l.nonces, l.missing);
    this.result.ended = { reason: "nonce-lost", note: l.note, stage: null, missing: l.missing };
    this.recusalsOf();
    this.add("compare", BYTES, function () { return draw.leaves(this.files["leaves.txt"]); }, function (read) {
      var leaves = read.rows();
      this.root(leaves);
      this.add("compare", 0, function () { this.lostOrder(leaves); });
    });
    this.hostOf("leaves.txt", draw.leaves);
  };

  // Strata and ranks of the quotas in draw order, and objects of those strata, once each.
  Work.prototype.lostOrder = function (leaves) {
    var c = this.result.commit, at = 0, rows = {}, q, rank, i, row;
    for (q = 0; q < c.quotas.length; q += 1) {
      for (rank = 1; rank <= c.quotas[q].k; rank += 1, at += 1) {
        if (at >= leaves.length || leaves[at].stratum !== c.quotas[q].stratum || leaves[at].rank !== rank || leaves[at].draw !== c.draw) {
          fail("leaves.txt", at + 1, "lost-order");
        }
      }
    }
    if (at !== leaves.length) { fail("leaves.txt", at + 1, "lost-order"); }
    for (i = 0; i < this.roster.length; i += 1) { rows["$" + this.roster[i].id] = this.roster[i]; }
    for (i = 0; i < leaves.length; i += 1) {
      row = rows["$" + leaves[i].id];
      if (row === undefined || row.stratum !== leaves[i].stratum) { fail("leaves.txt", i + 1, "lost-object", leaves[i].id); }
      rows["$" + leaves[i].id] = undefined;
      this.drawn.push({ id: row.id, name: row.name, stratum: row.stratum, rank: leaves[i].rank, ticket: null, tag: row.tag });
      this.teams.push(leaves[i].inspectors);
    }
    this.lostTeams();
  };

  // Teams of different known inspectors, not recused, meeting their slots, within the capacities of section 7.
  Work.prototype.lostTeams = function () {
    var c = this.result.commit, bars = assign.barred(this.recusals), known = {}, loads = {}, drawn = this.drawn, teams = this.teams;
    var filled, i;
    function fits(row, team) {
      var s, one;
      for (s = 0; s < c.slots.length; s += 1) {
        one = known["$" + team[s]];
        if (one === undefined || team.indexOf(team[s]) !== s || bars.pairs[assign.pair(row.id, one.id)] ||
            !assign.meets(one, assign.needs(c.slots[s], row.tag))) { return false; }
        loads["$" + one.id] = (loads["$" + one.id] || 0) + 1;
      }
      return team.length === c.slots.length;
    }
    for (i = 0; i < this.inspectors.length; i += 1) { known["$" + this.inspectors[i].id] = this.inspectors[i]; }
    for (i = 0; i < drawn.length; i += 1) {
      if (!fits(drawn[i], teams[i])) { fail("leaves.txt", i + 1, "lost-team", drawn[i].id); }
    }
    this.add("assign", 50, function () {
      filled = assign.levels(new assign.Matching(drawn, this.inspectors, this.recusals, c.slots));
      return filled;
    }, function () {
      var level = filled.level(), at, s, one;
      for (at = 0; at < drawn.length; at += 1) {
        for (s = 0; s < c.slots.length; s += 1) {
          one = known["$" + teams[at][s]];
          if (level === null || loads["$" + one.id] > Math.max(0, level + c.slack - one.load)) {
            fail("leaves.txt", at + 1, "lost-team", drawn[at].id);
          }
        }
      }
    });
    this.add("compare", 0, function () { this.compareTeams("assign-not-as-leaves"); });
  };

  // ---- The verdict

  Work.prototype.not = function (code, name) { this.result.notChecked.push({ code: code, name: name || "" }); };

  // Compares with the reader's own values. Out: whether every beacon is confirmed.
  Work.prototype.confirm = function () {
    var r = this.result, values = r.stage === "void" ? this.voidValues : r.seal === null ? [] : r.seal.beacons, sure = true, i, b, name, own;
    for (i = 0; i < values.length; i += 1) {
      b = values[i];
      name = b.kind + ":" + b.round;
      own = api.folder.typed(this.options.beacons, b.kind, b.round);
      if (own !== null) {
        if (own !== b.value) { r.faults.push(new api.Fault("", 0, "beacon-other-than-yours", name + " " + b.value)); }
      } else if (b.kind !== "drand-quicknet") {
        sure = false;
        this.not("beacon", name);
      } else if (this.drandOpen[b.round]) {
        sure = false;
        this.not("drand", name);
      }
    }
    return sure;
  };

  Work.prototype.finish = function () {
    var r = this.result, sure, stage = r.stage;
    if (r.faults.length === 0) {
      this.not("log");
      sure = this.confirm();
      this.byStage();
      if (stage === "revealed") { r.verdict = sure ? "verified" : "recomputed"; }
      if (stage === "committed" || stage === "sealed" || stage === "shortfall") { r.verdict = stage; }
      if (stage === "void") { r.verdict = r.ended.missing.length > 0 ? "void, unopened" : "void"; }
      if (stage === "lost") { r.verdict = "fixed, not recomputable"; }
      if (r.faults.length > 0) { r.verdict = "failed"; }
    }
    this.drawn.forEach(function (row, at) {
      r.drawn.push({
        id: row.id, name: row.name, stratum: row.stratum, rank: row.rank, ticket: row.ticket, team: this.teams[at] || [],
        finalTeam: (this.finalTeams || this.teams)[at] || []
      });
    }, this);
    this.done = true;
    this.progress = 1;
  };

  Work.prototype.byStage = function () {
    var r = this.result, c = r.commit, today = this.options.asOf ? text.day(this.options.asOf) : null, i, row;
    if (r.stage === "committed" || r.stage === "sealed") { this.not("recusals"); }
    if (r.stage === "committed") { r.overdue = today !== null && today > text.day(c.sealBy.slice(0, 10)); }
    if (r.stage === "sealed") {
      r.overdue = today !== null && today > text.day(c.revealBy);
      this.not("outcome");
    }
    if (r.stage === "lost") { this.not("lost"); }
    if (r.stage === "void" && r.seed === null) { this.not(r.ended.missing.length > 0 ? "void-missing" : "void-early"); }
    this.not("plan", (c || r.shortfall).plan.path);
    if (c !== null && c.replaces !== null) { this.not("replaced", c.replaces); }
    for (i = 0; i < r.substitutions.length; i += 1) {
      row = r.substitutions[i];
      if (row.ground === "merged-visit" && row.slot === 0) { this.not("merged", row.object + " " + row.evidence); }
    }
    if (r.stage === "revealed" || r.stage === "lost") { this.not("results"); }
  };

  // ---- What pages call

  // One draw's folder: {path: bytes or string}. options: name (the folder's, below draws/), beacons [{kind, round, value}] the
  // reader knows, drand(round, signatureHex) -> true, false or null, asOf (YYYY-MM-DD, for `overdue`).
  function job(files, options) {
    var work = new Work(files, options), out = { result: null };
    out.step = function (milliseconds) {
      var stop = new Date().getTime() + milliseconds;
      while (!work.done) {
        work.slice();
        if (new Date().getTime() >= stop) { break; }
      }
      if (work.done) { out.result = work.result; }
      return { done: work.done, phase: work.phase, progress: work.progress };
    };
    return out;
  }

  function examine(files, options) {
    var work = new Work(files, options);
    while (!work.done) { work.slice(); }
    return work.result;
  }

  api.job = job;
  api.examine = examine;
}(mingchou));
