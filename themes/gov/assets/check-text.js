// The strict grammar of protocol section 2 and the messages of sections 4, 5, 8 and 9 (slips: check-draw.js). In: bytes. Out: fields, or a thrown fault
// {file, line, code, detail} with the code of the rule that the bytes break. Nothing is trimmed, folded or repaired. ES5.
var mingchou = mingchou || {};

(function (api) {
  "use strict";

  var FORBIDDEN = /[\u0000-\u001f\u007f\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
  var WORD = /^[a-z0-9][a-z0-9-]{0,31}$/, HEX = /^[0-9a-f]{64}$/, PRINTABLE = /^[!-~]{1,200}$/;
  var INTEGER = /^(0|[1-9][0-9]{0,8})$/, INSPECTOR = /^[0-9A-Za-z-]{1,24}$/;
  var CLASSES = { general: "visits", key: "visits", special: "all", joint: "all", project: "quarters" };
  var REASONS = ["roster-error", "party-withheld", "nonce-lost", "beacon-cancelled", "no-legal-basis", "other"];
  var DAY = 86400;

  function Fault(file, line, code, detail) {
    this.file = file;
    this.line = line;
    this.code = code;
    this.detail = detail === undefined ? "" : String(detail);
  }

  function fail(file, line, code, detail) { throw new Fault(file, line, code, detail); }

  function isWord(t) { return WORD.test(t); }
  function isHex(t) { return HEX.test(t); }
  function isPrintable(t) { return PRINTABLE.test(t); }
  function isInspector(t) { return INSPECTOR.test(t); }

  function isObject(t) {
    return t.length <= 48 && /^[0-9A-Za-z]([0-9A-Za-z._-]*[0-9A-Za-z])?$/.test(t) && t.indexOf("..") < 0;
  }

  function isPath(t) {
    return t.length <= 200 && /^[a-z0-9][A-Za-z0-9._-]*(\/[a-z0-9][A-Za-z0-9._-]*)*$/.test(t) && t.indexOf("..") < 0;
  }

  // The number an integer of the protocol says, or -1.
  function integer(t) { return INTEGER.test(t) ? parseInt(t, 10) : -1; }

  // Days since 1970 of a day of the calendar, or null.
  function dayNumber(year, month, day) {
    var leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0), lengths, y, m;
    lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1]) { return null; }
    // Counted from March, so that the leap day is the last of its year.
    y = month < 3 ? year - 1 : year;
    m = month < 3 ? month + 9 : month - 3;
    return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day - 719469;
  }

  function day(t) {
    var f = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(t);
    return f === null ? null : dayNumber(+f[1], +f[2], +f[3]);
  }

  // Seconds since 1970 as Beijing's clocks show them, or null.
  function time(t) {
    var f = /^([0-9-]{10})T([0-9]{2}):([0-9]{2}):([0-9]{2})\+08:00$/.exec(t), d = f === null ? null : day(f[1]);
    if (d === null || +f[2] > 23 || +f[3] > 59 || +f[4] > 59) { return null; }
    return d * DAY + (+f[2]) * 3600 + (+f[3]) * 60 + (+f[4]);
  }

  function isPeriod(t) { return /^[0-9]{4}(q[1-4])?$/.test(t); }

  function lastDay(period) {
    var quarter = period.length === 6 ? +period.charAt(5) : 4;
    return dayNumber(+period.slice(0, 4), quarter * 3, quarter === 1 || quarter === 4 ? 31 : 30);
  }

  // The lines of a file without their LF. What hosts do to files is refused by name.
  function linesOf(file, bytes) {
    var text, lines, i;
    startAndEnd(file, bytes);
    text = decoded(file, bytes, 0, bytes.length);
    if (text.indexOf("\r") >= 0) {
      lines = text.split("\n");
      for (i = 0; lines[i].indexOf("\r") < 0; i += 1) { /* the first with a CR is meant */ }
      fail(file, i + 1, "cr");
    }
    lastLf(file, bytes);
    lines = text.split("\n");
    lines.pop();
    return lines;
  }

  function startAndEnd(file, bytes) {
    if (bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) { fail(file, 0, "bom"); }
    if (bytes.length === 0) { fail(file, 0, "empty-file"); }
  }

  function lastLf(file, bytes) {
    if (bytes[bytes.length - 1] !== 10) { fail(file, 0, "no-final-lf"); }
  }

  function decoded(file, bytes, from, to) {
    var text = api.bytes.text(bytes, from, to);
    if (typeof text === "number") { fail(file, 0, "not-utf8", "byte " + text); }
    return text;
  }

  // A file read in slices of whole lines: `more(count)` hands about that many bytes' lines to `each(line, number)`, says when done.
  function slices(file, bytes, each) {
    var at = 0, number = 0, started = false;
    function more(count) {
      var end = Math.min(bytes.length, at + count), lines, i;
      if (!started) {
        startAndEnd(file, bytes);
        started = true;
      }
      while (end < bytes.length && bytes[end - 1] !== 10) { end += 1; }
      lines = decoded(file, bytes, at, end).split("\n");
      for (i = 0; i < lines.length; i += 1) {
        if (lines[i].indexOf("\r") >= 0) { fail(file, number + i + 1, "cr"); }
      }
      if (end === bytes.length) { lastLf(file, bytes); }
      for (i = 0; i + 1 < lines.length; i += 1) {
        number += 1;
        each(lines[i], number);
      }
      at = end;
      return at === bytes.length;
    }
    return { more: more, part: function () { return bytes.length === 0 ? 1 : at / bytes.length; } };
  }

  // Turns lines of a table into fields; the first must be the header.
  function table(file, header, row) {
    var width = header.split(",").length;
    return function (line, number) {
      var fields, bad;
      if (number === 1) {
        if (line !== header) { fail(file, 1, "header", line.slice(0, 80)); }
        return;
      }
      bad = FORBIDDEN.exec(line) || /"/.exec(line);
      if (bad !== null) { fail(file, number, "forbidden-character", "U+" + hex4(bad[0].charCodeAt(0))); }
      fields = line.split(",");
      if (fields.length !== width) { fail(file, number, "field-count"); }
      row(fields, number);
    };
  }

  function hex4(n) { return ("000" + n.toString(16).toUpperCase()).slice(-4); }

  function checkLine(file, line, number) {
    var code = "";
    if (line.indexOf("\t") >= 0) {
      code = "tab";
    } else if (line === "") {
      code = "blank-line";
    } else if (line.split(" ")[0] === "note") {
      code = FORBIDDEN.test(line) || line.length < 6 ? "note" : line.charAt(line.length - 1) === " " ? "trailing-space" : "";
    } else if (/[^\u0000-\u007f]/.test(line)) {
      code = "not-ascii";
    } else if (line.charAt(line.length - 1) === " ") {
      code = "trailing-space";
    } else if (line.charAt(0) === " " || line.indexOf("  ") >= 0) {
      code = "double-space";
    } else if (FORBIDDEN.test(line)) {
      code = "forbidden-character";
    }
    if (code !== "") { fail(file, number, code); }
  }

  // A `.txt` read key by key, in the order given.
  function Message(file, bytes, format, keys) {
    var i;
    this.file = file;
    this.keys = keys.split(",");
    this.lines = linesOf(file, bytes);
    this.next = 1;
    for (i = 0; i < this.lines.length; i += 1) { checkLine(file, this.lines[i], i + 1); }
    if (this.lines[0] !== format) { fail(file, 1, "format-line", this.lines[0].slice(0, 60)); }
  }

  Message.prototype.keyAt = function (at) { return at < this.lines.length ? this.lines[at].split(" ")[0] : null; };
  // The line read last is the one that is spoken of.
  Message.prototype.fail = function (code, detail) { fail(this.file, this.next, code, detail); };

  Message.prototype.optional = function (key, width) {
    var line, fields;
    if (this.keyAt(this.next) !== key) { return null; }
    line = this.lines[this.next];
    this.next += 1;
    fields = key === "note" ? [line.slice(5)] : line.split(" ").slice(1);
    if (fields.length !== width) { this.fail("field-count", key); }
    return fields;
  };

  Message.prototype.one = function (key, width) {
    var fields = this.optional(key, width);
    if (fields === null) { this.misplaced(key); }
    return fields;
  };

  // Every next line with this key, each through `read`; `least` of them at least.
  Message.prototype.many = function (key, width, least, read) {
    var found = [], fields = this.optional(key, width);
    if (fields === null && least > 0) { this.misplaced(key); }
    while (fields !== null) {
      found.push(read.call(this, fields, found));
      fields = this.optional(key, width);
    }
    return found;
  };

  Message.prototype.misplaced = function (wanted) {
    var found = this.keyAt(this.next), line = this.next + 1, i, later = wanted === "";
    if (found === null) { fail(this.file, 0, "key-missing", wanted); }
    if (this.keys.indexOf(found) < 0) { fail(this.file, line, "unknown-key", found); }
    if (this.keyAt(this.next - 1) === found) { fail(this.file, line, "key-twice", found); }
    for (i = this.next; i < this.lines.length; i += 1) { later = later || this.keyAt(i) === wanted; }
    if (later) { fail(this.file, line, "key-order", found); }
    fail(this.file, line, "key-missing", wanted);
  };

  Message.prototype.end = function () {
    if (this.next !== this.lines.length) { this.misplaced(""); }
  };

  Message.prototype.value = function (text, code, right) {
    if (!right) { this.fail(code, text.slice(0, 80)); }
    return text;
  };

  Message.prototype.word = function (key) { return this.isWord(this.one(key, 1)[0]); };
  Message.prototype.isWord = function (t) { return this.value(t, "word", isWord(t)); };
  Message.prototype.isHex = function (t) { return this.value(t, "hex", isHex(t)); };
  Message.prototype.hex = function (key) { return this.isHex(this.one(key, 1)[0]); };
  Message.prototype.isInteger = function (t) { return parseInt(this.value(t, "integer", integer(t) >= 0), 10); };
  Message.prototype.integer = function (key) { return this.isInteger(this.one(key, 1)[0]); };

  Message.prototype.head = function () {
    var out = {}, text = this.one("log", 1)[0];
    out.log = this.value(text, "origin", isPrintable(text));
    out.draw = this.word("draw");
    out.task = this.word("task");
    text = this.one("class", 1)[0];
    out["class"] = this.value(text, "class", Object.prototype.hasOwnProperty.call(CLASSES, text));
    text = this.one("period", 1)[0];
    out.period = this.value(text, "period", isPeriod(text));
    return out;
  };

  Message.prototype.plan = function () {
    var f = this.one("plan", 2);
    return { path: this.value(f[0], "path", isPath(f[0])), sha256: this.isHex(f[1]) };
  };

  Message.prototype.rate = function (code) {
    var rate = this.integer("rate");
    if (rate < 1 || rate > 10000) { this.fail(code, rate); }
    return rate;
  };

  Message.prototype.hashed = function (name) {
    return { sha256: this.hex(name + "-sha256"), rows: this.integer(name + "-rows") };
  };

  // Place of a stratum in the order of service of this class; "" for one that the class does not have.
  function stratumPlace(kind, stratum) {
    var family = CLASSES[kind];
    if (family === "visits") { return stratum === "fresh" ? "0" : stratum === "seen" ? "1" : ""; }
    if (family === "all") { return stratum === "all" ? "0" : ""; }
    return /^[0-9]{4}q[1-4]$/.test(stratum) ? stratum : "";
  }

  Message.prototype.quotas = function (kind) {
    return this.many("quota", 2, 1, function (f, found) {
      var stratum = this.isWord(f[0]), k = this.isInteger(f[1]), place = stratumPlace(kind, stratum), i;
      for (i = 0; i < found.length; i += 1) {
        if (found[i].stratum === stratum) { this.fail("stratum-twice", stratum); }
      }
      if (place === "") { this.fail("strata-class", stratum); }
      if (found.length > 0 && stratumPlace(kind, found[found.length - 1].stratum) > place) { this.fail("strata-order", stratum); }
      return { stratum: stratum, k: k };
    });
  };

  function has(list, key, value) {
    var i;
    for (i = 0; i < list.length; i += 1) {
      if (list[i][key] === value) { return true; }
    }
    return false;
  }

  Message.prototype.parties = function () {
    var found = this.many("nonce-commit", 2, 1, function (f, before) {
      var party = this.isWord(f[0]);
      if (has(before, "party", party)) { this.fail("party-twice", party); }
      return { party: party, hex: this.isHex(f[1]) };
    });
    if (found.length > 9) { this.fail("party-count", found.length); }
    return found;
  };

  Message.prototype.escrows = function (parties) {
    return this.many("escrow", 2, 0, function (f, before) {
      var party = this.isWord(f[0]);
      if (!has(parties, "party", party)) { this.fail("party-unknown", party); }
      if (has(before, "party", party)) { this.fail("party-twice", party); }
      return { party: party, hex: this.isHex(f[1]) };
    });
  };

  // Section 4: seconds of the day and days of the week (0 is Thursday, 1970-01-01) of each lottery.
  var LOTTERIES = { kl8: [77400, "0123456"], ssq: [76500, "503"], dlt: [77100, "462"] };

  function isKind(kind) { return kind === "drand-quicknet" || Object.prototype.hasOwnProperty.call(LOTTERIES, kind); }

  // What is wrong with the time of a beacon; "" if nothing.
  function beaconTime(kind, round, seconds, text) {
    var rule = LOTTERIES[kind];
    if (kind === "drand-quicknet") {
      return round >= 1 && 1692803367 + 3 * (round - 1) + 8 * 3600 === seconds ? "" : "drand-time";
    }
    if (round < 1000000 || round > 9999999 || round % 1000 === 0) { return "issue"; }
    if (Math.floor(round / 1000) !== +text.slice(0, 4)) { return "issue-year"; }
    if (seconds - Math.floor(seconds / DAY) * DAY !== rule[0]) { return "lottery-time"; }
    return rule[1].indexOf(String((Math.floor(seconds / DAY) % 7 + 7) % 7)) < 0 ? "lottery-day" : "";
  }

  Message.prototype.beacons = function () {
    var found = this.many("beacon", 3, 1, function (f, before) {
      var kind = this.value(f[0], "beacon-kind", isKind(f[0])), round = this.isInteger(f[1]), seconds = time(f[2]), wrong, i;
      this.value(f[2], "time", seconds !== null);
      wrong = beaconTime(kind, round, seconds, f[2]);
      if (wrong !== "") { this.fail(wrong, kind + " " + round); }
      for (i = 0; i < before.length; i += 1) {
        if (before[i].kind === kind && before[i].round === round) { this.fail("beacon-twice", kind + " " + round); }
      }
      return { kind: kind, round: round, time: f[2] };
    });
    if (found.length > 3) { this.fail("beacon-count", found.length); }
    return found;
  };

  function parseCommit(bytes) {
    var m = new Message("commit.txt", bytes, "mingchou/commit/1", "log,draw,task,class,period,replaces,plan,rate,roster-sha256," +
      "roster-rows,excluded-sha256,excluded-rows,quota,inspectors-sha256,recusals-sha256,slot,slack,nonce-commit,escrow,beacon," +
      "seal-by,reveal-by");
    var c = m.head(), f = m.optional("replaces", 1), last = -Infinity, sealBy, revealBy, i;
    c.replaces = f === null ? null : m.isWord(f[0]);
    c.plan = m.plan();
    c.rate = m.rate("rate-range");
    c.roster = m.hashed("roster");
    if (c.roster.rows === 0) { m.fail("rows-range"); }
    c.excluded = m.hashed("excluded");
    c.quotas = m.quotas(c["class"]);
    c.inspectors = m.hex("inspectors-sha256");
    c.recusals = m.hex("recusals-sha256");
    c.slots = m.many("slot", 1, 1, function (s) {
      var t = s[0];
      return m.value(t, "slot", t === "any" || t === "object" || t.slice(0, 4) === "tag:" && isWord(t.slice(4)));
    });
    if (c.slots.length < 2 || c.slots.length > 9) { m.fail("slot-count", c.slots.length); }
    c.slack = m.integer("slack");
    if (c.slack > 9) { m.fail("slack-range", c.slack); }
    c.nonceCommits = m.parties();
    c.escrows = m.escrows(c.nonceCommits);
    c.beacons = m.beacons();
    c.sealBy = m.one("seal-by", 1)[0];
    sealBy = time(c.sealBy);
    m.value(c.sealBy, "time", sealBy !== null);
    for (i = 0; i < c.beacons.length; i += 1) { last = Math.max(last, time(c.beacons[i].time)); }
    if (sealBy < last) { m.fail("seal-early", c.sealBy); }
    if (sealBy > last + 10 * DAY) { m.fail("seal-late", c.sealBy); }
    c.revealBy = m.one("reveal-by", 1)[0];
    revealBy = day(c.revealBy);
    m.value(c.revealBy, "no-such-day", revealBy !== null);
    if (revealBy > lastDay(c.period) + 31) { m.fail("reveal-late", c.revealBy); }
    m.end();
    c.digest = api.sha256(bytes);
    return c;
  }

  // Different two-digit numbers from 01 to `max`, ascending.
  function balls(text, count, max) {
    var n = text.split("-"), i;
    if (n.length !== count) { return false; }
    for (i = 0; i < count; i += 1) {
      if (!/^[0-9]{2}$/.test(n[i]) || +n[i] < 1 || +n[i] > max || i > 0 && n[i - 1] >= n[i]) { return false; }
    }
    return true;
  }

  function isCanonical(kind, value) {
    var halves = value.split("+");
    if (kind === "drand-quicknet") { return isHex(value); }
    if (kind === "kl8") { return balls(value, 20, 80); }
    if (halves.length !== 2) { return false; }
    if (kind === "ssq") { return balls(halves[0], 6, 33) && balls(halves[1], 1, 16); }
    return balls(halves[0], 5, 35) && balls(halves[1], 2, 12);
  }

  Message.prototype.values = function (least) {
    return this.many("beacon", 3, least, function (f) {
      var kind = this.value(f[0], "beacon-kind", isKind(f[0])), round = this.isInteger(f[1]);
      return { kind: kind, round: round, value: this.value(f[2], "beacon-not-canonical", isCanonical(kind, f[2])) };
    });
  };

  Message.prototype.evidence = function () {
    return this.many("evidence", 2, 0, function (f) {
      return { kind: this.value(f[0], "beacon-kind", isKind(f[0])), text: this.value(f[1], "evidence", isPrintable(f[1])) };
    });
  };

  Message.prototype.nonces = function (least) {
    return this.many("nonce", 2, least, function (f) { return { party: this.isWord(f[0]), nonce: this.isHex(f[1]) }; });
  };

  Message.prototype.missing = function () {
    return this.many("missing", 1, 0, function (f) { return this.isWord(f[0]); });
  };

  function parseSeed(bytes) {
    var m = new Message("seed.txt", bytes, "mingchou/seed/1", "commit,nonce,beacon"), s = {};
    s.commit = m.hex("commit");
    s.nonces = m.nonces(1);
    s.beacons = m.values(1);
    m.end();
    return s;
  }

  function parseSeal(bytes) {
    var m = new Message("seal.txt", bytes, "mingchou/seal/1", "draw,commit,beacon,evidence,drawn,tree-root"), s = {};
    s.draw = m.word("draw");
    s.commit = m.hex("commit");
    s.beacons = m.values(1);
    s.evidence = m.evidence();
    s.drawn = m.integer("drawn");
    s.root = m.hex("tree-root");
    m.end();
    return s;
  }

  function parseVoid(bytes) {
    var m = new Message("void.txt", bytes, "mingchou/void/1", "draw,commit,stage,reason,note,beacon,evidence,nonce,missing"), v = {};
    v.draw = m.word("draw");
    v.commit = m.hex("commit");
    v.stage = m.one("stage", 1)[0];
    m.value(v.stage, "stage", v.stage === "before-beacon" || v.stage === "after-beacon");
    v.reason = m.one("reason", 1)[0];
    m.value(v.reason, "reason", REASONS.indexOf(v.reason) >= 0);
    v.note = m.one("note", 1)[0];
    v.beacons = m.values(0);
    v.evidence = m.evidence();
    v.nonces = m.nonces(0);
    v.missing = m.missing();
    m.end();
    return v;
  }

  function parseLost(bytes) {
    var m = new Message("lost.txt", bytes, "mingchou/lost/1", "draw,commit,nonce,missing,note"), l = {};
    l.draw = m.word("draw");
    l.commit = m.hex("commit");
    l.nonces = m.nonces(0);
    l.missing = m.missing();
    if (l.missing.length === 0) { m.fail("missing-none"); }
    l.note = m.one("note", 1)[0];
    m.end();
    return l;
  }

  function parseShortfall(bytes) {
    var m = new Message("shortfall.txt", bytes, "mingchou/shortfall/1",
      "log,draw,task,class,period,plan,rate,excluded-sha256,excluded-rows"), s = m.head();
    s.plan = m.plan();
    s.rate = m.rate("shortfall-rate");
    s.excluded = m.hashed("excluded");
    if (s.excluded.rows === 0) { m.fail("excluded-none"); }
    m.end();
    return s;
  }

  api.Fault = Fault;
  api.text = {
    fail: fail, isWord: isWord, isHex: isHex, Message: Message, isInspector: isInspector, isObject: isObject, integer: integer, day: day, time: time,
    has: has, linesOf: linesOf, slices: slices, table: table, isCanonical: isCanonical, commit: parseCommit, seed: parseSeed,
    seal: parseSeal, voided: parseVoid, lost: parseLost, shortfall: parseShortfall
  };
}(mingchou));
