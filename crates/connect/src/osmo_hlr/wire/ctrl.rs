//! The control interface: rows read and set, one line of text each.
//!
//! *Shape*: `GET <id> <variable>` and `SET <id> <variable> <value>`; answered by `GET_REPLY <id> <variable> <value>`,
//! `SET_REPLY <id> <variable> <value>` or `ERROR <id> <text>`. A connection may hold several questions at once; they are answered in order.

use std::fmt;

use masalama_core::detail::Detail;
use masalama_core::identity::Imsi;

use super::super::settings::PeerName;
use super::super::{Domain, Service, Services};
use super::{EXTENSION_CTRL, Fault, STREAM_EXTENDED};

/// What a read answers when there is no such row. Any other refusal says nothing about the row.
const NO_ROW: &str = "No such subscriber.";

/// One question or order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ask<'a> {
    /// Read the row.
    Read(&'a Imsi),
    /// Switch one domain.
    Set(&'a Imsi, Domain, Service),
    /// Delete keys and row.
    Delete(&'a Imsi),
    /// Make a row.
    #[cfg(feature = "test-parts")]
    Create(&'a Imsi),
    /// Give the row a key for authentication.
    #[cfg(feature = "test-parts")]
    Key(&'a Imsi),
}

impl Ask<'_> {
    /// The frame that asks, under the number `id`.
    pub(crate) fn frame(&self, id: usize) -> Vec<u8> {
        let text = match self {
            Self::Read(imsi) => format!("GET {id} subscriber.by-imsi-{}.info", imsi.unmasked()),
            Self::Set(imsi, domain, service) => {
                let variable = match domain {
                    Domain::Circuit => "cs-enabled",
                    Domain::Packet => "ps-enabled",
                };
                let value = match service {
                    Service::Off => 0,
                    Service::On => 1,
                };
                format!("SET {id} subscriber.by-imsi-{}.{variable} {value}", imsi.unmasked())
            }
            Self::Delete(imsi) => format!("SET {id} subscriber.delete {}", imsi.unmasked()),
            #[cfg(feature = "test-parts")]
            Self::Create(imsi) => format!("SET {id} subscriber.create {}", imsi.unmasked()),
            #[cfg(feature = "test-parts")]
            Self::Key(imsi) => {
                let key = "000102030405060708090a0b0c0d0e0f";
                format!("SET {id} subscriber.by-imsi-{}.aud3g milenage,{key},opc,{key},5", imsi.unmasked())
            }
        };
        let mut payload = vec![EXTENSION_CTRL];
        payload.extend_from_slice(text.as_bytes());
        super::frame(STREAM_EXTENDED, &payload)
    }
}

/// An answer. It may hold numbers, so that `Debug` shows it masked (I9).
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// It was read or set.
    Value {
        /// The question's number.
        id: usize,
        /// What it is now.
        value: String,
    },
    /// It was not.
    Error {
        /// The question's number.
        id: usize,
        /// What the HLR says.
        text: String,
    },
    /// Something that answers no question.
    Other,
}

impl Reply {
    /// Which question it answers.
    pub(crate) fn id(&self) -> Option<usize> {
        match self {
            Self::Value { id, .. } | Self::Error { id, .. } => Some(*id),
            Self::Other => None,
        }
    }

    /// What the HLR said against it, if it did.
    pub(crate) fn refusal(&self) -> Option<Detail> {
        match self {
            Self::Error { text, .. } => Some(Detail::of(text)),
            Self::Value { .. } | Self::Other => None,
        }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { id, value } => write!(f, "Value({id}, {:?})", Detail::of(value)),
            Self::Error { id, text } => write!(f, "Error({id}, {:?})", Detail::of(text)),
            Self::Other => f.write_str("Other"),
        }
    }
}

/// Reads an answer. Whatever cannot be one is [`Reply::Other`].
pub(crate) fn parse(text: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(text);
    let mut words = text.splitn(3, ' ');
    let (Some(verb), Some(id)) = (words.next(), words.next().and_then(|id| id.parse().ok())) else {
        return Reply::Other;
    };
    let rest = words.next().unwrap_or_default();
    match verb {
        "GET_REPLY" | "SET_REPLY" => {
            let value = rest.split_once(' ').map_or("", |(_variable, value)| value);
            Reply::Value { id, value: value.to_owned() }
        }
        "ERROR" => Reply::Error { id, text: rest.to_owned() },
        _ => Reply::Other,
    }
}

/// Whether there is a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// There is, and this is in it.
    There(Subscriber),
    /// There is none.
    Absent,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subscriber {
    /// Is there circuit service: calls and messages?
    pub(crate) circuit: Service,
    /// Is there packet service: data?
    pub(crate) packet: Service,
    /// Which node serves calls. It stays after that node was told to forget the line.
    pub(crate) circuit_node: Option<PeerName>,
    /// Which node serves data. It stays likewise.
    pub(crate) packet_node: Option<PeerName>,
}

impl Subscriber {
    /// Both services.
    pub(crate) fn services(&self) -> Services {
        Services { circuit: self.circuit, packet: self.packet }
    }
}

/// What the answer to [`Ask::Read`] says of the row of `imsi`.
///
/// *Shape*: lines of a name, a tab and a value; a node that does not serve has no line.
///
/// # Errors
/// [`Fault`] when it is the answer to something else, says that it could not read, or lacks what every row has.
pub(crate) fn row(reply: &Reply, imsi: &Imsi) -> Result<Row, Fault> {
    let value = match reply {
        Reply::Value { value, .. } => value,
        Reply::Error { text, .. } if text == NO_ROW => return Ok(Row::Absent),
        Reply::Error { text, .. } => return Err(Fault::Refused(Detail::of(text))),
        Reply::Other => return Err(Fault::OtherAnswer),
    };
    let field = |name: &str| {
        value.lines().find_map(|line| line.split_once('\t').filter(|(key, _)| *key == name)).map(|(_, v)| v)
    };
    if field("imsi").ok_or(Fault::FieldMissing)? != imsi.unmasked() {
        return Err(Fault::OtherSubscriber);
    }
    Ok(Row::There(Subscriber {
        circuit: service(field("nam_cs"))?,
        packet: service(field("nam_ps"))?,
        circuit_node: node(field("vlr_number"))?,
        packet_node: node(field("sgsn_number"))?,
    }))
}

fn service(value: Option<&str>) -> Result<Service, Fault> {
    match value.ok_or(Fault::FieldMissing)? {
        "0" => Ok(Service::Off),
        "1" => Ok(Service::On),
        _ => Err(Fault::Malformed),
    }
}

fn node(value: Option<&str>) -> Result<Option<PeerName>, Fault> {
    value.filter(|name| !name.is_empty()).map(PeerName::parse).transpose().map_err(|_| Fault::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imsi() -> Imsi {
        Imsi::parse("901700000000012").unwrap()
    }

    fn read(text: &str) -> Result<Row, Fault> {
        row(&parse(text.as_bytes()), &imsi())
    }

    #[test]
    fn an_order_has_the_exact_bytes_the_hlr_reads() {
        // A frame of another form would be dropped without a word.
        let frame = Ask::Set(&imsi(), Domain::Packet, Service::Off).frame(2);
        assert_eq!(frame, b"\x00\x36\xee\x00SET 2 subscriber.by-imsi-901700000000012.ps-enabled 0");
        assert!(Ask::Read(&imsi()).frame(1).ends_with(b"GET 1 subscriber.by-imsi-901700000000012.info"));
        assert!(Ask::Delete(&imsi()).frame(1).ends_with(b"SET 1 subscriber.delete 901700000000012"));
    }

    #[test]
    fn a_row_reads_as_the_real_hlr_writes_it() {
        // The text is a recorded answer of version 1.5.0.
        let text = "GET_REPLY 4 subscriber.by-imsi-901700000000012.info \nid\t1\nimsi\t901700000000012\nmsisdn\t97150000012\
                    \nnam_cs\t1\nnam_ps\t0\nvlr_number\tMSC-1\nms_purged_cs\t0\nms_purged_ps\t0\nlmsi\t00000000";
        let expected = Subscriber {
            circuit: Service::On,
            packet: Service::Off,
            circuit_node: Some(PeerName::parse("MSC-1").unwrap()),
            packet_node: None,
        };
        assert_eq!(read(text), Ok(Row::There(expected)));
    }

    #[test]
    fn only_the_one_sentence_says_that_there_is_no_row() {
        // Any other error may be a locked database, and must not pass for absence.
        assert_eq!(read("ERROR 1 No such subscriber."), Ok(Row::Absent));
        for text in ["ERROR 1 An error has occurred.", "ERROR 1 ", "ERROR 1 no such subscriber"] {
            assert!(matches!(read(text), Err(Fault::Refused(_))), "{text}");
        }
        assert_eq!(read("TRAP 0 something changed"), Err(Fault::OtherAnswer));
        assert_eq!(read("GET_REPLY one x y"), Err(Fault::OtherAnswer));
    }

    #[test]
    fn a_row_of_another_or_with_holes_is_no_row() {
        // A wrong row must never be taken for the right one.
        assert_eq!(
            read("GET_REPLY 1 x \nimsi\t901700000000013\nnam_cs\t0\nnam_ps\t0"),
            Err(Fault::OtherSubscriber)
        );
        assert_eq!(read("GET_REPLY 1 x \nimsi\t901700000000012\nnam_cs\t0"), Err(Fault::FieldMissing));
        assert_eq!(
            read("GET_REPLY 1 x \nimsi\t901700000000012\nnam_cs\t2\nnam_ps\t0"),
            Err(Fault::Malformed)
        );
        assert_eq!(read("GET_REPLY 1 x "), Err(Fault::FieldMissing));
    }

    #[test]
    fn a_refusal_that_quotes_the_number_shows_it_masked() {
        // What the other side says is kept in records, so numbers in it are masked (I9).
        let reply = parse(b"ERROR 3 cannot touch 901700000000012");
        assert_eq!(reply.refusal().unwrap().as_str(), "cannot touch •••12");
        let value = parse(b"SET_REPLY 3 subscriber.delete 901700000000012");
        assert_eq!(format!("{value:?}"), "Value(3, \"•••12\")");
    }
}
