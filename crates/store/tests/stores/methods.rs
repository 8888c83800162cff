//! The list of methods.

const PORT: &str = include_str!("../../../core/src/port/store.rs");
const SUITE: [&str; 7] = [
    include_str!("../../src/suite/made.rs"),
    include_str!("../../src/suite/opening.rs"),
    include_str!("../../src/suite/claim.rs"),
    include_str!("../../src/suite/append.rs"),
    include_str!("../../src/suite/reading.rs"),
    include_str!("../../src/suite/line.rs"),
    include_str!("../../src/suite/people.rs"),
];

#[test]
fn the_suite_calls_every_method_of_the_port() {
    // A method that is added to the port must be called by the suite before any store can be trusted with it (I7).
    let (_, methods) = PORT.split_once("pub trait Store").unwrap();
    let names: Vec<_> =
        methods.split("    fn ").skip(1).map(|rest| rest.split_once('(').unwrap().0).collect();
    assert!(names.contains(&"open") && names.contains(&"lines") && names.len() >= 10, "{names:?}");
    for name in names {
        let call = format!("store.{name}(");
        assert!(SUITE.iter().any(|story| story.contains(&call)), "no story calls {name}");
    }
}

#[test]
fn every_story_is_told() {
    // A story that is written but not listed would hold for no store.
    let listed = include_str!("../../src/suite/mod.rs");
    for story in SUITE.iter().flat_map(|text| text.split("pub async fn ").skip(1)) {
        let (name, arguments) = story.split_once('(').unwrap();
        let is_story = arguments.starts_with("store: &dyn Store) {");
        assert!(!is_story || listed.contains(&format!("::{name},")), "{name} is not listed");
    }
}
