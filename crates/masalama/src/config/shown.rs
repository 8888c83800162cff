//! The configuration as it is shown: with its secrets masked.

use super::{Endpoint, Settings};

/// What stands for a secret.
const MASK: &str = "••••";

/// The settings in force, fit to be shown.
pub(crate) fn shown(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    settings.inventory.http.as_mut().into_iter().for_each(mask);
    settings.systems.iter_mut().filter_map(|system| system.http.as_mut()).for_each(mask);
    settings
}

fn mask(endpoint: &mut Endpoint) {
    if let Some(token) = endpoint.token.as_mut() {
        MASK.clone_into(token);
    }
}
