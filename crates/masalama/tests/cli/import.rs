//! `line import`: what an operator's export may look like, and what is said of one that is not as it must be.

use super::program::{Ran, Server};

const HEAD: &str =
    "iccid,imsi,msisdn,document_kind,document_number,contact_msisdn,operator,kind,activated_on,balance";

/// A good row; the cards are those of another range than the sandbox's own.
fn row(at: usize) -> String {
    let card =
        ["8996802500000000000", "8996802500000000018", "8996802500000000026", "8996802500000000034"][at];
    format!(
        "{card},42202500000000{at},,passport,SX200000{at},+96899000000,sandbox-muscat,prepaid,2025-03-31,4.250"
    )
}

fn import(server: &Server, text: impl AsRef<[u8]>, more: &[&str]) -> Ran {
    std::fs::write(server.path("lines.csv"), text).unwrap();
    server.run(&[&["line", "import", "lines.csv"], more].concat())
}

#[test]
fn good_rows_are_kept_and_bad_ones_named() {
    // One bad cell must cost one row: named by line, column and reason, never with what stood there.
    let server = Server::start();
    let bad = row(1).replace("SX2000001", "=cmd|' /C calc'!A0");
    let wrong_digit = row(2).replace("8996802500000000026", "8996802500000000027");
    let text = format!("\u{feff}{HEAD}\n{}\n{bad}\n{wrong_digit}\n{}\n{}\n", row(0), row(0), row(3));
    let ran = import(&server, text, &[]).ends_with(1);
    let expected = "lines.csv:3: document_number: it begins like a formula; export it as plain text\n\
        lines.csv:4: iccid: the check digit of the ICCID does not match: one digit is wrong, or two neighbours are swapped\n\
        lines.csv:5: iccid: the same card stands on line 2 already\n";
    assert_eq!(ran.out, expected);
    assert!(ran.err.contains("5 rows: 2 imported, 2 of them new; 3 bad"), "{}", ran.err);
    let shown = server.run(&["line", "show", "8996802500000000034"]).ends_with(0).out;
    assert!(shown.starts_with("89968••••••••••0034  "), "{shown}");
    let ran = server.run(&["line", "show", "8996802500000000018"]).ends_with(1);
    assert!(ran.err.contains("have no such line"), "{}", ran.err);
}

#[test]
fn with_all_or_nothing_a_bad_row_keeps_everything_out() {
    // Nothing may be written of a file with a fault when that was asked for.
    let server = Server::start();
    let text = format!("{HEAD}\n{}\n{},\n", row(0), row(1));
    let ran = import(&server, &text, &["--all-or-nothing"]).ends_with(1);
    assert_eq!(ran.out, "lines.csv:3: the row has 11 cells, and the first line names 10 columns\n");
    assert!(ran.err.contains("nothing was imported"), "{}", ran.err);
    server.run(&["line", "show", "8996802500000000000"]).ends_with(1);
    let text = format!("{HEAD}\n{}\n{}\n", row(0), row(1));
    assert!(import(&server, &text, &["--all-or-nothing"]).ends_with(0).err.contains("2 imported"));
}

#[test]
fn a_file_that_is_not_such_a_table_is_refused_as_a_whole() {
    // Another delimiter, an unknown or missing column, an empty file: each must be named with what would be right.
    let server = Server::start();
    let cases = [
        (HEAD.replace(',', ";"), "its cells are separated by semicolons, not by ',': give --delimiter ';'"),
        (HEAD.replace("imsi", "ismi"), "there is no column `ismi`; the columns are iccid, imsi,"),
        (HEAD.replace("imsi,", ""), "the column `imsi` is missing"),
        (HEAD.replace("imsi", "iccid"), "the column `iccid` stands there twice"),
        (String::new(), "is empty: its first line must name the columns"),
    ];
    for (head, expected) in cases {
        let ran = import(&server, format!("{head}\n"), &[]).ends_with(1);
        assert!(ran.err.contains(expected), "{head}\n{}", ran.err);
    }
    let with_semicolons = format!("{HEAD}\n{}\n", row(0)).replace(',', ";");
    assert!(import(&server, with_semicolons, &["--delimiter", ";"]).ends_with(0).err.contains("1 imported"));
}

#[test]
fn a_cut_file_and_a_monstrous_cell_do_not_hide_the_good_rows() {
    // A transfer that broke off must be told from a finished one, and ten megabytes in one cell must not stop the rest.
    let server = Server::start();
    let monster = row(1).replace("SX2000001", &"X".repeat(10 * 1024 * 1024));
    let text = format!("{HEAD}\n{}\n{monster}\n{}\n{}", row(0), row(2), &row(3)[..60]);
    let ran = import(&server, text, &[]).ends_with(1);
    let expected = "lines.csv:3: document_number: it has more than 1024 bytes\n\
        lines.csv:5: the file ends in the middle of this row: it was cut; ask for the export again\n";
    assert_eq!(ran.out, expected);
    assert!(ran.err.contains("2 imported"), "{}", ran.err);
}
