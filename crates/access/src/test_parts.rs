//! For tests of other crates: accounts and sessions without the ceremony. Behind the feature `test-parts`, which no product turns on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use masalama_core::port::{Account, Added, Change};
use masalama_core::record::StaffName;
use masalama_core::role::Role;

use crate::device::Device;
use crate::service::Access;
use crate::token::Token;
use crate::totp;

/// What a code generator with this secret, as it was offered, shows at an instant.
///
/// # Panics
/// When the secret is none.
#[must_use]
pub fn shown_code(typed: &str, at: Timestamp) -> String {
    totp::shown(typed, at.as_second())
}

impl Access {
    /// A member of staff with these roles, signed in just now.
    ///
    /// # Panics
    /// When the name is none, or the store fails.
    pub async fn signed_in(&self, name: &str, roles: &[Role]) -> Token {
        let name = StaffName::try_from(name.to_owned()).expect("a test's name of staff is one");
        let roles: BTreeSet<Role> = roles.iter().copied().collect();
        let account = Account {
            name: name.clone(),
            roles,
            made_at: self.now(),
            disabled_at: None,
            tended: BTreeMap::new(),
        };
        let added = self.store().account_add(account.clone(), Vec::new()).await;
        if added.expect("the store of a test answers") == Added::NameTaken {
            // A role it gets cannot be one that nobody is left with.
            let keeps = account.roles.first().copied().unwrap_or(Role::Admin);
            let changed = self.store().account_roles(name.clone(), account.roles, keeps).await;
            assert_eq!(changed, Ok(Change::Made), "the store of a test answers");
            self.store().account_enable(name.clone()).await.expect("the store of a test answers");
        }
        self.open_staff(name, &Device::default(), self.now()).await.expect("the account was just made")
    }
}
