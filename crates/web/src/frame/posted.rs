//! What a form of a page sent. The gate has checked already that it is our form; here it is read, bounded and strict.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use masalama_core::refusal::RefusalCode;
use serde::de::DeserializeOwned;

use super::forgery::FIELD;
use crate::api::{Problem, without_values};

/// The most bytes of a form; the gate refuses more.
pub(crate) const FORM_BYTES_MAX: usize = 64 * 1024;
/// The most parts of a form that sends a file.
const PARTS_MAX: usize = 32;

/// A form, read. Unknown fields are refused where the type says so; the token is taken out first.
pub(crate) struct Posted<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = sent.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
        if essence != "application/x-www-form-urlencoded" {
            return Err(Problem::bad_input("this is not what the form sends"));
        }
        let whole = || Problem::bad_input("the form ended before it was whole");
        let bytes = axum::body::to_bytes(request.into_body(), FORM_BYTES_MAX).await.map_err(|_| whole())?;
        let fields: Vec<_> = form_urlencoded::parse(&bytes).filter(|(name, _)| name != FIELD).collect();
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        serde_html_form::from_str(&text)
            .map(Self)
            .map_err(|error| Problem::bad_input(without_values(&error.to_string())))
    }
}

/// A form with a file, read: its text fields, and the bytes of the file.
#[derive(Debug, Default)]
pub(crate) struct Uploaded {
    /// The text fields.
    pub(crate) fields: Vec<(String, String)>,
    /// The file's bytes, as sent. Its name is not kept: nobody of ours gave it.
    pub(crate) file: Vec<u8>,
}

impl Uploaded {
    /// A text field.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// Reads a form with one file. The gate has bounded its size.
pub(crate) async fn read_upload(mut parts: Multipart) -> Result<Uploaded, Problem> {
    let broken = || Problem::bad_input("the form ended before it was whole");
    let mut read = Uploaded::default();
    while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
        if read.fields.len() >= PARTS_MAX {
            return Err(Problem::refused(RefusalCode::TooLarge));
        }
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            read.file = part.bytes().await.map_err(|_| broken())?.to_vec();
        } else if name != FIELD {
            read.fields.push((name, part.text().await.map_err(|_| broken())?));
        }
    }
    Ok(read)
}
