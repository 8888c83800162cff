//! Signing in through a real provider of identities, running on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use masalama_access::{
    AccessSettings, By, CALLBACK, Happened, Journey, OidcSettings, Refused, Return, Said, SignedIn, Token,
};
use masalama_core::port::NotedFilter;
use masalama_core::role::Role;
use openidconnect::reqwest::{Client, Url, header, redirect::Policy};

use crate::bed::{Bed, device, staff};

/// Where the tests find what comes from npm.
const NODE_MODULES: &str = "MASALAMA_TEST_NODE_MODULES";
/// Where people would be sent back to; nobody listens there.
const HOME: &str = "http://localhost:9";
/// The most pages on the way.
const HOPS_MAX: usize = 12;

struct Provider {
    process: Child,
    issuer: String,
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Provider {
    fn start() -> Self {
        let modules = std::env::var(NODE_MODULES).unwrap_or_else(|_| {
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/test-node/node_modules").to_owned()
        });
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oidc_provider/provider.mjs");
        let mut process = Command::new("node")
            .args([script, &modules, &format!("{HOME}{CALLBACK}")])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let issuer = lines.map_while(Result::ok).find(|line| line.starts_with("http://127.0.0.1:"));
        Self { process, issuer: issuer.expect("the provider says where it is") }
    }

    fn bed(&self, methods: &[&str]) -> Bed {
        let oidc = OidcSettings {
            name: "Example ID".to_owned(),
            issuer: self.issuer.clone(),
            client_id: "masalama".to_owned(),
            client_secret: Some("a-secret-of-the-test-alone".to_owned()),
            client_secret_file: None,
            scopes: vec!["profile".to_owned()],
            roles_claim: "roles".to_owned(),
            roles: BTreeMap::from([("agents".to_owned(), [Role::Care, Role::Shop].into())]),
            methods: methods.iter().map(|method| (*method).to_owned()).collect(),
            fresh_for_s: 3_600,
        };
        let home = Url::parse(HOME).unwrap();
        // The provider's tokens say real times, so the service must tell real time too.
        Bed::in_real_time(AccessSettings::of(Some(&home), Some(oidc)).unwrap())
    }
}

/// A browser at the provider: from the page we sent it to, to what it brings back.
async fn journey(start: &Url, who: &str, amr: &str, ago_s: u32) -> (String, String) {
    let browser = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let said = [("who", who.to_owned()), ("amr", amr.to_owned()), ("ago", ago_s.to_string())];
    let mut jar: BTreeMap<String, String> = said.map(|(name, value)| (name.to_owned(), value)).into();
    let mut at = start.clone();
    for _ in 0..HOPS_MAX {
        let cookies: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sent = browser.get(at.clone()).header(header::COOKIE, cookies.join("; ")).send().await.unwrap();
        for cookie in sent.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            jar.insert(name.to_owned(), value.to_owned());
        }
        let to = sent.headers().get(header::LOCATION).expect("each page sends on").to_str().unwrap();
        at = at.join(to).unwrap();
        if at.as_str().starts_with(HOME) {
            let query: BTreeMap<String, String> = at.query_pairs().into_owned().collect();
            return (query["code"].clone(), query["state"].clone());
        }
    }
    panic!("the provider does not send back");
}

async fn sign_in(bed: &Bed, who: &str, amr: &str) -> Result<SignedIn, Said> {
    went(bed, Journey::SignIn, who, amr, 0).await
}

/// Somebody goes to the provider, signed in there so long ago, and comes back.
async fn went(bed: &Bed, why: Journey, who: &str, amr: &str, ago_s: u32) -> Result<SignedIn, Said> {
    let departure = bed.access.depart(why, "").await?;
    let (code, state) = journey(&departure.address, who, amr, ago_s).await;
    let back = Return { ticket: &departure.ticket, state: &state, code: &code };
    Ok(bed.access.arrive(back, &device(), None, None).await?.signed)
}

fn refused<T: std::fmt::Debug>(said: Result<T, Said>) -> Refused {
    match said {
        Err(Said::Refused(refused)) => refused,
        other => panic!("it was not refused: {other:?}"),
    }
}

#[tokio::test]
async fn somebody_the_provider_vouches_for_is_let_in_with_the_roles_it_says() {
    // The first time makes the account, the second finds it by issuer and subject; unknown roles there are none here.
    let provider = Provider::start();
    let bed = provider.bed(&["mfa"]);
    for _ in 0..2 {
        let signed = sign_in(&bed, "noor", "mfa").await.unwrap();
        let asked = bed.access.staff(&signed.token).await.unwrap().unwrap();
        assert_eq!((asked.name, asked.roles), (staff("noor.care"), [Role::Care, Role::Shop].into()));
    }
    assert_eq!(bed.access.accounts().await.unwrap().len(), 1);
    bed.enrolled("root-9", &[Role::Admin]).await;
    bed.access.disable(&staff("noor.care"), &By::CommandLine).await.unwrap();
    assert_eq!(refused(sign_in(&bed, "noor", "mfa").await), Refused::NotRight, "disabled here");
}

#[tokio::test]
async fn who_has_no_role_here_or_was_looked_at_too_lightly_is_not_let_in() {
    // A guest of the provider, a sign-in by a weaker method, and a name that is somebody else's here must all end outside.
    let provider = Provider::start();
    let bed = provider.bed(&["mfa"]);
    assert_eq!(refused(sign_in(&bed, "sami", "mfa").await), Refused::NotVouched);
    assert_eq!(refused(sign_in(&bed, "noor", "pwd").await), Refused::NotVouched);
    bed.enrolled("root-1", &[Role::Admin]).await;
    assert_eq!(refused(sign_in(&bed, "root", "mfa").await), Refused::NameTaken);
    assert_eq!(bed.access.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_provider_cannot_take_away_the_last_admin() {
    // A provider set up wrongly must not leave an installation that nobody can tend; once there is another admin, its word holds.
    let provider = Provider::start();
    let bed = provider.bed(&["mfa"]);
    sign_in(&bed, "noor", "mfa").await.unwrap();
    let noor = staff("noor.care");
    bed.access.set_roles(&noor, [Role::Admin].into(), &By::CommandLine).await.unwrap();
    for _ in 0..2 {
        let signed = sign_in(&bed, "noor", "mfa").await.unwrap();
        let asked = bed.access.staff(&signed.token).await.unwrap().unwrap();
        assert_eq!(asked.roles, [Role::Admin, Role::Care, Role::Shop].into());
    }
    let notices = bed.access.notices(&noor).await.unwrap();
    let changed = notices.iter().filter(|notice| notice.what == Happened::RolesChanged).count();
    assert_eq!(changed, 2, "once by the command line, once by the provider: {notices:?}");
    bed.enrolled("root-9", &[Role::Admin]).await;
    let signed = sign_in(&bed, "noor", "mfa").await.unwrap();
    let asked = bed.access.staff(&signed.token).await.unwrap().unwrap();
    assert_eq!(asked.roles, [Role::Care, Role::Shop].into());
}

#[tokio::test]
async fn a_return_fits_its_departure_once() {
    // A code brought back by another browser, with another state, or a second time must open nothing.
    let provider = Provider::start();
    let bed = provider.bed(&["mfa"]);
    let depart = || bed.access.depart(Journey::SignIn, "/console/sessions");
    let (mine, other) = (depart().await.unwrap(), depart().await.unwrap());
    let (code, state) = journey(&mine.address, "noor", "mfa", 0).await;
    let arrive = |ticket: Token, state: String, code: String| {
        let access = bed.access.clone();
        async move {
            let back = Return { ticket: &ticket, state: &state, code: &code };
            access.arrive(back, &device(), None, None).await
        }
    };
    let foreign = arrive(other.ticket, state.clone(), code.clone()).await;
    assert_eq!(refused(foreign), Refused::NotVouched, "another browser's");
    let came = arrive(mine.ticket.clone(), state.clone(), code.clone()).await.unwrap();
    assert_eq!(came.to, "/console/sessions");
    let noted = || bed.access.log(NotedFilter { limit: 500, ..NotedFilter::default() });
    let before = noted().await.unwrap().len();
    for _ in 0..1_000 {
        let again = arrive(mine.ticket.clone(), state.clone(), code.clone()).await;
        assert_eq!(refused(again), Refused::NotVouched, "a second time");
    }
    assert_eq!(noted().await.unwrap().len(), before, "knocking fills no log");
}

#[tokio::test]
async fn a_sign_in_of_an_hour_ago_there_is_no_fresh_proof_here() {
    // Who finds a browser that is signed in at the provider must not get what asks for a fresh proof; whoever proves anew is asked there.
    let provider = Provider::start();
    let bed = provider.bed(&["mfa"]);
    let signed = went(&bed, Journey::SignIn, "noor", "mfa", 3_000).await.unwrap();
    assert!(!bed.access.staff(&signed.token).await.unwrap().unwrap().fresh);
    let signed = went(&bed, Journey::SignIn, "noor", "mfa", 0).await.unwrap();
    assert!(bed.access.staff(&signed.token).await.unwrap().unwrap().fresh);
    let departure = bed.access.depart(Journey::ProveAnew, "").await.unwrap();
    let asked: BTreeMap<_, _> = departure.address.query_pairs().into_owned().collect();
    assert_eq!((asked["prompt"].as_str(), asked["max_age"].as_str()), ("login", "0"));
    let proved = went(&bed, Journey::ProveAnew, "noor", "mfa", 0).await.unwrap();
    assert!(bed.access.staff(&proved.token).await.unwrap().unwrap().fresh);
}
