//! The configuration, its faults and what is shown of it.
use super::*;

fn fault_of(text: &str) -> String {
    parse("masalama.toml", text).unwrap_err().to_string()
}

#[test]
fn the_documented_defaults_are_the_defaults() {
    // The file that documents every key must say what happens without it, and leave none out.
    let documented = parse("config.default.toml", DEFAULT).unwrap();
    assert_eq!(documented, Settings::default());
    let written: toml::Table = toml::from_str(DEFAULT).unwrap();
    let known = toml::Table::try_from(Settings::default()).unwrap();
    assert_eq!(keys(&written), keys(&known));
}

fn keys(table: &toml::Table) -> Vec<String> {
    let mut found: Vec<String> = table
        .iter()
        .flat_map(|(key, value)| match value.as_table() {
            Some(inner) => keys(inner).into_iter().map(|below| format!("{key}.{below}")).collect(),
            None => vec![key.clone()],
        })
        .collect();
    found.sort();
    found
}

#[test]
fn each_fault_names_its_line_and_key_and_what_would_be_right() {
    // A typing error must not fall back to a default without a word, and its message must say how to mend it.
    let cases = [
        ("[server]\nlisten = 8668", "masalama.toml:2: server.listen: "),
        (
            "\n[engine]\ncases_in_hnad = 3",
            "masalama.toml:3: engine.cases_in_hnad: unknown field `cases_in_hnad`, expected one of `cases_in_hand`",
        ),
        ("[engine]\nlease_s = 2", "masalama.toml:2: engine.lease_s: it is 2; write a number from 5 to 3600"),
        (
            "[inventory]\nconnector = \"http\"",
            "masalama.toml:2: inventory.connector: this connector needs `[inventory.http] with its url`; add it",
        ),
        (
            "[inventory]\nconnector = \"sap\"",
            "masalama.toml:2: inventory.connector: unknown variant `sap`, expected one of `sandbox`, `imported`, `http`",
        ),
        ("a = [", "masalama.toml:1: this is not TOML: "),
        (
            "[access]\npublic_url = \"https://cease.example.om\"",
            "masalama.toml:2: access.public_url: an https address is reached through a proxy; name it",
        ),
        (
            "[[system]]\nname = \"hlr\"\nkind = \"hlr\"\nconnector = \"by-hand\"\n\n[[system]]\nname = \"hlr\"\nkind = \"hss\"\nconnector = \"by-hand\"",
            "masalama.toml:7: system.1.name: another system has this name; give each its own",
        ),
        (
            "[[system]]\nname = \"hlr\"\nkind = \"hlr\"\nconnector = \"osmo-hlr\"",
            "masalama.toml:4: system.0.connector: this connector needs `osmo_hlr`; add it",
        ),
        (
            "[[system]]\nname = \"mail\"\nkind = \"messaging\"\nconnector = \"smtp\"\nsmtp = { host = \"mail.example.om\", security = \"none\", from = \"a@b.test\" }",
            "masalama.toml:5: system.0.smtp: `security = \"none\"` is only for a server on this machine",
        ),
        (
            "[[system]]\nname = \"texts\"\nkind = \"messaging\"\nconnector = \"smpp\"\nsmpp = { host = \"10.0.0.8\", system_id = \"m\", source = \"Operator\" }",
            "masalama.toml:5: system.0.smpp: SMPP has no privacy of its own",
        ),
    ];
    for (text, expected) in cases {
        let said = fault_of(text);
        assert!(said.starts_with(expected), "{text:?} gave {said}");
    }
}

#[test]
fn secrets_are_masked_when_shown() {
    // A token must never be printed.
    let text = "[inventory]\nconnector = \"http\"\n[inventory.http]\nurl = \"http://127.0.0.1:9\"\ntoken = \"s3cret\"";
    let settings = parse("masalama.toml", text).unwrap();
    assert!(!toml::to_string(&shown(&settings)).unwrap().contains("s3cret"));
}
