//! `cargo xtask pictures`: the pictures of the documentation, taken in a real browser.

use std::path::Path;

use crate::needs;
use crate::shell::{self, Trouble};

/// Where the pictures are committed.
const FOLDER: &str = "docs/pictures";
/// Where the test that takes them is told to put them.
const FOLDER_VARIABLE: &str = "MASALAMA_PICTURES";
/// The test that takes them.
const TEST: &str = "browser::chromium::the_pictures_of_the_documentation_can_be_taken";

/// Takes every picture anew; says whether all could be taken, and whether the documentation shows each of them.
///
/// # Errors
/// [`Trouble`] when Cargo could not be started, or the folder not be emptied.
pub(crate) fn run(root: &Path) -> Result<bool, Trouble> {
    let missing = needs::install(root, Some("masalama"));
    for lack in missing.iter().filter(|lack| lack.tests() == "chromium") {
        eprintln!("xtask: {lack}");
    }
    let folder = root.join(FOLDER);
    empty(&folder).map_err(|source| Trouble::Write { path: folder.clone(), source })?;
    eprintln!("xtask: taking the pictures of {FOLDER}; this takes a minute or two once all is built");
    let test = ["test", "--package", "masalama", "--all-features", "--test", "it", "--", "--exact", TEST];
    let mut command = shell::cargo(root);
    command.args(test).env(FOLDER_VARIABLE, &folder).env(needs::NODE_VARIABLE, needs::node_modules(root));
    shell::succeeds(&mut command)
}

/// Makes the folder, without any picture of before.
fn empty(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "png") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
