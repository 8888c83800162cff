// Signing in with a passkey, and making one. The form says what to ask the browser for; its answer goes back with the form.
"use strict";
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const button = form.querySelector("button");
  const failed = document.getElementById("passkey-failed");
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  const options = () => {
    const { publicKey } = JSON.parse(form.dataset.options);
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    for (const list of [publicKey.excludeCredentials, publicKey.allowCredentials]) {
      for (const known of list ?? []) known.id = bytes(known.id);
    }
    return { publicKey };
  };

  const answer = (made) => {
    const response = { clientDataJSON: text(made.response.clientDataJSON) };
    if (made.response.attestationObject) {
      response.attestationObject = text(made.response.attestationObject);
    } else {
      response.authenticatorData = text(made.response.authenticatorData);
      response.signature = text(made.response.signature);
      response.userHandle = made.response.userHandle ? text(made.response.userHandle) : null;
    }
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response, extensions: {} });
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    button.disabled = true;
    try {
      const ask = form.dataset.passkey === "make" ? "create" : "get";
      const made = await navigator.credentials[ask](options());
      form.elements.answer.value = answer(made);
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  });
  document.getElementById("passkey-without").hidden = true;
  button.hidden = false;
  button.focus();
})();
