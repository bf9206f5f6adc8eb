/* Lets readers put in the lottery numbers they looked up themselves, so that these are checked too (protocol section 4). ES5. */
(function () {
  "use strict";
  var mc = window.mingchou = window.mingchou || {};
  var page = mc.page = mc.page || {};
  /* How many numbers of each sort a lottery draws; each sort is written in ascending order. */
  var SORTS = { kl8: [20], ssq: [6, 1], dlt: [5, 2] };

  /* Numbers as people write them -> the protocol's form, or null if there are not as many as there must be. */
  page.numbers = function (kind, text) {
    var all = 0, found, from = 0;
    SORTS[kind].forEach(function (count) { all += count; });
    found = text.replace(/[\uff10-\uff19]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 65248); }).match(/\d+/g) || [];
    if (found.length === 1 && found[0].length === 2 * all) { found = found[0].match(/\d\d/g); }
    if (found.length !== all) { return null; }
    return SORTS[kind].map(function (count) {
      var sort = found.slice(from, from + count).map(Number).sort(function (a, b) { return a - b; });
      from += count;
      return sort.map(function (n) { return (n < 10 ? "0" : "") + n; }).join("-");
    }).join("+");
  };

  /* The name of a beacon, kind:round, in words. */
  page.beacon = function (name) {
    var f = name.split(":"), key = "beacon." + f[0];
    return page.has(key) ? page.say(key) + page.say("beacon.round", { round: f[1] }) : name;
  };

  /* A field for each lottery number nobody confirmed. dates: day by kind:round; invented: those of a demonstration;
     again(beacons): checks with them. */
  page.own = function (box, names, dates, invented, again) {
    var form = page.add(box, "form", "check-own"), inputs, said, button;
    page.add(form, "p", "", page.word("own"));
    if (invented) { page.add(form, "p", "remark", page.word("own-demo")); }
    inputs = names.map(function (name, at) {
      var line = page.add(form, "p"), label, input;
      label = page.add(line, "label", "", page.beacon(name) + (dates[name] ? " " + dates[name] : "") + page.word("colon"));
      input = page.add(line, "input");
      input.type = "text";
      input.autocomplete = "off";
      input.id = label.htmlFor = "own-" + at + "-" + name.replace(/[^a-z0-9]/g, "-");
      return input;
    });
    button = page.add(form, "button", "button", page.word("own-go"));
    button.type = "submit";
    said = page.add(form, "div");
    said.setAttribute("role", "alert");
    form.addEventListener("submit", function (event) {
      var beacons = [], wrong = null;
      event.preventDefault();
      names.forEach(function (name, at) {
        var f = name.split(":"), value = page.numbers(f[0], inputs[at].value);
        if (value === null) { wrong = wrong || name; }
        beacons.push({ kind: f[0], round: f[1], value: value });
      });
      page.clear(said);
      if (wrong) { page.add(said, "p", "notice", page.word("own-wrong", { name: page.beacon(wrong) })); return; }
      again(beacons);
    });
  };
}());
