//! A service to test with: its clock, its randomness, its store.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use masalama_access::{Access, AccessSettings, By, Chosen, Device, Token, shown_code};
use masalama_core::case::CaseId;
use masalama_core::commitment::Digest;
use masalama_core::port::{AccessStore, Clock};
use masalama_core::record::StaffName;
use masalama_core::role::Role;
use masalama_store::MemoryAccess;

/// A clock that stands still, and chance that is the same each time.
pub(crate) struct StillClock {
    seconds: AtomicI64,
    drawn: AtomicU64,
}

impl StillClock {
    pub(crate) fn pass(&self, by: SignedDuration) {
        self.seconds.fetch_add(by.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + self.seconds.load(Ordering::SeqCst))
            .expect("it is in this century")
    }

    fn fresh(&self) -> [u8; 32] {
        let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
        *Digest::of(&[b"fresh", &drawn.to_be_bytes()]).as_bytes()
    }
}

pub(crate) struct Bed {
    pub(crate) access: Access,
    pub(crate) store: Arc<dyn AccessStore>,
    pub(crate) clock: Arc<StillClock>,
    real: bool,
}

impl Bed {
    pub(crate) fn new() -> Self {
        Self::with(AccessSettings::default())
    }

    /// A service that tells real time; `clock` has nothing to do with it.
    pub(crate) fn in_real_time(settings: AccessSettings) -> Self {
        let mut bed = Self::new();
        bed.access = Access::new(Arc::clone(&bed.store), Arc::new(RealClock), [9; 32], settings);
        bed.real = true;
        bed
    }

    /// What the service's clock shows.
    fn now(&self) -> Timestamp {
        if self.real { RealClock.now() } else { self.clock.now() }
    }

    pub(crate) fn with(settings: AccessSettings) -> Self {
        let clock = Arc::new(StillClock { seconds: AtomicI64::new(0), drawn: AtomicU64::new(0) });
        let store: Arc<dyn AccessStore> = Arc::new(MemoryAccess::new());
        let access = Access::new(Arc::clone(&store), clock.clone(), [9; 32], settings);
        Self { access, store, clock, real: false }
    }
}

/// The system's clock, and its randomness.
struct RealClock;

impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "a foreign provider tells real time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn fresh(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        bytes
    }
}

/// A password that will do.
pub(crate) const PASSWORD: &str = "tidy lantern over nine quiet boats";

/// Somebody who enrolled with [`PASSWORD`].
pub(crate) struct Enrolled {
    /// The secret in the generator.
    secret: String,
    /// What the device was given.
    pub(crate) device: Token,
}

impl Enrolled {
    /// What the generator shows now.
    pub(crate) fn code(&self, bed: &Bed) -> String {
        shown_code(&self.secret, bed.now())
    }
}

impl Bed {
    /// An account with password and code generator.
    pub(crate) async fn enrolled(&self, name: &str, roles: &[Role]) -> Enrolled {
        let roles = roles.iter().copied().collect();
        let link = self.access.add(&staff(name), roles, &By::CommandLine).await.expect("the name is free");
        let offer = self.access.look(&link.code).await.expect("the link is new");
        let (secret, visit) = (offer.totp.typed, offer.visit);
        let code = shown_code(&secret, self.now());
        let chosen = Chosen { visit: &visit, password: PASSWORD, code: &code };
        let signed = self.access.enrol_password(&link.code, None, chosen, &device()).await;
        Enrolled { secret, device: signed.expect("all of it is right").device }
    }
}

pub(crate) fn case(n: u8) -> CaseId {
    CaseId::from_bytes([n; 16])
}

pub(crate) fn staff(name: &str) -> StaffName {
    StaffName::try_from(name.to_owned()).expect("a test's name of staff is one")
}

pub(crate) fn device() -> Device {
    Device::new("A browser", "203.0.113.7".parse().ok())
}
