//! The rules of [`super`], each with the answers of a HLR or node laid down by hand.

use jiff::Timestamp;
use masalama_core::effect::{Evidence, Finding, Outcome, Proof, RejectedWhy};
use masalama_core::identity::Imsi;

use super::super::Service;
use super::*;
use crate::osmo_hlr::wire::ctrl::Subscriber;

fn node(name: &str) -> PeerName {
    PeerName::parse(name).unwrap()
}

fn there(circuit: Service, packet: Service) -> Row {
    Row::There(Subscriber { circuit, packet, circuit_node: Some(node("MSC-1")), packet_node: None })
}

fn both() -> Vec<(Domain, PeerName)> {
    vec![(Domain::Circuit, node("MSC-1")), (Domain::Packet, node("SGSN-1"))]
}

fn not_routed(to: &str) -> Message {
    let imsi = Imsi::parse("901700000000012").unwrap();
    Message { source: Some(node(to)), ..Message::new(Kind::RoutingError, &imsi, Domain::Circuit) }
}

fn proof(question: Question) -> Proof {
    question.at(Timestamp::UNIX_EPOCH)
}

fn why(seen: &Seen) -> Option<RejectedWhy> {
    match seen {
        Seen::Rejected(rejection) => Some(rejection.why),
        Seen::Done(_) | Seen::NotDone(_) | Seen::Unknown(_) => None,
    }
}

fn cause(seen: Seen) -> String {
    let outcome = seen.outcome();
    let Outcome::Unknown { cause } = &outcome else { panic!("not unknown: {outcome:?}") };
    cause.as_str().to_owned()
}

#[test]
fn a_bar_is_done_only_when_both_domains_read_back_off() {
    // One domain left on is a line that still works.
    assert!(matches!(service(&there(Service::Off, Service::Off), Services::OFF, None, None), Seen::Done(_)));
    for (circuit, packet) in
        [(Service::On, Service::On), (Service::Off, Service::On), (Service::On, Service::Off)]
    {
        let seen = service(&there(circuit, packet), Services::OFF, None, None);
        assert!(matches!(seen, Seen::NotDone(_)), "{circuit} {packet}");
    }
}

#[test]
fn an_order_without_effect_is_unknown_when_sent_and_not_done_when_asked() {
    // It may still be on its way; only a later question may say that it never arrived.
    let seen = || {
        service(
            &there(Service::On, Service::On),
            Services::OFF,
            None,
            Some(&Detail::of("An error has occurred.")),
        )
    };
    assert_eq!(cause(seen()), "read back: circuit on, packet on; the HLR said: An error has occurred.");
    assert_eq!(seen().finding(), Finding::NotDone);
}

#[test]
fn a_refused_order_whose_effect_is_there_is_done() {
    // The row counts, not the reply: a line that is gone already is gone.
    let said = Detail::of("Subscriber doesn't exist.");
    assert!(matches!(deletion(&Row::Absent, Some(&said)), Seen::Done(_)));
    assert!(matches!(deletion(&there(Service::Off, Service::Off), None), Seen::NotDone(_)));
}

#[test]
fn a_line_without_a_row_cannot_be_barred() {
    // Nothing to bar is not the same as barred: somebody must look.
    assert_eq!(why(&service(&Row::Absent, Services::OFF, None, None)), Some(RejectedWhy::NoSuchLine));
}

#[test]
fn a_withdrawal_that_one_node_did_not_get_is_unknown_and_names_it() {
    // A node that was not reached may still serve the line.
    assert!(matches!(hand_over(&both(), &[]), Seen::Done(Evidence::Reference(_))));
    let one = hand_over(&both(), &[not_routed("SGSN-1")]);
    assert_eq!(cause(one), "not connected to the HLR: SGSN-1 (packet); handed to: MSC-1 (circuit)");
    let none = hand_over(&both(), &[not_routed("SGSN-1"), not_routed("MSC-1")]);
    assert_eq!(cause(none), "not connected to the HLR: MSC-1 (circuit), SGSN-1 (packet); handed to: nobody");
    let unnamed = Message { source: None, ..not_routed("MSC-1") };
    assert!(matches!(hand_over(&both(), &[unnamed]), Seen::Unknown(_)));
}

#[test]
fn absence_needs_a_clear_no_of_every_node_the_hlr_names() {
    // A node that holds the line, is silent, is unclear or was never asked: four ways for a line not to be absent.
    let clear = || (node("MSC-1"), Ok(Presence::NotHeld));
    let serving = [(Domain::Circuit, node("MSC-1"))];
    let Seen::Done(Evidence::Proof(found)) = absence(&serving, &vec![clear()], proof) else {
        panic!("no proof")
    };
    assert_eq!((found.node.as_str(), found.answer.as_str()), ("MSC-1", "no subscriber found"));

    let held = vec![clear(), (node("MSC-2"), Ok(Presence::Held))];
    assert_eq!(why(&absence(&serving, &held, proof)), Some(RejectedWhy::LineIsThere));
    let silent = vec![clear(), (node("MSC-2"), Err(Lost::TimedOut))];
    assert_eq!(cause(absence(&serving, &silent, proof)), "MSC-2: no answer in time");
    let unclear = vec![(node("MSC-1"), Ok(Presence::Unclear))];
    assert_eq!(cause(absence(&serving, &unclear, proof)), "MSC-1: the answer is unclear");
    assert_eq!(why(&absence(&both(), &vec![clear()], proof)), Some(RejectedWhy::Refused));
}

#[test]
fn only_cause_2_proves_death() {
    // Vectors mean that the line lives; any other cause may be a fault of the HLR.
    let imsi = Imsi::parse("901700000000012").unwrap();
    let said = |kind, cause| {
        let answer = Message { cause, ..Message::new(kind, &imsi, Domain::Circuit) };
        death(&answer, "127.0.0.2", proof)
    };
    assert!(matches!(said(Kind::AuthenticationError, Some(2)), Seen::Done(Evidence::Proof(_))));
    assert_eq!(why(&said(Kind::AuthenticationResult, None)), Some(RejectedWhy::LineIsThere));
    for (kind, cause) in [
        (Kind::AuthenticationError, Some(17)),
        (Kind::AuthenticationError, None),
        (Kind::RoutingError, Some(2)),
    ] {
        assert!(matches!(said(kind, cause), Seen::Unknown(_)), "{kind:?} {cause:?}");
    }
}

#[test]
fn a_lost_conversation_is_unknown_both_ways() {
    // Silence is neither yes nor no (I5).
    assert!(matches!(Seen::lost(&Lost::TimedOut).outcome(), Outcome::Unknown { .. }));
    assert!(matches!(Seen::lost(&Lost::HungUp).finding(), Finding::Unknown { .. }));
    let refused = Seen::lost(&Lost::NoConnection(std::io::ErrorKind::ConnectionRefused));
    assert_eq!(cause(refused), "no connection, and nothing was sent: connection refused");
}

#[test]
fn what_a_bar_found_is_read_back_from_its_reference() {
    // Lifting a bar gives back what was there before it, and both domains only where the bar could not tell.
    for found in Services::ALL {
        let before = there(found.circuit, found.packet);
        let seen = service(&there(Service::Off, Service::Off), Services::OFF, Some(&before), None);
        let Seen::Done(Evidence::Reference(reference)) = seen else { panic!("not done: {seen:?}") };
        assert_eq!(services_before(Some(&Evidence::Reference(reference))), found);
    }
    let unknown = Evidence::Reference(Detail::of("read back: circuit off, packet off"));
    assert_eq!(services_before(Some(&unknown)), Services::ON);
    assert_eq!(services_before(None), Services::ON);
}
