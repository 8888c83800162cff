//! Subscriber updates: what an HLR and the nodes that serve its subscribers tell each other.
//!
//! *Shape*: a type byte, then fields of a tag, a length and a value.
//!
//! *Source*: OsmoHLR User Manual, "Generic Subscriber Update Protocol"; the meaning is that of MAP, 3GPP TS 29.002 clauses 8.1.2 (Update
//! Location), 8.1.3 (Cancel Location), 8.5.2 (Send Authentication Info) and 8.8 (Insert and Delete Subscriber Data).

use masalama_core::identity::Imsi;

use super::super::Domain;
use super::super::settings::PeerName;
use super::{EXTENSION_GSUP, Fault, STREAM_EXTENDED};

/// Cause 2: the HLR knows no such IMSI. *Source*: 3GPP TS 24.008, clause 10.5.3.6.
pub(crate) const CAUSE_IMSI_UNKNOWN: u8 = 2;
/// Cancellation type: the subscription is withdrawn. *Source*: 3GPP TS 29.002, clause 17.7.1, `CancellationType`.
pub(crate) const CANCEL_WITHDRAWN: u8 = 1;

const TAG_IMSI: u8 = 0x01;
const TAG_CAUSE: u8 = 0x02;
const TAG_CANCEL_TYPE: u8 = 0x06;
const TAG_DOMAIN: u8 = 0x28;
const TAG_SOURCE: u8 = 0x60;
const TAG_DESTINATION: u8 = 0x61;

const DOMAIN_PACKET: u8 = 1;
const DOMAIN_CIRCUIT: u8 = 2;

macro_rules! kinds {
    ($( $(#[$doc:meta])* $name:ident = $code:literal ),+ $(,)?) => {
        /// What a message is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $( $(#[$doc])* $name, )+
            /// Something that concerns nobody here.
            Other(u8),
        }

        impl Kind {
            fn from_code(code: u8) -> Self {
                match code { $( $code => Self::$name, )+ other => Self::Other(other) }
            }

            fn code(self) -> u8 {
                match self { $( Self::$name => $code, )+ Self::Other(code) => code }
            }
        }
    };
}

kinds! {
    /// A node serves the subscriber from now on.
    UpdateLocationAsk = 0x04,
    /// It may not.
    UpdateLocationError = 0x05,
    /// It may.
    UpdateLocationResult = 0x06,
    /// A node wants vectors to authenticate the subscriber.
    AuthenticationAsk = 0x08,
    /// It gets none.
    AuthenticationError = 0x09,
    /// Here they are.
    AuthenticationResult = 0x0a,
    /// The HLR gives a node what it must know of the subscriber.
    InsertDataAsk = 0x10,
    /// The node took it.
    InsertDataResult = 0x12,
    /// The node must forget the subscriber.
    CancelAsk = 0x1c,
    /// It did not.
    CancelError = 0x1d,
    /// It did.
    CancelResult = 0x1e,
    /// The HLR could not pass a message on.
    RoutingError = 0x4e,
}

/// A message, with those fields that concern us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// What it is.
    pub(crate) kind: Kind,
    /// Whom it is about.
    pub(crate) imsi: Option<Imsi>,
    /// Why not.
    pub(crate) cause: Option<u8>,
    /// Why a location is cancelled.
    pub(crate) cancel_type: Option<u8>,
    /// Calls or data.
    pub(crate) domain: Option<Domain>,
    /// From whom.
    pub(crate) source: Option<PeerName>,
    /// To whom, through the HLR.
    pub(crate) destination: Option<PeerName>,
}

impl Message {
    /// A message of this kind about `imsi`, in one domain.
    pub(crate) fn new(kind: Kind, imsi: &Imsi, domain: Domain) -> Self {
        Self {
            kind,
            imsi: Some(imsi.clone()),
            cause: None,
            cancel_type: None,
            domain: Some(domain),
            source: None,
            destination: None,
        }
    }

    /// "The subscription is withdrawn; forget this subscriber", from `source` to `destination`, through the HLR.
    pub(crate) fn withdraw(imsi: &Imsi, domain: Domain, source: &PeerName, destination: &PeerName) -> Self {
        Self {
            cancel_type: Some(CANCEL_WITHDRAWN),
            source: Some(source.clone()),
            destination: Some(destination.clone()),
            ..Self::new(Kind::CancelAsk, imsi, domain)
        }
    }

    /// The message in a frame.
    pub(crate) fn frame(&self) -> Vec<u8> {
        let mut payload = vec![EXTENSION_GSUP, self.kind.code()];
        let mut field = |tag: u8, value: &[u8]| {
            payload.push(tag);
            payload.push(u8::try_from(value.len()).expect("an IMSI and a peer's name are short"));
            payload.extend_from_slice(value);
        };
        if let Some(imsi) = &self.imsi {
            field(TAG_IMSI, &to_bcd(imsi));
        }
        if let Some(cause) = self.cause {
            field(TAG_CAUSE, &[cause]);
        }
        if let Some(cancel_type) = self.cancel_type {
            field(TAG_CANCEL_TYPE, &[cancel_type]);
        }
        if let Some(domain) = self.domain {
            field(TAG_DOMAIN, &[domain_code(domain)]);
        }
        for (tag, name) in [(TAG_SOURCE, &self.source), (TAG_DESTINATION, &self.destination)] {
            if let Some(name) = name {
                field(tag, &[name.as_str().as_bytes(), b"\0"].concat());
            }
        }
        super::frame(STREAM_EXTENDED, &payload)
    }
}

/// Reads a message. Fields that do not concern us are passed over.
///
/// # Errors
/// [`Fault::Truncated`] when a field ends behind the end, [`Fault::Malformed`] when one that concerns us cannot be.
pub(crate) fn parse(bytes: &[u8]) -> Result<Message, Fault> {
    let (code, mut rest) = bytes.split_first().ok_or(Fault::Truncated)?;
    let mut message = Message {
        kind: Kind::from_code(*code),
        imsi: None,
        cause: None,
        cancel_type: None,
        domain: None,
        source: None,
        destination: None,
    };
    while let [tag, length, tail @ ..] = rest {
        let (value, behind) = tail.split_at_checked(usize::from(*length)).ok_or(Fault::Truncated)?;
        rest = behind;
        match *tag {
            TAG_IMSI => message.imsi = Some(from_bcd(value)?),
            TAG_CAUSE => message.cause = Some(one_byte(value)?),
            TAG_CANCEL_TYPE => message.cancel_type = Some(one_byte(value)?),
            TAG_DOMAIN => message.domain = Some(domain(one_byte(value)?)?),
            TAG_SOURCE => message.source = Some(name(value)?),
            TAG_DESTINATION => message.destination = Some(name(value)?),
            _ => {}
        }
    }
    if rest.is_empty() { Ok(message) } else { Err(Fault::Truncated) }
}

fn one_byte(value: &[u8]) -> Result<u8, Fault> {
    match value {
        [byte] => Ok(*byte),
        _ => Err(Fault::Malformed),
    }
}

fn domain_code(domain: Domain) -> u8 {
    match domain {
        Domain::Circuit => DOMAIN_CIRCUIT,
        Domain::Packet => DOMAIN_PACKET,
    }
}

fn domain(code: u8) -> Result<Domain, Fault> {
    match code {
        DOMAIN_CIRCUIT => Ok(Domain::Circuit),
        DOMAIN_PACKET => Ok(Domain::Packet),
        _ => Err(Fault::Malformed),
    }
}

/// A name, with or without its zero byte: each end writes it, none insists.
fn name(value: &[u8]) -> Result<PeerName, Fault> {
    let text =
        std::str::from_utf8(value.strip_suffix(b"\0").unwrap_or(value)).map_err(|_| Fault::Malformed)?;
    PeerName::parse(text).map_err(|_| Fault::Malformed)
}

/// Two digits a byte, the first in the low half; an odd one out is filled with `f`.
fn to_bcd(imsi: &Imsi) -> Vec<u8> {
    let digits: Vec<u8> = imsi.unmasked().bytes().map(|byte| byte - b'0').collect();
    digits.chunks(2).map(|pair| pair[0] | pair.get(1).copied().unwrap_or(0xf) << 4).collect()
}

fn from_bcd(value: &[u8]) -> Result<Imsi, Fault> {
    let mut halves: Vec<u8> = value.iter().flat_map(|byte| [byte & 0xf, byte >> 4]).collect();
    if halves.last() == Some(&0xf) {
        halves.pop();
    }
    let digits: Option<String> = halves.iter().map(|half| char::from_digit(u32::from(*half), 10)).collect();
    Imsi::parse(&digits.ok_or(Fault::Malformed)?).map_err(|_| Fault::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imsi() -> Imsi {
        Imsi::parse("901700000000012").unwrap()
    }

    fn peer(name: &str) -> PeerName {
        PeerName::parse(name).unwrap()
    }

    #[test]
    fn a_withdrawal_has_the_exact_bytes_a_real_hlr_passes_on() {
        // The bytes are those that version 1.5.0 took and handed to the node.
        let frame = Message::withdraw(&imsi(), Domain::Circuit, &peer("US"), &peer("MSC-1")).frame();
        let expected =
            b"\x00\x1f\xee\x05\x1c\x01\x08\x09\x71\x00\x00\x00\x00\x10\xf2\x06\x01\x01\x28\x01\x02\
                         \x60\x03US\0\x61\x06MSC-1\0";
        assert_eq!(frame, expected);
    }

    #[test]
    fn a_routing_error_names_the_node_that_was_not_there() {
        // A recorded frame: the node that could not be reached stands as its source.
        let bytes = b"N\x01\x08\tq\x00\x00\x00\x00\x10\xf2`\x05NOPE\x00a\x0bMASALAMA-1\x00";
        let message = parse(bytes).unwrap();
        assert_eq!(message.kind, Kind::RoutingError);
        assert_eq!(message.imsi, Some(imsi()));
        assert_eq!(message.source, Some(peer("NOPE")));
        assert_eq!(message.destination, Some(peer("MASALAMA-1")));
    }

    #[test]
    fn a_refused_authentication_carries_its_cause() {
        // A recorded frame of version 1.5.0 about an IMSI that it does not know.
        let message = parse(b"\t\x01\x08\tq\x00\x00\x00\x00\x10\xf2\x02\x01\x02").unwrap();
        assert_eq!((message.kind, message.cause), (Kind::AuthenticationError, Some(CAUSE_IMSI_UNKNOWN)));
    }

    #[test]
    fn a_message_that_ends_too_early_or_cannot_be_is_refused() {
        // No field may be guessed: what is cut or wrong is a fault.
        assert_eq!(parse(b""), Err(Fault::Truncated));
        assert_eq!(parse(b"\x09\x01"), Err(Fault::Truncated));
        assert_eq!(parse(b"\x09\x01\x08\x09\x71"), Err(Fault::Truncated));
        assert_eq!(parse(b"\x09\x02\x02\x00\x02"), Err(Fault::Malformed));
        assert_eq!(parse(b"\x09\x01\x02\x09\xf1"), Err(Fault::Malformed));
        assert_eq!(parse(b"\x09\x01\x08\xaa\x71\x00\x00\x00\x00\x10\xf2"), Err(Fault::Malformed));
        assert_eq!(parse(b"\x09\x28\x01\x03"), Err(Fault::Malformed));
        assert_eq!(parse(b"\x09\x60\x02\xff\xfe"), Err(Fault::Malformed));
        assert_eq!(parse(b"\x09\x60\x00"), Err(Fault::Malformed));
    }

    #[test]
    fn every_message_we_write_reads_back_the_same() {
        // What one of our ends writes the other must understand.
        for message in [
            Message::withdraw(&imsi(), Domain::Packet, &peer("US"), &peer("SGSN-1")),
            Message { cause: Some(2), ..Message::new(Kind::UpdateLocationError, &imsi(), Domain::Circuit) },
            Message::new(Kind::Other(0x77), &imsi(), Domain::Packet),
        ] {
            let frame = message.frame();
            assert_eq!(parse(&frame[4..]), Ok(message));
        }
    }
}
