"""A mail server on a free port of this machine, by aiosmtpd: STARTTLS and AUTH are demanded, and addresses ask for faults.

mail_server.py FOLDER   FOLDER holds cert.pem and key.pem; the port goes to stdout, each mail to FOLDER/mails.ndjson.

nouser…    550 5.1.1 at the recipient         full…      552 5.2.2 after the mail       relay…    550 5.7.1 at the recipient
busy-N…    451 at the recipient, N times      silent…    takes the mail and says nothing
"""

import asyncio
import email
import email.policy
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder = sys.argv[1]
busy = {}


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local.startswith("nouser"):
            return "550 5.1.1 no such user " + address
        if local.startswith("relay"):
            return "550 5.7.1 relaying denied for " + address
        if local.startswith("busy-"):
            busy[address] = busy.get(address, 0) + 1
            if busy[address] <= int(local.split("-")[1]):
                return "451 4.3.0 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to.startswith("full"):
            return "552 5.2.2 mailbox full"
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {
            kind: mail.get_body((kind,)).get_content() for kind in ("plain", "html") if mail.get_body((kind,))
        }
        row = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data,
            "headers": [[name, str(value)] for name, value in mail.items()],
            "defects": [str(defect) for defect in mail.defects],
            "plain": parts.get("plain"),
            "html": parts.get("html"),
        }
        with open(os.path.join(folder, "mails.ndjson"), "a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        if to.startswith("silent"):
            await asyncio.sleep(3600)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    fits = (data.login, data.password) == (b"masalama", b"s3cret")
    return AuthResult(success=fits, handled=False, auth_data=data.login.decode())


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))


def session():
    return SMTP(
        Handler(),
        hostname="mail.example",
        tls_context=context,
        require_starttls=True,
        authenticator=authenticate,
        auth_required=True,
    )


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Whoever started us ends us by closing our input.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
