//! The table of rights: who may do what, to whose case, in which state of it. What is not in the table is not allowed.
//!
//! The router enforces it, `docs/access.md` is written from it, and a test walks every cell of it.

use masalama_core::role::Role;
use serde::{Deserialize, Serialize};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Nobody we know.
    Anyone,
    /// Who holds the credential of this very case.
    Subscriber,
    /// A member of staff in this role.
    Staff(Role),
}

/// In which state of a case a right holds. The rules of the case decide about everything finer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum During {
    /// Whatever its state.
    Always,
    /// Until it has ended.
    Open,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What.
    pub right: Right,
    /// What it means, in a sentence.
    pub means: &'static str,
    /// May anybody, known or not?
    pub anyone: bool,
    /// May who holds the case's credential, for that case?
    pub subscriber: bool,
    /// Which roles may.
    pub staff: &'static [Role],
    /// In which state of the case.
    pub during: During,
    /// Whose session must have proved itself within the last minutes.
    pub fresh: Fresh,
}

/// Whose session must have proved itself within the last minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fresh {
    /// Nobody's.
    Nobody,
    /// That of staff; a person who speaks of his own case need not.
    Staff,
    /// Everybody's.
    Everybody,
}

impl Rule {
    /// May this one?
    #[must_use]
    pub fn allows(&self, who: Who) -> bool {
        match who {
            Who::Anyone => self.anyone,
            Who::Subscriber => self.anyone || self.subscriber,
            Who::Staff(role) => self.anyone || self.staff.contains(&role),
        }
    }
}

macro_rules! rights {
    ($( $right:ident: $means:literal, $who:expr, $during:ident, $fresh:ident; )+) => {
        /// Something somebody may have the right to do. Each route names exactly one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Right { $( #[doc = $means] $right ),+ }

        impl Right {
            /// Every right, in the order of the table.
            pub const ALL: &'static [Self] = &[ $( Self::$right ),+ ];
        }

        /// The row of this right.
        #[must_use]
        pub const fn rule(right: Right) -> &'static Rule {
            const TABLE: &[Rule] = &[ $( Rule {
                right: Right::$right,
                means: $means,
                anyone: $who.anyone,
                subscriber: $who.subscriber,
                staff: $who.staff,
                during: During::$during,
                fresh: Fresh::$fresh,
            } ),+ ];
            &TABLE[right as usize]
        }
    };
}

/// Who a row allows.
struct Allowed {
    anyone: bool,
    subscriber: bool,
    staff: &'static [Role],
}

const ANYONE: Allowed = Allowed { anyone: true, subscriber: true, staff: Role::ALL };

const fn own_and(staff: &'static [Role]) -> Allowed {
    Allowed { anyone: false, subscriber: true, staff }
}

const fn only(staff: &'static [Role]) -> Allowed {
    Allowed { anyone: false, subscriber: false, staff }
}

use Role::{Admin, Care, Finance, Fraud, Logistics, Network, Shop, Supervisor};

/// Everybody who works on cases.
const ON_CASES: &[Role] = &[Care, Shop, Logistics, Finance, Fraud, Network, Supervisor];
/// Those who speak with the person.
const AT_THE_COUNTER: &[Role] = &[Care, Shop, Supervisor];
/// Those who decide.
const DECIDING: &[Role] = &[Finance, Fraud, Supervisor];

rights! {
    ReadOpenPages: "Read what is the same for everybody: the first page, the guide, refusals, the public key.", ANYONE, Always, Nobody;
    FindLine: "Ask what ending a line needs and costs, without learning whether the line is ours.", ANYONE, Always, Nobody;
    OpenCase: "Hand in a request and get its receipt.", ANYONE, Always, Nobody;
    PauseCase: "Pause a case with the link in a message. It can do nothing else.", ANYONE, Open, Nobody;
    EnterCase: "Show a case's credential and be let in.", ANYONE, Always, Nobody;
    SignIn: "Sign in as staff, or enrol with a one-time link.", ANYONE, Always, Nobody;
    OwnSession: "See one's own sessions and end them; sign out.", Allowed { anyone: false, subscriber: true, staff: Role::ALL }, Always, Nobody;
    OwnPasskeys: "Add a passkey to one's own account.", only(Role::ALL), Always, Everybody;
    SeeCase: "See a case: plan, money, evidence, papers. Numbers are masked.", own_and(ON_CASES), Always, Nobody;
    ExportCase: "Take a case's records and papers along.", own_and(&[Supervisor]), Always, Nobody;
    Retract: "Take the request back, or pause the line in its place.", own_and(AT_THE_COUNTER), Open, Staff;
    Choose: "Tick the checklist, choose how a device comes back, choose another day, decline the offer.", own_and(AT_THE_COUNTER), Open, Nobody;
    ChooseRefund: "Choose how money is paid back, and where to.", own_and(AT_THE_COUNTER), Open, Everybody;
    ChangeContact: "Change how the person is reached.", own_and(AT_THE_COUNTER), Open, Everybody;
    Resume: "Let a case go on that one had held; of staff, fraud and a supervisor may lift others' holds too, but not who took the request.", own_and(ON_CASES), Open, Everybody;
    Upload: "Hand in a picture of a return receipt or another paper; of staff, of what another system answered too.", own_and(&[Care, Shop, Logistics, Finance, Network, Supervisor]), Open, Nobody;
    Complain: "Complain, and see the clock of the answer.", own_and(AT_THE_COUNTER), Always, Nobody;
    AnswerComplaint: "Answer a complaint.", only(&[Care, Supervisor]), Always, Nobody;
    Search: "Look for lines and cases. What is found is masked.", only(ON_CASES), Always, Nobody;
    Reveal: "See the numbers of a case unmasked, with a reason that is recorded.", only(&[Care, Shop, Logistics, Fraud, Supervisor]), Always, Everybody;
    TakeRequest: "Take a request for somebody by telephone, e-mail, letter or over the counter.", only(AT_THE_COUNTER), Always, Nobody;
    SeeTasks: "See the work queue.", only(ON_CASES), Always, Nobody;
    DoTask: "Do a step that waits for staff in one's own role; a supervisor may do any.", only(ON_CASES), Open, Nobody;
    ResolveUnknown: "Say what became of an effect nobody could tell, with evidence, where one looks after such a step.", only(&[Network, Finance, Supervisor]), Open, Staff;
    Decide: "Let a parked case go on.", only(&[Fraud, Supervisor]), Open, Staff;
    Hold: "Hold a case.", own_and(ON_CASES), Open, Nobody;
    Propose: "Propose what needs a second person: a waiver, a refund above the limit, an identity override, skipping a wait, a changed line, what became of an order that cannot be undone; take one's own proposal back.", only(&[Care, Shop, Finance, Fraud, Network, Supervisor]), Open, Staff;
    Approve: "Approve what somebody else proposed, bound to its content, where one is there for such; turn it down.", only(DECIDING), Open, Everybody;
    SeeBoard: "See the pictures: cases by stage, ageing, refunds due, breaches.", only(&[Finance, Fraud, Supervisor]), Always, Nobody;
    ImportLines: "Take in an operator's export of lines.", only(&[Admin]), Always, Everybody;
    Accounts: "Make, change and disable accounts; end anybody's sessions.", only(&[Admin]), Always, Everybody;
    Sandbox: "Move the sandbox's clock and set its faults. Its routes exist only when nothing real is connected.", only(Role::ALL), Always, Nobody;
}

#[cfg(test)]
mod tests {
    use super::*;

    // The table is read by position, so each row must stand where its right does.
    #[test]
    fn each_right_has_its_own_row() {
        for right in Right::ALL {
            assert_eq!(rule(*right).right, *right);
        }
    }

    // Nobody alone can both propose and approve by role without being a second person: the engine compares names. Admins have no part in cases.
    #[test]
    fn an_admin_has_no_part_in_cases() {
        let of_cases = Right::ALL.iter().filter(|right| !rule(**right).anyone);
        let admins: Vec<_> = of_cases.filter(|right| rule(**right).allows(Who::Staff(Admin))).collect();
        assert_eq!(
            admins,
            [&Right::OwnSession, &Right::OwnPasskeys, &Right::ImportLines, &Right::Accounts, &Right::Sandbox]
        );
    }
}
