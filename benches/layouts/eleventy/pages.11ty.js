// All pages out of a list of numbers: a template file for each page takes Eleventy nearly twice as long, and so does a value for each page
// that goes through its cascade of data. The pages lie beside this folder, front matter in the first line; Hugo reads the same files.
import fs from "node:fs";
import framed from "./frame.js";
import object from "./object.js";

const read = (file) => fs.readFileSync(file, "utf8");
const list = JSON.parse(read("../index.json"));
const frame = JSON.parse(read("../data/frame.json"));
const blocks = new Map();

function view({ block, name }) {
  if (!blocks.has(block)) blocks.set(block, JSON.parse(read(`../data/${block}.json`)));
  return blocks.get(block)[name];
}

export const data = {
  numbers: list.map((_, number) => number),
  pagination: { data: "numbers", size: 1, alias: "number" },
  permalink: ({ number }) => list[number].at,
};

export default function ({ number }) {
  const text = read(list[number].file);
  const end = text.indexOf("\n");
  const page = JSON.parse(text.slice(0, end));
  return framed(page, page.block ? object(page, view(page), frame.alike) : text.slice(end + 1), frame);
}
