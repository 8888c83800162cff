//! Conversations with a counterpart that says what a test lays in its mouth.

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;
use crate::osmo_hlr::Domain;

fn imsi() -> Imsi {
    Imsi::parse("901700000000012").unwrap()
}

fn name() -> PeerName {
    PeerName::parse("US").unwrap()
}

/// Takes one connection, says `words`, then listens until the other side hangs up; gives what it heard.
async fn counterpart(words: Vec<u8>) -> (SocketAddr, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // The other side may hang up before all is said.
        let _ = stream.write_all(&words).await;
        let _ = stream.shutdown().await;
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard).await;
        heard
    });
    (address, heard)
}

fn ctrl_frame(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len() + 1).unwrap().to_be_bytes();
    [&length[..], b"\xee\x00", text.as_bytes()].concat()
}

const IDENTITY_ASK: &[u8] = b"\x00\x05\xfe\x04\x01\x08\x01\x00";
const PING: &[u8] = b"\x00\x01\xfe\x00";
const PONG: &[u8] = b"\x00\x01\xfe\x01";

#[tokio::test]
async fn answers_are_matched_by_number_and_strangers_are_passed_over() {
    // An answer to another question must not be taken for ours.
    let words =
        [ctrl_frame("TRAP 0 hello world"), ctrl_frame("ERROR 7 not yours"), ctrl_frame("ERROR 1 yours")];
    let (address, _) = counterpart(words.concat()).await;
    let imsi = imsi();
    let replies = ask(address, &[ctrl::Ask::Read(&imsi)]).await.unwrap();
    assert_eq!(replies, [ctrl::Reply::Error { id: 1, text: "yours".to_owned() }]);
}

#[tokio::test]
async fn a_counterpart_that_hangs_up_babbles_or_lies_about_lengths_is_lost() {
    // None of these may be taken for an answer, and none may be listened to without end.
    let imsi = imsi();
    let asks = [ctrl::Ask::Read(&imsi)];
    let (address, _) = counterpart(Vec::new()).await;
    assert!(matches!(ask(address, &asks).await, Err(Lost::HungUp | Lost::Broken(_))));
    let (address, _) = counterpart(ctrl_frame("GET_REPLY 1 x y")[..9].to_vec()).await;
    assert!(matches!(ask(address, &asks).await, Err(Lost::HungUp | Lost::Broken(_))));
    let (address, _) = counterpart(b"\xff\xff\xee\x00".to_vec()).await;
    assert!(matches!(ask(address, &asks).await, Err(Lost::Garbled(Fault::FrameTooLarge { bytes: 65_535 }))));
    let (address, _) = counterpart(ctrl_frame("TRAP 0 hello").repeat(FRAMES_MAX + 1)).await;
    assert!(matches!(ask(address, &asks).await, Err(Lost::TooMuch)));
}

#[tokio::test]
async fn a_peer_says_who_it_is_answers_pings_and_knows_what_was_read() {
    // Without its answers the HLR would hang up; without the pong nothing may be called handed over.
    let message = Message::new(Kind::CancelAsk, &imsi(), Domain::Circuit);
    let words = [PING, IDENTITY_ASK, PING, PONG].concat();
    let (address, heard) = counterpart(words).await;
    assert!(hand_over(address, name(), std::slice::from_ref(&message)).await.unwrap().is_empty());
    let expected = [PONG, &wire::identity(&name(), &[8, 0]), &message.frame(), &wire::ping(), PONG].concat();
    assert_eq!(heard.await.unwrap(), expected);

    let (address, _) = counterpart(IDENTITY_ASK.to_vec()).await;
    assert!(matches!(hand_over(address, name(), &[message]).await, Err(Lost::HungUp | Lost::Broken(_))));
}

#[tokio::test]
async fn only_an_answer_about_this_subscriber_answers_the_question() {
    // A refusal that is meant for another line proves nothing about this one.
    let question = Message::new(Kind::AuthenticationAsk, &imsi(), Domain::Circuit);
    let (ours, other) = (imsi(), Imsi::parse("901700000000013").unwrap());
    let refusal =
        |imsi| Message { cause: Some(2), ..Message::new(Kind::AuthenticationError, imsi, Domain::Circuit) };
    let words = [IDENTITY_ASK.to_vec(), refusal(&other).frame(), question.frame(), refusal(&ours).frame()];
    let (address, _) = counterpart(words.concat()).await;
    assert_eq!(ask_authentication(address, name(), &question).await.unwrap(), refusal(&ours));
}

#[tokio::test]
async fn a_console_that_never_comes_to_an_end_is_lost() {
    // A node's console is bounded like everything else.
    let (address, _) = counterpart(vec![b'x'; wire::vty::TEXT_BYTES_MAX + 1]).await;
    assert!(matches!(ask_node(address, &imsi()).await, Err(Lost::TooMuch)));
    let (address, _) = counterpart(b"OsmoMSC".to_vec()).await;
    assert!(matches!(ask_node(address, &imsi()).await, Err(Lost::HungUp | Lost::Broken(_))));
}
