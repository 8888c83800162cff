//! Who is let in by what he says: the table of contacts on record and contacts given.

use masalama_core::identity::{Email, Msisdn};

use crate::world::{World, key, start};

const NUMBER: &str = "+96892777777";
const ADDRESS: &str = "holder@mail.example";

#[test]
fn one_contact_on_record_is_enough() {
    // A number or an address that is on record fits; one that is not never stands for the other, and none fits nothing that is on record.
    let number = |is_there: bool| is_there.then(|| Msisdn::parse(NUMBER).unwrap());
    let address = |is_there: bool| is_there.then(|| Email::parse(ADDRESS).unwrap());
    let other = (Msisdn::parse("+96892777778").ok(), Email::parse("other@mail.example").ok());
    for (has_number, has_address) in [(false, false), (true, false), (false, true), (true, true)] {
        let mut world = World::prepaid();
        world.line.owner.contact_msisdn = number(has_number);
        world.line.owner.contact_email = address(has_address);
        let line = world.line.sealed(&key(), start());
        let claims = [
            (None, None, !has_number && !has_address),
            (number(true), None, has_number || !has_address),
            (None, address(true), has_address || !has_number),
            (number(true), address(true), true),
            (number(true), other.1.clone(), has_number || !has_address),
            (other.0.clone(), address(true), has_address || !has_number),
            (other.0.clone(), other.1.clone(), !has_number && !has_address),
        ];
        for (given_number, given_address, fits) in claims {
            let mut request = world.request.clone();
            request.claim.contact_msisdn.clone_from(&given_number);
            request.claim.contact_email.clone_from(&given_address);
            let what = format!("on record {has_number} {has_address}: {given_number:?} {given_address:?}");
            assert_eq!(request.sealed(&key()).matches(&line), fits, "{what}");
        }
    }
}
