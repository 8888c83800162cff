//! As much of an MME and its phones as an MSC sees when they attach over SGs.
//!
//! *Shape*: a type byte, then fields of a tag, a length and a value. *Source*: 3GPP TS 29.118, clauses 8 and 9.

use std::net::SocketAddr;

use masalama_core::identity::Imsi;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::PATIENCE;

const LOCATION_UPDATE_REQUEST: u8 = 0x09;
const LOCATION_UPDATE_ACCEPT: u8 = 0x0a;
const LOCATION_UPDATE_REJECT: u8 = 0x0b;
const TMSI_REALLOCATION_COMPLETE: u8 = 0x0c;

const FIELD_IMSI: u8 = 0x01;
const FIELD_LOCATION_AREA: u8 = 0x04;
const FIELD_MME_NAME: u8 = 0x09;
const FIELD_UPDATE_TYPE: u8 = 0x0a;
const FIELD_MOBILE_IDENTITY: u8 = 0x0e;

/// How long an MME's name is on the wire. *Source*: 3GPP TS 29.118, clause 9.4.
const MME_NAME_BYTES: usize = 55;
/// Country 901, network 70, area 1.
const LOCATION_AREA: [u8; 5] = [0x09, 0xf1, 0x07, 0x00, 0x01];
/// A first attach to non-EPS services.
const IMSI_ATTACH: u8 = 1;

/// What the MSC said to a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is served.
    Accepted,
    /// It is not.
    Refused,
}

/// An MME that is connected to an MSC.
pub struct Mme(TcpStream);

impl Mme {
    /// Connects to an MSC.
    ///
    /// # Panics
    /// When it does not listen.
    pub async fn connect(sgs: SocketAddr) -> Self {
        let stream = TcpStream::connect(sgs).await.expect("the MSC listens");
        stream.set_nodelay(true).expect("a socket takes an option");
        Self(stream)
    }

    /// A phone attaches. Its caller waits until the MSC has taken the last message before the next phone comes.
    ///
    /// # Panics
    /// When the MSC does not answer.
    pub async fn attach(&mut self, imsi: &Imsi) -> Admission {
        let mut request = message(LOCATION_UPDATE_REQUEST, imsi);
        field(&mut request, FIELD_MME_NAME, &mme_name());
        field(&mut request, FIELD_UPDATE_TYPE, &[IMSI_ATTACH]);
        field(&mut request, FIELD_LOCATION_AREA, &LOCATION_AREA);
        self.0.write_all(&request).await.expect("the MSC takes a phone");
        let answer = self.answer().await;
        if answer[0] == LOCATION_UPDATE_REJECT {
            return Admission::Refused;
        }
        if has_field(&answer[1..], FIELD_MOBILE_IDENTITY) {
            let complete = message(TMSI_REALLOCATION_COMPLETE, imsi);
            self.0.write_all(&complete).await.expect("the MSC takes an answer");
        }
        Admission::Accepted
    }

    /// The answer to a phone; what else the MSC says is passed over.
    async fn answer(&mut self) -> Vec<u8> {
        loop {
            let mut bytes = vec![0; 4_096];
            let read = timeout(PATIENCE, self.0.read(&mut bytes)).await.expect("the MSC answers");
            let count = read.expect("the MSC can be read");
            assert!(count > 0, "the MSC hung up");
            bytes.truncate(count);
            if matches!(bytes[0], LOCATION_UPDATE_ACCEPT | LOCATION_UPDATE_REJECT) {
                return bytes;
            }
        }
    }
}

fn field(message: &mut Vec<u8>, tag: u8, value: &[u8]) {
    message.push(tag);
    message.push(u8::try_from(value.len()).expect("a field is short"));
    message.extend_from_slice(value);
}

fn message(kind: u8, imsi: &Imsi) -> Vec<u8> {
    let mut message = vec![kind];
    field(&mut message, FIELD_IMSI, &mobile_identity(imsi));
    message
}

fn has_field(mut rest: &[u8], wanted: u8) -> bool {
    while let [tag, length, tail @ ..] = rest {
        if *tag == wanted {
            return true;
        }
        rest = tail.get(usize::from(*length)..).unwrap_or_default();
    }
    false
}

/// The first digit beside "this is an IMSI with an odd number of digits", then two digits a byte. *Source*: 3GPP TS 24.008, clause
/// 10.5.1.4.
fn mobile_identity(imsi: &Imsi) -> Vec<u8> {
    let digits: Vec<u8> = imsi.unmasked().bytes().map(|byte| byte - b'0').collect();
    let first = digits[0] << 4 | 0b1001;
    std::iter::once(first).chain(digits[1..].chunks(2).map(|pair| pair[0] | pair[1] << 4)).collect()
}

/// The name in labels, each behind its length, filled up with zero bytes.
fn mme_name() -> Vec<u8> {
    let name = "mmec01.mmegi0001.mme.epc.mnc070.mcc901.3gppnetwork.org";
    let mut bytes = Vec::new();
    for label in name.split('.') {
        bytes.push(u8::try_from(label.len()).expect("a label is short"));
        bytes.extend_from_slice(label.as_bytes());
    }
    bytes.resize(MME_NAME_BYTES, 0);
    bytes
}
