/* The draw happening again before the reader's eyes: names in the order of the list, each gets its ticket, they change places
   into the order of the tickets, a line cuts off those drawn. ES5; without motion where the reader asks for none. */
(function () {
  "use strict";
  var mc = window.mingchou = window.mingchou || {};
  var MOST = 40, SHOWN = 8, APPEAR = 30, MOVE = 1200;

  var page = mc.page = mc.page || {};

  /* Whether nothing should move. */
  page.still = function () {
    return document.hidden || !("transform" in document.documentElement.style) || !("transition" in document.documentElement.style) ||
      !!(window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches);
  };

  /* The checker's order, strata in the order of service and each by tickets, cut into its strata. */
  function strata(order) {
    var names = [], found = {};
    order.forEach(function (row) {
      var key = "s" + row.stratum;
      if (!found[key]) { found[key] = { name: row.stratum, rows: [], drawn: 0 }; names.push(key); }
      found[key].rows.push(row);
      if (row.drawn) { found[key].drawn += 1; }
    });
    return names.map(function (key) { return found[key]; });
  }

  /* Rows around each cut, few enough to be followed by eye; of a stratum that nobody is drawn from, the first. */
  function choose(groups, all) {
    var cuts = groups.filter(function (group) { return group.drawn; }).length || 1;
    var above = Math.max(3, Math.floor(MOST * 0.6 / cuts)), below = Math.max(3, Math.floor(MOST * 0.25 / cuts));
    groups.forEach(function (group) {
      group.from = all <= MOST ? 0 : Math.max(0, group.drawn - above);
      group.to = all <= MOST ? group.rows.length : Math.min(group.rows.length, group.drawn + (group.drawn ? below : 2));
      group.shown = group.rows.slice(group.from, group.to);
    });
  }

  function ball(row, filled) {
    var item = page.el("li", "ball"), name;
    item.rank = page.add(item, "span", "ball-rank");
    name = page.add(item, "span", "ball-name", row.name);
    page.add(name, "small", "", row.id);
    item.ticket = page.add(item, "code", "ball-ticket", filled ? row.ticket.slice(0, SHOWN) : "");
    item.row = row;
    return item;
  }

  function arrange(list, groups, balls, would) {
    var many = groups.length > 1;
    page.clear(list);
    groups.forEach(function (group) {
      var title = page.has("stratum." + group.name) ? page.say("stratum." + group.name) : group.name;
      if (many && group.shown.length) { page.add(list, "li", "balls-title", title); }
      if (group.from > 0) { page.add(list, "li", "balls-gap", page.word("gap", { n: group.from })); }
      group.shown.forEach(function (row, at) {
        if (group.from + at === group.drawn && group.drawn) { page.add(list, "li", "balls-cut", page.word(would ? "cut-would" : "cut")); }
        list.appendChild(balls[row.id]);
      });
      if (group.to < group.rows.length) { page.add(list, "li", "balls-gap", page.word("more", { n: group.rows.length - group.to })); }
    });
  }

  function mark(items, would) {
    items.forEach(function (item) {
      if (item.row.drawn) {
        item.className = "ball ball-drawn";
        page.add(item.rank, "strong", "", page.word(would ? "would" : "drawn"));
      }
    });
  }

  /* Puts the list in order; items glide from where they stood. */
  function glide(items, reorder, done) {
    var before = items.map(function (item) { return item.getBoundingClientRect().top; });
    reorder();
    items.forEach(function (item, at) {
      item.style.transition = "none";
      item.style.transform = "translateY(" + (before[at] - item.getBoundingClientRect().top) + "px)";
    });
    /* Reading a measure makes the browser lay the list out before the movement begins. */
    items[0].getBoundingClientRect();
    items.forEach(function (item) {
      item.style.transition = "transform " + MOVE + "ms ease-in-out";
      item.style.transform = "translateY(0)";
    });
    window.setTimeout(function () {
      items.forEach(function (item) { item.style.transition = ""; item.style.transform = ""; });
      done();
    }, MOVE + 100);
  }

  /* box: where; result: of mingchou.job; how.would: the draw is void; how.failed: it is not what was published, and nothing moves;
     done: when all have arrived. */
  page.balls = function (box, result, how, done) {
    var groups = strata(result.order), balls = {}, items = [], would = how.would || how.failed, list;
    choose(groups, result.order.length);
    page.add(box, "p", "check-caption", page.word(how.failed ? "balls-failed" : "balls"));
    list = page.add(box, "ol", "balls");
    groups.forEach(function (group) {
      group.shown.forEach(function (row) { balls[row.id] = ball(row, how.failed || page.still()); items.push(balls[row.id]); });
    });
    if (how.failed || page.still() || !items.length) {
      arrange(list, groups, balls, would);
      mark(items, would);
      done();
      return;
    }
    items.sort(function (a, b) { return a.row.id < b.row.id ? -1 : 1; });
    items.forEach(function (item) { list.appendChild(item); });
    items.forEach(function (item, at) {
      window.setTimeout(function () {
        item.ticket.appendChild(document.createTextNode(item.row.ticket.slice(0, SHOWN)));
      }, at * APPEAR);
    });
    window.setTimeout(function () {
      glide(items, function () { arrange(list, groups, balls, would); }, function () {
        mark(items, would);
        done();
      });
    }, items.length * APPEAR + 400);
  };
}());
