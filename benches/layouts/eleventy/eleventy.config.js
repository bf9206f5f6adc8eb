// The pages lie beside this folder: Hugo and Eleventy read the same files. Their insides are finished HTML and go through no engine.
export default function (config) {
  config.addGlobalData("layout", "page.11ty.js");
  config.addPassthroughCopy({ "../static": "." });
  return {
    dir: { input: "../content", includes: "../eleventy/_includes", data: "../eleventy/_data", output: "public" },
    templateFormats: ["html", "11ty.js"],
    htmlTemplateEngine: false,
  };
}
