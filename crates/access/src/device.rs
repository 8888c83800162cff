//! What somebody uses: told back in the list of sessions, never trusted.

use std::fmt;
use std::net::IpAddr;

/// The most characters kept of what a browser calls itself.
const AGENT_CHARS_MAX: usize = 120;

/// What somebody uses, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    agent: String,
    address: Option<IpAddr>,
}

impl Device {
    /// A device, from what its browser calls itself and the address it comes from.
    #[must_use]
    pub fn new(agent: &str, address: Option<IpAddr>) -> Self {
        let agent = agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS_MAX).collect();
        Self { agent, address: address.map(|address| address.to_canonical()) }
    }

    /// What the browser calls itself, bounded, on one line.
    #[must_use]
    pub fn agent(&self) -> &str {
        &self.agent
    }

    /// Where it comes from.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The network it comes from: the first three numbers of an IPv4 address, the first three groups of an IPv6 one. What people are told, and
    /// what is counted when somebody guesses.
    #[must_use]
    pub fn network(&self) -> String {
        match self.address {
            None => "-".to_owned(),
            Some(IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.x")
            }
            Some(IpAddr::V6(address)) => {
                let [a, b, c, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}::x")
            }
        }
    }
}

/// As the list of sessions shows it.
impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let agent = if self.agent.is_empty() { "-" } else { &self.agent };
        write!(f, "{agent} ({})", self.network())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_told_without_its_full_address() {
        // A list of sessions must tell networks apart and keep nobody's full address; a browser may call itself anything.
        let long = format!("Browser\r\n{}", "x".repeat(500));
        let told = Device::new(&long, "203.0.113.77".parse().ok()).to_string();
        assert!(told.starts_with("Browserxxx") && told.ends_with(" (203.0.113.x)"), "{told}");
        assert_eq!(told.chars().count(), AGENT_CHARS_MAX + " (203.0.113.x)".len());
        assert_eq!(Device::new("", "2001:db8:7:9::1".parse().ok()).to_string(), "- (2001:db8:7::x)");
        assert_eq!(Device::new("", "::ffff:203.0.113.9".parse().ok()).network(), "203.0.113.x");
    }
}
