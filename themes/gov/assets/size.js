/* Remembers the size of type and the contrast a reader chose, where the browser lets a page remember; brings them to engines
   without :has(); unfolds what is folded before printing, because older engines print only the heading of a fold. ES5; the
   pages are complete without it. */
(function () {
  "use strict";
  var root = document.documentElement, NAMES = ["size", "contrast"], unfolded = [];

  function stored(name) {
    try { return window.localStorage.getItem("mingchou-" + name) || ""; } catch (refused) { return ""; }
  }

  function store(name, value) {
    try { window.localStorage.setItem("mingchou-" + name, value); } catch (refused) { return; }
  }

  /* The attribute stands even for the normal size, so that the sheet shows the choice. */
  function put(name, value) {
    if (value || name === "size") { root.setAttribute("data-" + name, value); } else { root.removeAttribute("data-" + name); }
  }

  function inputs() {
    var boxes = document.getElementsByTagName("fieldset"), at;
    for (at = 0; at < boxes.length; at += 1) {
      if (boxes[at].className === "size") { return boxes[at].getElementsByTagName("input"); }
    }
    return [];
  }

  function chosen() {
    var input = this, value = input.checked ? input.value : "";
    put(input.name, value);
    store(input.name, value);
  }

  function unfold() {
    var folds = document.getElementsByTagName("details"), at;
    for (at = 0; at < folds.length; at += 1) {
      if (!folds[at].hasAttribute("open")) { unfolded.push(folds[at]); folds[at].setAttribute("open", ""); }
    }
  }

  function fold() {
    while (unfolded.length) { unfolded.pop().removeAttribute("open"); }
  }

  function ready() {
    var all = inputs(), print = document.getElementById("print"), at;
    for (at = 0; at < all.length; at += 1) {
      all[at].checked = all[at].value === stored(all[at].name);
      all[at].onchange = chosen;
    }
    if (print && window.print) {
      print.removeAttribute("hidden");
      print.onclick = function () { window.print(); };
    }
  }

  NAMES.forEach(function (name) { put(name, stored(name)); });
  if (window.addEventListener) { window.addEventListener("beforeprint", unfold); window.addEventListener("afterprint", fold); }
  if (document.addEventListener) { document.addEventListener("DOMContentLoaded", ready); }
}());
