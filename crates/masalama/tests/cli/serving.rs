//! Who may start a server, who may ask it, and what is said when the answer is no.

use std::net::TcpListener;

use super::program::{Server, run_in, start_arguments};

#[test]
fn staff_commands_need_the_token() {
    // Without the token of the data folder nothing of staff's may be reached, and the message says where the token is looked for.
    let server = Server::start();
    for command in
        [&["line", "list"][..], &["cease", "list"], &["task", "list"], &["sandbox", "clock", "show"]]
    {
        let ran = server.run_without_token(command).ends_with(1);
        assert!(ran.err.contains("no staff token: there is no staff.token in nowhere"), "{}", ran.err);
        assert!(ran.out.is_empty());
    }
    std::fs::create_dir(server.path("other")).unwrap();
    std::fs::write(server.path("other/staff.token"), "A".repeat(43)).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(server.path("other/staff.token"), mode).unwrap();
    let wrong = ["line", "list", "--server", server.address(), "--data", "other"];
    let ran = run_in(server.folder.path(), &wrong).ends_with(4);
    assert!(ran.err.contains("(not-allowed)") && ran.err.contains("/errors/not-allowed"), "{}", ran.err);
}

#[test]
fn a_second_server_cannot_use_the_same_folder() {
    // Two servers over one set of cases would do effects twice: the second must be refused in words that help.
    let server = Server::start();
    let second = ["serve", "--listen", "127.0.0.1:0", "--data", "data"];
    let ran = run_in(server.folder.path(), &second).ends_with(1);
    assert!(ran.err.contains("the data folder data is in use by another server"), "{}", ran.err);
}

#[test]
fn asked_to_stop_it_ends_in_order_and_goes_on_where_it_was() {
    // A stop must end the program with zero, and the next start must find the case as it was.
    let mut server = Server::start();
    let (case, credential) = server.start_cease(&server.line("prepaid", |_| true));
    assert_eq!(server.stop(), Some(0));
    let database = server.path("data/cases.db");
    assert!(database.exists() && !server.path("data/cases.db-wal").metadata().is_ok_and(|log| log.len() > 0));
    let server = server.start_again();
    let show = ["cease", "show", &case, "--credential", &credential];
    assert!(server.run_without_token(&show).ends_with(0).out.contains(&case));
}

#[test]
fn an_open_address_in_the_clear_must_be_said_twice() {
    // Credentials must not go over a network unencrypted because of one argument.
    let dir = tempfile::tempdir().unwrap();
    let ran = run_in(dir.path(), &["serve", "--listen", "0.0.0.0:0"]).ends_with(2);
    assert!(ran.err.contains("--listen-in-clear"), "{}", ran.err);
    assert!(!dir.path().join("masalama-data").exists(), "nothing may be made before the address is right");
}

#[test]
fn where_no_server_answers_the_next_step_is_named() {
    // A command without a server must say how to start one, with a status of its own.
    let dir = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = format!("http://{free}");
    let start =
        ["cease", "start", "--iccid", "8996802100000000033", "--passport", "SX1000000", "--activated-on"];
    let ran = run_in(dir.path(), &[&start[..], &["2025-01-01", "--server", &server]].concat()).ends_with(5);
    assert!(ran.err.contains("start one with `masalama serve`"), "{}", ran.err);
}

#[test]
fn a_refusal_names_the_case_and_what_to_do_and_no_number() {
    // Somebody else's document must look like any other request; a wrong digit must be named without the number.
    let server = Server::start();
    let line = server.line("prepaid", |_| true);
    let mut arguments = start_arguments(&line);
    let iccid = arguments[4].to_owned();
    let wrong = format!("{}{}", &iccid[..iccid.len() - 1], if iccid.ends_with('0') { '1' } else { '0' });
    arguments[4] = &wrong;
    let ran = server.run_without_token(&arguments).ends_with(4);
    assert!(ran.err.contains("the check digit of the ICCID does not match"), "{}", ran.err);
    assert!(!ran.err.contains(&wrong[5..18]), "{}", ran.err);
    let (case, _) = server.start_cease(&line);
    let show = ["cease", "show", &case, "--credential", "00000000000000000000000000"];
    let ran = server.run_without_token(&show).ends_with(4);
    assert!(ran.err.contains(&format!("case {case}: ")) && ran.err.contains("(no-such-case)"), "{}", ran.err);
}
