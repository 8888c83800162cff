//! Printed papers: what a person holds in her hand is enough to verify it, without us and without a network.

use std::process::Command;

use super::program::{Server, run_in};

#[test]
fn a_printed_paper_verifies_with_what_a_scanner_reads() {
    // From the command to the PDF, from the PDF to a picture, from the picture to a text, and from the text to the verdict.
    let server = Server::start();
    let (case, credential) = server.start_cease(&server.line("prepaid", |_| true));
    let folder = server.folder.path();
    for lang in ["ar", "zh"] {
        let pdf = format!("receipt-{lang}.pdf");
        let print = ["cease", "paper", &case, "receipt", "--pdf", &pdf, "--lang", lang];
        let ran =
            server.run_without_token(&[&print[..], &["--credential", &credential]].concat()).ends_with(0);
        assert!(ran.err.contains(&pdf), "{}", ran.err);
        let picture = format!("receipt-{lang}");
        let drawn = Command::new("pdftoppm")
            .args(["-r", "200", "-singlefile", "-png", &pdf, &picture])
            .current_dir(folder)
            .status();
        assert!(drawn.unwrap().success());
        let scan = Command::new("zbarimg")
            .args(["-q", &format!("{picture}.png")])
            .current_dir(folder)
            .output()
            .unwrap();
        let text = String::from_utf8(scan.stdout).unwrap();
        let said = run_in(folder, &["verify", "--qr", &text, "--key", "data/signing.pub"]).ends_with(0).out;
        assert!(said.starts_with("trusted: receipt of case ") && said.contains(&case), "{said}");
        assert!(said.contains("it proves: the request to end the line came in at "), "{said}");
        std::fs::write(folder.join("code.txt"), &text).unwrap();
        run_in(folder, &["verify", "code.txt", "--key", "data/signing.pub"]).ends_with(0);
        run_in(folder, &["verify", "code.txt"]).ends_with(3);
        let cut = text.trim_end().get(..text.trim_end().len() - 3).unwrap().to_owned();
        let said = run_in(folder, &["verify", "--qr", &cut, "--key", "data/signing.pub"]).ends_with(1).out;
        assert!(said.starts_with("broken: "), "{said}");
    }
}

#[test]
fn an_archive_is_there_at_once() {
    // Papers on demand need no step of the plan: the archive of a case that has just begun says what there is.
    let server = Server::start();
    let (case, _) = server.start_cease(&server.line("prepaid", |_| true));
    server.run(&["cease", "paper", &case, "archive", "--to", "archive.json"]).ends_with(0);
    let verify = ["verify", "archive.json", "--key", "data/signing.pub", "--json"];
    let verdict = run_in(server.folder.path(), &verify).ends_with(0).json();
    assert_eq!(verdict["verdict"], "trusted");
    assert!(!verdict["content"]["archive"]["journal"].as_array().unwrap().is_empty());
    let none = server.run(&["cease", "paper", &case, "certificate", "--pdf", "certificate.pdf"]);
    assert!(none.status != 0 && !server.path("certificate.pdf").exists(), "{none:?}");
}
