//! The tree as it is committed, or about to be.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::Trouble;

/// Folders that are never part of the project. Only asked where there is no Git to ask.
const OUTSIDE: [&str; 3] = [".git", "target", "masalama-data"];

/// One file.
#[derive(Debug)]
pub(super) struct File {
    /// From the workspace's folder, with `/`.
    pub(super) path: String,
    /// What it says; empty when it is not text.
    pub(super) text: String,
}

impl File {
    /// The lines with their numbers, from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line))
    }

    /// The parts of the path.
    pub(super) fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.path.split('/')
    }

    /// The folder it lies in, empty for the workspace's own.
    pub(super) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Is it Rust?
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Is it Markdown?
    pub(super) fn is_markdown(&self) -> bool {
        self.path.ends_with(".md")
    }
}

/// All files of the project, and the folders they lie in.
#[derive(Debug)]
pub(super) struct Tree {
    /// The files, by path.
    files: Vec<File>,
    /// The paths of files and folders.
    paths: BTreeSet<String>,
}

impl Tree {
    /// Reads the tree under `root`: what Git has or would add; without Git, all that is there.
    ///
    /// # Errors
    /// [`Trouble::Read`] when a folder or file cannot be read.
    pub(super) fn read(root: &Path) -> Result<Self, Trouble> {
        let names = match root.join(".git").exists().then(|| ask_git(root)).flatten() {
            Some(names) => names,
            None => walk(root)?,
        };
        let mut tree = Self { files: Vec::new(), paths: BTreeSet::new() };
        for path in names {
            let full = root.join(&path);
            if !full.is_file() {
                continue;
            }
            let bytes = std::fs::read(&full).map_err(|source| Trouble::Read { path: full, source })?;
            let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
            tree.paths.extend(ends.map(|end| path[..end].to_owned()));
            tree.files.push(File { text: String::from_utf8(bytes).unwrap_or_default(), path });
        }
        Ok(tree)
    }

    /// All files, by path.
    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// The Rust files, by path.
    pub(super) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files().filter(|file| file.is_rust())
    }

    /// The file at `path`.
    pub(super) fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Is there a file or folder at `path`?
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.contains(path.trim_end_matches('/'))
    }
}

/// What Git has or would add, or nothing when Git cannot be asked.
fn ask_git(root: &Path) -> Option<BTreeSet<String>> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output = git.output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.split_terminator('\0').map(str::to_owned).collect())
}

/// Every file under `root` but what is never part of the project.
fn walk(root: &Path) -> Result<BTreeSet<String>, Trouble> {
    let unreadable = |path: &Path| {
        let path = path.to_path_buf();
        move |source| Trouble::Read { path, source }
    };
    let mut names = BTreeSet::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let full = root.join(&folder);
        for entry in std::fs::read_dir(&full).map_err(unreadable(&full))? {
            let entry = entry.map_err(unreadable(&full))?;
            let path = folder.join(entry.file_name());
            let is_outside = OUTSIDE.iter().any(|name| entry.file_name() == *name);
            match entry.file_type().map_err(unreadable(&full))?.is_dir() {
                true if is_outside => {}
                true => folders.push(path),
                false => {
                    names.insert(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
    }
    Ok(names)
}

/// A tree of these files, written to a temporary folder and read back.
#[cfg(test)]
pub(super) fn fixture(files: &[(&str, &str)]) -> Tree {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let full = root.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }
    Tree::read(root.path()).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_their_folders_are_there_and_nothing_else() {
        // A check that asks for a path must get a true answer for files, for folders and for what is outside.
        let tree = fixture(&[("a/b/c.rs", "//! C.\n"), ("target/d.rs", "")]);
        for (path, is_there) in
            [("a/b/c.rs", true), ("a/b/", true), ("a", true), ("a/c.rs", false), ("target", false)]
        {
            assert_eq!(tree.has(path), is_there, "{path}");
        }
        assert_eq!(tree.get("a/b/c.rs").unwrap().lines().collect::<Vec<_>>(), [(1, "//! C.")]);
    }
}
