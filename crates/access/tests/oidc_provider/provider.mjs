// A provider of identities for the tests: whoever is asked for is signed in at once, with the claims the test names.
import { createRequire } from "node:module";
import { createServer } from "node:http";

const [modules, back] = process.argv.slice(2);
const { default: Provider } = await import(createRequire(`${modules}/x.js`).resolve("oidc-provider"));
const people = {
  noor: { preferred_username: "noor.care", roles: ["agents", "unknown"] },
  sami: { preferred_username: "sami", roles: ["guests"] },
  root: { preferred_username: "root-1", roles: ["agents"] },
};
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "masalama", client_secret: "a-secret-of-the-test-alone", redirect_uris: [back],
      grant_types: ["authorization_code"], response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
    }],
    pkce: { required: () => true },
    claims: { openid: ["sub", "amr"], profile: ["preferred_username", "roles"], auth_time: null },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    ttl: { AccessToken: 600, IdToken: 600, Session: 600, Interaction: 600, Grant: 600 },
  });
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith("/interaction/")) return next();
    const { params, session, grantId, prompt } = await provider.interactionDetails(ctx.req, ctx.res);
    const who = /(?:^|; )who=(\w+)/.exec(ctx.headers.cookie ?? "")?.[1] ?? "noor";
    const amr = /(?:^|; )amr=(\w+)/.exec(ctx.headers.cookie ?? "")?.[1] ?? "mfa";
    const ago = Number(/(?:^|; )ago=(\d+)/.exec(ctx.headers.cookie ?? "")?.[1] ?? 0);
    let result;
    if (prompt.name === "login") {
      result = { login: { accountId: who, amr: [amr], ts: Math.floor(Date.now() / 1000) - ago } };
    } else {
      const grant = grantId ? await provider.Grant.find(grantId)
        : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      result = { consent: { grantId: await grant.save() } };
    }
    return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
