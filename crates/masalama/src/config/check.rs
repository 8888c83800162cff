//! Whether what is written can be used.

use masalama_connect::notice::smpp::SmppSettings;
use masalama_connect::notice::smtp::SmtpSettings;
use masalama_connect::sandbox::LINES_MAX;
use masalama_core::landscape::SYSTEMS_MAX;
use masalama_engine::CALLS_AT_ONCE;

use super::{
    ConnectorKind, Endpoint, InventoryKind, InventorySettings, Problem, Settings, SystemSettings,
    TIMEOUT_MS_MAX,
};

/// A key and what is wrong with it.
type Found = (Vec<String>, Problem);

fn found(path: &[&str], problem: Problem) -> Found {
    (path.iter().map(|part| (*part).to_owned()).collect(), problem)
}

pub(super) fn check(settings: &Settings) -> Result<(), Found> {
    let ranges = [
        ("sandbox.lines", u64::from(settings.sandbox.lines), 1, u64::from(LINES_MAX)),
        ("engine.cases_in_hand", settings.engine.cases_in_hand as u64, 1, 100_000),
        ("engine.cases_in_commit", settings.engine.cases_in_commit as u64, 1, 10_000),
        ("engine.lease_s", u64::from(settings.engine.lease_s), 5, 3_600),
        ("engine.idle_ms", settings.engine.idle_ms, 1, 60_000),
        ("engine.call_ms", settings.engine.call_ms, 50, TIMEOUT_MS_MAX),
        ("retry.first_s", u64::from(settings.retry.first_s), 1, 86_400),
        ("retry.factor", u64::from(settings.retry.factor), 1, 10),
        ("retry.cap_s", u64::from(settings.retry.cap_s), 1, 604_800),
        ("retry.jitter_percent", u64::from(settings.retry.jitter_percent), 0, 100),
        ("retry.attempts_max", u64::from(settings.retry.attempts_max), 1, 1_000),
    ];
    for (key, found_value, min, max) in ranges {
        if !(min..=max).contains(&found_value) {
            let path: Vec<&str> = key.split('.').collect();
            return Err(found(&path, Problem::OutOfRange { found: found_value, min, max }));
        }
    }
    // People reach an encrypted address through a proxy: unnamed, it would be the one caller all limits are counted for.
    if settings.access.public_url.starts_with("https://") && settings.server.trusted_proxies.is_empty() {
        return Err(found(&["access", "public_url"], Problem::NeedsProxy));
    }
    check_inventory(&settings.inventory)?;
    if settings.systems.len() > SYSTEMS_MAX {
        let problem =
            Problem::OutOfRange { found: settings.systems.len() as u64, min: 0, max: SYSTEMS_MAX as u64 };
        return Err(found(&["system"], problem));
    }
    for (at, system) in settings.systems.iter().enumerate() {
        check_system(at, system, &settings.systems[..at])?;
    }
    Ok(())
}

fn check_inventory(inventory: &InventorySettings) -> Result<(), Found> {
    match (inventory.connector, &inventory.http) {
        (InventoryKind::Http, None) => {
            Err(found(&["inventory", "connector"], Problem::Needs { key: "[inventory.http] with its url" }))
        }
        (InventoryKind::Sandbox | InventoryKind::Imported, Some(_)) => {
            Err(found(&["inventory", "http"], Problem::Unused { connector: "http" }))
        }
        (InventoryKind::Http, Some(endpoint)) => check_endpoint(endpoint, &["inventory", "http"]),
        (InventoryKind::Sandbox | InventoryKind::Imported, None) => Ok(()),
    }
}

fn check_endpoint(endpoint: &Endpoint, at: &[&str]) -> Result<(), Found> {
    let below = |key| [at, &[key]].concat();
    if endpoint.token.is_some() && endpoint.token_file.is_some() {
        return Err(found(&below("token"), Problem::Both { other: "token_file" }));
    }
    if !(1..=TIMEOUT_MS_MAX).contains(&endpoint.timeout_ms) {
        let problem = Problem::OutOfRange { found: endpoint.timeout_ms, min: 1, max: TIMEOUT_MS_MAX };
        return Err(found(&below("timeout_ms"), problem));
    }
    Ok(())
}

fn check_system(at: usize, system: &SystemSettings, before: &[SystemSettings]) -> Result<(), Found> {
    let index = at.to_string();
    let here = |key| ["system", index.as_str(), key];
    if before.iter().any(|other| other.name == system.name) {
        return Err(found(&here("name"), Problem::Repeated));
    }
    if system.at_once == 0 {
        let max = CALLS_AT_ONCE as u64;
        return Err(found(&here("at_once"), Problem::OutOfRange { found: 0, min: 1, max }));
    }
    let kind = system.connector;
    let parts = [
        ("osmo_hlr", system.osmo_hlr.is_some(), ConnectorKind::OsmoHlr, "osmo-hlr"),
        ("smtp", system.smtp.is_some(), ConnectorKind::Smtp, "smtp"),
        ("smpp", system.smpp.is_some(), ConnectorKind::Smpp, "smpp"),
        ("http", system.http.is_some(), ConnectorKind::Http, "http"),
        ("offers", system.offers.is_some(), ConnectorKind::Http, "http"),
    ];
    for (key, is_there, wanted, connector) in parts {
        if is_there && kind != wanted {
            return Err(found(&here(key), Problem::Unused { connector }));
        }
        if !is_there && kind == wanted {
            return Err(found(&here("connector"), Problem::Needs { key }));
        }
    }
    if system.of_sandbox.is_some() && kind != ConnectorKind::Sandbox {
        return Err(found(&here("as"), Problem::Unused { connector: "sandbox" }));
    }
    if let Some(osmo_hlr) = &system.osmo_hlr
        && let Err(fault) = osmo_hlr.check()
    {
        return Err(found(&here("osmo_hlr"), Problem::OsmoHlr(fault)));
    }
    if let Some(Err(fault)) = system.smtp.as_ref().map(SmtpSettings::check) {
        return Err(found(&here("smtp"), Problem::Smtp(fault)));
    }
    if let Some(Err(fault)) = system.smpp.as_ref().map(SmppSettings::check) {
        return Err(found(&here("smpp"), Problem::Smpp(fault)));
    }
    match &system.http {
        Some(endpoint) => check_endpoint(endpoint, &here("http")),
        None => Ok(()),
    }
}
