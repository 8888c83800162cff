//! Taking connections: as many at once as there is room for, and none that keeps its place without asking for anything.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// After a connection could not be taken, such as for want of file handles, it is tried again after so long.
const AGAIN_AFTER: Duration = Duration::from_millis(100);

/// How much is borne of who connects.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Who has not said whole what he asks for within so long is hung up on; so is who keeps a connection and asks nothing more.
    pub(super) head_time: Duration,
    /// Connections at once; the others wait to be taken.
    pub(super) connections_max: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { head_time: Duration::from_secs(10), connections_max: 1_024 }
    }
}

/// Serves until `stop`; then takes nobody any more, and returns when what is under way has ended.
pub(super) async fn accept(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(bounds.connections_max));
    let under_way = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.head_time);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(AGAIN_AFTER).await;
                continue;
            }
        };
        let connection = http.serve_connection(TokioIo::new(stream), service(&router, peer));
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    under_way.shutdown().await;
}

/// The routes, for who connects from there.
fn service(
    router: &Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> + use<> {
    let routes = TowerToHyperService::new(router.clone());
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        routes.call(request)
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use axum::routing::get;

    use super::*;

    /// A server with these bounds, which says who it sees; and what stops it.
    async fn served(bounds: Bounds) -> (SocketAddr, tokio::sync::oneshot::Sender<()>) {
        let seen = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let stopped = async move { drop(stopped.await) };
        tokio::spawn(accept(listener, Router::new().route("/", get(seen)), bounds, stopped));
        (address, stop)
    }

    /// Connects, says this and no more, and hears what there is to hear until it is hung up on.
    async fn heard(address: SocketAddr, said: &'static str) -> String {
        let spoken = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            stream.write_all(said.as_bytes()).unwrap();
            let mut heard = String::new();
            stream.read_to_string(&mut heard).expect("it is hung up on");
            heard
        };
        tokio::task::spawn_blocking(spoken).await.unwrap()
    }

    // Who connects and says nothing, or never comes to an end, is hung up on; who asks is answered.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_silent_socket_is_closed() {
        let bounds = Bounds { head_time: Duration::from_millis(200), ..Bounds::default() };
        let (address, _stop) = served(bounds).await;
        assert_eq!(heard(address, "").await, "");
        let endless = heard(address, "GET / HTTP/1.1\r\nx-a: ").await;
        assert!(!endless.contains("200 OK"), "{endless}");
        let answered = heard(address, "GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await;
        assert!(answered.starts_with("HTTP/1.1 200 OK") && answered.ends_with("127.0.0.1"), "{answered}");
    }

    // Beyond the bound one waits until another has gone, and has his turn then: the silent ones hold no place for long.
    #[tokio::test(flavor = "multi_thread")]
    async fn silent_sockets_do_not_hold_every_place() {
        let bounds = Bounds { head_time: Duration::from_millis(200), connections_max: 2 };
        let (address, _stop) = served(bounds).await;
        let _silent: Vec<_> = (0..4).map(|_| TcpStream::connect(address).unwrap()).collect();
        let answered = heard(address, "GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await;
        assert!(answered.starts_with("HTTP/1.1 200 OK"), "{answered}");
    }

    // When it is told to stop it takes nobody any more, and ends.
    #[tokio::test(flavor = "multi_thread")]
    async fn it_stops() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        accept(listener, Router::new(), Bounds::default(), async {}).await;
        assert!(TcpStream::connect(address).is_err());
    }
}
