//! From where a request comes: from whoever speaks to us or, where that is a proxy of ours, from whom the proxy names. Limits and the log go
//! by it: behind a proxy everybody would else be one.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Request};

/// What a proxy adds the address of its caller to, at the end. *Source*: the de-facto header of proxies; RFC 7239 section 1.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// The most addresses of a chain that are looked at.
const CHAIN_MAX: usize = 16;

/// Names the caller as every handler sees him.
pub(super) fn name_caller<B>(proxies: &[IpAddr], request: &mut Request<B>) {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() else {
        return;
    };
    let caller = caller(proxies, peer.ip(), request.headers());
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(caller, peer.port())));
}

/// The caller's address, as it was named.
pub(crate) fn address_of(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

/// The nearest address that is no proxy of ours. What stands before it in the chain anybody may have written.
fn caller(proxies: &[IpAddr], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let lines: Vec<&str> =
        headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect();
    let chain = lines.iter().rev().flat_map(|line| line.rsplit(',')).map(|part| address(part.trim()));
    let mut nearest = peer.to_canonical();
    for before in chain.take(CHAIN_MAX) {
        if !proxies.contains(&nearest) {
            break;
        }
        // A proxy that names nobody we can read is the last one we know.
        let Some(before) = before else { break };
        nearest = before;
    }
    nearest
}

/// An address as proxies write it: bare, with a port, or in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare().or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(proxies: &[&str], peer: &str, lines: &[&'static str]) -> String {
        let proxies: Vec<IpAddr> = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
        }
        caller(&proxies, peer.parse().unwrap(), &headers).to_string()
    }

    // Nobody chooses his own address: only what a proxy of ours added counts, and of that the nearest.
    #[test]
    fn a_caller_is_whom_our_proxy_names_and_nobody_else() {
        assert_eq!(seen(&[], "203.0.113.7", &["198.51.100.1"]), "203.0.113.7", "no proxy of ours said it");
        assert_eq!(seen(&["127.0.0.1"], "127.0.0.1", &["198.51.100.1, 203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen(&["127.0.0.1"], "127.0.0.1", &["198.51.100.1", "203.0.113.7"]), "203.0.113.7");
        let two = ["127.0.0.1", "10.0.0.2"];
        assert_eq!(seen(&two, "127.0.0.1", &["198.51.100.1, 203.0.113.7, 10.0.0.2"]), "203.0.113.7");
        assert_eq!(seen(&two, "10.0.0.2", &["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(seen(&["127.0.0.1"], "::ffff:127.0.0.1", &["203.0.113.7:80"]), "203.0.113.7");
        assert_eq!(seen(&["127.0.0.1"], "127.0.0.1", &["not an address"]), "127.0.0.1");
        assert_eq!(seen(&["127.0.0.1"], "127.0.0.1", &[]), "127.0.0.1");
    }
}
