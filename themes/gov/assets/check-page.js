/* Starts the check on a draw's page and on the page of the column. ES5. */
(function () {
  "use strict";
  var mc = window.mingchou || {}, page = mc.page, box = document.getElementById("checker");
  var view, button, worker, today;
  if (!box || !page) { return; }
  view = page.id("check-view");
  button = page.id("check-go");
  worker = box.getAttribute("data-worker");
  today = box.getAttribute("data-today");
  if (!page.able() || !mc.job) { page.tooOld(view); return; }

  function start() {
    button.disabled = true;
    page.clear(view);
    page.check(view, mc.files, {
      folder: box.getAttribute("data-draw"), worker: worker, today: today, animate: true
    }, function () {
      button.disabled = false;
      button.firstChild.nodeValue = page.word("again");
    });
  }

  /* One draw after the other; the sentence above them counts. */
  function all(groups) {
    var told = page.add(view, "p", "check-now", page.word("found", { n: groups.length })), bad = 0;
    told.setAttribute("role", "status");
    function next(at) {
      var part;
      if (at === groups.length) {
        if (groups.length > 1) { told.firstChild.nodeValue = page.word(bad ? "some-bad" : "all-good", { n: groups.length, bad: bad }); }
        return;
      }
      part = page.add(view, "section", "check-one");
      page.add(part, "h3", "", groups[at].name);
      page.read(groups[at].files, function (files, unreadable) {
        if (!files) {
          bad += 1;
          page.add(part, "p", "notice", page.word("unreadable", { file: unreadable }));
          next(at + 1);
          return;
        }
        page.check(part, files, {
          folder: groups[at].folder, worker: worker, today: today, animate: groups.length === 1, id: "check-verdict-" + at
        }, function (result) {
          if (!result || result.verdict === "failed") { bad += 1; }
          next(at + 1);
        });
      });
    }
    next(0);
  }

  function taken(found) {
    var groups = page.draws(found);
    page.clear(view);
    if (!groups.length) { page.add(view, "p", "notice", page.word("nothing")).setAttribute("role", "alert"); return; }
    all(groups);
  }

  if (button && mc.files) {
    button.hidden = false;
    button.addEventListener("click", start);
  }
  page.pick(taken);
}());
