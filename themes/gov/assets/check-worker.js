/* Recomputes one draw beside the page, so that a list of a hundred thousand does not hold it up. ES5. */
(function () {
  "use strict";
  var told = 0, last = "";
  self.importScripts("check-sha256.js", "check-text.js", "check-draw.js", "check-assign.js", "check-drand.js", "check-folder.js", "check-job.js");
  self.onmessage = function (event) {
    var job, step, now;
    try {
      job = self.mingchou.job(event.data.files, event.data.options);
      do {
        step = job.step(0);
        now = new Date().getTime();
        if (step.done || step.phase !== last || now - told > 100) {
          told = now;
          last = step.phase;
          self.postMessage({ phase: step.phase, progress: step.progress, result: step.done ? job.result : null });
        }
      } while (!step.done);
    } catch (error) {
      self.postMessage({ broken: String(error && error.message ? error.message : error) });
    }
  };
}());
