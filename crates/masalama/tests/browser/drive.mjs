// Drives a real browser through the pages of a real server, as people do. What is told on standard input stands in `window.mjs`; the walk is
// named by the first argument. Says what is not as it must be, a line each, and ends with 1 when anything was.

import { staffAtWork } from "./console.mjs";
import { guide, openPages } from "./guide.mjs";
import { journey } from "./portal.mjs";
import { pictures } from "./pictures.mjs";
import { everyWindow, kept, launch, open, verdict } from "./window.mjs";

const inEveryWindow = (walk) => async (browser) => {
  for (const [language, size, scripts] of everyWindow()) {
    const at = await open(browser, language, size, scripts);
    await kept(at, walk);
    await at.context.close();
    console.log(`walked ${at.name}`);
  }
};

const WALKS = {
  prepaid: inEveryWindow((at) => journey(at, "prepaid")),
  postpaid: inEveryWindow((at) => journey(at, "postpaid")),
  guide: inEveryWindow(guide),
  open: inEveryWindow(openPages),
  console: staffAtWork,
  pictures,
};

const browser = await launch();
try {
  await WALKS[process.argv[2]](browser);
} finally {
  await browser.close();
}
verdict();
