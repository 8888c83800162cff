//! A photo of fifty megabytes: over a real connection the sentence arrives, and nobody holds the bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Method, StatusCode, header};
use http_body::Frame;
use masalama_core::line::LineKind;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use tower::ServiceExt as _;

use super::part::{Inside, picture, upload};
use crate::bed::Bed;
use crate::browser::{Browser, HOST};

const MARK: &str = "----a-mark-of-the-browser";
/// What is sent.
const PHOTO_BYTES: usize = 50 * 1024 * 1024;
/// One piece of it.
const PIECE_BYTES: usize = 64 * 1024;

/// A session that has looked at the page with the form.
async fn entered<'a>(bed: &'a Bed, inside: &Inside) -> Browser<'a> {
    let browser = inside.browser(bed).await;
    browser.get("/my/do").await;
    browser
}

/// What stands before the photo in the form, and after it.
fn around(token: &str) -> (String, String) {
    let field = |name: &str, value: &str| {
        format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let head = format!(
        "{}{}--{MARK}\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"p.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n",
        field("csrf", token),
        field("what", "other")
    );
    (head, format!("\r\n--{MARK}--\r\n"))
}

/// Sends a request over a real connection as a browser does: all of it, and only then it reads. Gives the answer's head and body.
async fn send_whole(bed: &Bed, path: &str, cookies: &str, token: &str, is_announced: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = bed.router.clone();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut connection = TcpStream::connect(address).await.unwrap();
    let (before, after) = around(token);
    let length = before.len() + PHOTO_BYTES + after.len();
    let framing = if is_announced {
        format!("Content-Length: {length}")
    } else {
        "Transfer-Encoding: chunked".to_owned()
    };
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {HOST}\r\nOrigin: https://{HOST}\r\nCookie: {cookies}\r\nAccept: text/html\r\nConnection: close\r\n\
         Accept-Language: ar\r\nContent-Type: multipart/form-data; boundary={MARK}\r\n{framing}\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![0xff; PIECE_BYTES];
    let pieces = std::iter::once(before.as_bytes())
        .chain(std::iter::repeat_n(piece.as_slice(), PHOTO_BYTES / PIECE_BYTES))
        .chain(std::iter::once(after.as_bytes()));
    for piece in pieces {
        if !is_announced {
            connection.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await.unwrap();
        }
        connection.write_all(piece).await.expect("a browser shows \"connection reset\" here");
        if !is_announced {
            connection.write_all(b"\r\n").await.unwrap();
        }
    }
    if !is_announced {
        connection.write_all(b"0\r\n\r\n").await.unwrap();
    }
    let mut answered = Vec::new();
    connection.read_to_end(&mut answered).await.expect("a browser shows \"connection reset\" here");
    server.abort();
    String::from_utf8(answered).unwrap()
}

// Sent whole over a real connection, too large a photo gets its sentence, announced or not; so does one whose session has ended meanwhile.
#[tokio::test]
async fn the_sentence_arrives() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = entered(&bed, &inside).await;
    let cookies = format!("__Host-case={}", browser.cookie("__Host-case").unwrap());
    for is_announced in [true, false] {
        let answered = send_whole(&bed, "/my/upload", &cookies, &browser.token(), is_announced).await;
        assert!(answered.starts_with("HTTP/1.1 413 "), "{answered}");
        assert!(answered.contains("/errors/too-large") && answered.contains("<html lang=\"ar"), "{answered}");
        assert!(answered.contains("href=\"/my/do?lang=ar\""), "{answered}");
    }
    let ended = send_whole(&bed, "/my/upload", "__Host-case=ended", &browser.token(), true).await;
    assert!(ended.starts_with("HTTP/1.1 303 ") && ended.contains("location: /case"), "{ended}");
    let nowhere = send_whole(&bed, "/nothing", "", "", true).await;
    assert!(nowhere.starts_with("HTTP/1.1 404 ") && nowhere.contains("class=\"ways\""), "{nowhere}");
}

/// A body that counts how many of its bytes somebody holds.
struct Counted {
    pieces: usize,
    held: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

/// One piece of it.
struct Piece(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.1.fetch_sub(self.0.len(), Ordering::SeqCst);
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.pieces == 0 {
            return std::task::Poll::Ready(None);
        }
        self.pieces -= 1;
        let held = self.held.fetch_add(PIECE_BYTES, Ordering::SeqCst) + PIECE_BYTES;
        self.most.fetch_max(held, Ordering::SeqCst);
        let piece = Bytes::from_owner(Piece(vec![0xff; PIECE_BYTES], Arc::clone(&self.held)));
        std::task::Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

/// Sends so many pieces, with this length announced; says the status, the most bytes that were held and how many pieces were left unread.
async fn sent(browser: &Browser<'_>, pieces: usize, announced: Option<usize>) -> (StatusCode, usize, bool) {
    let (held, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let body = Counted { pieces, held: Arc::clone(&held), most: Arc::clone(&most) };
    let mut request = browser
        .request(Method::POST, "/my/upload")
        .header(header::ORIGIN, format!("https://{HOST}"))
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={MARK}"));
    if let Some(bytes) = announced {
        request = request.header(header::CONTENT_LENGTH, bytes);
    }
    let answered = browser.send(request.body(Body::new(body)).unwrap()).await;
    assert_eq!(held.load(Ordering::SeqCst), 0);
    let most = most.load(Ordering::SeqCst);
    (answered.status, most, most > 0)
}

// What is read only to be dropped is never held: one piece at a time when its size is announced, no more than a picture may have when not.
#[tokio::test]
async fn nobody_holds_the_bytes() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = entered(&bed, &inside).await;
    let pieces = PHOTO_BYTES / PIECE_BYTES;
    let (status, most, was_read) = sent(&browser, pieces, Some(PHOTO_BYTES)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(was_read && most <= 2 * PIECE_BYTES, "{most} bytes at once");
    let (status, most, _) = sent(&browser, pieces, None).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(most <= 9 * 1024 * 1024, "{most} bytes at once");
    // Who announces a film is told at once.
    let film = 1024 * 1024 * 1024;
    let (status, _, was_read) = sent(&browser, film / PIECE_BYTES, Some(film)).await;
    assert_eq!((status, was_read), (StatusCode::PAYLOAD_TOO_LARGE, false));
}

/// A body of which nothing ever comes; it counts who waits for it.
struct Never {
    is_awaited: bool,
    awaited: Arc<AtomicUsize>,
}

impl HttpBody for Never {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if !std::mem::replace(&mut self.is_awaited, true) {
            self.awaited.fetch_add(1, Ordering::SeqCst);
        }
        std::task::Poll::Pending
    }
}

// However many send a picture for one case in the same moment, two are read, so that they fill neither the memory nor the places of others;
// when those are gone, the case has its turn again.
#[tokio::test]
async fn few_pictures_are_read_at_once() {
    let mut bed = Bed::new();
    let inside = Inside::new(&mut bed, LineKind::Prepaid).await;
    let browser = entered(&bed, &inside).await;
    let awaited = Arc::new(AtomicUsize::new(0));
    let mut slow = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let body = Never { is_awaited: false, awaited: Arc::clone(&awaited) };
        let request = browser
            .request(Method::POST, "/my/upload")
            .header(header::ORIGIN, format!("https://{HOST}"))
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={MARK}"));
        slow.spawn(bed.router.clone().oneshot(request.body(Body::new(body)).unwrap()));
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(awaited.load(Ordering::SeqCst), 2);
    slow.shutdown().await;
    let taken = upload(&browser, "other", "photo.png", &picture()).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
}
