//! A text as the parts in which it is sent.
//!
//! *Source*: SMPP 3.4, section 5.2 (the fields); 3GPP TS 23.038, section 6.2 (the alphabets); 3GPP TS 23.040, section 9.2.3.24.8 (parts).

use rusmpp::extra::concatenation::SubmitSmMultipartExt as _;
use rusmpp::extra::encoding::ucs2::Ucs2;
use rusmpp::pdus::SubmitSm;
use rusmpp::types::COctetString;
use rusmpp::values::{EsmClass, Npi, RegisteredDelivery, Ton};

use super::SmppSettings;

/// The most parts one text may have: it is not split further but refused.
pub(super) const PARTS_MAX: usize = 8;

/// The parts of `text` to the number `to`: in the alphabet of GSM where it fits, else in UCS-2. Nothing when it cannot be sent.
pub(super) fn split(settings: &SmppSettings, to: &str, text: &str, reference: u16) -> Option<Vec<SubmitSm>> {
    let digits = to.strip_prefix('+')?;
    let source = settings.source.strip_prefix('+').unwrap_or(&settings.source);
    let (ton, npi) = if settings.is_number() {
        (Ton::International, Npi::Isdn)
    } else {
        (Ton::Alphanumeric, Npi::Unknown)
    };
    let whole = SubmitSm::builder()
        .source_addr_ton(ton)
        .source_addr_npi(npi)
        .source_addr(COctetString::from_string(source.to_owned()).ok()?)
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(COctetString::from_string(digits.to_owned()).ok()?)
        // The library's own default sets a bit that means an acknowledgement.
        .esm_class(EsmClass::from(0))
        .registered_delivery(RegisteredDelivery::from(1))
        .build();
    let parts = whole
        .multipart(text)
        .reference_u16(reference)
        .gsm7bit_unpacked()
        .fallback(Ucs2::new())
        .build()
        .ok()?;
    (!parts.is_empty() && parts.len() <= PARTS_MAX).then_some(parts)
}
