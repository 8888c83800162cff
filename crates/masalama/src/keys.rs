//! The data folder: everything of one installation, readable by nobody else.
//!
//! | file | what it is |
//! |---|---|
//! | `staff.token` | what staff routes ask for, as text |
//! | `secret.key` | derives the keys of lines and the credentials of cases; lost, no receipt opens its case any more |
//! | `signing.key`, `signing.pub` | sign papers, and verify them |
//! | `cases.db`, `sandbox.db` | the cases, and the sandbox operator |
//! | `access.db` | accounts and sessions |
//! | `lock` | held by the server that uses the folder |

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use masalama_core::paper::SigningKey;
use masalama_core::port::Clock;
use masalama_engine::Secret;

/// The staff token's file.
pub(crate) const STAFF_TOKEN: &str = "staff.token";
const SECRET_KEY: &str = "secret.key";
const SIGNING_KEY: &str = "signing.key";
/// The public key's file.
pub(crate) const SIGNING_PUB: &str = "signing.pub";
/// The cases' database.
pub(crate) const CASES_DB: &str = "cases.db";
/// The database of accounts and sessions.
pub(crate) const ACCESS_DB: &str = "access.db";
/// The sandbox's database.
pub(crate) const SANDBOX_DB: &str = "sandbox.db";
const LOCK: &str = "lock";

/// A key file is no longer than this.
const KEY_FILE_BYTES_MAX: u64 = 1_024;

/// The data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysFault {
    /// The folder or a file cannot be made, read or written.
    #[error("{} cannot be {verb}: look at its owner, its permissions and the room on the disk", path.display())]
    Io {
        path: PathBuf,
        verb: &'static str,
        #[source]
        source: std::io::Error,
    },
    /// Others may read it.
    #[error("{} can be read by others (mode {mode:03o}): run `chmod {right:03o} {}`", path.display(), path.display())]
    Loose { path: PathBuf, mode: u32, right: u32 },
    /// Another server uses it.
    #[error(
        "the data folder {} is in use by another server: end that one first, or give this one its own with --data",
        path.display()
    )]
    InUse { path: PathBuf },
    /// A key file has something else in it.
    #[error("{} does not hold a key: put the file back from a backup", path.display())]
    NotAKey { path: PathBuf },
    /// Cases are there, the key is not.
    #[error(
        "{} is missing although the folder holds cases: put it back from a backup; a new key would not open them",
        path.display()
    )]
    Missing { path: PathBuf },
}

/// The data folder, held for this process.
pub(crate) struct DataFolder {
    path: PathBuf,
    /// Held as long as the folder is in use; the system lets go when the process ends.
    _lock: File,
}

/// What the folder's key files hold.
pub(crate) struct Keys {
    /// What staff routes ask for.
    pub(crate) staff_token: String,
    /// Derives the keys of lines and credentials.
    pub(crate) secret: Secret,
    /// Signs papers.
    pub(crate) signing: SigningKey,
}

impl DataFolder {
    /// Takes the folder for this process, and makes it if it is not there.
    ///
    /// # Errors
    /// [`KeysFault`] says what to correct.
    pub(crate) fn open(path: &Path) -> Result<Self, KeysFault> {
        make_private(path)?;
        refuse_loose(path, 0o700)?;
        let lock_path = path.join(LOCK);
        let mut options = private();
        let lock = options.create(true).truncate(false).open(&lock_path).map_err(io(&lock_path, "opened"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(KeysFault::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => Err(io(&lock_path, "locked")(source)),
        }
    }

    /// A file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its keys; on the first start they are made.
    ///
    /// # Errors
    /// [`KeysFault`] says what to correct.
    pub(crate) fn keys(&self, clock: &dyn Clock) -> Result<Keys, KeysFault> {
        let staff_token = encoded(&self.key(STAFF_TOKEN, clock)?);
        let secret = Secret::new(self.key(SECRET_KEY, clock)?);
        let signing = SigningKey::new(self.key(SIGNING_KEY, clock)?);
        let public = self.file(SIGNING_PUB);
        let text = format!("{}\n", signing.verifying());
        if std::fs::read_to_string(&public).ok().as_deref() != Some(text.as_str()) {
            write_new(&public, text.as_bytes())?;
        }
        Ok(Keys { staff_token, secret, signing })
    }

    fn key(&self, name: &str, clock: &dyn Clock) -> Result<[u8; 32], KeysFault> {
        let path = self.file(name);
        if !path.exists() {
            if name != STAFF_TOKEN && self.file(CASES_DB).exists() {
                return Err(KeysFault::Missing { path });
            }
            let key = clock.fresh();
            write_new(&path, format!("{}\n", encoded(&key)).as_bytes())?;
            return Ok(key);
        }
        let text = read_private(&path)?;
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or(KeysFault::NotAKey { path })
    }
}

/// The secret of a data folder that a server may be using, for commands on the same machine.
///
/// # Errors
/// [`KeysFault`] when it is not there, cannot be trusted or read.
pub(crate) fn secret_in(folder: &Path) -> Result<Secret, KeysFault> {
    let path = folder.join(SECRET_KEY);
    let text = read_private(&path)?;
    let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(Secret::new).ok_or(KeysFault::NotAKey { path })
}

/// The staff token of a data folder, for a client on the same machine; nothing where there is no such file.
///
/// # Errors
/// [`KeysFault`] when the file is there and cannot be trusted or read.
pub(crate) fn staff_token_in(folder: &Path) -> Result<Option<String>, KeysFault> {
    let path = folder.join(STAFF_TOKEN);
    if !path.exists() {
        return Ok(None);
    }
    read_private(&path).map(|text| Some(text.trim().to_owned()))
}

fn encoded(key: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

fn io(path: &Path, verb: &'static str) -> impl Fn(std::io::Error) -> KeysFault {
    let path = path.to_owned();
    move |source| KeysFault::Io { path: path.clone(), verb, source }
}

#[cfg(unix)]
fn make_private(path: &Path) -> Result<(), KeysFault> {
    use std::os::unix::fs::DirBuilderExt as _;
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io(path, "made"))
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> Result<(), KeysFault> {
    DirBuilder::new().recursive(true).create(path).map_err(io(path, "made"))
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    options
}

/// Refuses what group or others may touch.
#[cfg(unix)]
fn refuse_loose(path: &Path, right: u32) -> Result<(), KeysFault> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_err(io(path, "read"))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeysFault::Loose { path: path.to_owned(), mode, right }) }
}

#[cfg(not(unix))]
fn refuse_loose(_: &Path, _: u32) -> Result<(), KeysFault> {
    Ok(())
}

fn read_private(path: &Path) -> Result<String, KeysFault> {
    refuse_loose(path, 0o600)?;
    let mut text = String::new();
    let file = File::open(path).map_err(io(path, "read"))?;
    file.take(KEY_FILE_BYTES_MAX).read_to_string(&mut text).map_err(io(path, "read"))?;
    Ok(text)
}

/// Writes the file whole or not at all: under another name first, flushed, then renamed.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeysFault> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut file = private().create(true).truncate(true).open(&beside).map_err(io(&beside, "written"))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io(&beside, "written"))?;
    std::fs::rename(&beside, path).map_err(io(path, "written"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::clock::SystemClock;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_first_start_makes_keys_that_only_the_owner_can_read() {
        // What is secret must be readable by its owner only, and be the same at the next start.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        let folder = DataFolder::open(&path).unwrap();
        let first = folder.keys(&SystemClock).unwrap();
        assert_eq!(mode(&path), 0o700);
        for name in [STAFF_TOKEN, SECRET_KEY, SIGNING_KEY] {
            assert_eq!(mode(&path.join(name)), 0o600, "{name}");
        }
        let again = folder.keys(&SystemClock).unwrap();
        assert_eq!(first.staff_token, again.staff_token);
        assert_eq!(first.signing.verifying(), again.signing.verifying());
        assert_eq!(staff_token_in(&path).unwrap(), Some(first.staff_token));
    }

    #[test]
    fn a_key_that_others_can_read_stops_the_start() {
        // A loose permission must be refused with the command that mends it, for the folder and for each key.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        let folder = DataFolder::open(&path).unwrap();
        folder.keys(&SystemClock).unwrap();
        let key = path.join(SECRET_KEY);
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).unwrap();
        let text = folder.keys(&SystemClock).err().unwrap().to_string();
        assert_eq!(text, format!("{0} can be read by others (mode 640): run `chmod 600 {0}`", key.display()));
        drop(folder);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(DataFolder::open(&path), Err(KeysFault::Loose { mode: 0o755, right: 0o700, .. })));
    }

    #[test]
    fn two_servers_cannot_share_a_folder() {
        // While one process has the folder, a second one must be told so.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        let folder = DataFolder::open(&path).unwrap();
        assert!(matches!(DataFolder::open(&path), Err(KeysFault::InUse { .. })));
        drop(folder);
        assert!(DataFolder::open(&path).is_ok());
    }

    #[test]
    fn a_lost_key_is_never_replaced_while_there_are_cases() {
        // A new secret would open none of the old cases, so the start must stop and ask for the backup.
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&dir.path().join("data")).unwrap();
        folder.keys(&SystemClock).unwrap();
        std::fs::write(folder.file(CASES_DB), b"cases").unwrap();
        std::fs::remove_file(folder.file(SECRET_KEY)).unwrap();
        assert!(matches!(folder.keys(&SystemClock), Err(KeysFault::Missing { .. })));
    }
}
