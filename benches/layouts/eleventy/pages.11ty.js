// All pages out of a list of numbers: a template file for each page takes Eleventy nearly twice as long, and so does a value for each page
// that goes through its cascade of data. The pages lie beside this folder, front matter in the first line; Hugo reads the same files.
import fs from "node:fs";
import framed from "./frame.js";
import object from "./object.js";

const list = JSON.parse(fs.readFileSync("../index.json", "utf8"));

export const data = {
  numbers: list.map((_, number) => number),
  pagination: { data: "numbers", size: 1, alias: "number" },
  permalink: ({ number }) => list[number].at,
};

export default function ({ number, frame }) {
  const text = fs.readFileSync(list[number].file, "utf8");
  const end = text.indexOf("\n");
  const page = JSON.parse(text.slice(0, end));
  return framed(page, page.view ? object(page, frame.alike) : text.slice(end + 1), frame);
}
