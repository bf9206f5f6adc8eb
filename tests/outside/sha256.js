/* SHA-256 for testing check-drand.js alone: constants from the primes, as FIPS 180-4 defines them. test_drand compares it with hashlib. */
var mingchou = mingchou || {};
mingchou.sha256 = function (message) {
  var K = [], H = [], n = 2, data = Array.prototype.slice.call(message), bits = data.length * 8, out = "", w = [], i, j, s, t, h;
  function fraction(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
  function prime(x) {
    for (var d = 2; d * d <= x; d += 1) { if (x % d === 0) { return false; } }
    return true;
  }
  function turn(x, by) { return (x >>> by) | (x << (32 - by)); }
  for (; K.length < 64; n += 1) {
    if (prime(n)) {
      if (H.length < 8) { H.push(fraction(Math.pow(n, 1 / 2))); }
      K.push(fraction(Math.pow(n, 1 / 3)));
    }
  }
  data.push(128);
  while (data.length % 64 !== 56) { data.push(0); }
  for (i = 7; i >= 0; i -= 1) { data.push(Math.floor(bits / Math.pow(256, i)) & 255); }
  for (j = 0; j < data.length; j += 64) {
    h = H.slice();
    for (i = 0; i < 64; i += 1) {
      if (i < 16) {
        w[i] = (data[j + 4 * i] << 24) | (data[j + 4 * i + 1] << 16) | (data[j + 4 * i + 2] << 8) | data[j + 4 * i + 3];
      } else {
        s = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
        t = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
        w[i] = (w[i - 16] + s + w[i - 7] + t) | 0;
      }
      t = (h[7] + (turn(h[4], 6) ^ turn(h[4], 11) ^ turn(h[4], 25)) + ((h[4] & h[5]) ^ (~h[4] & h[6])) + K[i] + w[i]) | 0;
      s = ((turn(h[0], 2) ^ turn(h[0], 13) ^ turn(h[0], 22)) + ((h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2]))) | 0;
      h = [(t + s) | 0, h[0], h[1], h[2], (h[3] + t) | 0, h[4], h[5], h[6]];
    }
    for (i = 0; i < 8; i += 1) { H[i] = (H[i] + h[i]) | 0; }
  }
  for (i = 0; i < 8; i += 1) { out += ("0000000" + (H[i] >>> 0).toString(16)).slice(-8); }
  return out;
};
