//! Conversations with the HLR and with nodes: they carry bytes and decide nothing.
//!
//! Each opens its own connection, says what it has to say in one go and reads what comes back; its caller bounds it in time. A connection
//! that is kept would save a millisecond and bring its own ways to fail.

use std::io;
use std::net::SocketAddr;

use masalama_core::identity::Imsi;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::settings::PeerName;
use super::wire::gsup::{Kind, Message};
use super::wire::vty::Presence;
use super::wire::{self, FRAME_BYTES_MAX, Fault, Frame, ctrl};

/// The most frames that one conversation reads; an honest one has fewer than a tenth.
const FRAMES_MAX: usize = 256;
/// How many bytes are read at a time.
const READ_BYTES: usize = 4 * 1024;

/// Why a conversation had no end that says anything.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Lost {
    /// Nobody took the connection.
    #[error("no connection, and nothing was sent: {0}")]
    NoConnection(io::ErrorKind),
    /// There was no room to begin within the time.
    #[error("too many conversations at a time, and nothing was sent")]
    NoRoom,
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(io::ErrorKind),
    /// The other side hung up.
    #[error("the other side hung up before it answered")]
    HungUp,
    /// No answer within the time.
    #[error("no answer in time")]
    TimedOut,
    /// It says too much.
    #[error("the other side says more than is read")]
    TooMuch,
    /// It cannot be read.
    #[error("what came cannot be read: {0}")]
    Garbled(#[from] Fault),
}

/// A connection that carries frames.
pub(crate) struct Link {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Link {
    /// Connects.
    ///
    /// # Errors
    /// [`Lost::NoConnection`].
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Lost> {
        let stream = TcpStream::connect(address).await.map_err(|error| Lost::NoConnection(error.kind()))?;
        stream.set_nodelay(true).map_err(|error| Lost::NoConnection(error.kind()))?;
        Ok(Self { stream, unread: Vec::new() })
    }

    /// Sends all of `bytes`.
    ///
    /// # Errors
    /// [`Lost::Broken`].
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        self.stream.write_all(bytes).await.map_err(|error| Lost::Broken(error.kind()))
    }

    /// The next frame. Nothing is lost when it is dropped half-way: it can be called again.
    ///
    /// # Errors
    /// [`Lost::HungUp`], [`Lost::Broken`] or [`Lost::Garbled`].
    pub(crate) async fn next(&mut self) -> Result<Frame, Lost> {
        loop {
            if let Some((frame, used)) = wire::parse(&self.unread)? {
                self.unread.drain(..used);
                return Ok(frame);
            }
            // Bounded: a frame longer than FRAME_BYTES_MAX is refused by its header.
            self.unread.reserve(READ_BYTES.min(FRAME_BYTES_MAX));
            match self.stream.read_buf(&mut self.unread).await {
                Ok(0) => return Err(Lost::HungUp),
                Ok(_) => {}
                Err(error) => return Err(Lost::Broken(error.kind())),
            }
        }
    }
}

/// Asks the control interface all of `asks` in one go; the answers come in the same order.
///
/// In one go, so that a HLR that wakes up late finds the whole of an order and not its first part.
///
/// # Errors
/// [`Lost`].
pub(crate) async fn ask(address: SocketAddr, asks: &[ctrl::Ask<'_>]) -> Result<Vec<ctrl::Reply>, Lost> {
    let mut link = Link::open(address).await?;
    let questions: Vec<u8> = asks.iter().zip(1..).flat_map(|(ask, id)| ask.frame(id)).collect();
    link.send(&questions).await?;
    let mut replies = Vec::with_capacity(asks.len());
    for _ in 0..FRAMES_MAX {
        let next_id = replies.len() + 1;
        if let Frame::Ctrl(reply) = link.next().await?
            && reply.id() == Some(next_id)
        {
            replies.push(reply);
        }
        if replies.len() == asks.len() {
            return Ok(replies);
        }
    }
    Err(Lost::TooMuch)
}

/// What a peer of the HLR hears that matters to it.
pub(crate) enum Heard {
    /// The HLR has read all that we sent before our ping.
    Pong,
    /// A message.
    Message(Message),
}

/// A connection on which we are a peer of the HLR, like a serving node.
pub(crate) struct Peer {
    link: Link,
    name: PeerName,
}

impl Peer {
    /// Connects and says who we are. The HLR asks; it does not acknowledge the answer.
    ///
    /// # Errors
    /// [`Lost`].
    pub(crate) async fn open(address: SocketAddr, name: PeerName) -> Result<Self, Lost> {
        let mut peer = Self { link: Link::open(address).await?, name };
        for _ in 0..FRAMES_MAX {
            let frame = peer.link.next().await?;
            let was_asked = matches!(frame, Frame::IdentityAsked(_));
            peer.keep_link(&frame).await?;
            if was_asked {
                return Ok(peer);
            }
        }
        Err(Lost::TooMuch)
    }

    /// Sends.
    ///
    /// # Errors
    /// [`Lost::Broken`].
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<(), Lost> {
        self.link.send(bytes).await
    }

    /// The next thing that matters; what keeps the link alive is answered on the way.
    ///
    /// # Errors
    /// [`Lost`].
    pub(crate) async fn hear(&mut self) -> Result<Heard, Lost> {
        for _ in 0..FRAMES_MAX {
            let frame = self.link.next().await?;
            self.keep_link(&frame).await?;
            match frame {
                Frame::Pong => return Ok(Heard::Pong),
                Frame::Gsup(message) => return Ok(Heard::Message(message)),
                Frame::Ping | Frame::IdentityAsked(_) | Frame::Ctrl(_) | Frame::Other => {}
            }
        }
        Err(Lost::TooMuch)
    }

    async fn keep_link(&mut self, frame: &Frame) -> Result<(), Lost> {
        match frame {
            Frame::Ping => self.link.send(&wire::pong()).await,
            Frame::IdentityAsked(tags) => self.link.send(&wire::identity(&self.name, tags)).await,
            Frame::Pong | Frame::Ctrl(_) | Frame::Gsup(_) | Frame::Other => Ok(()),
        }
    }
}

/// Hands `messages` to the HLR and waits until it has read them all. What it had to say against one of them is returned.
///
/// A message that is passed on has no answer. The ping behind the last one has: when it comes, each message before it was passed on or
/// its refusal was heard, because the HLR works through a connection in order.
///
/// # Errors
/// [`Lost`]: some may have been passed on.
pub(crate) async fn hand_over(
    address: SocketAddr,
    name: PeerName,
    messages: &[Message],
) -> Result<Vec<Message>, Lost> {
    let mut peer = Peer::open(address, name).await?;
    let mut bytes: Vec<u8> = messages.iter().flat_map(Message::frame).collect();
    bytes.extend(wire::ping());
    peer.send(&bytes).await?;
    let mut heard = Vec::new();
    for _ in 0..FRAMES_MAX {
        match peer.hear().await? {
            Heard::Pong => return Ok(heard),
            Heard::Message(message) => heard.push(message),
        }
    }
    Err(Lost::TooMuch)
}

/// Asks the HLR for vectors to authenticate `imsi`, and returns its answer.
///
/// # Errors
/// [`Lost`].
pub(crate) async fn ask_authentication(
    address: SocketAddr,
    name: PeerName,
    question: &Message,
) -> Result<Message, Lost> {
    let mut peer = Peer::open(address, name).await?;
    peer.send(&question.frame()).await?;
    for _ in 0..FRAMES_MAX {
        if let Heard::Message(message) = peer.hear().await?
            && matches!(
                message.kind,
                Kind::AuthenticationError | Kind::AuthenticationResult | Kind::RoutingError
            )
            && message.imsi == question.imsi
        {
            return Ok(message);
        }
    }
    Err(Lost::TooMuch)
}

/// Asks a node on its console whether it holds `imsi`.
///
/// # Errors
/// [`Lost`].
pub(crate) async fn ask_node(address: SocketAddr, imsi: &Imsi) -> Result<Presence, Lost> {
    let mut stream = TcpStream::connect(address).await.map_err(|error| Lost::NoConnection(error.kind()))?;
    read_to_prompt(&mut stream).await?;
    stream.write_all(&wire::vty::question(imsi)).await.map_err(|error| Lost::Broken(error.kind()))?;
    let answer = read_to_prompt(&mut stream).await?;
    Ok(wire::vty::presence(&answer, imsi))
}

async fn read_to_prompt(stream: &mut TcpStream) -> Result<Vec<u8>, Lost> {
    let mut text = Vec::new();
    while text.len() < wire::vty::TEXT_BYTES_MAX {
        text.reserve(READ_BYTES);
        match stream.read_buf(&mut text).await {
            Ok(0) => return Err(Lost::HungUp),
            Ok(_) if wire::vty::ends_with_prompt(&text) => return Ok(text),
            Ok(_) => {}
            Err(error) => return Err(Lost::Broken(error.kind())),
        }
    }
    Err(Lost::TooMuch)
}

#[cfg(test)]
mod tests;
