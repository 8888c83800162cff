// A message centre on a free port of this machine, by the npm package smpp: names of its own, receipts, and numbers that ask for faults.
//
// message_centre.js FOLDER   the port goes to stdout, each part that came to FOLDER/parts.ndjson.
//
// …404  invalid destination        …429  throttled twice, then taken     …000  taken, does not arrive
// …111  taken, answer lost, receipt with our reference   …112  taken, answer lost, no receipt   …113  taken, no receipt
const smpp = require("smpp");
const fs = require("fs");
const path = require("path");
const file = path.join(process.argv[2], "parts.ndjson");
const throttled = {};
let count = 0;
const server = smpp.createServer({}, (session) => {
  let bound = false;
  for (const bind of ["bind_transceiver", "bind_transmitter", "bind_receiver"]) {
    session.on(bind, (pdu) => {
      if (pdu.system_id === "masalama" && pdu.password === "s3cret") {
        bound = bind === "bind_transceiver" && pdu.interface_version === 0x34;
        session.send(pdu.response({ system_id: "CENTRE" }));
      } else {
        session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
        setTimeout(() => session.close(), 100);
      }
    });
  }
  session.on("submit_sm", (pdu) => {
    if (!bound) return session.send(pdu.response({ command_status: smpp.ESME_RINVBNDSTS }));
    const to = pdu.destination_addr;
    if (to.endsWith("404")) return session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
    if (to.endsWith("429")) {
      throttled[to] = (throttled[to] || 0) + 1;
      if (throttled[to] <= 2) return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
    }
    const id = (++count).toString(16).padStart(10, "0");
    const body = pdu.short_message;
    const header = (body.udh || []).map((part) => part.toString("hex"));
    const row = {
      id, to, from: pdu.source_addr, ton: pdu.source_addr_ton, esm: pdu.esm_class, coding: pdu.data_coding,
      receipt: pdu.registered_delivery, text: body.message, header,
    };
    fs.appendFileSync(file, JSON.stringify(row) + "\n");
    if (!to.endsWith("111") && !to.endsWith("112")) session.send(pdu.response({ message_id: id }));
    if (to.endsWith("112") || to.endsWith("113")) return;
    const state = to.endsWith("000") ? "UNDELIV" : "DELIVRD";
    const receipt = {
      source_addr: to, destination_addr: pdu.source_addr, esm_class: 4,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2611221200 done date:2611221200 stat:${state} err:000 text:`,
    };
    // Every other receipt says it in fields as well, as centres do or do not.
    if (count % 2) Object.assign(receipt, { receipted_message_id: id, message_state: state === "DELIVRD" ? 2 : 5 });
    if (pdu.user_message_reference !== undefined) receipt.user_message_reference = pdu.user_message_reference;
    if (pdu.registered_delivery & 1) setTimeout(() => session.deliver_sm(receipt), 20);
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => { session.send(pdu.response()); session.close(); });
  session.on("error", () => {});
});
const listening = server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
