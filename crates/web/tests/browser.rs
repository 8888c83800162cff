//! A browser as the router sees one: it keeps cookies, says where a form comes from, and sends the token of the page it last loaded.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request, header};

use crate::bed::{Answered, Bed};

/// The host of pages in tests.
pub(crate) const HOST: &str = "masalama.test";

/// A browser.
pub(crate) struct Browser<'a> {
    bed: &'a Bed,
    cookies: RefCell<BTreeMap<String, String>>,
    token: RefCell<String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(bed: &'a Bed) -> Self {
        Self { bed, cookies: RefCell::default(), token: RefCell::default() }
    }

    /// A cookie it keeps.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Keeps a cookie.
    pub(crate) fn keep(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    /// The token of the forms of the page it last loaded.
    pub(crate) fn token(&self) -> String {
        self.token.borrow().clone()
    }

    /// Takes the token of a page it loaded earlier, as a second tab has one.
    pub(crate) fn set_token(&self, token: &str) {
        *self.token.borrow_mut() = token.to_owned();
    }

    /// Loads a page; redirects are not followed.
    pub(crate) async fn get(&self, path: &str) -> Answered {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Loads the page an answer leads to, if it does.
    pub(crate) async fn follow(&self, answered: Answered) -> Answered {
        let mut answered = answered;
        while answered.status.is_redirection() {
            let place = answered.header("location").to_owned();
            answered = self.get(&place).await;
        }
        answered
    }

    /// Sends a form of the page it last loaded.
    pub(crate) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let token = self.token();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &token).extend_pairs(fields);
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, format!("https://{HOST}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.finish())).unwrap()).await
    }

    /// The request it would send, with its cookies.
    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies = self.cookies.borrow();
        let sent: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
        if sent.is_empty() { request } else { request.header(header::COOKIE, sent.join("; ")) }
    }

    /// Sends a request and keeps what comes back.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answered {
        let answered = self.bed.send(request).await;
        for cookie in answered.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
                assert!(cookie.starts_with("__Host-") && cookie.contains(part), "{cookie}");
            }
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.keep(name, value);
            }
        }
        let text = answered.text();
        if let Some((_, rest)) = text.split_once("name=\"csrf\" value=\"") {
            *self.token.borrow_mut() = rest.split('"').next().unwrap().to_owned();
        }
        answered
    }
}
