/* drand quicknet, offline: does this signature belong to this round? (protocol, section 4: bls-unchained-g1-rfc9380)
   ES5, no library; mingchou.sha256(bytes) -> hex must be there when it is called. mingchou.drand(1000, "b44679...5e39") is true
   or false. Where that would block a slow machine, mingchou.drandJob(round, signature) does it in pieces: call step(milliseconds)
   until it returns true, then read result.

   True means e(signature, G2) = e(H(round), key) on the curve BLS12-381. Notation: F is the field of integers modulo P,
   F2 = F[i] with i*i = -1, F6 = F2[v] with v*v*v = 1 + i, F12 = F2[w] with w*w = v, as six coefficients in F2. */
var mingchou = mingchou || {};
(function () {
  "use strict";
  var P_HEX = "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";
  /* (P + 1) / 4 and P - 2: the powers that take a square root and an inverse in F. */
  var ROOT_HEX = "0680447a8e5ff9a692c6e9ed90d2eb35d91dd2e13ce144afd9cc34a83dac3d8907aaffffac54ffffee7fbfffffffeaab";
  var INVERSE_HEX = P_HEX.slice(0, 95) + "9";
  /* Minus the parameter of the curve family. The order of the groups is X^4 - X^2 + 1. */
  var X_BITS = "1101001000000001000000000000000000000000000000010000000000000000";
  var DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
  /* Points of the second group, x and y as a + b*i: its generator and the public key of quicknet. */
  var G2_HEX = [
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
    "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e",
    "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801",
    "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be"
  ];
  var KEY_HEX = [
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    "03cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451",
    "0e5db2b6bfbb01c867749cadffca88b36c24f3012ba09fc4d3022c5c37dce0f977d3adb5d183c7477c442b1f04515273",
    "01a714f2edb74119a2f2b0d5a7c75ba902d163700a61bc224ededd8e63aef7be1aaf8e93d7a9718b047ccddb3eb5d68b"
  ];
  /* (1 + i) to the power (P - 1) / 6: what raising to the power P makes of w, divided by w. */
  var GAMMA_HEX = [
    "1904d3bf02bb0667c231beb4202c0d1f0fd603fd3cbd5f4f7b2443d784bab9c4f67ea53d63e7813d8d0775ed92235fb8",
    "00fc3e2b36c4e03288e9e902231f9fb854a14787b6c7b36fec0c8ec971f63c5f282d5ac14d6c7ec22cf78a126ddc4af3"
  ];
  /* RFC 9380, section 8.8.1: the curve y^2 = x^3 + A*x + B on which messages land first; Z is 11. */
  var A_HEX = "144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d";
  var B_HEX = "12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0";
  /* RFC 9380, appendix E.2: the isogeny from there to BLS12-381, lowest power first. */
  var ISOGENY_HEX = [
    [ /* x_num */
      "11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7", "17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bb",
      "d54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0", "1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861",
      "e99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9", "1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983",
      "d6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84", "17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88e",
      "80d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317", "169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9e",
      "10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7b", "6e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229"],
    [ /* x_den */
      "8ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1c", "12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bff",
      "b2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19", "3425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8",
      "13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21e", "e7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5",
      "772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3a", "14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5e",
      "a10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641", "95fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0a",
      "1"],
    [ /* y_num */
      "90d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33", "134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696",
      "cc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6", "1f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cb",
      "8cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedb", "16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0",
      "4ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2", "987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29",
      "9fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587", "e1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30",
      "19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132", "18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8e",
      "b182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8", "245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133",
      "5c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224b", "15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604"],
    [ /* y_den */
      "16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1", "1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03d",
      "58df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2", "16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416",
      "be0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001d", "8d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7ac",
      "166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775c", "16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9",
      "1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4a", "167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55",
      "4d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8", "accbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092",
      "ad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345cc", "2660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7",
      "e0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8f", "1"]
  ];

  /* F: sixteen limbs of 24 bits, lowest first, below P, in Montgomery form a * 2^384. */
  var BASE = 16777216, MASK = 16777215, LIMBS = 16;

  function limbs(hex) {
    var out = [], i;
    hex = new Array(97 - hex.length).join("0") + hex;
    for (i = 90; i >= 0; i -= 6) { out.push(parseInt(hex.substr(i, 6), 16)); }
    return out;
  }

  var P = limbs(P_HEX), ZERO = limbs("0"), PLAIN_ONE = limbs("1");

  function atLeast(a, b) {
    var i = LIMBS - 1;
    while (i > 0 && a[i] === b[i]) { i -= 1; }
    return a[i] >= b[i];
  }

  function equal(a, b) { return String(a) === String(b); }

  /* a + sign * b modulo 2^384; lastCarry is -1 after a borrow. */
  var lastCarry = 0;
  function combine(a, b, sign) {
    var out = [], carry = 0, i, v;
    for (i = 0; i < LIMBS; i += 1) {
      v = a[i] + sign * b[i] + carry;
      out[i] = v & MASK;
      carry = v >> 24;
    }
    lastCarry = carry;
    return out;
  }

  function reduced(a) { return atLeast(a, P) ? combine(a, P, -1) : a; }
  function add(a, b) { return reduced(combine(a, b, 1)); }
  function sub(a, b) {
    var out = combine(a, b, -1);
    return lastCarry < 0 ? combine(out, P, 1) : out;
  }

  /* Montgomery's product a * b / 2^384. A column never holds more than 32 products of 24-bit limbs and one carry, which is below
     2^53, so doubles are exact. The numbers in it are the limbs of P, and 16580605 is -1/P modulo 2^24. */
  function mul(a, b) {
    var b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], b4 = b[4], b5 = b[5], b6 = b[6], b7 = b[7];
    var b8 = b[8], b9 = b[9], b10 = b[10], b11 = b[11], b12 = b[12], b13 = b[13], b14 = b[14], b15 = b[15];
    var t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0, t14 = 0;
    var i, x, u, m, out, carry = 0;
    for (i = 0; i < LIMBS; i += 1) {
      x = a[i];
      u = t0 + x * b0;
      m = ((u & MASK) * 16580605) & MASK;
      u = (u + m * 16755371) / BASE;
      t0 = t1 + x * b1 + m * 16777215 + u; t1 = t2 + x * b2 + m * 16759294;
      t2 = t3 + x * b3 + m * 11621375; t3 = t4 + x * b4 + m * 11272190;
      t4 = t5 + x * b5 + m * 16131102; t5 = t6 + x * b6 + m * 10548912;
      t6 = t7 + x * b7 + m * 6762706; t7 = t8 + x * b8 + m * 8721087;
      t8 = t9 + x * b9 + m * 4949235; t9 = t10 + x * b10 + m * 14115959;
      t10 = t11 + x * b11 + m * 4410284; t11 = t12 + x * b12 + m * 1812406;
      t12 = t13 + x * b13 + m * 15112779; t13 = t14 + x * b14 + m * 15350143;
      t14 = x * b15 + m * 1704209;
    }
    out = [t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, 0];
    for (i = 0; i < LIMBS; i += 1) {
      u = out[i] + carry;
      out[i] = u & MASK;
      carry = (u - out[i]) / BASE;
    }
    return reduced(out);
  }

  function sqr(a) { return mul(a, a); }
  function twice(a) { return add(a, a); }
  function neg(a) { return sub(ZERO, a); }
  function isZero(a) { return equal(a, ZERO); }

  /* 2^768 modulo P turns a number into its Montgomery form. */
  var SQUARED = (function () {
    var a = PLAIN_ONE, i;
    for (i = 0; i < 768; i += 1) { a = twice(a); }
    return a;
  }());

  function field(hex) { return mul(limbs(hex), SQUARED); }
  function plain(a) { return mul(a, PLAIN_ONE); }
  function isOdd(a) { return (plain(a)[0] & 1) === 1; }

  function toHex(a) {
    return plain(a).reverse().map(function (limb) { return (limb + BASE).toString(16).slice(1); }).join("");
  }

  var ONE = field("1"), FOUR = field("4"), ELEVEN = field("b"), A = field(A_HEX), B = field(B_HEX);

  function power(a, hex) {
    var table = [ONE], out = ONE, i;
    for (i = 1; i < 16; i += 1) { table[i] = mul(table[i - 1], a); }
    for (i = 0; i < hex.length; i += 1) {
      out = mul(sqr(sqr(sqr(sqr(out)))), table[parseInt(hex.charAt(i), 16)]);
    }
    return out;
  }

  function inverse(a) { return power(a, INVERSE_HEX); }

  function root(a) {
    var r = power(a, ROOT_HEX);
    return equal(sqr(r), a) ? r : null;
  }

  /* F2 */
  function add2(a, b) { return [add(a[0], b[0]), add(a[1], b[1])]; }
  function sub2(a, b) { return [sub(a[0], b[0]), sub(a[1], b[1])]; }
  function conj2(a) { return [a[0], neg(a[1])]; }
  function scale2(a, s) { return [mul(a[0], s), mul(a[1], s)]; }
  function xi2(a) { return [sub(a[0], a[1]), add(a[0], a[1])]; }
  function sqr2(a) { return [mul(add(a[0], a[1]), sub(a[0], a[1])), twice(mul(a[0], a[1]))]; }

  function mul2(a, b) {
    var low = mul(a[0], b[0]), high = mul(a[1], b[1]), mixed = mul(add(a[0], a[1]), add(b[0], b[1]));
    return [sub(low, high), sub(sub(mixed, low), high)];
  }

  function inverse2(a) { return scale2(conj2(a), inverse(add(sqr(a[0]), sqr(a[1])))); }

  /* F6 */
  function add6(a, b) { return [add2(a[0], b[0]), add2(a[1], b[1]), add2(a[2], b[2])]; }
  function sub6(a, b) { return [sub2(a[0], b[0]), sub2(a[1], b[1]), sub2(a[2], b[2])]; }
  function v6(a) { return [xi2(a[2]), a[0], a[1]]; }

  function mul6(a, b) {
    var p = mul2(a[0], b[0]), q = mul2(a[1], b[1]), r = mul2(a[2], b[2]);
    var s = mul2(add2(a[0], a[1]), add2(b[0], b[1])), t = mul2(add2(a[1], a[2]), add2(b[1], b[2]));
    var u = mul2(add2(a[0], a[2]), add2(b[0], b[2]));
    return [add2(p, xi2(sub2(sub2(t, q), r))), add2(sub2(sub2(s, p), q), xi2(r)), add2(sub2(sub2(u, p), r), q)];
  }

  /* F12 */
  function even(f) { return [f[0], f[2], f[4]]; }
  function odd(f) { return [f[1], f[3], f[5]]; }
  function join(e, o) { return [e[0], o[0], e[1], o[1], e[2], o[2]]; }
  var ZERO6 = [[ZERO, ZERO], [ZERO, ZERO], [ZERO, ZERO]], UNIT = join([[ONE, ZERO], [ZERO, ZERO], [ZERO, ZERO]], ZERO6);

  function mul12(f, g) {
    var e = mul6(even(f), even(g)), o = mul6(odd(f), odd(g));
    var mixed = mul6(add6(even(f), odd(f)), add6(even(g), odd(g)));
    return join(add6(e, v6(o)), sub6(sub6(mixed, e), o));
  }

  function sqr12(f) {
    var e = even(f), o = odd(f), eo = mul6(e, o);
    return join(sub6(sub6(mul6(add6(e, o), add6(e, v6(o))), eo), v6(eo)), add6(eo, eo));
  }

  /* f times a + b*w^2 + c*w^3 */
  function mulLine(f, a, b, c) {
    var e = even(f), o = odd(f), all = add6(e, o), lower, upper, mixed;
    function byTwo(g, x, y) {
      var p = mul2(g[0], x), q = mul2(g[1], y);
      var s = mul2(add2(g[0], g[1]), add2(x, y));
      return [add2(p, xi2(mul2(g[2], y))), sub2(sub2(s, p), q), add2(mul2(g[2], x), q)];
    }
    lower = byTwo(e, a, b);
    upper = v6([mul2(o[0], c), mul2(o[1], c), mul2(o[2], c)]);
    mixed = byTwo(all, a, add2(b, c));
    return join(add6(lower, v6(upper)), sub6(sub6(mixed, lower), upper));
  }

  /* f to the power P^6, which is 1/f after the first part of the final power. */
  function conj12(f) { return join(even(f), sub6(ZERO6, odd(f))); }

  var GAMMA = (function () {
    var g = [field(GAMMA_HEX[0]), field(GAMMA_HEX[1])], out = [[ONE, ZERO]], i;
    for (i = 1; i < 6; i += 1) { out[i] = mul2(out[i - 1], g); }
    return out;
  }());

  /* f to the power P */
  function frobenius(f) {
    return f.map(function (a, i) { return mul2(conj2(a), GAMMA[i]); });
  }

  /* 1/f: the conjugates of f over F2 multiply to a norm in F2, so only that is inverted. */
  function inverse12(f) {
    var half = conj12(f), norm = mul12(f, half), once = frobenius(frobenius(norm)), rest = mul12(once, frobenius(frobenius(once)));
    var n = inverse2(mul12(norm, rest)[0]);
    return mul12(half, rest).map(function (a) { return mul2(a, n); });
  }

  /* Granger and Scott's squaring, for f with f * conj12(f) = 1: over F4 = F2[s], s = w^3, f = a + b*w + c*w^2. */
  function sqrUnitary(f) {
    function sqr4(x, y) {
      var xy = mul2(x, y);
      return [sub2(sub2(mul2(add2(x, y), add2(x, xi2(y))), xy), xi2(xy)), add2(xy, xy)];
    }
    /* 3 * x - 2 * y and 3 * x + 2 * y */
    function less(x, y) { var d = sub2(x, y); return add2(add2(d, d), x); }
    function more(x, y) { var d = add2(x, y); return add2(add2(d, d), x); }
    var a = sqr4(f[0], f[3]), b = sqr4(f[1], f[4]), c = sqr4(f[2], f[5]);
    return [less(a[0], f[0]), more(xi2(c[1]), f[1]), less(b[0], f[2]), more(a[1], f[3]), less(c[0], f[4]), more(b[1], f[5])];
  }

  /* X times p, or p to the power X, by the bits of X. */
  function ladder(p, doubled, summed) {
    var out = p, i;
    for (i = 1; i < X_BITS.length; i += 1) {
      out = doubled(out);
      if (X_BITS.charAt(i) === "1") { out = summed(out, p); }
    }
    return out;
  }

  function powerX(f) { return ladder(f, sqrUnitary, mul12); }

  /* Points [x, y, z] of either group stand for (x/z^2, y/z^3), infinity for z = 0. The fourth entry of a sum is the numerator of
     the slope, over z. */
  var OVER_F = { add: add, sub: sub, mul: mul, sqr: sqr, isZero: isZero };
  var OVER_F2 = {
    add: add2, sub: sub2, mul: mul2, sqr: sqr2, isZero: function (a) { return isZero(a[0]) && isZero(a[1]); }
  };

  function twofold(F, p) {
    var xx = F.sqr(p[0]), yy = F.sqr(p[1]), y4 = F.sqr(yy), s = F.mul(p[0], yy), slope = F.add(F.add(xx, xx), xx), x, yz;
    s = F.add(s, s);
    s = F.add(s, s);
    x = F.sub(F.sub(F.sqr(slope), s), s);
    y4 = F.add(y4, y4);
    y4 = F.add(y4, y4);
    yz = F.mul(p[1], p[2]);
    return [x, F.sub(F.mul(slope, F.sub(s, x)), F.add(y4, y4)), F.add(yz, yz), slope];
  }

  function plus(F, p, q) {
    var pz, qz, px, qx, py, qy, h, hh, hhh, r, x;
    if (F.isZero(p[2])) { return q; }
    if (F.isZero(q[2])) { return p; }
    pz = F.sqr(p[2]);
    qz = F.sqr(q[2]);
    px = F.mul(p[0], qz);
    qx = F.mul(q[0], pz);
    py = F.mul(p[1], F.mul(qz, q[2]));
    qy = F.mul(q[1], F.mul(pz, p[2]));
    h = F.sub(qx, px);
    r = F.sub(qy, py);
    if (F.isZero(h)) { return F.isZero(r) ? twofold(F, p) : [p[0], p[1], h]; }
    hh = F.sqr(h);
    hhh = F.mul(hh, h);
    px = F.mul(px, hh);
    x = F.sub(F.sub(F.sub(F.sqr(r), hhh), px), px);
    return [x, F.sub(F.mul(r, F.sub(px, x)), F.mul(py, hhh)), F.mul(F.mul(p[2], q[2]), h), r];
  }

  function timesX(p) {
    return ladder(p, function (q) { return twofold(OVER_F, q); }, function (q, r) { return plus(OVER_F, q, r); });
  }

  function minus(p) { return [p[0], neg(p[1]), p[2]]; }

  function affine(p) {
    var n = inverse(p[2]), nn = sqr(n);
    return [mul(p[0], nn), mul(p[1], mul(nn, n)), ONE];
  }

  /* The point a signature writes, canonical and on the curve; else null. Its order is checked by inGroup. */
  function decode(hex) {
    var flags, x, y;
    if (typeof hex !== "string" || !/^[0-9a-f]{96}$/.test(hex)) { return null; }
    flags = parseInt(hex.charAt(0), 16);
    x = limbs((flags & 1) + hex.slice(1));
    if (flags < 8 || flags > 11 || atLeast(x, P)) { return null; }
    x = mul(x, SQUARED);
    y = root(add(mul(sqr(x), x), FOUR));
    if (y === null) { return null; }
    /* y is the larger of y and P - y if and only if 2*y wraps around and so is odd. */
    return [x, isOdd(twice(y)) === flags > 9 ? y : neg(y), ONE];
  }

  /* (X^4 - X^2 + 1) * p is infinity. */
  function inGroup(p) {
    var square = timesX(timesX(p));
    return isZero(plus(OVER_F, timesX(timesX(plus(OVER_F, square, minus(p)))), p)[2]);
  }

  function bytes(hex) { return hex.match(/../g).map(function (two) { return parseInt(two, 16); }); }
  function xor(a, b) { return a.map(function (byte, i) { return byte ^ b[i]; }); }

  /* RFC 9380, section 5: two elements of F from 64 bytes each. */
  function hashToField(message) {
    var tail = DST.split("").map(function (c) { return c.charCodeAt(0); }).concat(DST.length);
    var pad = bytes(new Array(129).join("0")), stream = "", first, block, i;
    first = bytes(mingchou.sha256(pad.concat(message, [0, 128, 0], tail)));
    block = pad;
    for (i = 1; i <= 4; i += 1) {
      block = mingchou.sha256(xor(first, block).concat([i], tail));
      stream += block;
      block = bytes(block);
    }
    function element(hex) { return add(mul(field(hex.slice(0, 32)), SQUARED), field(hex.slice(32))); }
    return [element(stream.slice(0, 128)), element(stream.slice(128))];
  }

  /* RFC 9380, section 6.6.2: an element of F to a point of the curve with A and B. */
  function toCurve(u) {
    var t = mul(ELEVEN, sqr(u)), d = add(sqr(t), t), x, y;
    function cubic() { return add(mul(add(sqr(x), A), x), B); }
    x = isZero(d) ? mul(B, inverse(mul(ELEVEN, A))) : mul(neg(mul(B, add(d, ONE))), inverse(mul(A, d)));
    y = root(cubic());
    if (y === null) {
      x = mul(t, x);
      y = root(cubic());
    }
    return [x, isOdd(y) === isOdd(u) ? y : neg(y), ONE];
  }

  function isogeny(p) {
    var n, values = ISOGENY_HEX.map(function (row) {
      return row.reduceRight(function (value, hex) { return add(mul(value, p[0]), field(hex)); }, ZERO);
    });
    n = inverse(mul(values[1], values[3]));
    return [mul(mul(values[0], values[3]), n), mul(p[1], mul(mul(values[2], values[1]), n)), ONE];
  }

  /* The sum is taken before the isogeny, which makes no difference. Equal summands would need u = v or worse, odds of 2^-380. */
  function hashToG1(message) {
    var pair = hashToField(message), p = isogeny(affine(plus(OVER_F, toCurve(pair[0]), toCurve(pair[1]))));
    return affine(plus(OVER_F, timesX(p), p));
  }

  /* SHA-256 of the round as 8 bytes, highest first */
  function roundMessage(round) { return bytes(mingchou.sha256(bytes(("000000000000000" + round.toString(16)).slice(-16)))); }

  function twisted(hex) { return [[field(hex[0]), field(hex[1])], [field(hex[2]), field(hex[3])], [ONE, ZERO]]; }

  /* f times the line through two points of the second group, at the point p of the first. Factors in F4 are dropped from the line,
     because the final power makes them 1. */
  function tangent(f, t, sum, p) {
    var zz = sqr2(t[2]), yy = sqr2(t[1]);
    return mulLine(f, sub2(mul2(sum[3], t[0]), add2(yy, yy)), scale2(mul2(sum[3], zz), neg(p[0])), scale2(mul2(sum[2], zz), p[1]));
  }

  function chord(f, q, sum, p) {
    return mulLine(f, sub2(mul2(sum[3], q[0]), mul2(sum[2], q[1])), scale2(sum[3], neg(p[0])), scale2(sum[2], p[1]));
  }

  function millerStep(state, bit) {
    var i, next;
    state.f = sqr12(state.f);
    for (i = 0; i < 2; i += 1) {
      next = twofold(OVER_F2, state.sums[i]);
      state.f = tangent(state.f, state.sums[i], next, state.points[i]);
      if (bit === "1") {
        next = plus(OVER_F2, next, state.twisted[i]);
        state.f = chord(state.f, state.twisted[i], next, state.points[i]);
      }
      state.sums[i] = next;
    }
  }

  /* f to the power 3 * (P^12 - 1) / order, in parts: (P^6 - 1)(P^2 + 1), then with x = -X (x - 1)^2 (x + P)(x^2 + P^2 - 1) + 3. The
     sign of X is left out of the loop before: it turns the result into its inverse, which is 1 alike. The factor 3 is harmless:
     the order is not a multiple of 3. */
  function finalParts(state) {
    var f, t;
    function grow() { t = mul12(powerX(t), t); }
    return [
      function () {
        f = mul12(conj12(state.f), inverse12(state.f));
        f = mul12(frobenius(frobenius(f)), f);
        t = f;
      },
      grow,
      grow,
      function () { t = mul12(conj12(powerX(t)), frobenius(t)); },
      function () { state.g = powerX(t); },
      function () { t = mul12(powerX(state.g), mul12(frobenius(frobenius(t)), conj12(t))); },
      function () { state.g = mul12(t, mul12(f, sqrUnitary(f))); }
    ];
  }

  function drandJob(round, signatureHex) {
    var job = { done: false, result: false }, state = { f: UNIT }, parts = [], signature;
    function end(result) { job.result = result; job.done = true; }
    parts.push(function () {
      var fits = typeof round === "number" && round >= 1 && round <= 9007199254740991 && Math.floor(round) === round;
      signature = fits ? decode(signatureHex) : null;
      if (signature === null) { end(false); }
    }, function () {
      if (!inGroup(signature)) { end(false); }
    }, function () {
      state.points = [minus(signature), hashToG1(roundMessage(round))];
      state.twisted = [twisted(G2_HEX), twisted(KEY_HEX)];
      state.sums = state.twisted.slice();
    });
    X_BITS.slice(1).split("").forEach(function (bit) {
      parts.push(function () { millerStep(state, bit); });
    });
    parts = parts.concat(finalParts(state), function () { end(equal(state.g, UNIT)); });
    job.step = function (milliseconds) {
      var stop = new Date().getTime() + milliseconds;
      while (!job.done) {
        parts.shift()();
        if (new Date().getTime() >= stop) { break; }
      }
      return job.done;
    };
    return job;
  }

  mingchou.drandJob = drandJob;
  mingchou.drand = function (round, signatureHex) {
    var job = drandJob(round, signatureHex);
    while (!job.step(1000)) { continue; }
    return job.result;
  };
  /* For tests against other implementations. */
  mingchou.drandParts = {
    hashToG1: function (message) { return hashToG1(message).slice(0, 2).map(toHex); }
  };
}());
