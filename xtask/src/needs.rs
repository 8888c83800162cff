//! What the tests need of the machine, and how it gets there.
//!
//! A test that needs something names it in its path: everything under a module `osmo` needs OsmoHLR, under `real_msc` OsmoMSC too, and under
//! `python_icalendar` a foreign reader of calendars, under `chromium` a real browser, under `aiosmtpd` and `npm_smpp` a mail server and a
//! message centre that are not ours, under `printed` fonts and readers of PDF and QR codes. When that cannot be had, those tests are left out
//! and counted as skipped; they never pass without having run.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell;

/// Where the tests find the Node packages they need.
pub(crate) const NODE_VARIABLE: &str = "MASALAMA_TEST_NODE_MODULES";

/// Packages that need nothing of the machine.
const SELF_CONTAINED: [&str; 4] = ["masalama-core", "masalama-engine", "masalama-store", "xtask"];

/// How we see that something is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A program is on the PATH.
    Program(&'static str),
    /// A file exists.
    File(&'static str),
    /// The Python under target/ can import this module.
    Module(&'static str),
    /// The system's Python can import this module.
    SystemModule(&'static str),
    /// The folder of Node packages under target/ has this one.
    Node(&'static str),
}

/// Something the tests need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Need {
    /// Its name in its registry: Debian, PyPI for a [`Sign::Module`], npm for a [`Sign::Node`].
    package: &'static str,
    /// How we see that it is here.
    sign: Sign,
    /// A part of the path of every test that needs it.
    tests: &'static str,
}

/// Everything the tests need. What is needed by another entry stands before it.
const NEEDS: &[Need] = &[
    Need { package: "sqlite3", sign: Sign::Program("sqlite3"), tests: "osmo::" },
    Need { package: "osmo-hlr", sign: Sign::Program("osmo-hlr"), tests: "osmo::" },
    Need { package: "osmo-mslookup-utils", sign: Sign::Program("osmo-mslookup-client"), tests: "osmo::" },
    Need { package: "libosmocore-utils", sign: Sign::Program("osmo-auc-gen"), tests: "osmo::" },
    Need { package: "osmo-msc", sign: Sign::Program("osmo-msc"), tests: "real_msc" },
    Need { package: "osmo-stp", sign: Sign::Program("osmo-stp"), tests: "real_msc" },
    Need { package: "osmo-mgw", sign: Sign::Program("osmo-mgw"), tests: "real_msc" },
    Need { package: "osmo-sgsn", sign: Sign::Program("osmo-sgsn"), tests: "real_sgsn" },
    Need { package: "gcc", sign: Sign::Program("gcc"), tests: "real_msc" },
    Need { package: "libc6-dev", sign: Sign::File("/usr/include/stdio.h"), tests: "real_msc" },
    Need { package: "python3-venv", sign: Sign::SystemModule("ensurepip"), tests: "python_icalendar" },
    Need { package: "icalendar", sign: Sign::Module("icalendar"), tests: "python_icalendar" },
    Need { package: "openssl", sign: Sign::Program("openssl"), tests: "aiosmtpd" },
    Need { package: "python3-venv", sign: Sign::SystemModule("ensurepip"), tests: "aiosmtpd" },
    Need { package: "aiosmtpd==1.4.6", sign: Sign::Module("aiosmtpd"), tests: "aiosmtpd" },
    Need { package: "nodejs", sign: Sign::Program("node"), tests: "npm_smpp" },
    Need { package: "npm", sign: Sign::Program("npm"), tests: "npm_smpp" },
    Need { package: "smpp@0.5.1", sign: Sign::Node("smpp"), tests: "npm_smpp" },
    Need { package: "chromium", sign: Sign::Program("chromium"), tests: "chromium" },
    Need { package: "nodejs", sign: Sign::Program("node"), tests: "chromium" },
    Need { package: "npm", sign: Sign::Program("npm"), tests: "chromium" },
    Need { package: "nodejs", sign: Sign::Program("node"), tests: "oidc_provider" },
    Need { package: "npm", sign: Sign::Program("npm"), tests: "oidc_provider" },
    Need { package: "oidc-provider@9.13.3", sign: Sign::Node("oidc-provider"), tests: "oidc_provider" },
    Need { package: "playwright-core@1.65.1", sign: Sign::Node("playwright-core"), tests: "chromium" },
    Need { package: "axe-core@4.14.1", sign: Sign::Node("axe-core"), tests: "chromium" },
    Need {
        package: "fonts-noto-core",
        sign: Sign::File("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf"),
        tests: "printed",
    },
    Need {
        package: "fonts-droid-fallback",
        sign: Sign::File("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"),
        tests: "printed",
    },
    Need { package: "poppler-utils", sign: Sign::Program("pdftoppm"), tests: "printed" },
    Need { package: "zbar-tools", sign: Sign::Program("zbarimg"), tests: "printed" },
];

/// Something the tests need that could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing(Need);

impl Missing {
    /// A part of the path of every test that needs it.
    pub(crate) fn tests(&self) -> &'static str {
        self.0.tests
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Need { package, sign, tests } = self.0;
        let way = match sign {
            Sign::Program(_) | Sign::File(_) | Sign::SystemModule(_) => format!("apt-get install {package}"),
            Sign::Module(_) => format!("target/test-venv/bin/pip install {package}"),
            Sign::Node(_) => format!("npm install --prefix target/test-node {package}"),
        };
        write!(
            f,
            "{package} could not be installed, so tests with `{tests}` in their path did not run; try `{way}`"
        )
    }
}

/// Installs what the tests of `package` (of all, when absent) need and what is not here yet; tells what could not be had.
pub(crate) fn install(root: &Path, package: Option<&str>) -> Vec<Missing> {
    if package.is_some_and(|package| SELF_CONTAINED.contains(&package)) {
        return Vec::new();
    }
    let absent = || NEEDS.iter().copied().filter(|need| !is_here(root, need));
    let of = |is_from: fn(Sign) -> bool| absent().filter(|need| is_from(need.sign)).collect::<Vec<_>>();
    let from_debian = of(|sign| !matches!(sign, Sign::Module(_) | Sign::Node(_)));
    if !from_debian.is_empty() {
        install_from_debian(&from_debian);
    }
    let from_pypi = of(|sign| matches!(sign, Sign::Module(_)));
    if !from_pypi.is_empty() {
        install_from_pypi(root, &from_pypi);
    }
    let from_npm = of(|sign| matches!(sign, Sign::Node(_)));
    if !from_npm.is_empty() {
        install_from_npm(root, &from_npm);
    }
    absent().map(Missing).collect()
}

/// The Python under target/ that has what the tests need.
pub(crate) fn python(root: &Path) -> PathBuf {
    venv(root).join("bin/python")
}

/// The Node packages under target/ that the tests need.
pub(crate) fn node_modules(root: &Path) -> PathBuf {
    node(root).join("node_modules")
}

/// The private folder for what comes from PyPI.
fn venv(root: &Path) -> PathBuf {
    target(root).join("test-venv")
}

/// The private folder for what comes from npm.
fn node(root: &Path) -> PathBuf {
    target(root).join("test-node")
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Is it here?
fn is_here(root: &Path, need: &Need) -> bool {
    match need.sign {
        Sign::Program(program) => shell::is_on_path(program),
        Sign::File(path) => Path::new(path).exists(),
        Sign::Module(module) => imports(&mut Command::new(python(root)), module),
        Sign::SystemModule(module) => imports(&mut Command::new("python3"), module),
        Sign::Node(name) => node_modules(root).join(name).join("package.json").exists(),
    }
}

/// Can this Python import `module`?
fn imports(python: &mut Command, module: &str) -> bool {
    shell::succeeds_quietly(python.args(["-c", &format!("import {module}")]))
}

/// Installs Debian packages; fetches the lists anew, once, only if the first try fails.
fn install_from_debian(needs: &[Need]) {
    let packages: Vec<_> = needs.iter().map(|need| need.package).collect();
    eprintln!("xtask: installing from Debian: {}", packages.join(" "));
    let install = || {
        let mut command = apt_get();
        command.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&packages);
        is_done(&mut command)
    };
    if install() {
        return;
    }
    eprintln!("xtask: fetching the package lists, then trying again");
    is_done(apt_get().args(["update", "--quiet"]));
    install();
}

/// Makes the private folder if needed and installs PyPI packages into it.
fn install_from_pypi(root: &Path, needs: &[Need]) {
    let packages: Vec<_> = needs.iter().map(|need| need.package).collect();
    eprintln!("xtask: installing from PyPI into {}: {}", venv(root).display(), packages.join(" "));
    if !python(root).exists() {
        is_done(Command::new("python3").args(["-m", "venv"]).arg(venv(root)));
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    is_done(Command::new(python(root)).args(pip).args(&packages));
}

/// Installs npm packages into the private folder, running no script of theirs.
fn install_from_npm(root: &Path, needs: &[Need]) {
    let packages: Vec<_> = needs.iter().map(|need| need.package).collect();
    eprintln!("xtask: installing from npm into {}: {}", node(root).display(), packages.join(" "));
    let npm = ["install", "--no-audit", "--no-fund", "--no-progress", "--ignore-scripts", "--prefix"];
    is_done(Command::new("npm").args(npm).arg(node(root)).args(&packages));
}

/// `apt-get` that waits for its lock and asks nothing, through `sudo` when we may not install ourselves.
fn apt_get() -> Command {
    let may_install =
        Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    let mut command = if may_install { Command::new("apt-get") } else { Command::new("sudo") };
    if !may_install {
        command.args(["--non-interactive", "apt-get"]);
    }
    command.args(["-o", "DPkg::Lock::Timeout=400"]).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Runs a program with all it says on stderr; tells on stderr when it failed. What is missing afterwards is named at the end.
fn is_done(command: &mut Command) -> bool {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.stdin(std::process::Stdio::null()).stdout(std::io::stderr()).status() {
        Ok(status) if status.success() => true,
        Ok(status) => {
            eprintln!("xtask: {program} failed ({status}); what it said stands above");
            false
        }
        Err(error) => {
            eprintln!("xtask: {program} could not be started: {error}");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_says_what_to_do() {
        // A skip that does not name the package, the tests and the way on helps nobody.
        let told = Missing(NEEDS[1]).to_string();
        assert!(told.contains("osmo-hlr") && told.contains("`osmo::`"), "{told}");
        assert!(told.ends_with("try `apt-get install osmo-hlr`"), "{told}");
    }

    #[test]
    fn a_module_nobody_has_is_not_here() {
        // A sign must be able to say no, or nothing would ever be installed.
        let root = tempfile::tempdir().unwrap();
        let need = Need { sign: Sign::Program("no-such-program-anywhere"), ..NEEDS[0] };
        assert!(!is_here(root.path(), &need));
        assert!(!is_here(root.path(), &Need { sign: Sign::File("/no/such/file"), ..NEEDS[0] }));
    }
}
