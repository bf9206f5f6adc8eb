/* Takes files from the reader's own computer: a folder, several files, or what is dropped on the page. Finds the draws among
   them. ES5; nothing is sent anywhere. */
(function () {
  "use strict";
  var mc = window.mingchou = window.mingchou || {};
  var page = mc.page = mc.page || {};
  var MAIN = /(^|\/)(commit\.txt|shortfall\.txt|roster\.csv)$/, FILE = /^(slips\/)?[^\/]+\.(txt|csv)$/;

  function folderOf(path) { return path.indexOf("/") < 0 ? "" : path.replace(/\/[^\/]*$/, ""); }

  /* Files by path -> one group a draw, with paths below its folder. The folder's name counts only below draws/. */
  page.draws = function (found) {
    var bases = {};
    found.forEach(function (item) {
      if (MAIN.test(item.path)) { bases[folderOf(item.path)] = { files: {}, base: folderOf(item.path) }; }
    });
    found.forEach(function (item) {
      var base = folderOf(item.path), inside;
      if (/(^|\/)slips$/.test(base) && !bases[base]) { base = folderOf(base); }
      inside = base ? item.path.slice(base.length + 1) : item.path;
      /* Files picked one by one come without their folder; only slips are named by a number. */
      if (item.bare && /^\d+\.txt$/.test(inside)) { inside = "slips/" + inside; }
      if (bases[base] && FILE.test(inside)) { bases[base].files[inside] = item.file; }
    });
    return Object.keys(bases).sort().map(function (base) {
      var parts = base.split("/"), last = parts[parts.length - 1];
      bases[base].name = last || page.word("picked");
      bases[base].folder = parts[parts.length - 2] === "draws" ? last : null;
      return bases[base];
    });
  };

  /* Reads the files of one draw: done(files as bytes, null) or done(null, name of the unreadable one). */
  page.read = function (handles, done) {
    var names = Object.keys(handles).sort(), files = {};
    function next(at) {
      var reader;
      if (at === names.length) { done(files, null); return; }
      reader = new window.FileReader();
      reader.onload = function () { files[names[at]] = new window.Uint8Array(reader.result); next(at + 1); };
      reader.onerror = function () { done(null, names[at]); };
      reader.readAsArrayBuffer(handles[names[at]]);
    }
    next(0);
  };

  function listed(input) {
    var found = [], i, file;
    for (i = 0; i < input.files.length; i += 1) {
      file = input.files[i];
      found.push({ path: file.webkitRelativePath || file.name, file: file, bare: !file.webkitRelativePath });
    }
    return found;
  }

  /* Walks what was dropped. A published site has thousands of pages: where a folder holds draws/, only that is entered. */
  function walk(entries, done) {
    var found = [], open = 0;
    function end() { open -= 1; if (open === 0) { done(found); } }
    function children(entry, path) {
      var reader = entry.createReader(), all = [];
      open += 1;
      function more() {
        reader.readEntries(function (part) {
          var only;
          if (part.length) { all = all.concat(Array.prototype.slice.call(part)); more(); return; }
          only = all.filter(function (child) { return child.isDirectory && child.name === "draws"; });
          (only.length ? only : all).forEach(function (child) { visit(child, path + "/"); });
          end();
        }, end);
      }
      more();
    }
    function visit(entry, prefix) {
      var path = prefix + entry.name;
      if (entry.isDirectory) { children(entry, path); return; }
      if (!/\.(txt|csv)$/.test(path)) { return; }
      open += 1;
      entry.file(function (file) { found.push({ path: path, file: file, bare: !prefix }); end(); }, end);
    }
    open += 1;
    entries.forEach(function (entry) { visit(entry, ""); });
    end();
  }

  function dropped(transfer, done) {
    var entries = [], i, entry;
    for (i = 0; transfer.items && i < transfer.items.length; i += 1) {
      entry = transfer.items[i].webkitGetAsEntry ? transfer.items[i].webkitGetAsEntry() : null;
      if (entry) { entries.push(entry); }
    }
    if (entries.length) { walk(entries, done); } else { done(listed(transfer)); }
  }

  /* Shows the pickers and hands what is chosen to taken([{path, file, bare}]). */
  page.pick = function (taken) {
    var box = page.id("pick"), zone = page.id("pick-drop");
    if (!box || !window.FileReader) { return false; }
    box.hidden = false;
    ["pick-folder", "pick-files"].forEach(function (id) {
      var input = page.id(id);
      if (id === "pick-folder" && !("webkitdirectory" in input)) { input.parentNode.hidden = true; }
      page.afresh(input);
      input.addEventListener("change", function () { if (input.files.length) { taken(listed(input)); } });
    });
    if (!("ondrop" in zone)) { zone.hidden = true; return true; }
    ["dragenter", "dragover"].forEach(function (kind) {
      box.addEventListener(kind, function (event) { event.preventDefault(); box.className = "pick pick-over"; });
    });
    box.addEventListener("dragleave", function () { box.className = "pick"; });
    box.addEventListener("drop", function (event) {
      event.preventDefault();
      box.className = "pick";
      dropped(event.dataTransfer, taken);
    });
    return true;
  };
}());
