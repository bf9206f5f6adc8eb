// Pages are functions, and the insides that are finished go through no engine.
export default function (config) {
  config.addPassthroughCopy({ "../static": "." });
  return { dir: { input: ".", output: "public" }, templateFormats: ["11ty.js"] };
}
