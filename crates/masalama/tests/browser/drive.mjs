// Drives a real browser through the pages, as people do, in three languages, on a phone and a desktop, with and without scripts.
//
// Told on standard input, as JSON: base (the server), modules (where the packages are), chromium (the program), shots (a folder for
// pictures), lines ({prepaid: [...], postpaid: [...]} of the sandbox). Says each thing it checked on a line of its own; ends with 1 when
// anything was not as it must be.

import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const told = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(join(told.modules, "x.js"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(told.shots, { recursive: true });

const LANGUAGES = { en: ["en", "ltr"], ar: ["ar-OM", "rtl"], zh: ["zh-Hans", "ltr"] };
const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };
const PAGE_BYTES_MAX = 50 * 1024;
const wrong = [];
let checked = 0;

function check(fits, what) {
  checked += 1;
  if (!fits) {
    wrong.push(what);
    console.log(`WRONG ${what}`);
  }
}

// One browser window: a language, a size, with or without scripts. It watches what the page asks for and complains of.
async function window_(browser, language, size, scripts) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    javaScriptEnabled: scripts,
    extraHTTPHeaders: { "Accept-Language": language },
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const seen = { bytes: 0, name: `${language}/${size}/${scripts ? "scripts" : "plain"}` };
  page.on("request", (request) => {
    check(request.url().startsWith(told.base), `${seen.name}: asks ${new URL(request.url()).host} for something`);
  });
  page.on("response", async (response) => {
    const body = await response.body().catch(() => Buffer.alloc(0));
    seen.bytes += body.length;
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
      check(false, `${seen.name}: the console says ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => check(false, `${seen.name}: a script failed: ${error.message}`));
  return { context, page, seen, language, size, scripts };
}

// Looks at the page as it is: language, direction, nothing wider than the window, weight, accessibility, a picture.
async function look(at, name) {
  const { page, seen } = at;
  await page.waitForLoadState("load");
  const place = `${seen.name} ${name}`;
  const [tag, direction] = LANGUAGES[at.language];
  const html = page.locator("html");
  check((await html.getAttribute("lang")) === tag, `${place}: lang`);
  check((await html.getAttribute("dir")) === direction, `${place}: dir`);
  check((await page.locator("h1").count()) === 1, `${place}: one h1`);
  check(seen.bytes <= PAGE_BYTES_MAX, `${place}: ${seen.bytes} bytes over the wire`);
  seen.bytes = 0;
  if (at.scripts) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(wide <= 0, `${place}: ${wide} px wider than the window`);
    await page.evaluate(axeSource);
    const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const violation of found.violations) {
      const where = violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ");
      check(false, `${place}: axe ${violation.id}: ${violation.help} at ${where}`);
    }
    check(true, `${place}: axe`);
  }
  await page.screenshot({ path: join(told.shots, `${name}-${seen.name.replaceAll("/", "-")}.png`), fullPage: true });
}

async function press(page, selector) {
  await Promise.all([page.waitForEvent("framenavigated"), page.locator(selector).first().click()]);
  await page.waitForLoadState("load");
}

// From the first page to the receipt: counts what a person does after finding the line.
async function toReceipt(at, line) {
  const { page } = at;
  await page.goto(`${told.base}/?lang=${at.language}`);
  await look(at, "home");
  await press(page, 'main a[href^="/end"]');
  await look(at, "find");
  await page.fill('[name="card"]', line.iccid);
  await press(page, 'main form[action="/end"] button[type="submit"]');
  await look(at, "before");
  let done = 0;
  await press(page, 'main a[href^="/end/request"]');
  done += 1;
  await look(at, "request");
  await page.selectOption('[name="document_kind"]', line.document.kind).catch(async () => {
    await page.check(`[name="document_kind"][value="${line.document.kind}"]`);
  });
  done += line.document.kind === "passport" ? 0 : 1;
  await page.fill('[name="document"]', line.document.number);
  await page.fill('[name="date"]', line.activated_on);
  await page.fill('[name="contact"]', line.contact);
  done += 3;
  await press(page, 'main form[action="/end/request"] button[type="submit"]');
  done += 1;
  check(done <= 7, `${at.seen.name}: ${done} interactions to the receipt`);
  const credential = page.locator("code.big");
  check((await credential.count()) >= 2, `${at.seen.name}: the receipt shows case and credential`);
  const shown = await credential.allInnerTexts();
  await look(at, "receipt");
  return { case: shown[0].trim(), credential: shown[1].trim() };
}

// What the person sees and does afterwards.
async function follow(at) {
  const { page } = at;
  for (const [path, name] of [["/my", "follow"], ["/my/do", "part"], ["/my/papers", "papers"], ["/my/after", "after"]]) {
    await page.goto(told.base + path);
    await look(at, name);
  }
  await page.goto(`${told.base}/my`);
  check((await page.locator(".timeline li").count()) > 5, `${at.seen.name}: the plan is there`);
}

async function guide(at) {
  const { page } = at;
  await page.goto(`${told.base}/guide?lang=${at.language}`);
  await look(at, "guide-form");
  await page.goto(`${told.base}/guide?operator=omantel&kind=postpaid&leave_on=${told.leave_on}&lang=${at.language}`);
  await look(at, "guide");
}

const browser = await chromium.launch({
  executablePath: told.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  for (const language of Object.keys(LANGUAGES)) {
    for (const size of Object.keys(SIZES)) {
      for (const scripts of [true, false]) {
        for (const kind of ["prepaid", "postpaid"]) {
          const at = await window_(browser, language, size, scripts);
          await toReceipt(at, told.lines[kind].pop());
          await follow(at);
          if (kind === "prepaid") await guide(at);
          await at.context.close();
        }
        console.log(`walked ${language} ${size} ${scripts ? "with" : "without"} scripts`);
      }
    }
  }
} finally {
  await browser.close();
}
console.log(`${checked} checks, ${wrong.length} wrong`);
process.exit(wrong.length === 0 && checked > 0 ? 0 : 1);
