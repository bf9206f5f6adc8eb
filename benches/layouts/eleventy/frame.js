// The frame of a page, a plain function: Eleventy has nothing faster. What many pages share is made once.
const made = new Map();

function once(key, text, root) {
  const name = `${key}\n${root}`;
  if (!made.has(name)) made.set(name, text.replaceAll("@root@", root));
  return made.get(name);
}

const meta = (name, text) => (text ? `<meta name="${name}" content="${text}">\n` : "");
const feed = (one) => `<link rel="alternate" type="application/atom+xml" title="${one.name}" href="${one.href}">\n`;

function position(page, parts) {
  if (!page.here) return "";
  const steps = page.trail.map((step) => ` &gt; <a href="${step.href}">${step.name}</a>`).join("");
  const start = once(`position ${page.tongue}`, parts.position, page.root);
  return `${start}${steps} &gt; <span aria-current="page">${page.here}</span></p>\n</nav>\n`;
}

function end(page, parts) {
  if (!page.end) return "";
  const code = page.qr ? `<div class="page-qr">${page.qr}</div>\n` : "";
  return `${parts.end}${code}${parts.address}${page.at}${parts.hint}${page.digest ?? ""}\n</aside>\n`;
}

export default function (page, content, frame) {
  const parts = frame.parts[page.tongue];
  const menu = once(`menu ${page.menu}`, frame.menus[page.menu], page.root);
  return `${parts.top}<title>${page.title}</title>
${parts.site}${frame.columns[page.column]}${meta("ArticleTitle", page.article)}${meta("PubDate", page.moment)}${
    page.article ? parts.source : ""
  }${meta("Description", page.about)}${once(`links ${page.tongue}`, parts.links, page.root)}${(page.feeds ?? []).map(feed).join("")}</head>
<body${page.body ? ` class="${page.body}"` : ""}>
${parts.skip}${menu.replace("@tongues@", () => page.tongues ?? "")}${position(page, parts)}<main id="main" tabindex="-1">
${content}
</main>
${end(page, parts)}${once(`foot ${page.tongue}`, parts.foot, page.root)}${page.scripts ?? ""}
</body>
</html>
`;
}
