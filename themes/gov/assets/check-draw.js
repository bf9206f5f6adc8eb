// The lists of a draw, its quotas, tickets and selection, and the tree of its leaves (protocol sections 2 to 6 and 8). In: bytes
// and fields. Out: rows, orders, roots, or a thrown fault. What may take long comes as {more(count), part()}. ES5.
var mingchou = mingchou || {};

(function (api) {
  "use strict";

  var text = api.text, fail = text.fail;
  var RULES = ["superior-checked", "yearly-cap", "suspended", "closed", "other"];

  // ---- Lists (section 3)

  function objectId(file, line, t) { if (!text.isObject(t)) { fail(file, line, "object-id", t); } }
  function inspectorId(file, line, t) { if (!text.isInspector(t)) { fail(file, line, "inspector-id", t); } }
  function named(file, line, t) { if (t === "") { fail(file, line, "empty-name"); } }
  function word(file, line, t) { if (!text.isWord(t)) { fail(file, line, "word", t); } }

  // Ids are ASCII, so that the order of strings is the order of bytes.
  function ascending(file, line, before, key, shown) {
    if (before !== null && before >= key) { fail(file, line, before === key ? "duplicate-id" : "unsorted", shown); }
  }

  // A table read into `rows`: `row(fields, line)` gives the row, whose `key` must ascend.
  function list(file, bytes, header, row) {
    var rows = [], last = null;
    var reader = text.slices(file, bytes, text.table(file, header, function (f, line) {
      var made = row(f, line), key = made.key === undefined ? made.id : made.key;
      ascending(file, line, last, key, made.id);
      last = key;
      rows.push(made);
    }));
    return {
      more: reader.more,
      part: reader.part,
      rows: function () { return rows; }
    };
  }

  function roster(bytes) {
    var file = "roster.csv";
    return list(file, bytes, "id,name,stratum,tag", function (f, line) {
      objectId(file, line, f[0]);
      named(file, line, f[1]);
      word(file, line, f[2]);
      if (f[3] !== "") { word(file, line, f[3]); }
      return { id: f[0], name: f[1], stratum: f[2], tag: f[3] };
    });
  }

  function excluded(bytes) {
    var file = "excluded.csv";
    return list(file, bytes, "id,name,rule,evidence", function (f, line) {
      objectId(file, line, f[0]);
      named(file, line, f[1]);
      if (RULES.indexOf(f[2]) < 0) { fail(file, line, "rule-code", f[2]); }
      if (f[3] === "") { fail(file, line, "empty-evidence", f[0]); }
      return { id: f[0], name: f[1], rule: f[2], evidence: f[3] };
    });
  }

  function inspectors(bytes) {
    var file = "inspectors.csv", seen = {};
    return list(file, bytes, "id,name,tags,load", function (f, line) {
      var tags = f[2] === "" ? [] : f[2].split(";"), fold = "$" + f[0].toLowerCase(), i;
      inspectorId(file, line, f[0]);
      named(file, line, f[1]);
      for (i = 0; i < tags.length; i += 1) {
        word(file, line, tags[i]);
        if (i > 0 && tags[i - 1] >= tags[i]) { fail(file, line, "tags", f[2]); }
      }
      if (text.integer(f[3]) < 0) { fail(file, line, "integer", f[3]); }
      // The same id again is left to the order of rows, which names it better.
      if (seen[fold] !== undefined && seen[fold] !== f[0]) { fail(file, line, "case-twin", f[0]); }
      seen[fold] = f[0];
      return { id: f[0], name: f[1], tags: tags, load: text.integer(f[3]) };
    });
  }

  function recusals(bytes) {
    var file = "recusals.csv";
    return list(file, bytes, "object,inspector", function (f, line) {
      objectId(file, line, f[0]);
      inspectorId(file, line, f[1]);
      // A byte below all of an id's keeps the order of pairs.
      return { key: f[0] + "\u0001" + f[1], id: f[0], object: f[0], inspector: f[1] };
    });
  }

  // Ids over both lists: unique without regard to case, and no id begins with another's bare code of 18 characters (section 2).
  function ids(rosterRows, excludedRows) {
    var seen = {}, total = rosterRows.length + excludedRows.length, at = 0, checked = 0;
    function row(n) { return n < rosterRows.length ? rosterRows[n] : excludedRows[n - rosterRows.length]; }
    function file(n) { return n < rosterRows.length ? "roster.csv" : "excluded.csv"; }
    return {
      more: function (count) {
        var id, key;
        for (; count > 0 && at < total; count -= 1, at += 1) {
          id = row(at).id;
          key = "$" + id.toLowerCase();
          if (seen[key] !== undefined) { fail(file(at), 0, seen[key] === id ? "duplicate-id" : "case-twin", seen[key] + " " + id); }
          seen[key] = id;
        }
        for (; count > 0 && checked < total; count -= 1, checked += 1) {
          id = row(checked).id;
          key = id.length > 18 ? id.slice(0, 18) : "";
          if (/^[0-9A-Za-z]{18}$/.test(key) && seen["$" + key.toLowerCase()] !== undefined) {
            fail(file(checked), 0, "code-prefix", id);
          }
        }
        return at === total && checked === total;
      },
      part: function () { return total === 0 ? 1 : (at + checked) / total / 2; }
    };
  }

  // ---- Quotas (section 4)

  function quotas(commit, rosterRows, excludedRows) {
    var sizes = {}, file = "commit.txt", n = rosterRows.length, i, q, left, sum = 0, right = true;
    for (i = 0; i < n; i += 1) { sizes[rosterRows[i].stratum] = (sizes[rosterRows[i].stratum] || 0) + 1; }
    for (i = 0; i < n; i += 1) {
      if (!text.has(commit.quotas, "stratum", rosterRows[i].stratum)) { fail(file, 0, "stratum-without-quota", rosterRows[i].stratum); }
    }
    left = Math.min(n, Math.floor(((n + excludedRows.length) * commit.rate + 9999) / 10000));
    for (i = 0; i < commit.quotas.length; i += 1) {
      if (!sizes[commit.quotas[i].stratum]) { fail(file, 0, "quota-without-stratum", commit.quotas[i].stratum); }
      sum += commit.quotas[i].k;
    }
    if (sum !== left) { fail(file, 0, "quota-sum", sum + " " + left); }
    for (i = 0; i < commit.quotas.length; i += 1) {
      q = Math.min(sizes[commit.quotas[i].stratum], left);
      right = right && q === commit.quotas[i].k;
      left -= q;
    }
    if (!right) { fail(file, 0, "quota-order"); }
  }

  // ---- Seed (section 5): always rebuilt

  function seed(commit, nonces, beacons) {
    var out = "mingchou/seed/1\ncommit " + commit.digest + "\n", i;
    for (i = 0; i < nonces.length; i += 1) { out += "nonce " + nonces[i].party + " " + nonces[i].nonce + "\n"; }
    for (i = 0; i < beacons.length; i += 1) {
      out += "beacon " + beacons[i].kind + " " + beacons[i].round + " " + beacons[i].value + "\n";
    }
    return out;
  }

  function nonceCommit(origin, draw, party, nonce) {
    api.mustBeSound();
    return api.sha256(api.bytes.utf8("mingchou/nonce/1\n" + origin + "\n" + draw + "\n" + party + "\n" + nonce + "\n"));
  }

  // ---- Tickets and selection (section 6)

  function numbers(n) {
    var out = [], i;
    if (typeof Int32Array !== "undefined") { return new Int32Array(n); }
    for (i = 0; i < n; i += 1) { out.push(0); }
    return out;
  }

  // Like the bytes of two hashes at a and b, eight words each.
  function compareWords(one, a, two, b) {
    var i, x, y;
    for (i = 0; i < 8; i += 1) {
      x = one[a + i];
      y = two[b + i];
      if (x !== y) { return x >>> 0 < y >>> 0 ? -1 : 1; }
    }
    return 0;
  }

  function tickets(s, rows) {
    var hash = api.hash.midstate(s), out = numbers(rows.length * 8), at = 0;
    return {
      more: function (count) {
        for (; count > 0 && at < rows.length; count -= 1, at += 1) { hash(rows[at].id, out, at * 8); }
        return at === rows.length;
      },
      part: function () { return at / rows.length; },
      words: out
    };
  }

  // The numbers 0 … n-1 in order, by merging; `more(count)` does about that many comparisons.
  function sorter(n, before) {
    var from = numbers(n), to = numbers(n), width = 1, left = 0, a = 0, b = 0, out = 0, done = 0, passes = 0, i, swap;
    for (i = 0; i < n; i += 1) { from[i] = i; }
    for (i = 1; i < n; i *= 2) { passes += 1; }
    b = Math.min(width, n);
    return {
      more: function (count) {
        var middle, end;
        while (width < n && count > 0) {
          middle = Math.min(left + width, n);
          end = Math.min(left + 2 * width, n);
          while (out < end && count > 0) {
            if (a < middle && (b >= end || before(from[a], from[b]) <= 0)) {
              to[out] = from[a];
              a += 1;
            } else {
              to[out] = from[b];
              b += 1;
            }
            out += 1;
            count -= 1;
          }
          if (out === end) {
            left = end;
            if (end === n) {
              swap = from;
              from = to;
              to = swap;
              width *= 2;
              left = 0;
              out = 0;
              done += 1;
            }
            a = left;
            b = Math.min(left + width, n);
          }
        }
        return width >= n;
      },
      part: function () { return passes === 0 ? 1 : Math.min(1, (done + out / n) / passes); },
      order: function () { return from; }
    };
  }

  // Every object in the order of its ticket, the strata in order of service.
  function ranking(commit, rows, words) {
    var place = {}, strata = numbers(rows.length), i;
    for (i = 0; i < commit.quotas.length; i += 1) { place[commit.quotas[i].stratum] = i; }
    for (i = 0; i < rows.length; i += 1) { strata[i] = place[rows[i].stratum]; }
    return sorter(rows.length, function (a, b) {
      var order = strata[a] - strata[b] || compareWords(words, a * 8, words, b * 8);
      return order !== 0 ? order : rows[a].id < rows[b].id ? -1 : 1;
    });
  }

  // The published order with ranks: K of each stratum are drawn. `order` and `drawn` are filled.
  function selection(commit, rows, words, sorted, order, drawn) {
    var at = 0, rank = 0, k = {}, stratum = null, i, n = rows.length;
    for (i = 0; i < commit.quotas.length; i += 1) { k[commit.quotas[i].stratum] = commit.quotas[i].k; }
    return {
      more: function (count) {
        var row, ticket, is;
        for (; count > 0 && at < n; count -= 1, at += 1) {
          row = rows[sorted[at]];
          rank = row.stratum === stratum ? rank + 1 : 1;
          stratum = row.stratum;
          is = rank <= k[stratum];
          ticket = api.hash.hex(words, sorted[at] * 8);
          order.push({ id: row.id, name: row.name, stratum: stratum, ticket: ticket, rank: is ? rank : null, drawn: is });
          if (is) {
            drawn.push({ id: row.id, name: row.name, stratum: stratum, rank: rank, ticket: ticket, tag: row.tag, row: sorted[at] });
          }
        }
        return at === n;
      },
      part: function () { return n === 0 ? 1 : at / n; }
    };
  }

  // ---- Leaves, tree and slips (section 8)

  // The fields of a leaf line, or null.
  function leaf(line) {
    var f = line.split(" "), team, i;
    if (f.length !== 7 || f[0] !== "mingchou/leaf/1" || !text.isWord(f[1]) || !text.isWord(f[2]) || text.integer(f[3]) < 1 ||
        !text.isObject(f[4]) || !text.isHex(f[6])) { return null; }
    team = f[5].split(",");
    for (i = 0; i < team.length; i += 1) {
      if (!text.isInspector(team[i])) { return null; }
    }
    return { draw: f[1], stratum: f[2], rank: text.integer(f[3]), id: f[4], inspectors: team, salt: f[6], line: line };
  }

  function leafLine(draw, row, team, salt) {
    return "mingchou/leaf/1 " + draw + " " + row.stratum + " " + row.rank + " " + row.id + " " + team.join(",") + " " + salt;
  }

  function leaves(bytes) {
    var file = "leaves.txt", found = [], salts = {};
    var reader = text.slices(file, bytes, function (line, number) {
      var one = leaf(line);
      if (one === null) { fail(file, number, "leaf"); }
      if (salts["$" + one.salt]) { fail(file, number, "salt-twice"); }
      salts["$" + one.salt] = true;
      found.push(one);
    });
    return { more: reader.more, part: reader.part, rows: function () { return found; } };
  }

  function leafHash(line) { return api.hash.toBytes(api.hash.words([0].concat(api.bytes.utf8(line)))); }
  function nodeHash(left, right) { return api.hash.toBytes(api.hash.words([1].concat(left, right))); }

  // Greatest power of two below n.
  function split(n) {
    var k = 1;
    while (k * 2 < n) { k *= 2; }
    return k;
  }

  // Root over leaf lines: whole subtrees of equal size are joined as soon as both are there.
  function tree(lines) {
    var stack = [], at = 0, n = lines.length;
    return {
      more: function (count) {
        var size;
        for (; count > 0 && at < n; count -= 1) {
          stack.push(leafHash(lines[at].line));
          at += 1;
          for (size = at; size % 2 === 0; size /= 2) { join(stack); }
        }
        return at === n;
      },
      part: function () { return n === 0 ? 1 : at / n; },
      root: function () {
        while (stack.length > 1) { join(stack); }
        return api.bytes.hex(stack[0]);
      }
    };
  }

  function join(stack) {
    var right = stack.pop(), left = stack.pop();
    stack.push(nodeHash(left, right));
  }

  function pathLength(index, size) {
    var k;
    if (size === 1) { return 0; }
    k = split(size);
    return 1 + (index < k ? pathLength(index, k) : pathLength(index - k, size - k));
  }

  // PATH(m, D[n]) of RFC 6962 read backwards: the last hash is the one nearest to the root.
  function rootOfPath(hash, index, size, path) {
    var k, last = path.length - 1;
    if (size === 1) { return hash; }
    k = split(size);
    if (index < k) { return nodeHash(rootOfPath(hash, index, k, path.slice(0, last)), api.bytes.unhex(path[last])); }
    return nodeHash(api.bytes.unhex(path[last]), rootOfPath(hash, index - k, size - k, path.slice(0, last)));
  }

  function parseSlip(file, bytes) {
    var m = new text.Message(file, bytes, "mingchou/slip/1", "leaf,index,size,path"), line = m.one("leaf", 7).join(" "), s = {};
    s.leaf = leaf(line);
    m.value(line, "leaf", s.leaf !== null);
    s.index = m.integer("index");
    s.size = m.integer("size");
    s.path = m.many("path", 1, 0, function (f) { return this.isHex(f[0]); });
    m.end();
    return s;
  }

  // Checks a slip that was read against a seal.
  function checkSlip(file, slip, seal) {
    if (seal.draw !== undefined && slip.leaf.draw !== seal.draw) { fail(file, 0, "wrong-draw", slip.leaf.draw); }
    if (slip.size !== seal.drawn || slip.index >= slip.size) { fail(file, 0, "slip-size", slip.size); }
    if (slip.path.length !== pathLength(slip.index, slip.size)) { fail(file, 0, "path-length", slip.path.length); }
    if (api.bytes.hex(rootOfPath(leafHash(slip.leaf.line), slip.index, slip.size, slip.path)) !== seal.root) {
      fail(file, 0, "slip-not-in-tree", slip.leaf.id);
    }
  }

  // For a page that is handed a slip: text or bytes, and {root, drawn} of the seal (`draw` too, if it is known).
  function slip(content, seal) {
    var read = null, code = null;
    api.mustBeSound();
    try {
      read = parseSlip("slip", typeof content === "string" ? api.bytes.utf8(content) : content);
      checkSlip("slip", read, { root: seal.root, drawn: Number(seal.drawn), draw: seal.draw });
    } catch (fault) {
      if (!(fault instanceof api.Fault)) { throw fault; }
      code = fault.code;
    }
    return {
      ok: code === null,
      code: code,
      leaf: read === null ? null : {
        draw: read.leaf.draw, stratum: read.leaf.stratum, rank: read.leaf.rank, id: read.leaf.id,
        inspectors: read.leaf.inspectors, salt: read.leaf.salt
      },
      index: read === null ? null : read.index,
      size: read === null ? null : read.size
    };
  }

  api.nonceCommit = nonceCommit;
  api.slip = slip;
  api.draw = {
    roster: roster, excluded: excluded, inspectors: inspectors, recusals: recusals, ids: ids, quotas: quotas, seed: seed,
    tickets: tickets, ranking: ranking, selection: selection, compareWords: compareWords, numbers: numbers, leafLine: leafLine,
    leaves: leaves, tree: tree, parseSlip: parseSlip, checkSlip: checkSlip
  };
}(mingchou));
