//! A node that serves subscribers: as much of an MSC or SGSN as its HLR sees.

use std::collections::HashMap;
use std::net::SocketAddr;

use masalama_core::identity::Imsi;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::super::settings::PeerName;
use super::super::talk::{Heard, Peer};
use super::super::wire::gsup::{CANCEL_WITHDRAWN, Kind, Message};
use super::super::{Domain, wire};
use super::PATIENCE;

/// How many wishes may wait.
const WISHES_MAX: usize = 1_024;

/// What the HLR said to a phone that wants to be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attached {
    /// It may be.
    Accepted,
    /// It may not. *Source* of the causes: 3GPP TS 24.008, clause 10.5.3.6.
    Refused {
        /// Why, if the HLR said.
        cause: Option<u8>,
    },
}

/// A Cancel Location that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Whom the node was to forget.
    pub imsi: Imsi,
    /// Was it for good, "subscription withdrawn", and not because the phone moved on?
    pub is_for_good: bool,
    /// In which domain.
    pub domain: Option<Domain>,
}

/// A node that is connected to a HLR. It takes what the HLR sends, answers as osmo-msc does, and counts. It goes when this is dropped.
pub struct Node {
    name: PeerName,
    wishes: mpsc::Sender<Wish>,
    withdrawals: watch::Receiver<Vec<Withdrawal>>,
    task: JoinHandle<()>,
}

enum Wish {
    Attach(Imsi, oneshot::Sender<Attached>),
    Fence(oneshot::Sender<()>),
}

impl Node {
    /// Connects a node called `name` that serves `domain`.
    ///
    /// # Panics
    /// When the HLR does not take it.
    pub async fn start(gsup: SocketAddr, name: &str, domain: Domain) -> Self {
        let name = PeerName::parse(name).expect("a node's name is a good one");
        let peer = Peer::open(gsup, name.clone()).await.expect("the HLR takes a node");
        let (wishes, wished) = mpsc::channel(WISHES_MAX);
        let (withdrawn, withdrawals) = watch::channel(Vec::new());
        let served = Served { peer, domain, withdrawn, attaching: HashMap::new(), fences: Vec::new() };
        let node = Self { name, wishes, withdrawals, task: tokio::spawn(served.serve(wished)) };
        node.fence().await;
        node
    }

    /// Its name among the HLR's peers.
    #[must_use]
    pub fn name(&self) -> &PeerName {
        &self.name
    }

    /// A phone with `imsi` comes to this node.
    ///
    /// # Panics
    /// When the HLR does not answer.
    pub async fn attach(&self, imsi: &Imsi) -> Attached {
        let (tell, told) = oneshot::channel();
        self.wish(Wish::Attach(imsi.clone(), tell)).await;
        timeout(PATIENCE, told).await.expect("the HLR answers a node").expect("the node is connected")
    }

    /// Returns when all that the HLR had sent before has arrived and is counted.
    ///
    /// # Panics
    /// When the HLR does not answer.
    pub async fn fence(&self) {
        let (tell, told) = oneshot::channel();
        self.wish(Wish::Fence(tell)).await;
        timeout(PATIENCE, told).await.expect("the HLR answers a ping").expect("the node is connected");
    }

    /// Every Cancel Location so far, in order.
    #[must_use]
    pub fn withdrawals(&self) -> Vec<Withdrawal> {
        self.withdrawals.borrow().clone()
    }

    async fn wish(&self, wish: Wish) {
        assert!(self.wishes.send(wish).await.is_ok(), "the node {} is connected", self.name);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the node's task holds.
struct Served {
    peer: Peer,
    domain: Domain,
    withdrawn: watch::Sender<Vec<Withdrawal>>,
    attaching: HashMap<Imsi, oneshot::Sender<Attached>>,
    fences: Vec<oneshot::Sender<()>>,
}

impl Served {
    /// Serves until a side hangs up; whoever waits then sees his channel closed.
    async fn serve(mut self, mut wished: mpsc::Receiver<Wish>) {
        loop {
            let is_well = tokio::select! {
                wish = wished.recv() => match wish {
                    Some(wish) => self.grant(wish).await,
                    None => false,
                },
                heard = self.peer.hear() => match heard {
                    Ok(heard) => self.take(heard).await,
                    Err(_) => false,
                },
            };
            if !is_well {
                return;
            }
        }
    }

    async fn grant(&mut self, wish: Wish) -> bool {
        let bytes = match wish {
            Wish::Attach(imsi, tell) => {
                let bytes = Message::new(Kind::UpdateLocationAsk, &imsi, self.domain).frame();
                self.attaching.insert(imsi, tell);
                bytes
            }
            Wish::Fence(tell) => {
                self.fences.push(tell);
                wire::ping()
            }
        };
        self.peer.send(&bytes).await.is_ok()
    }

    async fn take(&mut self, heard: Heard) -> bool {
        let Heard::Message(message) = heard else {
            if !self.fences.is_empty() {
                // Whoever waited may have gone.
                let _ = self.fences.remove(0).send(());
            }
            return true;
        };
        let Some(imsi) = message.imsi else { return true };
        match message.kind {
            Kind::InsertDataAsk => self.answer(Kind::InsertDataResult, &imsi).await,
            Kind::UpdateLocationResult => self.tell(&imsi, Attached::Accepted),
            Kind::UpdateLocationError => self.tell(&imsi, Attached::Refused { cause: message.cause }),
            Kind::CancelAsk => {
                let is_for_good = message.cancel_type == Some(CANCEL_WITHDRAWN);
                let withdrawal = Withdrawal { imsi: imsi.clone(), is_for_good, domain: message.domain };
                self.withdrawn.send_modify(|all| all.push(withdrawal));
                self.answer(Kind::CancelResult, &imsi).await
            }
            Kind::UpdateLocationAsk
            | Kind::AuthenticationAsk
            | Kind::AuthenticationError
            | Kind::AuthenticationResult
            | Kind::InsertDataResult
            | Kind::CancelError
            | Kind::CancelResult
            | Kind::RoutingError
            | Kind::Other(_) => true,
        }
    }

    /// Answers without naming whom, as osmo-msc does: the HLR keeps the answer for itself.
    async fn answer(&mut self, kind: Kind, imsi: &Imsi) -> bool {
        self.peer.send(&Message::new(kind, imsi, self.domain).frame()).await.is_ok()
    }

    fn tell(&mut self, imsi: &Imsi, attached: Attached) -> bool {
        if let Some(tell) = self.attaching.remove(imsi) {
            // Whoever waited may have gone.
            let _ = tell.send(attached);
        }
        true
    }
}
