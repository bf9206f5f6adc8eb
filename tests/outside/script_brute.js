// The assignment of section 7 by trying everything, on small random instances, against the script's. Runs behind the script's files.
(function () {
  var state = 12345, agreed = 0, tight = 0, impossible = 0, n, one, wanted, found;
  function random(limit) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % limit;
  }
  function sha(text) { return require("crypto").createHash("sha256").update(text).digest("hex"); }

  function instance() {
    var tags = ["", "x", "y"], it = { objects: [], people: [], recusals: [], slots: [], slack: random(3), s: sha("s" + n) }, i;
    for (i = 0; i < 1 + random(3); i += 1) { it.objects.push({ id: "o" + i, tag: tags[random(3)] }); }
    for (i = 0; i < 2 + random(3); i += 1) { it.people.push({ id: "i" + i, tags: ["x", "y"].filter(function () { return random(2); }), load: random(4) }); }
    for (i = 0; i < random(3); i += 1) { it.recusals.push({ object: "o" + random(3), inspector: "i" + random(4) }); }
    for (i = 0; i < 2 + random(2); i += 1) { it.slots.push(["any", "object", "tag:x", "tag:y"][random(4)]); }
    return it;
  }

  function may(it, o, s, p) {
    var need = it.slots[s] === "any" ? "" : it.slots[s] === "object" ? it.objects[o].tag : it.slots[s].slice(4);
    return (need === "" || it.people[p].tags.indexOf(need) >= 0) &&
      !it.recusals.some(function (r) { return r.object === it.objects[o].id && r.inspector === it.people[p].id; });
  }

  // Whether the places from `at` on can be filled, those before being as in `held`.
  function completes(it, held, at, room) {
    var width = it.slots.length, o = Math.floor(at / width), p, ok = false;
    if (at === it.objects.length * width) { return true; }
    for (p = 0; p < it.people.length && !ok; p += 1) {
      if (room[p] > 0 && may(it, o, at % width, p) && held.slice(o * width, at).indexOf(p) < 0) {
        room[p] -= 1;
        ok = completes(it, held.concat(p), at + 1, room);
        room[p] += 1;
      }
    }
    return ok;
  }

  function rooms(it, level) { return it.people.map(function (p) { return Math.max(0, level - p.load); }); }

  function brute(it) {
    var width = it.slots.length, level = 0, room, held = [], a = sha("mingchou/assign/1\n" + it.s + "\n"), order, at, o;
    while (!completes(it, [], 0, rooms(it, level))) {
      level += 1;
      if (level > 20) { return null; }
    }
    room = rooms(it, level + it.slack);
    function e(p) { return sha(a + it.objects[o].id + "/" + it.people[p].id); }
    for (at = 0; at < it.objects.length * width; at += 1) {
      o = Math.floor(at / width);
      order = it.people.map(function (_, p) { return p; }).sort(function (x, y) { return e(x) < e(y) ? -1 : 1; });
      held.push(order.filter(function (p) {
        var ok = room[p] > 0 && may(it, o, at % width, p) && held.slice(o * width, at).indexOf(p) < 0;
        if (ok) {
          room[p] -= 1;
          ok = completes(it, held.concat(p), at + 1, room);
          room[p] += 1;
        }
        return ok;
      })[0]);
      if (order.filter(function (p) { return may(it, o, at % width, p); })[0] !== held[at]) { tight += 1; }
      room[held[at]] -= 1;
    }
    return { level: level, teams: it.objects.map(function (_, k) {
      return held.slice(k * width, (k + 1) * width).map(function (p) { return it.people[p].id; });
    }) };
  }

  function script(it) {
    var matching = new mingchou.assign.Matching(it.objects, it.people, it.recusals, it.slots), levels = mingchou.assign.levels(matching);
    var teams = [], work;
    while (!levels.more(3)) { continue; }
    if (levels.level() === null) { return null; }
    work = mingchou.assign.assignment(matching, levels.level(), it.slack, it.s, teams);
    while (!work.more(1)) { continue; }
    return { level: levels.level(), teams: teams };
  }

  for (n = 0; n < 3000; n += 1) {
    one = instance();
    wanted = brute(one);
    found = script(one);
    if (wanted === null) { impossible += 1; }
    if (JSON.stringify(wanted) !== JSON.stringify(found)) { throw new Error(JSON.stringify([one, wanted, found])); }
    agreed += 1;
  }
  console.log(JSON.stringify([agreed, tight, impossible]));
}());
