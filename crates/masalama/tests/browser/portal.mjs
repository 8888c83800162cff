// A person ends a line: from the first page to the certificate and what comes after.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { asStaff, check, go, look, nextLine, press, settle, told } from "./window.mjs";

const INTERACTIONS_MAX = 7;
const MONTHS_MAX = 30;

/** The whole journey of a line of this kind. */
export async function journey(at, kind) {
  const line = nextLine(kind);
  const receipt = await toReceipt(at, line);
  await look(at, `${kind}-receipt`);
  await tabs(at, kind, "asked");
  await ownPart(at, kind, line);
  await toCertificate(at, line, receipt.case);
  await tabs(at, kind, "ended");
  await papers(at, kind);
  await complain(at, kind);
  await leaveAndReturn(at, kind, receipt);
}

/** From the first page to the receipt, with a look at each page; counts what a person does once the line is found. */
export async function toReceipt(at, line, seen = (name) => look(at, name)) {
  const { page } = at;
  await go(at, "/");
  await seen("home");
  await press(at, 'main a[href="/end"]');
  await seen("find");
  await page.fill('[name="number"]', line.iccid);
  await press(at, 'main form[action="/end"] button');
  await seen("before");
  let done = 0;
  const count = async (act) => {
    await act;
    done += 1;
  };
  await count(press(at, 'main a[href^="/end/request"]'));
  await seen("request");
  check((await page.inputValue('[name="card"]')) === line.iccid, `${at.name}: the card's number was not kept`);
  if (line.document.kind !== "passport") await count(page.selectOption('[name="document_kind"]', line.document.kind));
  await count(page.fill('[name="document"]', line.document.number));
  await count(page.fill('[name="date"]', line.activated_on));
  await count(page.fill('[name="contact"]', line.contact));
  await count(press(at, 'main form[action="/end/request"] button[type="submit"]'));
  check(done <= INTERACTIONS_MAX, `${at.name}: ${done} interactions to the receipt`);
  const shown = await page.locator("code.big").allInnerTexts();
  check(shown.length === 2, `${at.name}: the receipt shows case and credential: ${page.url()}`);
  return { case: shown[0]?.trim(), credential: shown[1]?.trim() };
}

async function tabs(at, kind, when) {
  for (const [path, name] of [["/my", "follow"], ["/my/do", "part"], ["/my/papers", "papers"], ["/my/after", "after"]]) {
    await go(at, path);
    await look(at, `${kind}-${when}-${name}`);
  }
  await go(at, "/my");
  check((await at.page.locator(".timeline li").count()) > 5, `${at.name}: the plan is not there`);
}

/** The person's part: where money goes, devices, a picture, the checklist. */
async function ownPart(at, kind, line) {
  const { page } = at;
  await go(at, "/my/do");
  if (await page.locator('main a[href="/my/refund"]').count()) {
    await press(at, 'main a[href="/my/refund"]');
    await look(at, `${kind}-prove`);
    await page.selectOption('[name="document_kind"]', line.document.kind);
    await page.fill('[name="document"]', line.document.number);
    await press(at, 'main form[action="/my/prove"] button');
    await look(at, `${kind}-refund`);
    await page.selectOption('[name="method"]', "bank_transfer").catch(() => page.selectOption('[name="method"]', { index: 0 }));
    await page.fill('[name="destination"]', "OM810180000001299123456");
    await press(at, 'main form[action="/my/refund"] button');
    check(page.url().includes("saved="), `${at.name}: where money goes was not saved: ${page.url()}`);
  }
  await go(at, "/my/do");
  if (await page.locator('form[action="/my/return"]').count()) {
    await page.check('[name="way"][value="shop"]');
    await press(at, 'form[action="/my/return"] button');
    check(page.url().includes("saved="), `${at.name}: the way back of devices was not saved`);
  }
  await handIn(at);
  await tickAll(at);
}

async function handIn(at) {
  const { page } = at;
  const picture = await page.screenshot({ type: "jpeg", quality: 60 });
  await page.setInputFiles('[name="picture"]', { name: "receipt.jpg", mimeType: "image/jpeg", buffer: picture });
  await press(at, 'form[action="/my/upload"] button');
  check(page.url().includes("saved=picture"), `${at.name}: the picture was not taken: ${page.url()}`);
  await page.setInputFiles('[name="picture"]', { name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<script>no</script>") });
  await press(at, 'form[action="/my/upload"] button');
  check((await page.locator(".slipped #picture, #picture[aria-invalid]").count()) === 1, `${at.name}: what is no picture was taken`);
}

async function tickAll(at) {
  const { page } = at;
  await go(at, "/my/do");
  const before = await page.locator('form[action="/my/tick"]').count();
  check(before > 0, `${at.name}: there is no checklist`);
  for (let left = before; left > 0; left -= 1) {
    await press(at, 'form[action="/my/tick"] button');
    const now = await page.locator('form[action="/my/tick"]').count();
    check(now === left - 1, `${at.name}: a tick of the checklist was lost`);
  }
}

/** Time passes, dues are paid, devices are scanned, until the certificate and the closing statement are there. */
export async function toCertificate(at, line, id) {
  const number = { iccid: line.iccid };
  for (let month = 0; month < MONTHS_MAX; month += 1) {
    await settle();
    const seen = await asStaff("GET", `/v1/cases/${id}`);
    if (seen.papers.some((paper) => paper.kind === "closing_statement")) return;
    await asStaff("POST", "/v1/sandbox/happen", { line: number, happening: "pays_dues" });
    const scan = seen.tasks.find((task) => task.do === "return_devices");
    if (scan && seen.charge_stop) {
      await asStaff("POST", `/v1/cases/${id}/tasks/${scan.step}`, { note: "scanned at the shop" });
    }
    await asStaff("POST", "/v1/sandbox/clock/advance", { by: "31d" });
  }
  check(false, `${at.name}: no certificate after ${MONTHS_MAX} months`);
}

async function papers(at, kind) {
  const { page } = at;
  await go(at, "/my/papers");
  check((await page.locator("figure.qr svg").count()) === 1, `${at.name}: the certificate has no code to scan`);
  for (const [name, begins] of [["certificate.pdf", "%PDF-"], ["certificate", "{"], ["closing-statement", "{"]]) {
    const answer = await at.context.request.get(`${told.base}/my/papers/${name}`);
    const body = await answer.body();
    check(answer.status() === 200 && body.subarray(0, begins.length).toString() === begins, `${at.name}: ${name} is ${answer.status()}`);
    if (!name.endsWith(".pdf")) writeFileSync(join(told.papers, `${kind}-${at.name}-${name}.json`), body);
  }
}

async function complain(at, kind) {
  const { page } = at;
  await go(at, "/my/after");
  await press(at, 'form[action="/my/complaint"] button');
  await look(at, `${kind}-complaint-empty`);
  check((await page.locator("#slips").count()) === 1, `${at.name}: an empty complaint was taken`);
  await page.fill('[name="text"]', "The refund came late. <b>Why?</b>");
  await press(at, 'form[action="/my/complaint"] button');
  check(page.url().includes("saved="), `${at.name}: the complaint was not taken: ${page.url()}`);
}

/** Leaves the case on this device, is let in no longer, and comes back with the receipt. */
async function leaveAndReturn(at, kind, receipt) {
  const { page } = at;
  await go(at, "/my/sessions");
  await look(at, `${kind}-sessions`);
  await press(at, "form.leave button");
  await look(at, `${kind}-left`);
  await go(at, "/my");
  check(page.url().includes("/case"), `${at.name}: the case is still open after leaving it`);
  if (at.scripts) {
    await page.goto(`${told.base}/guide`);
    await go(at, `/case#${receipt.case}.${receipt.credential}`);
    check((await page.inputValue('[name="case"]')) === receipt.case, `${at.name}: the link of the receipt fills nothing in`);
    check(!page.url().includes(receipt.credential), `${at.name}: the credential stays in the address`);
  } else {
    await page.fill('[name="case"]', receipt.case);
    await page.fill('[name="credential"]', receipt.credential);
  }
  await press(at, 'form[action="/case"] button');
  check(new URL(page.url()).pathname === "/my", `${at.name}: the receipt opens nothing: ${page.url()}`);
}
