/* Finds objects by parts of their name, number or town. ES5, no request: the list is search/names.js. */
(function () {
  "use strict";
  var names = window.mingchouNames, box = document.getElementById("q"), found = document.getElementById("found");
  var LIMIT = 50;
  if (!names || !box || !found) { return; }

  function asked() {
    var match = /[?&]q=([^&]*)/.exec(window.location.search);
    if (!match) { return ""; }
    try { return decodeURIComponent(match[1].replace(/\+/g, " ")); } catch (error) { return ""; }
  }

  /* Full-width letters and digits are what a Chinese keyboard often types. */
  function plain(text) {
    return text.replace(/[\uff01-\uff5e]/g, function (c) {
      return String.fromCharCode(c.charCodeAt(0) - 65248);
    }).replace(/[\s\u3000]+/g, " ").replace(/^ | $/g, "").toLowerCase();
  }

  function fits(row, terms) {
    var text = plain(row.join("\n")), i;
    for (i = 0; i < terms.length; i += 1) {
      if (text.indexOf(terms[i]) < 0) { return false; }
    }
    return true;
  }

  function say(sentence, number) {
    var p = document.createElement("p");
    p.appendChild(document.createTextNode(sentence.replace("#", String(number))));
    found.appendChild(p);
  }

  function show() {
    var query = plain(box.value), terms = query.split(" "), hits = 0, list = document.createElement("ul"), i, row, li, a;
    while (found.firstChild) { found.removeChild(found.firstChild); }
    if (!query) { return; }
    list.className = "plain";
    for (i = 0; i < names.length; i += 1) {
      row = names[i];
      if (!fits(row, terms)) { continue; }
      hits += 1;
      if (hits > LIMIT) { continue; }
      li = document.createElement("li");
      a = document.createElement("a");
      a.href = "objects/" + row[1].toLowerCase() + ".html";
      a.appendChild(document.createTextNode(row[0]));
      li.appendChild(a);
      li.appendChild(document.createTextNode(" " + row[2] + " "));
      li.appendChild(document.createElement("small")).appendChild(document.createTextNode(row[1]));
      list.appendChild(li);
    }
    say(found.getAttribute(hits === 0 ? "data-none" : hits > LIMIT ? "data-many" : "data-some"), hits);
    if (hits) { found.appendChild(list); }
  }

  box.value = asked();
  if (box.addEventListener) { box.addEventListener("input", show, false); } else { box.onkeyup = show; }
  show();
}());
