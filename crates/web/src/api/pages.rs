//! The page of each refusal: the very text of `docs/errors`, so that program and manual cannot differ.

use masalama_core::refusal::RefusalCode;

macro_rules! page {
    ($name:literal) => {
        include_str!(concat!("../../../../docs/errors/", $name, ".md"))
    };
}

/// The page of a refusal, as Markdown.
pub(crate) fn page(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::BadInput => page!("bad-input"),
        RefusalCode::CaseClosed => page!("case-closed"),
        RefusalCode::ClockIsReal => page!("clock-is-real"),
        RefusalCode::DateInPast => page!("date-in-past"),
        RefusalCode::DateTooFar => page!("date-too-far"),
        RefusalCode::KeyReused => page!("key-reused"),
        RefusalCode::LegalHold => page!("legal-hold"),
        RefusalCode::LineEnded => page!("line-ended"),
        RefusalCode::LineTaken => page!("line-taken"),
        RefusalCode::MethodNotAllowed => page!("method-not-allowed"),
        RefusalCode::NoPolicy => page!("no-policy"),
        RefusalCode::NoSuchCase => page!("no-such-case"),
        RefusalCode::NotAllowed => page!("not-allowed"),
        RefusalCode::NotAsked => page!("not-asked"),
        RefusalCode::NotVerified => page!("not-verified"),
        RefusalCode::PastNoReturn => page!("past-no-return"),
        RefusalCode::PortPending => page!("port-pending"),
        RefusalCode::ContentChanged => page!("content-changed"),
        RefusalCode::CaseHeld => page!("case-held"),
        RefusalCode::SecondPersonNeeded => page!("second-person-needed"),
        RefusalCode::TooLarge => page!("too-large"),
        RefusalCode::FormNotOurs => page!("form-not-ours"),
        RefusalCode::TooMany => page!("too-many"),
        RefusalCode::ChangedOften => page!("changed-often"),
        RefusalCode::UnknownOperator => page!("unknown-operator"),
    }
}

/// The refusal in a few words: what the page's title says after the code.
pub(crate) fn title(code: RefusalCode) -> &'static str {
    let first = page(code).lines().next().unwrap_or_default();
    first.split_once(": ").map_or(first, |(_, title)| title)
}

/// The refusal of that name.
pub(crate) fn named(name: &str) -> Option<RefusalCode> {
    RefusalCode::ALL.iter().copied().find(|code| code.as_str() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The status we send is the one the page names.
    #[test]
    fn the_page_names_the_status() {
        for code in RefusalCode::ALL {
            let status = crate::api::problem::status_of(*code);
            let named = format!("*HTTP status: {} ", status.as_u16());
            assert!(page(*code).contains(&named), "{code}: {status}");
            assert!(page(*code).starts_with(&format!("# `{code}`: ")), "{code}");
            assert!(!title(*code).is_empty());
        }
    }
}
