//! A no, in the words of the person who reads it.

use masalama_access::{Flaw, Happened, Refused, Said};
use masalama_language::{SignInText, Voice};

use crate::api::Problem;

/// The sentence of a refusal; a fault goes on as one.
pub(super) fn sentence(voice: Voice, said: Said) -> Result<String, Problem> {
    let text = match said {
        Said::Fault(fault) => return Err(fault.into()),
        Said::Refused(Refused::Later { seconds }) => {
            return Ok(voice.text_with(SignInText::TryLater, &[("seconds", seconds.to_string())]));
        }
        Said::Refused(Refused::NotRight) => SignInText::NotRight,
        Said::Refused(Refused::LinkOver) => SignInText::LinkOver,
        Said::Refused(Refused::Password(Flaw::TooShort)) => SignInText::PasswordTooShort,
        Said::Refused(Refused::Password(Flaw::TooLong)) => SignInText::PasswordTooLong,
        Said::Refused(Refused::Password(Flaw::TooCommon)) => SignInText::PasswordTooCommon,
        Said::Refused(Refused::Code) => SignInText::CodeNotRight,
        Said::Refused(Refused::NotSetUp) => SignInText::NotSetUp,
        Said::Refused(Refused::NameTaken) => SignInText::NameTaken,
        Said::Refused(Refused::TooManyAccounts) => SignInText::TooManyAccounts,
        Said::Refused(Refused::NoSuchAccount) => SignInText::NoSuchAccount,
        Said::Refused(Refused::LastAdmin) => SignInText::LastAdmin,
        Said::Refused(Refused::OwnRoles) => SignInText::OwnRoles,
        Said::Refused(Refused::LastWay) => SignInText::LastWay,
        Said::Refused(Refused::NotVouched) => SignInText::NotVouched,
    };
    Ok(voice.text(text))
}

/// What happened, in a few words.
pub(super) fn happened(what: Happened) -> SignInText {
    match what {
        Happened::AccountDisabled => SignInText::HappenedAccountDisabled,
        Happened::AccountEnabled => SignInText::HappenedAccountEnabled,
        Happened::RolesChanged => SignInText::HappenedRolesChanged,
        Happened::LinkMade => SignInText::HappenedLinkMade,
        Happened::PasswordSet => SignInText::HappenedPasswordSet,
        Happened::PasskeyAdded => SignInText::HappenedPasskeyAdded,
        Happened::PasskeyWentBack => SignInText::HappenedPasskeyWentBack,
        Happened::CredentialRemoved => SignInText::HappenedCredentialRemoved,
        Happened::SubjectTied => SignInText::HappenedSubjectTied,
        Happened::SignedInAnew => SignInText::HappenedSignedInAnew,
        Happened::SignInRefused => SignInText::HappenedSignInRefused,
        Happened::SignInDelayed => SignInText::HappenedSignInDelayed,
        Happened::SessionsEnded => SignInText::HappenedSessionsEnded,
        Happened::TokenMade => SignInText::HappenedTokenMade,
        Happened::AccountMade
        | Happened::LinkRefused
        | Happened::SignedIn
        | Happened::SteppedUp
        | Happened::SignedOut => SignInText::HappenedOther,
    }
}
