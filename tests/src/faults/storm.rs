//! Many phones at work at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use uuid::Uuid;

use super::history::History;
use super::phone::{Answers, Phone};
use super::{Plan, Report, Site};

/// Phones that send until they are told that it is enough; then they bring home what they have.
#[derive(Debug)]
pub struct Storm {
    enough: Arc<AtomicBool>,
    answers: Answers,
    phones: JoinSet<History<Uuid>>,
    /// Answers that are no more than "come back".
    plain: &'static [u16],
}

/// What a node says when it cannot; 0: nothing.
const OF_A_NODE: &[u16] = &[0, 200, 503, 507];
/// What a proxy says besides, of a node that has just gone.
const OF_A_PROXY: &[u16] = &[0, 200, 502, 503, 504, 507];

impl Storm {
    /// A few phones for the short form, 64 for the long one.
    pub fn begin(site: &Site, plan: &Plan) -> Self {
        Self::begin_at(site, plan, &site.base_url(), OF_A_NODE)
    }

    /// The same through a proxy.
    pub fn begin_behind(site: &Site, plan: &Plan, proxy: &str) -> Self {
        Self::begin_at(site, plan, proxy, OF_A_PROXY)
    }

    fn begin_at(site: &Site, plan: &Plan, base_url: &str, plain: &'static [u16]) -> Self {
        let (number_of, most, rest) =
            if plan.short { (8, 400, Duration::ZERO) } else { (64, usize::MAX, Duration::from_millis(40)) };
        let enough = Arc::new(AtomicBool::new(false));
        let answers: Answers = Arc::new(Mutex::default());
        let mut phones = JoinSet::new();
        for number in 0..number_of {
            let phone = Phone {
                number,
                token: site.tokens[number % 2].clone(),
                base_url: base_url.to_owned(),
                persons: site.persons.iter().map(|person| person.id).collect(),
                enough: enough.clone(),
                start: site.now(),
                least: 40,
                most,
                rest,
                answers: answers.clone(),
            };
            phones.spawn(phone.work());
        }
        Self { enough, answers, phones, plain }
    }

    /// How often each status was answered so far; 0 stands for no answer.
    pub fn answers(&self) -> BTreeMap<u16, usize> {
        self.answers.lock().expect("not poisoned").clone()
    }

    /// Waits until every phone is empty.
    pub async fn end(self, report: &mut Report) -> History<Uuid> {
        self.enough.store(true, Ordering::SeqCst);
        let answers = self.answers.clone();
        let mut history = History::default();
        for phone in self.phones.join_all().await {
            history.merge(phone);
        }
        for (status, count) in answers.lock().expect("not poisoned").iter() {
            let name = match status {
                0 => "no_answer",
                200 => "answers_200",
                503 => "answers_503",
                502 | 504 => "answers_of_the_proxy",
                507 => "answers_507",
                _ => "answers_other",
            };
            report.count(name, *count);
            // A phone keeps what it has on any of them; but only these tell it, and its user, to come back.
            report.demand(self.plain.contains(status), || format!("{count} requests were answered {status}"));
        }
        history
    }
}
