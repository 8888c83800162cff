// The guide, and every page that is open to everybody.

import { check, go, look, press, told } from "./window.mjs";

const OPEN_PAGES = [
  ["/end?for=all", "end-all"],
  ["/end?for=death", "end-death"],
  ["/end?for=abroad", "end-abroad"],
  ["/end?for=pause", "end-pause"],
  ["/end/request?for=abroad", "request-abroad"],
  ["/end/request?for=all", "request-all"],
  ["/case", "enter"],
  ["/check", "check"],
  ["/errors/too-many", "refusal"],
  ["/stop/0123456789012345678901234567890123456789", "stop"],
];

/** The guide from its form to a checklist that keeps its ticks in this browser. */
export async function guide(at) {
  const { page } = at;
  for (const kind of ["prepaid", "postpaid"]) {
    await go(at, "/guide");
    await look(at, "guide-form");
    await page.selectOption('[name="operator"]', "omantel");
    await page.selectOption('[name="kind"]', kind);
    await page.fill('[name="leave_on"]', told.leave_on);
    await press(at, 'main form button[type="submit"]');
    await look(at, `guide-${kind}`);
    check((await page.locator(".checks li").count()) > 3, `${at.name}: the checklist is empty`);
    check((await page.locator(".unconfirmed").count()) > 0, `${at.name}: nothing is said to be unverified`);
    await calendar(at);
    if (at.scripts) await ticks(at);
    await letter(at);
  }
}

async function calendar(at) {
  const href = await at.page.locator('a[href^="guide.ics"]').getAttribute("href");
  const answer = await at.context.request.get(`${told.base}/${href}`);
  check((await answer.text()).startsWith("BEGIN:VCALENDAR"), `${at.name}: the calendar is none`);
}

async function ticks(at) {
  const { page } = at;
  const first = page.locator("li[data-tick] input").first();
  await first.check();
  await page.reload();
  check(await page.locator("li[data-tick] input").first().isChecked(), `${at.name}: a tick of the guide is not kept`);
  const sent = await at.context.cookies();
  check(!JSON.stringify(sent).includes("tick"), `${at.name}: progress left this browser`);
  await page.locator("li[data-tick] input").first().uncheck();
}

/** What is said and written is there in the languages spoken at the hotline; with scripts its gaps are filled in all of them, here only. */
async function letter(at) {
  const { page } = at;
  const tags = await page.locator("pre.letter").evaluateAll((all) => all.map((one) => one.lang));
  check(tags.includes("ar-OM") && tags.includes("en"), `${at.name}: the letter is in ${tags}`);
  const fields = page.locator("[data-letter-fields] input");
  check((await fields.count()) === (at.scripts ? 12 : 0), `${at.name}: the letter has ${await fields.count()} fields`);
  if (!at.scripts) return;
  const sent = [];
  page.on("request", (request) => sent.push(request.url()));
  await fields.first().fill("89968-test");
  for (const text of await page.locator("pre.letter").allTextContents()) {
    check(text.includes("89968-test"), `${at.name}: a letter keeps its gap`);
  }
  check((await page.locator("dl.script q").allTextContents()).join(" ").includes("89968-test"), `${at.name}: what is said keeps its gap`);
  await look(at, "guide-letter");
  await page.reload();
  check(!(await page.locator("pre.letter").first().textContent()).includes("89968-test"), `${at.name}: what was typed is kept`);
  check(!sent.some((url) => url.includes("test")), `${at.name}: what was typed was sent`);
}

/** Every open page, empty forms sent, a number checked. */
export async function openPages(at) {
  const { page } = at;
  for (const [path, name] of OPEN_PAGES) {
    await go(at, path);
    await look(at, name);
  }
  await go(at, "/end/request");
  await press(at, 'form[action="/end/request"] button[type="submit"]');
  await look(at, "request-slips");
  check((await page.locator("#slips li").count()) >= 3, `${at.name}: an empty request is not told what it lacks`);
  await go(at, "/case");
  await page.fill('[name="case"]', "nobody");
  await page.fill('[name="credential"]', "nothing");
  await press(at, 'form[action="/case"] button');
  await look(at, "enter-wrong");
  await go(at, "/check");
  await page.fill('main form [name="text"]', "+968 9501 1500");
  await press(at, "main form button");
  await look(at, "checked");
}
