/* Takes a draw's files out of the page that holds them, for the check and for saving. ES5, no request. What a reader sees, what is
   checked and what is saved are the same text. */
(function () {
  "use strict";
  var mc = window.mingchou = window.mingchou || {};
  var place = document.getElementById("inside"), texts = document.querySelectorAll("pre[data-file]"), files = {}, i;
  if (!place) { return; }

  /* Bytes as a file of the reader's own computer; Internet Explorer has a way of its own. */
  function save(name, text) {
    var blob = new window.Blob([new window.Uint8Array(mc.bytes.utf8(text))], { type: "application/octet-stream" }), link;
    if (window.navigator.msSaveBlob) { window.navigator.msSaveBlob(blob, name); return; }
    link = document.createElement("a");
    link.href = window.URL.createObjectURL(blob);
    link.download = name;
    place.appendChild(link);
    link.click();
    place.removeChild(link);
    window.setTimeout(function () { window.URL.revokeObjectURL(link.href); }, 10000);
  }

  function offer(pre) {
    var line = document.createElement("p"), button = document.createElement("button"), path = pre.getAttribute("data-file");
    button.type = "button";
    button.className = "button";
    button.appendChild(document.createTextNode(place.getAttribute("data-save") + " " + path));
    button.addEventListener("click", function () { save(path.replace(/^.*\//, ""), pre.textContent); });
    line.appendChild(button);
    pre.parentNode.insertBefore(line, pre);
  }

  /* A link to a file opens it. */
  function open() {
    var found = /^#file-[0-9]+$/.test(window.location.hash) && document.getElementById(window.location.hash.slice(1));
    if (found && "open" in found) { found.open = true; }
  }

  for (i = 0; i < texts.length; i += 1) {
    files[texts[i].getAttribute("data-file")] = texts[i].textContent;
    if (window.Blob && window.Uint8Array && mc.bytes && (window.URL || window.navigator.msSaveBlob)) { offer(texts[i]); }
  }
  if (!document.querySelector("[data-left-out]")) { mc.files = files; }
  window.addEventListener("hashchange", open);
  open();
}());
