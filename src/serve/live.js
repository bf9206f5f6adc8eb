(function () {
  var me = document.currentScript || document.getElementById('mingchou-live');
  var version = me.getAttribute('data-version');
  function ask() {
    var script = document.createElement('script');
    script.src = '/-live/ask.js?version=' + version + '&time=' + new Date().getTime();
    script.onload = script.onerror = function () {
      script.parentNode.removeChild(script);
      setTimeout(ask, 1000);
    };
    document.body.appendChild(script);
  }
  setTimeout(ask, 1000);
}());
