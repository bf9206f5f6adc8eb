// Who inspects whom: feasibility (protocol section 4), random priority with look-ahead and substitutions (section 7).
// In: drawn objects, inspectors, recusals, slots, S. Out: teams, or none. What may take long comes as {more(count), part()}. ES5.
var mingchou = mingchou || {};

(function (api) {
  "use strict";

  var text = api.text, numbers = api.draw.numbers, compareWords = api.draw.compareWords;

  // The tag that a slot asks for at an object with this tag; "" where anybody will do.
  function needs(slot, tag) { return slot === "any" ? "" : slot === "object" ? tag : slot.slice(4); }

  function meets(inspector, need) { return need === "" || inspector.tags.indexOf(need) >= 0; }

  function pair(object, inspector) { return object + "/" + inspector; }

  // Pairs that may not meet, and the objects they name.
  function barred(rows) {
    var out = { pairs: {}, objects: {} }, i;
    for (i = 0; i < rows.length; i += 1) {
      out.pairs[pair(rows[i].object, rows[i].inspector)] = true;
      out.objects["$" + rows[i].object] = true;
    }
    return out;
  }

  // The first slot of an object that cannot be filled with different inspectors beside those before it, or -1.
  function alone(object, tag, inspectors, bars, slots) {
    var holder = {}, s;
    function place(slot, tried) {
      var i, one;
      for (i = 0; i < inspectors.length; i += 1) {
        one = inspectors[i];
        if (!tried[i] && meets(one, needs(slots[slot], tag)) && !bars.pairs[pair(object, one.id)]) {
          tried[i] = true;
          if (holder[i] === undefined || place(holder[i], tried)) {
            holder[i] = slot;
            return true;
          }
        }
      }
      return false;
    }
    for (s = 0; s < slots.length; s += 1) {
      if (!place(s, {})) { return s; }
    }
    return -1;
  }

  // Every object of the roster, taken alone, can be served. Objects that no recusal names differ by their tag only.
  function feasible(rows, inspectors, recusals, slots) {
    var bars = barred(recusals), known = {}, at = 0;
    return {
      more: function (count) {
        var row, own, slot;
        for (; count > 0 && at < rows.length; count -= 1, at += 1) {
          row = rows[at];
          own = bars.objects["$" + row.id] === true;
          slot = own ? undefined : known["$" + row.tag];
          if (slot === undefined) {
            slot = alone(row.id, row.tag, inspectors, bars, slots);
            if (!own) { known["$" + row.tag] = slot; }
          }
          if (slot >= 0) {
            text.fail("commit.txt", 0, "infeasible", row.id + " slot " + slot + " " + (needs(slots[slot], row.tag) || "any"));
          }
        }
        return at === rows.length;
      },
      part: function () { return at / rows.length; }
    };
  }

  // Places to fill, numbered object * width + slot, and the inspectors who hold them. A search walks from a place that lacks
  // somebody over those who could fill it to the places they would have to leave, until somebody with room is found. An inspector
  // serves an object once, so somebody who already serves the object can only change places within it.
  function Matching(objects, inspectors, recusals, slots) {
    var width = slots.length, types = {}, bars = barred(recusals), o, s, need, i, n = inspectors.length;
    this.width = width;
    this.objects = objects;
    this.inspectors = inspectors;
    this.count = objects.length * width;
    this.holds = numbers(this.count);
    this.fixed = numbers(this.count);
    this.kind = numbers(this.count);
    this.able = [];
    this.bars = [];
    this.room = numbers(n);
    this.places = [];
    this.where = numbers(this.count);
    this.stamp = 0;
    this.seen = numbers(n);
    this.met = numbers(this.count);
    this.takes = numbers(this.count);
    for (i = 0; i < n; i += 1) { this.places.push([]); }
    for (o = 0; o < objects.length; o += 1) {
      this.bars.push(bars.objects["$" + objects[o].id] ? this.barsOf(bars, objects[o].id) : null);
      for (s = 0; s < width; s += 1) {
        need = needs(slots[s], objects[o].tag);
        if (types["$" + need] === undefined) {
          types["$" + need] = this.able.length;
          this.able.push(this.ableTo(need));
        }
        this.kind[o * width + s] = types["$" + need];
        this.holds[o * width + s] = -1;
      }
    }
  }

  Matching.prototype.barsOf = function (bars, id) {
    var out = {}, i;
    for (i = 0; i < this.inspectors.length; i += 1) {
      if (bars.pairs[pair(id, this.inspectors[i].id)]) { out[i] = true; }
    }
    return out;
  };

  Matching.prototype.ableTo = function (need) {
    var out = [], i;
    for (i = 0; i < this.inspectors.length; i += 1) {
      if (meets(this.inspectors[i], need)) { out.push(i); }
    }
    return out;
  };

  Matching.prototype.isBarred = function (o, i) { return this.bars[o] !== null && this.bars[o][i] === true; };

  Matching.prototype.take = function (place, i) {
    this.holds[place] = i;
    this.where[place] = this.places[i].length;
    this.places[i].push(place);
    this.room[i] -= 1;
  };

  Matching.prototype.leave = function (place) {
    var i = this.holds[place], list = this.places[i], last = list.pop();
    if (last !== place) {
      list[this.where[place]] = last;
      this.where[last] = this.where[place];
    }
    this.holds[place] = -1;
    this.room[i] += 1;
  };

  // The place of object o that inspector i holds, or -1.
  Matching.prototype.within = function (o, i) {
    var at, end = (o + 1) * this.width;
    for (at = o * this.width; at < end; at += 1) {
      if (this.holds[at] === i) { return at; }
    }
    return -1;
  };

  // A new search: nobody and no place has been met. What a search without success has met leads nowhere from any start.
  Matching.prototype.begin = function () {
    var k;
    this.stamp += 1;
    this.left = [];
    for (k = 0; k < this.able.length; k += 1) { this.left.push(null); }
  };

  Matching.prototype.meetPlace = function (place, by, queue) {
    if (this.met[place] !== this.stamp && this.fixed[place] === 0) {
      this.met[place] = this.stamp;
      this.takes[place] = by;
      queue.push(place);
    }
  };

  // Meets an inspector for a place; true if there is room.
  Matching.prototype.meet = function (i, by, queue) {
    var list = this.places[i], k;
    this.seen[i] = this.stamp;
    if (this.room[i] > 0) { return true; }
    for (k = 0; k < list.length; k += 1) { this.meetPlace(list[k], by, queue); }
    return false;
  };

  // Walks on from the places in the queue. True if somebody with room was found and everybody has moved; `root` is the place at
  // which the walk began, and gets what the first place on the walk leaves.
  Matching.prototype.walk = function (queue, root) {
    var at, place, o, list, k, i, inside;
    for (at = 0; at < queue.length; at += 1) {
      place = queue[at];
      o = Math.floor(place / this.width);
      if (this.left[this.kind[place]] === null) { this.left[this.kind[place]] = this.able[this.kind[place]].slice(0); }
      list = this.left[this.kind[place]];
      for (k = 0; k < list.length;) {
        i = list[k];
        inside = this.seen[i] === this.stamp || this.isBarred(o, i) ? -1 : this.within(o, i);
        if (this.seen[i] !== this.stamp && (this.isBarred(o, i) || inside >= 0)) {
          if (inside >= 0) { this.meetPlace(inside, place, queue); }
          k += 1;
        } else {
          list[k] = list[list.length - 1];
          list.pop();
          if (this.seen[i] !== this.stamp && this.meet(i, place, queue)) {
            this.move(place, i, root);
            return true;
          }
        }
      }
    }
    return false;
  };

  Matching.prototype.move = function (place, i, root) {
    var next = i, old;
    while (place !== root) {
      old = this.holds[place];
      this.leave(place);
      this.take(place, next);
      next = old;
      place = this.takes[place];
    }
    this.take(root, next);
  };

  // Gives a place that nobody holds to anybody, others moving. False: no way with the room there is.
  Matching.prototype.fill = function (place) {
    var queue = [];
    this.begin();
    this.meetPlace(place, place, queue);
    return this.walk(queue, place);
  };

  // Gives the place to inspector i for good if all others can still be filled; `begin` once for all that are tried at a place.
  Matching.prototype.force = function (place, i) {
    var queue = [], inside = this.within(Math.floor(place / this.width), i), done = false;
    if (inside >= 0) {
      this.meetPlace(inside, place, queue);
      done = this.walk(queue, place);
    } else if (this.seen[i] !== this.stamp) {
      if (this.meet(i, place, queue)) {
        this.take(place, i);
        done = true;
      } else {
        done = this.walk(queue, place);
      }
    }
    return done;
  };

  // The next level at which the failed search might succeed: somebody it met gets more room. Infinity: nobody can.
  Matching.prototype.nextLevel = function (level) {
    var i, next = Infinity;
    for (i = 0; i < this.inspectors.length; i += 1) {
      if (this.seen[i] === this.stamp && level - this.inspectors[i].load < this.objects.length) {
        next = Math.min(next, Math.max(level, this.inspectors[i].load) + 1);
      }
    }
    return next;
  };

  // Capacities max(0, level - load), given to those who hold less or more now.
  Matching.prototype.setLevel = function (level) {
    var i;
    for (i = 0; i < this.inspectors.length; i += 1) {
      this.room[i] = Math.max(0, level - this.inspectors[i].load) - this.places[i].length;
    }
  };

  // T* by filling place after place and raising the level only when a search proves that it must be raised.
  function levels(matching) {
    var at = 0, level = 0;
    matching.setLevel(0);
    return {
      more: function (count) {
        for (; count > 0 && at < matching.count; count -= 1) {
          if (matching.fill(at)) {
            at += 1;
          } else {
            level = matching.nextLevel(level);
            if (level === Infinity) { return true; }
            matching.setLevel(level);
          }
        }
        return at === matching.count;
      },
      part: function () { return at / matching.count; },
      // Null: no assignment exists at any level.
      level: function () { return level === Infinity ? null : level; }
    };
  }

  // e(o, i) for one object: inspectors in the order of (e, i).
  function ticketer(s) {
    var a = api.sha256(api.bytes.utf8("mingchou/assign/1\n" + s + "\n")), hash = api.hash.midstate(a), words = [];
    return function (object, candidates, inspectors) {
      var at = [], k, i;
      for (k = 0; k < candidates.length; k += 1) {
        i = candidates[k];
        hash(pair(object, inspectors[i].id), words, k * 8);
        at.push(k);
      }
      at.sort(function (x, y) {
        return compareWords(words, x * 8, words, y * 8) || (inspectors[candidates[x]].id < inspectors[candidates[y]].id ? -1 : 1);
      });
      for (k = 0; k < at.length; k += 1) { at[k] = candidates[at[k]]; }
      return at;
    };
  }

  // The result of section 7 from a complete matching. `teams` is filled object by object with ids in slot order.
  function assignment(matching, level, slack, s, teams) {
    var tickets = ticketer(s), o = 0, fixed = numbers(matching.inspectors.length), able = [], k, i, held = numbers(fixed.length);
    for (k = 0; k < matching.able.length; k += 1) {
      able.push({});
      for (i = 0; i < matching.able[k].length; i += 1) { able[k][matching.able[k][i]] = true; }
    }
    matching.setLevel(level + slack);
    for (i = 0; i < fixed.length; i += 1) { held[i] = Math.max(0, level + slack - matching.inspectors[i].load); }

    // Somebody whose room is used up by what is already given can take nothing more and needs no ticket.
    function open(object) {
      var out = [], j;
      for (j = 0; j < fixed.length; j += 1) {
        if (fixed[j] < held[j] && !matching.isBarred(object, j)) { out.push(j); }
      }
      return out;
    }

    function given(place, order) {
      var j, one, inside, object = Math.floor(place / matching.width);
      matching.leave(place);
      matching.fixed[place] = 1;
      matching.begin();
      for (j = 0; j < order.length; j += 1) {
        one = order[j];
        inside = matching.within(object, one);
        if (able[matching.kind[place]][one] && !(inside >= 0 && matching.fixed[inside] === 1) && fixed[one] < held[one] &&
            matching.force(place, one)) {
          return one;
        }
      }
      throw new Error("a complete assignment cannot be kept");
    }

    return {
      more: function (count) {
        var order, team, slot, one;
        for (; count > 0 && o < matching.objects.length; count -= 1, o += 1) {
          order = tickets(matching.objects[o].id, open(o), matching.inspectors);
          team = [];
          for (slot = 0; slot < matching.width; slot += 1) {
            one = given(o * matching.width + slot, order);
            // What is given for good moves no more: it leaves the list of places that a search may take from its holder.
            matching.leave(o * matching.width + slot);
            matching.holds[o * matching.width + slot] = one;
            matching.room[one] -= 1;
            fixed[one] += 1;
            team.push(matching.inspectors[one].id);
          }
          teams.push(team);
        }
        return o === matching.objects.length;
      },
      part: function () { return matching.objects.length === 0 ? 1 : o / matching.objects.length; }
    };
  }

  // ---- Substitutions

  var GROUNDS = ["recusal", "leave", "left", "merged-visit"];

  function substitutions(file, bytes, first) {
    var rows = [], reader = text.slices(file, bytes, text.table(file, "seq,object,slot,from,to,ground,evidence", function (f, line) {
      if (text.integer(f[0]) !== first + rows.length) { text.fail(file, line, "seq", f[0]); }
      if (!text.isObject(f[1])) { text.fail(file, line, "object-id", f[1]); }
      if (text.integer(f[2]) < 0) { text.fail(file, line, "integer", f[2]); }
      if (!text.isInspector(f[3])) { text.fail(file, line, "inspector-id", f[3]); }
      if (f[4] !== "" && !text.isInspector(f[4])) { text.fail(file, line, "inspector-id", f[4]); }
      if (GROUNDS.indexOf(f[5]) < 0) { text.fail(file, line, "ground", f[5]); }
      if (f[6] === "") { text.fail(file, line, "empty-evidence", f[1]); }
      rows.push({ seq: first + rows.length, object: f[1], slot: +f[2], from: f[3], to: f[4], ground: f[5], evidence: f[6] });
    }));
    while (!reader.more(65536)) { /* these files are short */ }
    if (rows.length === 0) { text.fail(file, 0, "no-rows"); }
    return rows;
  }

  // An object whose visit is merged changes all its slots, in order, by consecutive rows with one evidence, the other draw.
  function merged(file, rows, width) {
    var at = 0, first, k;
    while (at < rows.length) {
      first = rows[at];
      if (first.ground !== "merged-visit") {
        at += 1;
      } else {
        for (k = 0; k < width; k += 1, at += 1) {
          if (at >= rows.length || rows[at].ground !== "merged-visit" || rows[at].object !== first.object || rows[at].slot !== k ||
              rows[at].evidence !== first.evidence) { text.fail(file, 0, "merged-rows", first.object); }
        }
        if (!text.isWord(first.evidence)) { text.fail(file, 0, "merged-draw", first.evidence); }
      }
    }
  }

  // Replays rows over teams {object: {tag, team, gone}}; `team` holds "" where nobody is left.
  function replay(file, rows, state, inspectors, recusals, slots, s) {
    var bars = barred(recusals), tickets = ticketer(s), i;
    function next(one, row) {
      var order, all = [], k, at, who;
      for (k = 0; k < inspectors.length; k += 1) { all.push(k); }
      order = tickets(row.object, all, inspectors);
      for (at = 0; at < order.length && inspectors[order[at]].id !== row.from; at += 1) { /* up to who is replaced */ }
      for (k = 1; k <= order.length; k += 1) {
        who = inspectors[order[(at + k) % order.length]];
        if (meets(who, needs(slots[row.slot], one.tag)) && !bars.pairs[pair(row.object, who.id)] &&
            one.team.indexOf(who.id) < 0 && one.gone.indexOf(who.id) < 0) { return who.id; }
      }
      return "";
    }
    function step(row) {
      var one = state["$" + row.object], bad = "";
      if (one === undefined) {
        bad = "substitution-object";
      } else if (row.slot >= slots.length) {
        bad = "substitution-slot";
      } else if (one.team[row.slot] !== row.from) {
        bad = "substitution-from";
      } else if (row.ground !== "merged-visit" && next(one, row) !== row.to) {
        bad = "substitution-not-next";
      }
      if (bad !== "") { text.fail(file, 0, bad, "seq " + row.seq + " " + row.object); }
      one.gone.push(row.from);
      one.team[row.slot] = row.to;
    }
    for (i = 0; i < rows.length; i += 1) { step(rows[i]); }
  }

  api.assign = {
    needs: needs, meets: meets, pair: pair, barred: barred, feasible: feasible, Matching: Matching, levels: levels,
    assignment: assignment, substitutions: substitutions, merged: merged, replay: replay
  };
}(mingchou));
