// Staff at work: signing in with a password and a code, then with a passkey; a call from its first word to the end of the line; the other pages.

import { createHmac } from "node:crypto";
import { asStaff, check, everyWindow, go, kept, look, nextLine, open, press, resize, settle, told } from "./window.mjs";

/** How long a code generator shows one code. */
const STEP_MS = 30_000;
const PASSWORD = "a sentence nobody guesses";

/** Every page of the console for an agent and a supervisor, in every language and size; each with and without scripts. */
export async function staffAtWork(browser) {
  for (const scripts of [true, false]) {
    const known = told.known[scripts ? 0 : 1].case;
    const care = await open(browser, "en", "desktop", scripts);
    await kept(care, () => agent(care, known));
    await care.context.close();
    const supervisor = await open(browser, "en", "desktop", scripts);
    await kept(supervisor, () => second(supervisor, known));
    await supervisor.context.close();
    console.log(`walked ${scripts ? "with" : "without"} scripts`);
  }
}

async function agent(at, known) {
  await enrolled(at, `care-${at.scripts ? 1 : 2}`);
  await proposed(at, known);
  for (const [language, size] of everyLook()) {
    await inLanguage(at, language, size);
    await aCall(at);
  }
}

async function second(at, known) {
  await enrolled(at, `supervisor-${at.scripts ? 1 : 2}`);
  await agreed(at, known);
  await somethingToDo();
  for (const [language, size] of everyLook()) {
    await inLanguage(at, language, size);
    await pages(at, known);
  }
}

function everyLook() {
  return everyWindow().filter(([, , scripts]) => scripts);
}

async function inLanguage(at, language, size) {
  at.language = language;
  await resize(at, size);
}

/** An account of its own, made with its one-time link; then signed in anew: with a passkey where there are scripts, else with password and code. */
async function enrolled(at, account) {
  await at.page.goto(told.links[account]);
  await look(at, "enrol");
  const key = await enrol(at, account, async () => {
    await look(at, "enrol-wrong");
    check((await at.page.locator("[role=alert]").count()) === 1, `${at.name}: a wrong code was taken`);
  });
  const again = await at.context.request.get(told.links[account]);
  check(again.status() === 404, `${at.name}: a link was good twice`);
  if (at.scripts) await passkey(at);
  else await withPassword(at, account, key);
}

/** Uses the link of an account, after a wrong code where `wrong` looks at what that leads to; the key of its code generator. */
export async function enrol(at, account, wrong) {
  const { page } = at;
  await page.goto(told.links[account]);
  const key = (await page.locator("figcaption code").innerText()).replaceAll(/\s/g, "");
  const form = 'form:has([name="password"])';
  for (const shown of wrong ? ["000000", code(key)] : [code(key)]) {
    await page.fill(`${form} [name="password"]`, PASSWORD);
    await page.fill(`${form} [name="code"]`, shown);
    await press(at, `${form} button`);
    if (shown === "000000") await wrong();
  }
  check(new URL(page.url()).pathname.startsWith("/console"), `${at.name}: enrolment ends at ${page.url()}`);
  return key;
}

/** Signs in with password and code: a wrong password first, then, when the generator shows the next code, the right one. */
async function withPassword(at, account, key) {
  const { page } = at;
  await signedOut(at);
  await page.fill('[name="name"]', account);
  await page.fill('[name="password"]', "a sentence somebody guessed");
  await page.fill('[name="code"]', code(key));
  await press(at, 'form:has([name="password"]) button');
  await look(at, "sign-in-wrong");
  check((await page.locator("[role=alert]").count()) === 1, `${at.name}: a wrong password was let in`);
  await page.fill('[name="password"]', PASSWORD);
  await nextCode();
  await page.fill('[name="code"]', code(key));
  await press(at, 'form:has([name="password"]) button');
  check(new URL(page.url()).pathname === "/console", `${at.name}: signing in ends at ${page.url()}`);
}

async function signedOut(at) {
  await go(at, "/console/sessions");
  await look(at, "sessions");
  await press(at, 'form:has([value="sign-out"]) button');
  await go(at, "/console");
  check(at.page.url().includes("/console/sign-in"), `${at.name}: signed out and still in`);
  await look(at, "sign-in");
}

/** A passkey of a machine of the browser's own: made, then used to sign in. */
async function passkey(at) {
  const { page } = at;
  const debug = await at.context.newCDPSession(page);
  await debug.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
  await debug.send("WebAuthn.addVirtualAuthenticator", { options: { ...options, automaticPresenceSimulation: true } });
  await go(at, "/console/sessions");
  await press(at, 'form[action="/console/sessions/passkey"] button');
  await look(at, "passkey");
  await press(at, "form[data-passkey] button");
  check((await page.locator('[value="drop-passkey"]').count()) === 1, `${at.name}: the passkey was not kept: ${page.url()}`);
  await signedOut(at);
  await press(at, 'form[action="/console/sign-in/passkey"] button');
  await press(at, "form[data-passkey] button");
  check(new URL(page.url()).pathname === "/console", `${at.name}: the passkey does not let in: ${page.url()}`);
}

/** A code is good once: waits until the generator shows another. */
function nextCode() {
  return new Promise((done) => setTimeout(done, STEP_MS - (Date.now() % STEP_MS) + 500));
}

/** What a code generator shows now: RFC 6238. */
function code(key) {
  const bits = [...key.toUpperCase()].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS)));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const from = mac[19] & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A whole call without leaving its page: the request is taken, the receipt dictated, a day changed, the request taken back. */
async function aCall(at) {
  const { page } = at;
  const line = nextLine("prepaid");
  await go(at, "/console/call?channel=phone&speak=ar");
  await look(at, "call");
  await page.fill('[name="iccid"]', line.iccid);
  await press(at, '[name="do"][value="open"]');
  await look(at, "call-slips");
  check((await page.inputValue('[name="iccid"]')) === line.iccid, `${at.name}: what was typed on a call is gone`);
  await page.selectOption('[name="document_kind"]', line.document.kind);
  await page.fill('[name="document_number"]', line.document.number);
  await page.fill('[name="date"]', line.activated_on);
  await page.fill('[name="contact"]', line.contact);
  await press(at, '[name="do"][value="open"]');
  check((await page.locator("#received").count()) === 1, `${at.name}: the request of a call was not taken`);
  await look(at, "call-received");
  await page.locator("details:has(form[action*='/hold']) > summary").click();
  await page.fill("form[action*='/hold'] textarea", "The caller wants to think about it.");
  await press(at, "form[action*='/hold'] button");
  check(new URL(page.url()).pathname !== "/console/sign-in", `${at.name}: thrown out on a call`);
  await look(at, "call-held");
  check((await page.locator("form[action*='/hold']").count()) === 0, `${at.name}: the case is not held`);
}

/** Cases in which something waits for staff. */
async function somethingToDo() {
  await asStaff("POST", "/v1/sandbox/clock/advance", { by: "3d" });
  await settle();
}

/** The pages of a supervisor. */
async function pages(at, known) {
  const { page } = at;
  for (const [path, name] of [["/console", "queue"], ["/console/search", "search"], ["/console/board", "board"], ["/console/keys", "keys"]]) {
    await go(at, path);
    await look(at, name);
  }
  await go(at, "/console/search");
  await page.fill('main [name="what"]', told.known[0].iccid);
  await page.selectOption('main [name="by"]', "iccid").catch(() => undefined);
  await press(at, "main form button");
  await look(at, "found");
  await go(at, `/console/cases/${known}`);
  await look(at, "case");
  if (at.scripts) await letters(at);
}

/** The console by keyboard alone. */
async function letters(at) {
  const { page } = at;
  await go(at, "/console");
  await page.keyboard.press("/");
  await page.waitForURL(/search/).catch(() => undefined);
  check(page.url().includes("/console/search"), `${at.name}: a stroke does not lead to the search`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("q")]);
  check(new URL(page.url()).pathname === "/console", `${at.name}: g and q do not lead to the queue`);
}

/** What one proposes is agreed to by another, never by the same one. */
async function proposed(at, id) {
  await go(at, `/console/cases/${id}`);
  await at.page.locator("details:has(#propose-what) > summary").click();
  await at.page.fill("#propose-note", "The shop confirmed it by telephone.");
  await press(at, `form[action="/console/cases/${id}/proposals"] button`);
  check((await at.page.locator("#proposals article").count()) === 1, `${at.name}: nothing was proposed`);
  check((await at.page.locator('form[action$="/approve"]').count()) === 0, `${at.name}: an agent may agree to what is his own`);
  await look(at, "proposed");
}

async function agreed(at, id) {
  await go(at, `/console/cases/${id}`);
  await look(at, "to-agree");
  await press(at, 'form[action$="/approve"] button');
  check((await at.page.locator('form[action$="/approve"]').count()) === 0, `${at.name}: nothing was agreed to: ${at.page.url()}`);
  await look(at, "agreed");
}
