// themes/gov/templates/object.html, object-visit.html and the components they use, as plain functions; @t:KEY@ is a sentence.
const SPELLED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const html = (text) => (/[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (one) => SPELLED[one]) : text);
const moments = (text) => html(text).replace(/\b\d{4}-\d\d-\d\d( \d\d:\d\d)?\b/g, '<span class="moment">$&</span>');
const each = (list, make) => (list ? list.map(make).join("") : "");
const when = (value, make) => (value ? make(value) : "");

const badge = (one) => `<span class="badge badge-${html(one.kind)}">${html(one.text)}</span>`;
const badges = (list) => each(list, (one) => `${badge(one)} `);
const link = (one, root) => `<a href="${root}${html(one.href)}">${html(one.text)}</a>`;
const reply = (one) =>
  `\n<blockquote class="reply"><p>${html(one.value)}</p><footer>@t:object.reply-by@ ${html(one.label)}</footer></blockquote>`;

function facts(rows, root) {
  let out = '<dl class="facts">';
  let last = null;
  for (const row of rows) {
    if (last && row.label === last.label) {
      if (!last.note) out += "<br>";
    } else {
      out += `${last ? "</dd></div>" : ""}\n<div><dt>${html(row.label)}</dt><dd>`;
    }
    const value = html(row.value);
    if (row.href) out += `<a href="${root}${html(row.href)}">${value}</a>`;
    else if (row.code) out += `<code>${value}</code>`;
    else out += value || "@t:frame.none@";
    if (row.note) out += ` <small>${moments(row.note)}</small>`;
    last = row;
  }
  return `${out}</dd></div>\n</dl>`;
}

function event(one, root) {
  const more = when(one.link, (to) => ` ${link(to, root)}`) + each(one.notes, (note) => `<br>${html(note)}`);
  return `\n<li class="${one.done ? "done" : "todo"}"><span class="moment">${html(one.day)}</span> <strong>${html(one.text)}</strong>${more}</li>`;
}

function visit(one, root) {
  const [mark, id, title] = [html(one.mark), html(one.id), html(one.title)];
  const head = one.folded
    ? `<details class="lot lot-${mark} lot-folded" id="${id}">\n<summary>${title} ${badges(one.badges)}</summary>`
    : `<section class="lot lot-${mark}" id="${id}">\n<h3>${title}</h3>\n<p>${badges(one.badges)}</p>`;
  const remark = (of) => `\n<p>${badge(of.badge)} ${html(of.text)} @t:show.reason@@t:frame.colon@${html(of.reason)}</p>`;
  const answer = (of) => `\n<li><a href="${root}${html(of.href)}">${html(of.item)}</a>@t:frame.colon@${html(of.answer)}</li>`;
  const none = one.answerable
    ? `\n<p class="remark">@t:object-page.reply-none@ <a href="#reply">@t:object-page.reply-how@</a></p>`
    : "";
  return `\n${head}
<p>${html(one.meaning)}${when(one.found, (text) => ` ${html(text)}`)}</p>${when(one.next, (text) => `\n<p>${html(text)}</p>`)}
<ol class="path">${each(one.events, (of) => event(of, root))}
</ol>${each(one.remarks, remark)}${when(one.papers, (text) => `\n<p>@t:object.papers@@t:frame.colon@${html(text)}</p>`)}${when(
    one.answers,
    (list) => `\n<details>\n<summary>@t:object.answers@</summary>\n<ul class="plain">${each(list, answer)}\n</ul>\n</details>`,
  )}${each(one.replies, reply) || none}
${one.folded ? "</details>" : "</section>"}\n`;
}

function year(one) {
  const absent = (text) =>
    `\n<tr><th scope="row">${html(text)}</th><td><span class="badge badge-absent">@t:object-page.fate.absent@</span></td><td class="n">@t:frame.dash@</td></tr>`;
  return `\n<div class="scroll" role="region" tabindex="0" aria-labelledby="rounds-${one.year}-caption">
<table id="rounds-${one.year}">
<caption id="rounds-${one.year}-caption">${html(one.title)}</caption>
<thead><tr><th scope="col">@t:object-page.round-head@</th><th scope="col">@t:object-page.fate-head@</th><th scope="col" class="n">@t:object-page.odds-head@</th></tr></thead>
<tbody class="rounds">${each(one.rows, (row) => `\n${row}`)}${when(one.absent, absent)}
</tbody>
</table>
</div>${when(one.chance, (text) => `\n<p class="remark">${html(text)}</p>`)}`;
}

const group = (one, root) =>
  `\n<h3>${html(one.name)}</h3>\n<p>${html(one.meaning)}</p>\n<p>${html(one.rate)} ${html(one.limits)}${each(one.links, (to) => ` ${link(to, root)}`)}</p>`;

function sign(one, root) {
  const paste = one.paste
    ? `<p>@t:object-page.badge.paste@</p>\n<pre class="shell shell-wrap" tabindex="0"><code>${html(one.paste)}</code></pre>`
    : '<p class="remark">@t:object-page.badge.no-address@</p>';
  return `\n<div class="object-badge">
<h3>@t:object-page.badge.title@</h3>
<p><img class="sign" src="${root}${html(one.src)}" alt="${html(one.alt)}" width="${one.width}" height="${one.height}"></p>
<p>@t:object-page.badge.limits@</p>
${paste}
</div>`;
}

function about(one, page) {
  const { root, at } = page;
  const feed = (to) => `\n<div><dt>@t:object-page.feed@</dt><dd>${link(to, root)} <small><a href="${root}feeds/index.html">@t:feeds.what@</a></small></dd></div>`;
  return `<dl class="facts">
<div><dt>@t:object.permalink@</dt><dd><a href="${root}${at}"><code>${html(one.permalink)}</code></a>${one.absolute ? "" : " <small>@t:object-page.no-address@</small>"}</dd></div>
<div><dt>@t:object-page.updated@</dt><dd>${html(one.updated)}</dd></div>
<div><dt>@t:object-page.cite-label@</dt><dd>${html(one.cite)} <small>@t:object-page.cite-note@</small></dd></div>
<div><dt>@t:object-page.tables@</dt><dd>${one.tables.map((to) => link(to, root)).join("@t:show.comma@")} <small>@t:object-page.tables-note@</small></dd></div>${when(one.feed, feed)}
</dl>${when(one.badge, (of) => sign(of, root))}`;
}

export default function (page, view, alike) {
  const { root } = page;
  const { standing } = view;
  return `<h1>${page.here}</h1><p class="who">${html(view.who)}${view.classes ? ' <a href="#class">@t:object-page.class.what@</a>' : ""}</p>
<section class="standing standing-${html(standing.mark)}" aria-label="@t:object-page.standing-label@">
<p class="standing-badges">${badges(standing.badges)}</p>${each(standing.says, (text) => `\n<p>${moments(text)}</p>`)}
</section>${when(standing.notes, (list) => `\n<ul class="means">${each(list, (text) => `\n<li>${html(text)}</li>`)}\n</ul>`)}
<p class="jump">${view.visits ? '<a href="#visits">@t:object-page.visits@</a>' : ""}<a href="#rounds">@t:object-page.rounds@</a><a href="#now">@t:object-page.what-now@</a></p>
<h2 id="visits">@t:object-page.visits@</h2>${each(view.visits, (one) => visit(one, root)) || '\n<p class="empty">@t:object-page.no-visits@</p>'}${each(view.replies, reply)}
${alike.phrases}
<h2 id="rounds">@t:object-page.rounds@</h2>${each(view.years, year)}
${view.years ? '<p class="remark">@t:object-page.odds-about@</p>' : '<p class="empty">@t:object.no-draws@</p>'}
<details class="verify">
<summary>@t:object-page.why.title@</summary>
<div>
<p>@t:object-page.why.text@</p>
<p><a href="${root}draws/index.html">@t:object-page.why.draws@</a> <a href="${root}check/index.html">@t:columns.check.name@</a></p>
</div>
</details>
<h2 id="class">@t:object-page.class.title@</h2>${each(view.classes, (one) => group(one, root)) || "\n<p>@t:object-page.class.none@</p>"}${when(
    view.past,
    (rows) => `\n<h3>@t:object-page.past@</h3>\n${facts(rows, root)}`,
  )}
<h3>@t:object-page.facts@</h3>
${facts(view.facts, root)}
${alike.foot}${when(view.elsewhere, (rows) => `\n<h3>@t:object-page.elsewhere.title@</h3>\n${facts(rows, root)}`)}
<h2 id="cite">@t:object-page.use@</h2>
${about(view.about, page)}
`;
}
