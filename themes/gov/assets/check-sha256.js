// SHA-256 (FIPS 180-4), UTF-8 and hex for the checker in the page. ES5, no request, no dependency: WebCrypto does not exist on
// pages opened from a file or over plain http. Bytes are a Uint8Array or an array of numbers.
var mingchou = mingchou || {};

(function (api) {
  "use strict";

  var K = [], START = [], HEX = [], BLOCK = 64;
  var W = typeof Int32Array === "undefined" ? [] : new Int32Array(64);

  // The constants are the first 32 bits of the fractions of roots of primes; the self-test holds them.
  (function constants() {
    var number = 2, at, prime;
    function bits(root) { return (root - Math.floor(root)) * 4294967296 | 0; }
    while (K.length < 64) {
      prime = true;
      for (at = 2; at * at <= number; at += 1) {
        if (number % at === 0) { prime = false; }
      }
      if (prime) {
        if (START.length < 8) { START.push(bits(Math.pow(number, 1 / 2))); }
        K.push(bits(Math.pow(number, 1 / 3)));
      }
      number += 1;
    }
    if (typeof Int32Array !== "undefined") { K = new Int32Array(K); }
    for (at = 0; at < 256; at += 1) { HEX.push((at < 16 ? "0" : "") + at.toString(16)); }
  }());

  // One compression of the 16 words in W[0..15], from the eight words of `from` into `to`.
  function compress(from, to) {
    var a = from[0], b = from[1], c = from[2], d = from[3], e = from[4], f = from[5], g = from[6], h = from[7];
    var t, x, y, one, two;
    for (t = 16; t < 64; t += 1) {
      x = W[t - 15];
      y = W[t - 2];
      W[t] = (W[t - 16] + W[t - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) +
        ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)) | 0;
    }
    for (t = 0; t < 64; t += 1) {
      one = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ e & (f ^ g)) + K[t] + W[t]) | 0;
      two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ c & (a ^ b)) | 0;
      h = g;
      g = f;
      f = e;
      e = d + one | 0;
      d = c;
      c = b;
      b = a;
      a = one + two | 0;
    }
    to[0] = from[0] + a | 0;
    to[1] = from[1] + b | 0;
    to[2] = from[2] + c | 0;
    to[3] = from[3] + d | 0;
    to[4] = from[4] + e | 0;
    to[5] = from[5] + f | 0;
    to[6] = from[6] + g | 0;
    to[7] = from[7] + h | 0;
  }

  function load(bytes, at) {
    var t;
    for (t = 0; t < 16; t += 1, at += 4) {
      W[t] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    }
  }

  // The end of a message: what is left of `bytes` from `at`, the padding and the length of all in bytes.
  function finish(state, bytes, at, total) {
    var tail = [], left = bytes.length - at, size = left < 56 ? 64 : 128, i, out = [];
    for (i = 0; i < size; i += 1) { tail.push(i < left ? bytes[at + i] : 0); }
    tail[left] = 128;
    for (i = 0; i < size; i += BLOCK) {
      load(tail, i);
      if (i + BLOCK === size) {
        W[14] = Math.floor(total / 536870912);
        W[15] = total << 3;
      }
      compress(i === 0 ? state : out, out);
    }
    return out;
  }

  function hexOfWords(words, start) {
    var out = "", i, w;
    for (i = 0; i < 8; i += 1) {
      w = words[(start || 0) + i];
      out += HEX[w >>> 24] + HEX[w >>> 16 & 255] + HEX[w >>> 8 & 255] + HEX[w & 255];
    }
    return out;
  }

  // A hash in slices: `more(bytes)` hashes that many further bytes and says whether the message is read; then `words()`.
  function hasher(bytes) {
    var state = START.slice(0), at = 0;
    return {
      more: function (count) {
        var end = Math.min(at + count, bytes.length);
        while (at + BLOCK <= end) {
          load(bytes, at);
          compress(state, state);
          at += BLOCK;
        }
        return at + BLOCK > bytes.length;
      },
      words: function () { return finish(state, bytes, at, bytes.length); },
      part: function () { return bytes.length === 0 ? 1 : at / bytes.length; }
    };
  }

  function words(bytes) {
    var hash = hasher(bytes);
    hash.more(bytes.length);
    return hash.words();
  }

  function sha256(bytes) { return hexOfWords(words(bytes)); }

  // Hashes that all begin with the same 64 ASCII characters: these are compressed once, and each text of up to 55 ASCII
  // characters costs one compression more (section 6). The eight words go to out[at..at+7].
  function midstate(head) {
    var state = [], result = [];
    if (head.length !== BLOCK) { throw new Error("a midstate is of 64 characters"); }
    load(utf8(head), 0);
    compress(START, state);
    return function (text, out, at) {
      var length = text.length, i, w;
      if (length < 56) {
        for (i = 0; i < 14; i += 1) { W[i] = 0; }
        for (i = 0; i < length; i += 1) { W[i >> 2] |= text.charCodeAt(i) << 24 - (i & 3) * 8; }
        W[i >> 2] |= 128 << 24 - (i & 3) * 8;
        W[14] = 0;
        W[15] = BLOCK + length << 3;
        compress(state, result);
        w = result;
      } else {
        w = longer(state, utf8(text));
      }
      for (i = 0; i < 8; i += 1) { out[at + i] = w[i]; }
    };
  }

  function longer(state, bytes) {
    var at = 0, now = state.slice(0);
    for (at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
      load(bytes, at);
      compress(now, now);
    }
    return finish(now, bytes, at, bytes.length + BLOCK);
  }

  function bytesOfWords(w) {
    var out = [], i;
    for (i = 0; i < 8; i += 1) { out.push(w[i] >>> 24, w[i] >>> 16 & 255, w[i] >>> 8 & 255, w[i] & 255); }
    return out;
  }

  function unhex(text) {
    var out = [], i;
    for (i = 0; i < text.length; i += 2) { out.push(parseInt(text.substr(i, 2), 16)); }
    return out;
  }

  // UTF-8 of a string. Half a surrogate pair becomes the three bytes that the reader below refuses.
  function utf8(text) {
    var out = [], i, c, d;
    for (i = 0; i < text.length; i += 1) {
      c = text.charCodeAt(i);
      d = c >= 0xd800 && c < 0xdc00 && i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
      if (d >= 0xdc00 && d < 0xe000) {
        c = 0x10000 + (c - 0xd800) * 1024 + (d - 0xdc00);
        i += 1;
      }
      if (c < 0x80) {
        out.push(c);
      } else if (c < 0x800) {
        out.push(192 | c >> 6, 128 | c & 63);
      } else if (c < 0x10000) {
        out.push(224 | c >> 12, 128 | c >> 6 & 63, 128 | c & 63);
      } else {
        out.push(240 | c >> 18, 128 | c >> 12 & 63, 128 | c >> 6 & 63, 128 | c & 63);
      }
    }
    return out;
  }

  // The string of bytes[from..to), or the number of the first byte that is not UTF-8 (RFC 3629: no overlong form, no surrogate).
  function text(bytes, from, to) {
    var out = [], units = [], at = from, b, c, more, least, i;
    while (at < to) {
      b = bytes[at];
      if (b < 0x80) {
        units.push(b);
        at += 1;
      } else {
        if (b >= 0xc2 && b < 0xe0) {
          more = 1; c = b & 31; least = 0x80;
        } else if (b >= 0xe0 && b < 0xf0) {
          more = 2; c = b & 15; least = 0x800;
        } else if (b >= 0xf0 && b < 0xf5) {
          more = 3; c = b & 7; least = 0x10000;
        } else {
          return at;
        }
        if (at + more >= to) { return at; }
        for (i = 1; i <= more; i += 1) {
          b = bytes[at + i];
          if (b >> 6 !== 2) { return at; }
          c = c << 6 | b & 63;
        }
        if (c < least || c > 0x10ffff || c >= 0xd800 && c < 0xe000) { return at; }
        if (c < 0x10000) {
          units.push(c);
        } else {
          units.push(0xd800 + (c - 0x10000 >> 10), 0xdc00 + (c & 1023));
        }
        at += more + 1;
      }
      if (units.length > 4000) {
        out.push(String.fromCharCode.apply(null, units));
        units = [];
      }
    }
    out.push(String.fromCharCode.apply(null, units));
    return out.join("");
  }

  function repeated(unit, count) {
    var out = "";
    while (out.length < count) { out += unit; }
    return out.slice(0, count);
  }

  // The messages of FIPS 180-2 appendix B and lengths around the ends of blocks. `long`: the million letters too.
  function selfTest(long) {
    var a = repeated("a", 200), out = [], head = repeated("0123456789abcdef", 64), id = repeated("b", 48), bad, at;
    var known = [
      ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
      ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
      ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"],
      ["abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"],
      [a.slice(0, 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"],
      [a.slice(0, 56), "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"],
      [a.slice(0, 63), "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"],
      [a.slice(0, 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"],
      [a.slice(0, 65), "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"],
      [a.slice(0, 119), "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"],
      [a.slice(0, 120), "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"]
    ];
    if (long) { known.push([repeated("a", 1000000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"]); }
    api.sound = false;
    for (at = 0; at < known.length; at += 1) {
      if (sha256(utf8(known[at][0])) !== known[at][1]) { return false; }
    }
    for (at = 0; at < 200; at += 1) {
      midstate(head)(a.slice(0, at), out, 0);
      if (hexOfWords(out) !== sha256(utf8(head + a.slice(0, at)))) { return false; }
      at += at > 40 && at < 70 ? 0 : 12;
    }
    midstate(head)(id, out, 8);
    if (hexOfWords(out.slice(8)) !== sha256(utf8(head + id))) { return false; }
    id = "a\u00e9\u4f8b\ud83d\ude00";
    if (hexOfBytes(utf8(id)) !== "61c3a9e4be8bf09f9880" || text(utf8(id), 0, 10) !== id) { return false; }
    // Overlong, half a pair, beyond the last character, cut short.
    bad = [[97, 0xc0, 0x80], [97, 0xe0, 0x9f, 0xbf], [97, 0xf0, 0x8f, 0xbf, 0xbf], [97, 0xed, 0xa0, 0x80], [97, 0xf4, 0x90, 0x80, 0x80],
      [97, 0xe4, 0xbe]];
    for (at = 0; at < bad.length; at += 1) {
      if (text(bad[at], 0, bad[at].length) !== 1) { return false; }
    }
    api.sound = true;
    return true;
  }

  function hexOfBytes(bytes) {
    var out = "", i;
    for (i = 0; i < bytes.length; i += 1) { out += HEX[bytes[i]]; }
    return out;
  }

  // Nothing is checked with a hash that does not know its own test vectors.
  function mustBeSound() {
    if (api.sound !== true) { throw new Error("SHA-256 fails its self-test in this browser"); }
  }

  api.bytes = { utf8: utf8, text: text, hex: hexOfBytes, unhex: unhex };
  api.sha256 = sha256;
  api.hash = { words: words, hasher: hasher, midstate: midstate, hex: hexOfWords, toBytes: bytesOfWords };
  api.selfTest = selfTest;
  api.mustBeSound = mustBeSound;
  selfTest(false);
}(mingchou));
