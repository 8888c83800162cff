//! `demo`: what a newcomer sees first.

use std::path::Path;

use super::program::run_in;

#[test]
fn the_demo_ends_two_lines_and_its_papers_verify() {
    // One command must end a prepaid and a postpaid line and leave papers that verify, the key beside them, and say that it is a sandbox.
    let dir = tempfile::tempdir().unwrap();
    let ran = run_in(dir.path(), &["demo", "--json"]).ends_with(0);
    assert!(ran.err.contains("This is a sandbox: no real line is touched"), "{}", ran.err);
    let ended = ran.json();
    assert_eq!(ended["sandbox"], true);
    let papers = ended["papers"].as_array().unwrap();
    let found: Vec<(&str, &str)> = papers
        .iter()
        .map(|paper| (paper["line"].as_str().unwrap(), paper["paper"].as_str().unwrap()))
        .collect();
    let of = |line| [(line, "receipt"), (line, "certificate"), (line, "closing-statement")];
    assert_eq!(found, [of("prepaid"), of("postpaid")].concat());
    let key = ended["key"].as_str().unwrap();
    for paper in papers {
        let path = paper["path"].as_str().unwrap();
        run_in(dir.path(), &["verify", path, "--key", key]).ends_with(0);
    }
    for step in ["the person pays what is open", "the device comes back", "Your personal data are erased."] {
        assert!(ran.err.contains(step), "{step}: {}", ran.err);
    }
    std::fs::remove_dir_all(Path::new(key).parent().unwrap()).unwrap();
}
