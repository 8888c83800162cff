//! Who makes the requests, and remembers every answer.

use std::collections::{BTreeMap, VecDeque};

use masalama_core::case::CaseId;

use super::check::{Acknowledged, Wrong};
use super::load::Sent;

/// Who makes the requests: what had no answer is sent again under the same key.
pub(crate) struct Caller {
    to_send: VecDeque<Sent>,
    unanswered: BTreeMap<String, Sent>,
    /// What was answered.
    pub(crate) acknowledged: BTreeMap<String, Acknowledged>,
    /// Answers that contradict one another.
    pub(crate) wrong: Vec<Wrong>,
}

impl Caller {
    /// A caller with these requests to make.
    pub(crate) fn new(requests: Vec<Sent>) -> Self {
        Self {
            to_send: requests.into(),
            unanswered: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    /// So many more requests are to be made.
    pub(crate) fn begin_life(&mut self, new: usize) {
        for sent in self.to_send.drain(..new.min(self.to_send.len())) {
            self.unanswered.insert(sent.key.clone(), sent);
        }
    }

    /// What has no answer yet.
    pub(crate) fn unanswered(&self) -> impl Iterator<Item = &Sent> {
        self.unanswered.values()
    }

    /// Takes in a line of the child: `ack KEY CASE CREDENTIAL`, or anything else, which is not for the caller.
    pub(crate) fn hear(&mut self, line: &str) {
        let mut words = line.split(' ');
        if words.next() != Some("ack") {
            return;
        }
        let told = (|| Some((words.next()?, CaseId::parse(words.next()?)?, words.next()?)))();
        let (key, case, credential) = told.expect("an answer has a key, a case and a credential");
        self.take(key, Acknowledged { case, credential: credential.to_owned() });
    }

    /// Takes in an answer.
    pub(crate) fn take(&mut self, key: &str, told: Acknowledged) {
        self.unanswered.remove(key);
        let then = told.case;
        let before = self.acknowledged.insert(key.to_owned(), told);
        if let Some(before) = before.filter(|before| before.case != then) {
            self.wrong.push(Wrong::ToldTwoCases { key: key.to_owned(), first: before.case, then });
        }
    }
}
