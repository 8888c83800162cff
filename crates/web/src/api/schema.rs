//! The words of the core as schemas, so that the description of the interface lists exactly those there are.

use std::borrow::Cow;

use masalama_core::case::Stage;
use masalama_core::effect::{EffectKind, ItemKind};
use masalama_core::identity::DocumentKind;
use masalama_core::landscape::SystemKind;
use masalama_core::line::{DeviceKind, LineKind, LineStatus};
use masalama_core::paper::PaperKind;
use masalama_core::plan::{AdviceKey, Hand};
use masalama_core::record::{Decision, Ending, SkippedWhy, Verdict};
use masalama_core::refusal::RefusalCode;
use masalama_core::request::{Channel, Language, Reason, RefundMethod};
use masalama_core::step::{Branch, PointOfReturn, StepKind};
use serde::Serialize;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// A schema for one of these words, as they are on the wire.
fn one_of<T: Serialize>(words: &[T], description: &str) -> RefOr<Schema> {
    let words = words.iter().filter_map(|word| serde_json::to_value(word).ok());
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(description))
        .enum_values(Some(words))
        .build()
        .into()
}

macro_rules! words {
    ($( $name:ident, $words:expr, $description:literal );+ $(;)?) => {
        $(
            #[doc = $description]
            pub(crate) struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    one_of($words, $description)
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+
    };
}

words! {
    StageWord, &Stage::ALL, "How far a case is.";
    StepWord, StepKind::ALL, "What a step is: a verb and a noun.";
    AdviceWord, AdviceKey::ALL, "What the person should know, bring, save or move. It informs and never gates.";
    RefusalWord, RefusalCode::ALL, "Why we say no. Each code has its page under /errors/.";
    SystemWord, &SystemKind::ALL, "What a system is.";
    EffectWord, EffectKind::ALL, "What a system is asked to do.";
    HandWord, &[Hand::System, Hand::Staff, Hand::Subscriber], "Who does a step.";
    BranchWord,
        &[
            Branch::Preparation, Branch::Spine, Branch::Money, Branch::Number, Branch::Chip, Branch::Data,
            Branch::Retract,
        ],
        "Which branch of the plan a step is on.";
    ReturnsWord, &[PointOfReturn::Reversible, PointOfReturn::Soft, PointOfReturn::Hard],
        "How far a step can be taken back; past a hard one only forward.";
    EndingWord,
        &[Ending::Ceased, Ending::Retracted, Ending::Suspended, Ending::Lapsed, Ending::Refused],
        "How a case ended.";
    SkippedWord,
        &[
            SkippedWhy::NothingToPay, SkippedWhy::NothingToReturn, SkippedWhy::NoCourier,
            SkippedWhy::NotTakenUp, SkippedWhy::Retracted, SkippedWhy::Waived,
        ],
        "Why a step was not needed.";
    RefundWord,
        &[
            RefundMethod::OriginalInstrument, RefundMethod::BankTransfer, RefundMethod::OtherLine,
            RefundMethod::CashAtShop,
        ],
        "How money is paid back.";
    KindWord, &[LineKind::Prepaid, LineKind::Postpaid], "How a line is paid for.";
    LineStatusWord,
        &[LineStatus::Active, LineStatus::Suspended, LineStatus::Barred, LineStatus::Ended],
        "Whether a line has service, as the operator's records say.";
    DeviceWord, &[DeviceKind::Phone, DeviceKind::Tablet, DeviceKind::Router], "What sort of device.";
    DocumentWord,
        &[DocumentKind::Passport, DocumentKind::ResidentCard, DocumentKind::CivilNumber],
        "Which paper a person is known by.";
    ChannelWord,
        &[Channel::Api, Channel::Portal, Channel::Phone, Channel::Email, Channel::Shop, Channel::Letter],
        "How a request came in.";
    ReasonWord,
        &Reason::ALL,
        "Why the line ends.";
    LanguageWord, &[Language::En, Language::Ar, Language::Zh], "The language the person is spoken to in.";
    ItemWord,
        &[
            ItemKind::OpenBill, ItemKind::Recurring, ItemKind::Usage, ItemKind::DeviceInstalment,
            ItemKind::EarlyTermination, ItemKind::DeviceFee, ItemKind::Credit, ItemKind::Debit, ItemKind::Tax,
            ItemKind::Deposit,
        ],
        "What a sum is for.";
    VerdictWord, &[Verdict::Done, Verdict::NotDone], "What a person found out of an effect nobody could tell.";
    DecisionWord, &[Decision::TryAgain], "How a parked case goes on.";
    PaperWord, &PaperKind::ALL, "Which paper.";
}

/// A name in the description and what stands there.
pub(crate) type Named = (String, RefOr<Schema>);

/// All that `T` needs in the description, itself included; and the reference to it.
pub(crate) fn of<T: ToSchema>(named: &mut Vec<Named>) -> RefOr<Schema> {
    let name = T::name().into_owned();
    named.push((name.clone(), T::schema()));
    T::schemas(named);
    RefOr::Ref(Ref::from_schema_name(name))
}
