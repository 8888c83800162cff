//! How long pages take: the real server over its own store with many cases, asked over loopback one page after the other, as a browser
//! asks. What is measured is the whole way there and back, so the server's own time is below it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use masalama_core::port::Store;
use masalama_store::{Durability, SqliteStore};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret};

use crate::{AnyError, Figure, count, figure, waiting};

/// So often is each page asked for before it counts, and then while it does.
const WARM: usize = 30;
const ASKED: usize = 1_000;
/// What the server says before its address.
const SERVES_AT: &str = "Masalama serves at ";
const PASSWORD: &str = "a sentence nobody guesses";

/// The pages, by who may see them; `{case}` is a case with a plan.
const OPEN: [(&str, [&str; 3]); 3] = [
    ("/", ["page/home p50", "page/home p99", "page/home size"]),
    ("/end", ["page/find p50", "page/find p99", "page/find size"]),
    (
        "/guide?operator=omantel&kind=postpaid&leave_on=2027-03-31",
        ["page/guide p50", "page/guide p99", "page/guide size"],
    ),
];
const OWN: [(&str, [&str; 3]); 2] = [
    ("/my", ["page/follow p50", "page/follow p99", "page/follow size"]),
    ("/my/do", ["page/part p50", "page/part p99", "page/part size"]),
];
const STAFF: [(&str, [&str; 3]); 4] = [
    ("/console", ["page/queue p50", "page/queue p99", "page/queue size"]),
    ("/console/cases/{case}", ["page/case p50", "page/case p99", "page/case size"]),
    ("/console/call?case={case}", ["page/call p50", "page/call p99", "page/call size"]),
    ("/console/board", ["page/board p50", "page/board p99", "page/board size"]),
];

/// A server that ends with the measurement.
struct Served {
    process: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Serves over a store with so many cases, and asks for every page often.
pub(crate) async fn measure(cases: u32) -> Result<Vec<Figure>, AnyError> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("masalama.toml"), "[sandbox]\nclock = \"frozen\"\nlines = 60\n")?;
    drop(serve(folder.path())?);
    eprintln!("storing {cases} cases …");
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(&folder.path().join("data/cases.db"), Durability::Full)?);
    waiting::store(&store, cases).await?;
    drop(store);
    let served = serve(folder.path())?;
    let client = Client::builder().redirect(Policy::none()).build()?;
    let staff = enrolled(&client, &served, folder.path()).await?;
    let (case, person) = opened(&client, &served, folder.path()).await?;
    eprintln!("asking for each page {ASKED} times …");
    let mut figures = vec![figure("page/cases", f64::from(cases), "cases")];
    for (pages, cookie) in [(&OPEN[..], ""), (&OWN[..], &person), (&STAFF[..], &staff)] {
        for (path, names) in pages {
            let address = format!("{}{}", served.address, path.replace("{case}", &case));
            figures.extend(asked(&client, &address, cookie, *names).await?);
        }
    }
    Ok(figures)
}

async fn asked(
    client: &Client,
    address: &str,
    cookie: &str,
    names: [&'static str; 3],
) -> Result<Vec<Figure>, AnyError> {
    let mut took = Vec::with_capacity(ASKED);
    let mut bytes = 0;
    for turn in 0..WARM + ASKED {
        let begun = Instant::now();
        let answer =
            client.get(address).header(COOKIE, cookie).header(ACCEPT_ENCODING, "gzip").send().await?;
        let status = answer.status();
        bytes = answer.bytes().await?.len();
        if !status.is_success() {
            return Err(format!("{address} answers {status}").into());
        }
        if turn >= WARM {
            took.push(begun.elapsed());
        }
    }
    took.sort_unstable();
    let at = |part: usize| took.get(took.len() * part / 100).map_or(0.0, Duration::as_secs_f64) * 1e3;
    let size = count(u64::try_from(bytes)?);
    Ok(vec![
        figure(names[0], at(50), "ms"),
        figure(names[1], at(99), "ms"),
        figure(names[2], size, "bytes, gzip"),
    ])
}

/// The program beside this one.
fn program() -> Result<PathBuf, AnyError> {
    Ok(std::env::current_exe()?.with_file_name("masalama"))
}

fn serve(folder: &Path) -> Result<Served, AnyError> {
    let mut process = Command::new(program()?)
        .args(["serve", "--listen", "127.0.0.1:0", "--data", "data"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let errors = process.stderr.take().ok_or("stderr was piped")?;
    let mut served = Served { process, address: String::new() };
    let mut lines = BufReader::new(errors).lines();
    for line in lines.by_ref() {
        if let Some(rest) = line?.strip_prefix(SERVES_AT) {
            served.address =
                rest.split_whitespace().next().unwrap_or_default().trim_end_matches('/').to_owned();
            break;
        }
    }
    // Nobody reads on: the pipe must not fill up.
    std::thread::spawn(move || lines.for_each(drop));
    if served.address.is_empty() { Err("the server did not start".into()) } else { Ok(served) }
}

/// Runs a command in the folder to its end.
fn ran(folder: &Path, words: &[&str]) -> Result<String, AnyError> {
    let output = Command::new(program()?).args(words).current_dir(folder).output()?;
    let said = String::from_utf8(output.stdout)?;
    if output.status.success() { Ok(said) } else { Err(String::from_utf8(output.stderr)?.into()) }
}

/// Cookies as they are set, as a browser sends them back.
fn kept(before: &str, headers: &HeaderMap) -> String {
    let set = headers.get_all(SET_COOKIE).iter().filter_map(|set| set.to_str().ok()?.split(';').next());
    let before = before.split("; ").filter(|pair| !pair.is_empty());
    before.chain(set).collect::<Vec<_>>().join("; ")
}

/// What stands between two texts on a page.
fn between<'page>(page: &'page str, before: &str, after: &str) -> Result<&'page str, AnyError> {
    let rest = page.split_once(before).ok_or_else(|| format!("{before} is not on the page"))?.1;
    Ok(rest.split_once(after).ok_or("the page ends too early")?.0)
}

/// Sends the form of a page, and is let in; the cookies afterwards.
async fn let_in(
    client: &Client,
    address: &str,
    base: &str,
    fields: impl FnOnce(&str) -> Result<Vec<(&'static str, String)>, AnyError>,
) -> Result<String, AnyError> {
    let page = client.get(address).send().await?;
    let cookies = kept("", page.headers());
    let text = page.text().await?;
    let mut fields = fields(&text)?;
    fields.push(("csrf", between(&text, "name=\"csrf\" value=\"", "\"")?.to_owned()));
    let encoded = reqwest::Url::parse_with_params("http://form/", &fields)?;
    let answer = client
        .post(address)
        .header(COOKIE, &cookies)
        .header(ORIGIN, base)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(encoded.query().unwrap_or_default().to_owned())
        .send()
        .await?;
    match answer.status() {
        StatusCode::SEE_OTHER => Ok(kept(&cookies, answer.headers())),
        other => Err(format!("{address} answers {other} to its form").into()),
    }
}

/// A supervisor, enrolled with the link of a new account; the cookies of the session.
async fn enrolled(client: &Client, served: &Served, folder: &Path) -> Result<String, AnyError> {
    let add = ["staff", "add", "supervisor-1", "--role", "supervisor", "--data", "data"];
    let link = ran(folder, &add)?;
    let code = between(&(link + "\n"), "/console/enrol/", "\n")?.trim().to_owned();
    let address = format!("{}/console/enrol/{code}", served.address);
    let fields = |page: &str| {
        let typed = between(page, "<code>", "</code>")?.replace(' ', "");
        let visit = between(page, "name=\"visit\" value=\"", "\"")?.to_owned();
        Ok(vec![("visit", visit), ("password", PASSWORD.to_owned()), ("code", shown(&typed)?)])
    };
    let_in(client, &address, &served.address, fields).await
}

/// What a code generator shows now for a secret in base32.
fn shown(secret: &str) -> Result<String, AnyError> {
    let secret = Secret::try_from_base32(secret)?;
    let generator =
        Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_secret(secret).build()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(generator.generate(now).to_string())
}

/// A case with a plan, and the cookies of its person.
async fn opened(client: &Client, served: &Served, folder: &Path) -> Result<(String, String), AnyError> {
    let list =
        ["sandbox", "lines", "--kind", "postpaid", "--json", "--server", &served.address, "--data", "data"];
    let lines: Value = serde_json::from_str(&ran(folder, &list)?)?;
    let fits =
        |line: &&Value| line["numbers"]["msisdn"].is_string() && line["facts"]["operator"] != "sandbox-sohar";
    let line = lines["lines"].as_array().and_then(|lines| lines.iter().find(fits)).ok_or("no line fits")?;
    let asked = json!({
        "iccid": line["numbers"]["iccid"],
        "document": line["owner"]["document"],
        "activated_on": line["facts"]["activated_on"],
        "contact_msisdn": line["owner"]["contact_msisdn"],
    });
    let opened: Value =
        client.post(format!("{}/v1/cases", served.address)).json(&asked).send().await?.json().await?;
    let text = |key: &str| opened[key].as_str().unwrap_or_default().to_owned();
    let (case, credential) = (text("case"), text("credential"));
    let fields =
        |_: &str| Ok(vec![("case", case.clone()), ("credential", credential), ("to", "/my".to_owned())]);
    let cookies = let_in(client, &format!("{}/case", served.address), &served.address, fields).await?;
    // The worker has a moment to plan it.
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok((case, cookies))
}
