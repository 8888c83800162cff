//! `cease start`: the request.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use masalama_core::identity::DocumentKind;
use masalama_core::port::Clock as _;
use masalama_core::request::{Channel, Language, Reason};
use masalama_language::of_code;
use masalama_web::api::ask::{CeaseAsk, DocumentAsk};
use masalama_web::api::view::OpenedJson;

use crate::client::Client;
use crate::clock::SystemClock;
use crate::command::{ServerArgs, typed};
use crate::exit::{Exit, Failure};
use crate::say;

/// A request read from a file is no longer than this.
const REQUEST_BYTES_MAX: u64 = 64 * 1024;

pub(super) const EXAMPLES: &str = "Whoever can list processes sees what stands on a command line. To keep numbers out of it, give them as \
JSON: masalama cease start --request - < request.json

Examples:
  masalama cease start --iccid 8996802100000000031 --passport SX1000000 --activated-on 2025-03-31 --contact +96899000000
  masalama cease start --request request.json --receipt receipt.json";

/// Arguments of `cease start`.
#[derive(Args)]
pub(in crate::command) struct StartArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// The number on the card
    #[arg(long, required_unless_present = "request")]
    iccid: Option<String>,
    /// The passport the line was registered with
    #[arg(long, value_name = "NUMBER", group = "document")]
    passport: Option<String>,
    /// The resident card it was registered with
    #[arg(long, value_name = "NUMBER", group = "document")]
    resident_card: Option<String>,
    /// The civil number it was registered with
    #[arg(long, value_name = "NUMBER", group = "document")]
    civil_number: Option<String>,
    /// The day the card went into service
    #[arg(long, value_name = "DATE", value_parser = typed::day, group = "date")]
    activated_on: Option<Date>,
    /// The day the card was bought
    #[arg(long, value_name = "DATE", value_parser = typed::day, group = "date")]
    purchased_on: Option<Date>,
    /// The number the person can be reached on; not the line's own
    #[arg(long, value_name = "NUMBER")]
    contact: Option<String>,
    /// The address the person reads mail at
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The day service should end; as soon as the rules allow without
    #[arg(long, value_name = "DATE", value_parser = typed::day)]
    wanted_on: Option<Date>,
    /// How the request came in: api, portal; or phone, email, shop, letter, which staff type in with their token
    #[arg(long, default_value = "api", value_parser = typed::word::<Channel>)]
    channel: Channel,
    /// Why: customer-request, leaving-country, changing-operator, death or survivor
    #[arg(long, default_value = "customer-request", value_parser = typed::word::<Reason>)]
    reason: Reason,
    /// The language of papers and messages: en, ar or zh
    #[arg(long, default_value = "en", value_parser = language)]
    lang: Language,
    /// The request as JSON, as POST /v1/cases takes it; - reads it from stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["iccid", "document", "date", "contact", "email", "wanted_on"])]
    request: Option<PathBuf>,
    /// The same key with the same request gets the same case; a fresh one without
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Write the signed receipt to this file
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
}

fn language(typed: &str) -> Result<Language, String> {
    of_code(typed).ok_or_else(|| "the languages are en, ar and zh".to_owned())
}

impl StartArgs {
    fn ask(&self) -> Result<CeaseAsk, Failure> {
        if let Some(path) = &self.request {
            let bytes = typed::file(path, REQUEST_BYTES_MAX)?;
            let right = "the path of a request as JSON: {\"iccid\", \"document\": {\"kind\", \"number\"}, \"activated_on\", …}";
            return serde_json::from_slice(&bytes).map_err(|_| typed::wrong("--request", right));
        }
        let documents = [
            (DocumentKind::Passport, &self.passport),
            (DocumentKind::ResidentCard, &self.resident_card),
            (DocumentKind::CivilNumber, &self.civil_number),
        ];
        let document = documents
            .into_iter()
            .find_map(|(kind, number)| number.clone().map(|number| DocumentAsk { kind, number }));
        let missing = "one of --passport, --resident-card and --civil-number";
        Ok(CeaseAsk {
            iccid: self.iccid.clone().unwrap_or_default(),
            document: document.ok_or_else(|| typed::wrong("the document", missing))?,
            purchased_on: self.purchased_on,
            activated_on: self.activated_on,
            contact_msisdn: self.contact.clone(),
            contact_email: self.email.clone(),
            channel: Some(self.channel),
            reason: Some(self.reason),
            wanted_on: self.wanted_on,
            language: Some(self.lang),
        })
    }

    /// What comes by telephone, mail or over the counter is typed in by staff, by name.
    fn client(&self) -> Result<Client, Failure> {
        Ok(match self.channel {
            Channel::Api | Channel::Portal => Client::anybody(&self.server)?,
            Channel::Phone | Channel::Email | Channel::Shop | Channel::Letter => Client::staff(&self.server)?,
        })
    }
}

pub(super) async fn start(args: StartArgs) -> Result<Exit, Failure> {
    let client = args.client()?;
    let key = args.idempotency_key.clone().unwrap_or_else(fresh_key);
    let opened: OpenedJson = client.post_once("/v1/cases", &args.ask()?, &key).await?;
    if let Some(path) = &args.receipt {
        let reader = Client::of_case(&args.server, &opened.case.to_string(), Some(&opened.credential))?;
        let bytes = reader.bytes(&format!("/v1/cases/{}/papers/receipt", opened.case)).await?;
        std::fs::write(path, bytes).map_err(|source| Failure::File {
            path: path.clone(),
            verb: "written",
            source,
        })?;
    }
    if args.server.json {
        say::json(&opened);
        return Ok(Exit::Done);
    }
    say::data(format_args!("case        {}", opened.case));
    say::data(format_args!("credential  {}", opened.credential));
    say::note("Keep the credential: it opens the case, and is shown only now.");
    Ok(Exit::Done)
}

fn fresh_key() -> String {
    SystemClock.fresh()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
