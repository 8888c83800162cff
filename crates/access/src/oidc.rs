//! Signing in through a provider of identities: code with PKCE, nonce, and a state that the same browser must bring back.
//!
//! People are known by (issuer, subject), never by a name or address the provider could give to somebody else. *Source*: OpenID Connect Core 1.0, RFC 7636.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use masalama_core::commitment::Digest;
use masalama_core::port::{Account, CredentialKind, KeptCredential, Ticket};
use masalama_core::record::StaffName;
use masalama_core::role::Role;
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreIdTokenClaims,
    CoreProviderMetadata,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
    UserInfoClaims, reqwest,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use crate::account::added;
use crate::device::Device;
use crate::fault::AccessFault;
use crate::limits::FRESH_FOR;
use crate::log::{By, Happened};
use crate::said::{Refused, Said};
use crate::service::{Access, BadSettings};
use crate::session::after;
use crate::sign_in::{Proof, SignedIn};
use crate::token::Token;

/// Where the provider sends the browser back to, below the public address.
pub const CALLBACK: &str = "/console/sign-in/provider/back";
/// How long the person may take at the provider.
const JOURNEY_HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// How long the provider may take to answer us.
const TIMEOUT: Duration = Duration::from_secs(10);
/// What the provider says of itself holds so long.
const METADATA_HOLDS: SignedDuration = SignedDuration::from_mins(5);
/// After it gave no answer it is not asked again for so long.
const SILENCE_HOLDS: SignedDuration = SignedDuration::from_secs(10);
/// What a ticket says it is.
const PURPOSE: &str = "oidc";
/// The longest answer of the provider that is read. *Units*: bytes.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// The longest code that is looked at.
const CODE_BYTES_MAX: usize = 4_096;

/// The provider of identities, as configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcSettings {
    /// What it is called on the button.
    pub name: String,
    /// Its issuer, exactly as it says itself.
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// What we show there. Secret.
    #[serde(default, skip_serializing)]
    pub client_secret: Option<String>,
    /// The file that holds it, in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret_file: Option<std::path::PathBuf>,
    /// More than `openid` that is asked for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The claim that holds the person's roles, a list of words.
    #[serde(default = "roles_claim")]
    pub roles_claim: String,
    /// Which word there is which role here. Who has none of them is not let in.
    pub roles: BTreeMap<String, BTreeSet<Role>>,
    /// At least one of these must be among the methods (`amr`) the provider says it used: those that are two factors, or a passkey.
    #[serde(default)]
    pub methods: BTreeSet<String>,
    /// The person must have signed in there within so long.
    #[serde(default = "fresh_for_s")]
    pub fresh_for_s: u32,
}

fn roles_claim() -> String {
    "roles".to_owned()
}

fn fresh_for_s() -> u32 {
    8 * 60 * 60
}

/// The provider, ready to be asked.
pub(crate) struct Oidc {
    settings: OidcSettings,
    issuer: IssuerUrl,
    back: RedirectUrl,
    http: Bounded,
    /// What it last said of itself, and when; nothing when it said nothing. Whoever holds it asks for all others.
    said: Mutex<Option<(Timestamp, Option<CoreProviderMetadata>)>>,
}

/// A client that reads no more of an answer than [`ANSWER_BYTES_MAX`]: the provider is another system, and may be wrong or not itself.
struct Bounded(reqwest::Client);

/// Why the provider gave no answer.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    /// The transport.
    #[error("the transport failed")]
    Transport(#[from] reqwest::Error),
    /// It cannot be taken as HTTP.
    #[error("it is no answer")]
    Form(#[from] openidconnect::http::Error),
    /// Too long.
    #[error("it is longer than {ANSWER_BYTES_MAX} bytes")]
    TooLong,
}

impl Bounded {
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let mut sent = self.0.execute(request.try_into()?).await?;
        let mut answer = openidconnect::http::Response::builder().status(sent.status());
        for (name, value) in sent.headers() {
            answer = answer.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(part) = sent.chunk().await? {
            if body.len() + part.len() > ANSWER_BYTES_MAX {
                return Err(NoAnswer::TooLong);
            }
            body.extend_from_slice(&part);
        }
        Ok(answer.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Bounded {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// Why somebody goes to the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Journey {
    /// To sign in: whom the provider knows from before need not be asked again.
    SignIn,
    /// To prove anew that it is the same person: the provider must ask, now.
    ProveAnew,
}

/// What was begun with a browser.
#[derive(Serialize, Deserialize)]
struct Begun {
    journey: Journey,
    /// Where the person goes afterwards.
    to: String,
    state: String,
    nonce: String,
    verifier: String,
}

/// Where to send the browser, and what it must bring back in a cookie.
#[derive(Clone, Debug)]
pub struct Departure {
    /// The provider's page.
    pub address: Url,
    /// For the cookie.
    pub ticket: Token,
}

/// Somebody came back from the provider and is in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Who, with the session.
    pub signed: SignedIn,
    /// Where the person wanted to go, as it was said at the departure.
    pub to: String,
}

/// What the provider sent back with the browser.
#[derive(Clone, Copy)]
pub struct Return<'a> {
    /// The cookie.
    pub ticket: &'a Token,
    /// `state`.
    pub state: &'a str,
    /// `code`.
    pub code: &'a str,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Claims we have no names for.
#[derive(Debug, Serialize, Deserialize)]
struct Others(BTreeMap<String, Value>);

impl AdditionalClaims for Others {}

/// Who the provider says it is.
struct Vouched {
    subject: String,
    name: Option<String>,
    roles: BTreeSet<Role>,
    /// When the person signed in there.
    signed_in_at: Timestamp,
}

impl Oidc {
    pub(crate) fn new(settings: OidcSettings, public_url: Option<&Url>) -> Result<Self, BadSettings> {
        let bad = BadSettings::Oidc;
        let public_url = public_url.ok_or(bad("it needs the public address to send people back to"))?;
        let issuer = Url::parse(&settings.issuer).map_err(|_| bad("its issuer is no address"))?;
        let is_here = matches!(issuer.host_str(), Some("localhost" | "127.0.0.1"));
        if issuer.scheme() != "https" && !is_here {
            return Err(bad("its issuer must begin with https"));
        }
        if settings.roles.is_empty() {
            return Err(bad("no role of its is a role here: name one under `roles`"));
        }
        if settings.methods.is_empty() {
            return Err(bad(
                "whoever has no second factor there would get in: name under `methods` what it says in `amr` of who has",
            ));
        }
        let back = public_url.join(CALLBACK).map_err(|_| bad("the public address is none"))?;
        let http = reqwest::ClientBuilder::new()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .build()
            .map_err(|_| bad("the system refused a client"))?;
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| bad("its issuer is no address"))?;
        let (back, http) = (RedirectUrl::from_url(back), Bounded(http));
        Ok(Self { settings, issuer, back, http, said: Mutex::new(None) })
    }

    pub(crate) fn name(&self) -> &str {
        &self.settings.name
    }

    /// What the provider says of itself: its addresses and keys. Asked for by one at a time and kept for minutes, so that whoever only knocks here
    /// does not make us knock there.
    async fn metadata(&self, now: Timestamp) -> Result<CoreProviderMetadata, Said> {
        let mut said = self.said.lock().await;
        if let Some((at, kept)) = said.as_ref() {
            let holds = if kept.is_some() { METADATA_HOLDS } else { SILENCE_HOLDS };
            if now.duration_since(*at).abs() < holds {
                return kept.clone().ok_or_else(|| Refused::NotVouched.into());
            }
        }
        let asked = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let asked = asked.map_err(|error| silent(&error));
        *said = Some((now, asked.as_ref().ok().cloned()));
        asked
    }

    async fn client(&self, now: Timestamp) -> Result<Client, Said> {
        let metadata = self.metadata(now).await?;
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        let id = ClientId::new(self.settings.client_id.clone());
        Ok(CoreClient::from_provider_metadata(metadata, id, secret).set_redirect_uri(self.back.clone()))
    }

    async fn depart(&self, journey: Journey, to: &str, now: Timestamp) -> Result<(Url, Begun), Said> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client(now).await?;
        let request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        let request = match journey {
            Journey::SignIn => request.set_max_age(Duration::from_secs(self.settings.fresh_for_s.into())),
            Journey::ProveAnew => request.set_max_age(Duration::ZERO).add_prompt(CoreAuthPrompt::Login),
        };
        let (address, state, nonce) = request.url();
        let begun = Begun {
            journey,
            to: to.to_owned(),
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        };
        Ok((address, begun))
    }

    async fn vouched(&self, code: &str, begun: Begun, now: Timestamp) -> Result<Vouched, Said> {
        let client = self.client(now).await?;
        let exchange =
            client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|error| silent(&error))?;
        let tokens = exchange
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier))
            .request_async(&self.http)
            .await
            .map_err(|error| not_vouched(&error))?;
        let id_token = tokens.id_token().ok_or(Refused::NotVouched)?;
        let verifier = client.id_token_verifier();
        let nonce = Nonce::new(begun.nonce);
        let claims = match id_token.claims(&verifier, &nonce) {
            Ok(claims) => claims,
            Err(error) => {
                // Its keys may be new since they were asked for.
                *self.said.lock().await = None;
                return Err(not_vouched(&error));
            }
        };
        if let Some(expected) = claims.access_token_hash() {
            let alg = id_token.signing_alg().map_err(|error| not_vouched(&error))?;
            let key = id_token.signing_key(&verifier).map_err(|error| not_vouched(&error))?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), alg, key);
            if actual.map_err(|error| not_vouched(&error))? != *expected {
                return Err(Refused::NotVouched.into());
            }
        }
        let signed_in_at = self.strong_and_fresh(claims, begun.journey, now)?;
        let mut said = payload(&id_token.to_string())?;
        if !said.contains_key(&self.settings.roles_claim)
            && let Ok(request) =
                client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        {
            let more: UserInfoClaims<Others, CoreGenderClaim> =
                request.request_async(&self.http).await.map_err(|error| silent(&error))?;
            said.extend(more.additional_claims().0.clone());
        }
        let name = claims.preferred_username().map(|name| name.as_str().to_owned());
        let subject = claims.subject().as_str().to_owned();
        Ok(Vouched { subject, name, roles: self.roles(&said), signed_in_at })
    }

    /// When the provider looked at the person; refused unless closely enough, and lately enough for the journey.
    fn strong_and_fresh(
        &self,
        claims: &CoreIdTokenClaims,
        journey: Journey,
        now: Timestamp,
    ) -> Result<Timestamp, Refused> {
        let wanted = &self.settings.methods;
        let used = claims.auth_method_refs().map(Vec::as_slice).unwrap_or_default();
        if !used.iter().any(|method| wanted.contains(method.as_str())) {
            return Err(Refused::NotVouched);
        }
        let signed_in_at = claims.auth_time().ok_or(Refused::NotVouched)?.timestamp();
        let age_max = match journey {
            Journey::SignIn => i64::from(self.settings.fresh_for_s),
            Journey::ProveAnew => FRESH_FOR.as_secs(),
        };
        // A minute for clocks that differ.
        if now.as_second() - signed_in_at > age_max + 60 {
            return Err(Refused::NotVouched);
        }
        Timestamp::from_second(signed_in_at).map_err(|_| Refused::NotVouched)
    }

    fn roles(&self, said: &BTreeMap<String, Value>) -> BTreeSet<Role> {
        let words = said.get(&self.settings.roles_claim).and_then(Value::as_array).cloned();
        let words = words.unwrap_or_default();
        let known = words.iter().filter_map(Value::as_str).filter_map(|word| self.settings.roles.get(word));
        known.flatten().copied().collect()
    }
}

impl Access {
    /// Begins to sign somebody in through the provider, who wants to go on to `to` afterwards.
    ///
    /// # Errors
    /// [`Refused::NotSetUp`], [`Refused::NotVouched`] when the provider does not answer, and faults.
    pub async fn depart(&self, journey: Journey, to: &str) -> Result<Departure, Said> {
        let oidc = self.inner.oidc.as_ref().ok_or(Refused::NotSetUp)?;
        let (address, begun) = oidc.depart(journey, to, self.now()).await?;
        let ticket = Token::fresh(self.clock());
        let body = serde_json::to_string(&begun).map_err(|_| unreadable())?;
        let kept = Ticket {
            digest: ticket.digest(),
            purpose: PURPOSE.to_owned(),
            account: None,
            body,
            ends_at: after(self.now(), JOURNEY_HOLDS),
        };
        self.store().ticket_put(kept).await?;
        Ok(Departure { address, ticket })
    }

    /// Lets in whom the provider vouches for, with the roles it says. The first time makes the account. The session is fresh since the person
    /// signed in there.
    ///
    /// # Errors
    /// [`Refused::NotVouched`], [`Refused::NameTaken`] when a first-comer's name is somebody else's here, and faults.
    pub async fn arrive(
        &self,
        back: Return<'_>,
        device: &Device,
        known: Option<&Token>,
        replaces: Option<&Token>,
    ) -> Result<Arrival, Said> {
        let oidc = self.inner.oidc.as_ref().ok_or(Refused::NotSetUp)?;
        // What fits no departure is not noted: whoever made tickets up could fill the log.
        let kept = self.store().ticket_take(back.ticket.digest()).await?;
        let kept = kept.filter(|kept| kept.purpose == PURPOSE && self.now() < kept.ends_at);
        let kept = kept.ok_or(Refused::NotVouched)?;
        let begun: Begun = serde_json::from_str(&kept.body).map_err(|_| unreadable())?;
        let to = begun.to.clone();
        let (name, at) = match self.arrived(oidc, begun, back).await {
            Ok(arrived) => arrived,
            Err(Said::Refused(refused)) => {
                self.refused(None, device).await?;
                return Err(refused.into());
            }
            Err(fault) => return Err(fault),
        };
        if let Some(old) = replaces {
            self.end(old).await?;
        }
        let known = self.known(Some(&name), known).await?;
        let signed = self.let_in(&name, device, known.as_ref(), Proof { how: "provider", at }).await?;
        Ok(Arrival { signed, to })
    }

    async fn arrived(
        &self,
        oidc: &Oidc,
        begun: Begun,
        back: Return<'_>,
    ) -> Result<(StaffName, Timestamp), Said> {
        // Both are digested first, so that comparing takes the same time whatever was sent.
        if Digest::of(&[begun.state.as_bytes()]) != Digest::of(&[back.state.as_bytes()])
            || back.code.len() > CODE_BYTES_MAX
        {
            return Err(Refused::NotVouched.into());
        }
        let vouched = oidc.vouched(back.code, begun, self.now()).await?;
        let at = vouched.signed_in_at;
        if vouched.roles.is_empty() {
            return Err(Refused::NotVouched.into());
        }
        Ok((self.account_of(&oidc.settings, vouched).await?, at))
    }

    async fn account_of(&self, settings: &OidcSettings, vouched: Vouched) -> Result<StaffName, Said> {
        let Vouched { subject, name, roles, .. } = vouched;
        let key = Digest::of(&[b"masalama/oidc/1", settings.issuer.as_bytes(), b"\0", subject.as_bytes()]);
        let by = By::Account(provider_name());
        if let Some(kept) = self.store().credential_of(CredentialKind::Oidc, key).await? {
            let account = self.account(&kept.account).await?;
            self.take_roles(&account, roles, &by).await?;
            self.store().credential_used(kept.id, None, None, self.now()).await?;
            return Ok(kept.account);
        }
        let wanted = name.unwrap_or_else(|| subject.clone());
        let name = StaffName::try_from(wanted).map_err(|_| Refused::NotVouched)?;
        let account = Account {
            name: name.clone(),
            roles,
            made_at: self.now(),
            disabled_at: None,
            tended: BTreeMap::new(),
        };
        let made = self.credential(&name, CredentialKind::Oidc, settings.issuer.clone());
        let made = KeptCredential { key: Some(key), ..made };
        added(self.store().account_add(account, vec![made]).await?)?;
        self.note(Some(&name), Happened::AccountMade, &by, "").await?;
        self.note(Some(&name), Happened::SubjectTied, &by, "").await?;
        Ok(name)
    }
}

/// How the log names the provider.
fn provider_name() -> StaffName {
    StaffName::try_from("provider".to_owned()).expect("it is a name of staff")
}

/// What a verified token says, as it says it.
fn payload(token: &str) -> Result<BTreeMap<String, Value>, Said> {
    let middle = token.split('.').nth(1).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(middle).map_err(|_| Refused::NotVouched)?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::NotVouched.into())
}

fn silent(error: &dyn std::error::Error) -> Said {
    tracing::warn!(%error, "the provider of identities did not answer as it must");
    Refused::NotVouched.into()
}

fn not_vouched(error: &dyn std::error::Error) -> Said {
    tracing::warn!(%error, "the provider of identities did not vouch for somebody");
    Refused::NotVouched.into()
}

fn unreadable() -> AccessFault {
    AccessFault::Unreadable { what: "a journey to the provider of identities" }
}
