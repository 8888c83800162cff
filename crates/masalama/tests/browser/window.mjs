// One browser window, and what is looked at on every page: language, direction, width, weight, who is asked, accessibility.

import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What the test told: base, modules, chromium, token, shots (or null), papers, pictures, leave_on, languages; for some walks links, lines, known. */
export const told = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(join(told.modules, "none.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
if (told.shots) mkdirSync(told.shots, { recursive: true });

export const LANGUAGES = { en: ["en", "ltr"], ar: ["ar-OM", "rtl"], zh: ["zh-CN", "ltr"] };
export const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };
const PAGE_BYTES_MAX = 50 * 1024;

const wrong = [];
let checked = 0;
let looks = 0;
let heaviest = 0;

/** Holds that it fits; a thing that does not is told at once and fails the walk at its end. */
export function check(fits, what) {
  checked += 1;
  if (fits) return;
  wrong.push(what);
  console.log(`WRONG ${what}`);
}

/** The browser the walks share. */
export function launch() {
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: told.chromium, args: quiet });
}

/** A window of its own: nothing is kept from another. */
export async function open(browser, language, size, scripts) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    javaScriptEnabled: scripts,
    locale: LANGUAGES[language][0],
    acceptDownloads: true,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const at = { context, page, language, size, scripts, bytes: 0 };
  at.name = `${language}-${size}-${scripts ? "scripts" : "plain"}`;
  page.on("request", (request) => {
    const url = request.url();
    check(url.startsWith(told.base) || url.startsWith("data:"), `${at.name}: another host is asked: ${url}`);
  });
  page.on("response", async (response) => {
    const sizes = await response.request().sizes().catch(() => null);
    if (sizes) at.bytes += sizes.responseBodySize + sizes.responseHeadersSize;
  });
  page.on("console", (message) => {
    const isStatus = /status of 4\d\d/.test(message.text());
    check(message.type() !== "error" || isStatus, `${at.name}: the console says ${message.text()}`);
  });
  page.on("pageerror", (error) => check(false, `${at.name}: a script failed: ${error.message}`));
  return at;
}

/** Walks; where it gets stuck, says on which page and what stands there. */
export async function kept(at, walk) {
  try {
    await walk(at);
  } catch (error) {
    const seen = await at.page.locator("main").innerText().catch(() => "nothing");
    const where = `${at.page.url()}\n${error.stack.split("\n").slice(0, 8).join("\n")}\n${seen.slice(0, 2_000)}`;
    check(false, `${at.name}: got stuck at ${where}`);
  }
}

/** Changes the size of a window. */
export async function resize(at, size) {
  at.size = size;
  at.name = `${at.language}-${size}-${at.scripts ? "scripts" : "plain"}`;
  await at.page.setViewportSize(SIZES[size]);
}

/** Goes to an address of the server, in the language of the window. */
export async function go(at, path) {
  at.bytes = 0;
  const [way, place] = path.split("#");
  const address = `${told.base}${way}${way.includes("?") ? "&" : "?"}lang=${at.language}${place ? `#${place}` : ""}`;
  const answer = await at.page.goto(address, { waitUntil: "load" });
  check(answer.status() < 500, `${at.name}: ${path} answers ${answer.status()}`);
  return answer;
}

/** Presses what the selector finds first, and waits for the page it leads to. */
export async function press(at, selector) {
  at.bytes = 0;
  const found = at.page.locator(selector).first();
  await Promise.all([at.page.waitForNavigation({ waitUntil: "load" }), found.click()]);
}

/** Looks at the page as it is. */
export async function look(at, what) {
  const { page } = at;
  const place = `${at.name} ${what}`;
  looks += 1;
  const [tag, direction] = LANGUAGES[at.language];
  const html = page.locator("html");
  check((await html.getAttribute("lang")) === tag, `${place}: lang is ${await html.getAttribute("lang")}`);
  check((await html.getAttribute("dir")) === direction, `${place}: dir is ${await html.getAttribute("dir")}`);
  check((await page.locator("h1").count()) === 1, `${place}: not one h1`);
  check(at.bytes <= PAGE_BYTES_MAX, `${place}: ${at.bytes} bytes over the wire`);
  heaviest = Math.max(heaviest, at.bytes);
  at.bytes = 0;
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth - root.clientWidth;
  });
  check(wide <= 0, `${place}: ${wide} px wider than the window`);
  if (at.scripts) await accessible(at, place);
  if (told.shots) await page.screenshot({ path: join(told.shots, `${what}-${at.name}.png`), fullPage: true });
}

async function accessible({ page }, place) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of found.violations) {
    const nodes = violation.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} (${node.any[0]?.message ?? ""})`);
    check(false, `${place}: axe ${violation.id}: ${violation.help} at ${nodes.join(" | ")}`);
  }
  check(found.passes.length > 0, `${place}: axe looked at nothing`);
}

/** Every window there is to walk in: each language that was told, each size, with and without scripts. */
export function everyWindow() {
  const windows = [];
  for (const language of told.languages) {
    for (const size of Object.keys(SIZES)) {
      for (const scripts of [true, false]) windows.push([language, size, scripts]);
    }
  }
  return windows;
}

/** Asks the server as staff do, over its interface. */
export async function asStaff(verb, path, body) {
  const answer = await fetch(told.base + path, {
    method: verb,
    headers: { Authorization: `Bearer ${told.token}`, "X-Staff-Name": "shop-1", "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${verb} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** A moment for the server to do what is due. */
export function settle() {
  return new Promise((done) => setTimeout(done, 400));
}

/** The next line of this kind, never the same twice. */
export function nextLine(kind) {
  const line = told.lines[kind].shift();
  if (!line) throw new Error(`the sandbox has no more ${kind} lines`);
  return line;
}

/** What was seen; ends with 1 when anything was not as it must be, or nothing was looked at. */
export function verdict() {
  console.log(`${looks} pages, ${checked} checks, heaviest page ${heaviest} bytes, ${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 && checked > 0 ? 0 : 1;
}
