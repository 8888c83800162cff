// The pictures of the documentation: what a person and staff see, with a sandbox in which something goes on.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { enrol } from "./console.mjs";
import { toCertificate, toReceipt } from "./portal.mjs";
import { asStaff, check, go, nextLine, open, press, resize, settle, told } from "./window.mjs";

/** How many lines of each kind end while the console is shown. */
const CASES = 12;
/** What is shown of the way to the receipt. */
const SHOWN_BEFORE = ["home", "before"];
const REASONS = ["customer_request", "leaving_country", "changing_operator"];

/** Takes every picture the documentation shows. */
export async function pictures(browser) {
  mkdirSync(told.pictures, { recursive: true });
  const person = await open(browser, "en", "phone", true);
  await ofPerson(person);
  await person.context.close();
  const staff = await open(browser, "en", "desktop", true);
  await ofStaff(staff);
  await staff.context.close();
}

async function take(at, name) {
  await at.page.screenshot({ path: join(told.pictures, `${name}-${at.language}.png`) });
  check(true, name);
}

async function see(at, path, name) {
  await go(at, path);
  await take(at, name);
}

async function ofPerson(at) {
  const line = nextLine("postpaid");
  const receipt = await toReceipt(at, line, async (name) => {
    if (SHOWN_BEFORE.includes(name)) await take(at, `portal-${name}`);
  });
  await take(at, "portal-receipt");
  await settle();
  for (const language of ["ar", "zh", "en"]) {
    at.language = language;
    await see(at, "/my", "portal-follow");
  }
  await see(at, "/my/do", "portal-part");
  await toCertificate(at, line, receipt.case);
  await see(at, "/my/papers", "portal-papers");
  await see(at, "/my/after", "portal-after");
  await see(at, "/stop/0123456789012345678901234567890123456789", "portal-stop");
  at.language = "zh";
  await see(at, "/guide", "guide-form");
  for (const [language, size] of [["ar", "phone"], ["en", "desktop"]]) {
    at.language = language;
    await resize(at, size);
    await see(at, `/guide?operator=omantel&kind=postpaid&leave_on=${told.leave_on}`, "guide");
  }
  at.language = "ar";
  await resize(at, "phone");
  await see(at, "/end/request", "portal-request");
}

async function ofStaff(at) {
  const { page } = at;
  const cases = await somethingGoesOn();
  await page.goto(told.links["admin-1"]);
  await take(at, "enrol");
  await enrol(at, "admin-1");
  await see(at, "/console/accounts", "console-accounts");
  await see(at, "/console/sessions", "sessions");
  await press(at, 'form:has([value="sign-out"]) button');
  await see(at, "/console/sign-in", "sign-in");
  await enrol(at, "supervisor-1");
  await see(at, "/console?role=all", "console-queue");
  await see(at, "/console/board", "console-board");
  await see(at, "/console/call?channel=phone&speak=ar", "console-call");
  await go(at, "/console/search");
  await page.fill('main [name="what"]', cases[0].iccid);
  await press(at, "main form button");
  await take(at, "console-search");
  for (const language of ["ar", "en"]) {
    at.language = language;
    await see(at, `/console/cases/${cases[0].case}`, "console-case");
  }
}

/** Lines of both kinds end, for several reasons, and some days pass. */
async function somethingGoesOn() {
  const cases = [];
  for (let place = 0; place < CASES; place += 1) {
    for (const kind of ["postpaid", "prepaid"]) {
      const line = nextLine(kind);
      const asked = {
        iccid: line.iccid,
        document: line.document,
        activated_on: line.activated_on,
        contact_msisdn: line.contact,
        language: "en",
        reason: REASONS[place % REASONS.length],
      };
      const opened = await asStaff("POST", "/v1/cases", asked);
      cases.push({ case: opened.case, iccid: line.iccid });
    }
    await asStaff("POST", "/v1/sandbox/clock/advance", { by: "3d" });
    await settle();
  }
  return cases;
}
