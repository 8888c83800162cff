//! The policy packs in this binary, and those of a folder in their place.

use std::path::{Path, PathBuf};

use masalama_core::policy::{Fault, PACK_FILE_BYTES_MAX, PACK_FILES_MAX, Policies};

macro_rules! packs {
    ($($path:literal),+ $(,)?) => {
        /// Every pack in this binary: its path under `policies/`, and its text.
        pub const EMBEDDED: &[(&str, &str)] = &[
            $(($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/", $path)))),+
        ];
    };
}

packs! {
    "om/country.toml",
    "om/operators.toml",
    "om/disputed.toml",
    "om/omantel.toml",
    "om/ooredoo-oman.toml",
    "om/vodafone-oman.toml",
    "om/sandbox-muscat.toml",
    "om/sandbox-salalah.toml",
    "om/sandbox-sohar.toml",
}

/// How deep a folder of packs may be.
const DEPTH_MAX: usize = 4;

/// The packs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyFault {
    /// A file or folder cannot be read. Check the path and who may read it.
    #[error("the policies under {} cannot be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// There is none.
    #[error("no policy file (*.toml) is under {}", path.display())]
    Nothing {
        /// Where.
        path: PathBuf,
    },
    /// They are wrong, and where.
    #[error("{} in the policies: `masalama policy check` lists them; the first: {first}", counted(*count))]
    Faulty {
        /// How many faults there are.
        count: usize,
        /// The first.
        first: Box<Fault>,
    },
}

fn counted(count: usize) -> String {
    if count == 1 { "1 fault".to_owned() } else { format!("{count} faults") }
}

/// The packs in this binary.
///
/// # Errors
/// [`PolicyFault::Faulty`]; a test shows that there is none.
pub fn embedded() -> Result<Policies, PolicyFault> {
    of_files(EMBEDDED)
}

/// The packs of a folder, or those in this binary where none is given.
///
/// # Errors
/// [`PolicyFault`] says which file to look at.
pub(crate) fn of(folder: Option<&Path>) -> Result<Policies, PolicyFault> {
    let Some(folder) = folder else { return embedded() };
    let files = files_in(folder)?;
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    of_files(&files)
}

fn of_files(files: &[(&str, &str)]) -> Result<Policies, PolicyFault> {
    Policies::read(files).map_err(|faults| {
        let count = faults.len();
        let first = faults.into_iter().next().map(Box::new);
        first.map_or(PolicyFault::Nothing { path: PathBuf::from("policies") }, |first| PolicyFault::Faulty {
            count,
            first,
        })
    })
}

/// The files of a folder, each with the path that is shown and its text; or the one file that is given.
///
/// # Errors
/// [`PolicyFault::Unreadable`] and [`PolicyFault::Nothing`].
pub(crate) fn files_in(folder: &Path) -> Result<Vec<(String, String)>, PolicyFault> {
    let mut paths = Vec::new();
    collect(folder, DEPTH_MAX, &mut paths)?;
    paths.sort();
    paths.truncate(PACK_FILES_MAX + 1);
    if paths.is_empty() {
        return Err(PolicyFault::Nothing { path: folder.to_owned() });
    }
    paths.into_iter().map(|path| Ok((path.display().to_string(), text_of(&path)?))).collect()
}

fn collect(path: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), PolicyFault> {
    let unreadable = |source| PolicyFault::Unreadable { path: path.to_owned(), source };
    if path.is_file() {
        if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path.to_owned());
        }
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if depth > 0 && found.len() <= PACK_FILES_MAX {
            collect(&entry.path(), depth - 1, found)?;
        }
    }
    Ok(())
}

/// Reads a file, but not more of it than says that it is too long.
fn text_of(path: &Path) -> Result<String, PolicyFault> {
    use std::io::Read as _;
    let unreadable = |source| PolicyFault::Unreadable { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(PACK_FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_in_the_binary() {
        // A pack that is added to the repository must be in the binary too, and the packs together must be sound.
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let mut paths = Vec::new();
        collect(&root, DEPTH_MAX, &mut paths).unwrap();
        let mut on_disk: Vec<String> = paths
            .iter()
            .map(|path| path.strip_prefix(&root).unwrap().display().to_string())
            .filter(|path| !path.starts_with("invalid/"))
            .collect();
        let mut in_binary: Vec<&str> = EMBEDDED.iter().map(|(path, _)| *path).collect();
        on_disk.sort();
        in_binary.sort_unstable();
        assert_eq!(in_binary, on_disk);
        embedded().unwrap();
    }
}
