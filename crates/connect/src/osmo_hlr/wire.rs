//! The foreign side of OsmoHLR: the frames, names and numbers of its protocols. Nothing outside this module knows them (I8).
//!
//! Both of its interfaces run over TCP in the IPA multiplex: a length of two bytes, a stream byte, the payload. This file holds that
//! multiplex and its link control; [`ctrl`] reads and sets rows, [`gsup`] speaks to serving nodes, [`vty`] reads a node's own table.
//!
//! *Source*: OsmoHLR User Manual, chapters "Control interface" and "Generic Subscriber Update Protocol"; 3GPP TS 29.002 for what they mean.

pub(crate) mod ctrl;
pub(crate) mod gsup;
pub(crate) mod vty;

use masalama_core::detail::Detail;

use super::settings::PeerName;

/// The most bytes of one payload that we take. The longest honest one, a row with its keys, has under 1,000.
pub(crate) const FRAME_BYTES_MAX: usize = 8 * 1024;

/// Bytes before the payload.
const HEADER_BYTES: usize = 3;
/// The stream of link control.
const STREAM_LINK: u8 = 0xfe;
/// The stream that carries an extension byte and one of its protocols.
const STREAM_EXTENDED: u8 = 0xee;
/// Extension: the control interface.
const EXTENSION_CTRL: u8 = 0x00;
/// Extension: subscriber updates.
const EXTENSION_GSUP: u8 = 0x05;

const LINK_PING: u8 = 0x00;
const LINK_PONG: u8 = 0x01;
const LINK_IDENTITY_ASK: u8 = 0x04;
const LINK_IDENTITY_ANSWER: u8 = 0x05;

/// Tags of an identity. The serial number is the name by which the HLR routes; without a unit number it hangs up.
const TAG_SERIAL: u8 = 0x00;
const TAG_UNIT_NAME: u8 = 0x01;
const TAG_MAC: u8 = 0x07;
const TAG_UNIT: u8 = 0x08;

/// What came in one frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// Is this end alive?
    Ping,
    /// The other end is alive, and has read all that was sent before our ping.
    Pong,
    /// Who is this end? The tags that are wanted.
    IdentityAsked(Vec<u8>),
    /// From the control interface.
    Ctrl(ctrl::Reply),
    /// About a subscriber.
    Gsup(gsup::Message),
    /// Something that concerns nobody here.
    Other,
}

/// What came cannot be read. Holds no part of it (I9).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// A frame says that it is longer than any honest one.
    #[error("a frame of {bytes} bytes came, and at most {FRAME_BYTES_MAX} are read")]
    FrameTooLarge {
        /// Its length.
        bytes: usize,
    },
    /// A field ends behind the end of its frame.
    #[error("a frame ends inside a field")]
    Truncated,
    /// Digits, a name or a number have a form that they cannot have.
    #[error("a field has a form that it cannot have")]
    Malformed,
    /// A row came without something every row has.
    #[error("the row lacks a field that every row has")]
    FieldMissing,
    /// A row came, but another one.
    #[error("the row of another subscriber came")]
    OtherSubscriber,
    /// An answer to another question came.
    #[error("an answer came that fits no question")]
    OtherAnswer,
    /// The row could not be read, and the HLR says so.
    #[error("the HLR could not read the row: {0}")]
    Refused(Detail),
}

/// Lays `payload` into a frame. The caller keeps it under [`FRAME_BYTES_MAX`].
fn frame(stream: u8, payload: &[u8]) -> Vec<u8> {
    let length =
        u16::try_from(payload.len()).expect("every payload we build is shorter than FRAME_BYTES_MAX");
    let mut bytes = Vec::with_capacity(HEADER_BYTES + payload.len());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.push(stream);
    bytes.extend_from_slice(payload);
    bytes
}

/// "Are you alive?", which also marks a place in the stream: its answer says that all before it was read.
pub(crate) fn ping() -> Vec<u8> {
    frame(STREAM_LINK, &[LINK_PING])
}

/// The answer to a ping.
pub(crate) fn pong() -> Vec<u8> {
    frame(STREAM_LINK, &[LINK_PONG])
}

/// The answer to "who are you?": each wanted tag, with our name where a name is wanted.
///
/// *Shape*: per tag a length of two bytes that counts the tag, the tag, the text, a zero byte.
pub(crate) fn identity(name: &PeerName, tags: &[u8]) -> Vec<u8> {
    let mut payload = vec![LINK_IDENTITY_ANSWER];
    for tag in tags {
        let text = match *tag {
            TAG_SERIAL | TAG_UNIT_NAME => name.as_str(),
            TAG_UNIT => "0/0/0",
            TAG_MAC => "00:00:00:00:00:00",
            _ => "",
        };
        let length = u16::try_from(text.len() + 2).expect("a peer's name is short");
        payload.extend_from_slice(&length.to_be_bytes());
        payload.push(*tag);
        payload.extend_from_slice(text.as_bytes());
        payload.push(0);
    }
    frame(STREAM_LINK, &payload)
}

/// Reads the first frame of `bytes`, and says how many bytes it took. `None`: it is not all there yet.
///
/// # Errors
/// [`Fault`] when the frame is too long or a field in it cannot be; the stream is of no use afterwards.
pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(Frame, usize)>, Fault> {
    let Some((header, rest)) = bytes.split_first_chunk::<HEADER_BYTES>() else { return Ok(None) };
    let length = usize::from(u16::from_be_bytes([header[0], header[1]]));
    if length > FRAME_BYTES_MAX {
        return Err(Fault::FrameTooLarge { bytes: length });
    }
    let Some(payload) = rest.get(..length) else { return Ok(None) };
    let frame = match (header[2], payload) {
        (STREAM_LINK, [LINK_PING, ..]) => Frame::Ping,
        (STREAM_LINK, [LINK_PONG, ..]) => Frame::Pong,
        (STREAM_LINK, [LINK_IDENTITY_ASK, wanted @ ..]) => Frame::IdentityAsked(wanted_tags(wanted)),
        (STREAM_EXTENDED, [EXTENSION_CTRL, text @ ..]) => Frame::Ctrl(ctrl::parse(text)),
        (STREAM_EXTENDED, [EXTENSION_GSUP, message @ ..]) => Frame::Gsup(gsup::parse(message)?),
        _ => Frame::Other,
    };
    Ok(Some((frame, HEADER_BYTES + length)))
}

/// The tags of an identity question. *Shape*: pairs of a length, always 1, and a tag.
fn wanted_tags(wanted: &[u8]) -> Vec<u8> {
    wanted.as_chunks::<2>().0.iter().map(|[_, tag]| *tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_question_of_a_real_hlr_is_answered_with_every_tag_it_wants() {
        // The HLR hangs up on an identity without a unit number, so each wanted tag must be there.
        let asked = b"\x00\x11\xfe\x04\x01\x08\x01\x07\x01\x02\x01\x03\x01\x04\x01\x05\x01\x01\x01\x00";
        let (frame, used) = parse(asked).unwrap().unwrap();
        assert_eq!(used, asked.len());
        let Frame::IdentityAsked(tags) = frame else { panic!("not the question: {frame:?}") };
        assert_eq!(tags, [8, 7, 2, 3, 4, 5, 1, 0]);

        let name = PeerName::parse("US").unwrap();
        let answer = identity(&name, &[8, 3, 1, 0]);
        assert_eq!(
            answer,
            b"\x00\x1a\xfe\x05\x00\x07\x080/0/0\0\x00\x02\x03\0\x00\x04\x01US\0\x00\x04\x00US\0"
        );
    }

    #[test]
    fn a_frame_that_is_not_all_there_waits_and_one_that_is_too_long_is_refused() {
        // Half a frame is no fault; a length that no honest frame has must not be waited for.
        assert_eq!(parse(b""), Ok(None));
        assert_eq!(parse(b"\x00\x01"), Ok(None));
        assert_eq!(parse(b"\x00\x01\xfe"), Ok(None));
        assert_eq!(parse(b"\x00\x01\xfe\x01\xff\xff"), Ok(Some((Frame::Pong, 4))));
        assert_eq!(parse(b"\xff\xff\xfe"), Err(Fault::FrameTooLarge { bytes: 65_535 }));
        assert_eq!(parse(b"\x20\x01\xee"), Err(Fault::FrameTooLarge { bytes: 8_193 }));
    }

    #[test]
    fn what_concerns_nobody_here_is_passed_over() {
        // Other streams, other extensions and empty payloads are no faults.
        for bytes in [&b"\x00\x00\xee"[..], b"\x00\x00\xfe", b"\x00\x01\xee\x77", b"\x00\x02\x00\x01\x02"] {
            assert_eq!(parse(bytes), Ok(Some((Frame::Other, bytes.len()))));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_take_more_than_there_is(
            stream in prop_oneof![Just(STREAM_LINK), Just(STREAM_EXTENDED), any::<u8>()],
            body in prop::collection::vec(any::<u8>(), 0..300),
            claimed in prop::option::of(any::<u16>()),
        ) {
            // Whatever comes, the reader answers; and what it took was there.
            let length = claimed.unwrap_or(u16::try_from(body.len()).unwrap());
            let mut bytes = length.to_be_bytes().to_vec();
            bytes.push(stream);
            bytes.extend(&body);
            if let Ok(Some((_, used))) = parse(&bytes) {
                prop_assert!(used <= bytes.len());
            }
        }

        #[test]
        fn no_bytes_behind_an_extension_make_it_panic(
            extension in prop_oneof![Just(EXTENSION_CTRL), Just(EXTENSION_GSUP)],
            body in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            // The two protocols behind the multiplex are reached by every one of these.
            let mut payload = vec![extension];
            payload.extend(&body);
            let _ = parse(&frame(STREAM_EXTENDED, &payload));
        }
    }
}
