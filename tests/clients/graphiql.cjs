// GraphiQL in Chromium, against the service: it reads the schema and runs a query.
// Arguments: URL of the service, an empty folder, Chromium. Prints what the page shows.
const fs = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");
const { chromium } = require("playwright-core");

const [service, folder, executablePath] = process.argv.slice(2);
const modules = process.env.NODE_PATH;
const PATIENCE = 90_000; // milliseconds
const MONACO = "monaco-editor/esm/vs";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

async function bundle() {
  await esbuild.build({
    entryPoints: {
      page: path.join(__dirname, "graphiql_page.mjs"),
      editor: `${MONACO}/editor/editor.worker.js`,
      json: `${MONACO}/language/json/json.worker.js`,
      graphql: "monaco-graphql/esm/graphql.worker.js",
    },
    bundle: true,
    minify: true,
    outdir: folder,
    nodePaths: [modules],
    loader: { ".ttf": "dataurl" },
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  fs.writeFileSync(path.join(folder, "index.html"), `<!doctype html>
<html><head><meta charset="utf-8"><link rel="stylesheet" href="page.css">
<style>html, body, #graphiql { height: 100%; margin: 0 }</style></head>
<body><div id="graphiql"></div><script src="page.js"></script></body></html>`);
}

async function look(browser) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PATIENCE);
  const broken = [];
  page.on("pageerror", (error) => broken.push(String(error)));
  // Its files are put beside the service, which itself has no such page.
  await page.route(`${service}/graphiql/**`, (route) => {
    const name = new URL(route.request().url()).pathname.split("/").pop() || "index.html";
    const body = fs.readFileSync(path.join(folder, name));
    return route.fulfill({ body, contentType: TYPES[path.extname(name)] });
  });
  await page.goto(`${service}/graphiql/`);
  await page.getByRole("button", { name: /documentation explorer/i }).first().click();
  const fields = page.locator(".graphiql-doc-explorer");
  await fields.getByText("Query", { exact: true }).first().click();
  await fields.getByText("indicatorSeries", { exact: true }).waitFor();
  await page.getByRole("button", { name: /execute query/i }).click();
  const result = page.locator(".result-window");
  await result.getByText("statusLabel").first().waitFor();
  return { documented: await fields.innerText(), answer: await result.innerText(), broken };
}

async function main() {
  await bundle();
  const browser = await chromium.launch({ executablePath, args: QUIET });
  try {
    console.log(JSON.stringify(await look(browser)));
  } finally {
    await browser.close();
  }
}

main().catch((error) => { console.error(error); process.exit(1); });
