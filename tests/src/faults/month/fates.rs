//! What must become of each fact for each person: a small model of the rules, fed with the moments at which the clock stood.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::hours::{Post, allowed, day, is_working_day, minute, next_allowed};
use crate::faults::history::Fact;

/// Somebody took the alert, or the end came, or it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Waits(DateTime<Utc>),
    Told,
    NeverTold,
}

#[derive(Debug)]
struct News {
    post: Post,
    critical: bool,
    expires: DateTime<Utc>,
    fate: Fate,
}

/// A visit nobody rated.
#[derive(Debug)]
struct Planned {
    fact: Fact,
    ended: DateTime<Utc>,
}

/// Everything that is to be told.
#[derive(Debug, Default)]
pub struct Fates {
    news: BTreeMap<Fact, News>,
    planned: Vec<Planned>,
    /// Days on which the morning's look was taken while there was still work to do.
    looked: BTreeSet<NaiveDate>,
    /// Days of which the desk must get a digest.
    digests: BTreeSet<NaiveDate>,
    latest: Option<DateTime<Utc>>,
}

impl Fates {
    /// An alert was raised. It is news for a day.
    pub fn alert(&mut self, fact: Fact, critical: bool, at: DateTime<Utc>) {
        self.news_of(fact, Post::Desk, critical, at, at + TimeDelta::hours(24));
    }

    /// A visit ended that nobody will rate.
    pub fn visit(&mut self, fact: Fact, ended: DateTime<Utc>) {
        self.planned.push(Planned { fact, ended });
    }

    /// Somebody takes an alert: whoever was not told yet need not know.
    pub fn taken(&mut self, tag: &str, by: Uuid) {
        for (fact, news) in &mut self.news {
            if fact.tag == tag && fact.receiver != by && matches!(news.fate, Fate::Waits(_)) {
                news.fate = Fate::NeverTold;
            }
        }
    }

    fn news_of(&mut self, fact: Fact, post: Post, critical: bool, at: DateTime<Utc>, expires: DateTime<Utc>) {
        let fate = if critical { Fate::Told } else { Fate::Waits(at) };
        self.news.insert(fact, News { post, critical, expires, fate });
    }

    /// The clock stood at this moment until nothing was left to do.
    pub fn sees(&mut self, now: DateTime<Utc>) {
        self.remind(now);
        for news in self.news.values_mut() {
            let Fate::Waits(until) = news.fate else { continue };
            let free = next_allowed(news.post, now);
            news.fate = if news.expires <= now {
                Fate::NeverTold
            } else if now < until {
                // Nobody looks at it before.
                continue;
            } else if free <= now {
                Fate::Told
            } else if free >= news.expires {
                Fate::NeverTold
            } else {
                Fate::Waits(free)
            };
        }
        if self.latest.is_none_or(|latest| latest <= now) {
            self.morning(now);
            self.latest = Some(now);
        }
    }

    /// The reminder job: visits that ended two to twenty-four hours ago, told within twelve.
    fn remind(&mut self, now: DateTime<Utc>) {
        let (two, day) = (TimeDelta::hours(2), TimeDelta::hours(24));
        for visit in std::mem::take(&mut self.planned) {
            if visit.ended > now - two {
                self.planned.push(visit);
            } else if visit.ended > now - day {
                let expires = (now + TimeDelta::hours(12)).min(visit.ended + day);
                self.news_of(visit.fact, Post::Aide, false, now, expires);
            }
        }
    }

    /// The digest: looked for at seven, sent when work begins. There is always something that waits (see the month's first alert).
    fn morning(&mut self, now: DateTime<Utc>) {
        let (today, minute) = (day(now), minute(now));
        if !is_working_day(today) {
            return;
        }
        if (7 * 60..18 * 60).contains(&minute) {
            self.looked.insert(today);
        }
        if self.looked.contains(&today) && allowed(Post::Desk, now) {
            self.digests.insert(today);
        }
    }

    /// What must have been told by now.
    pub fn told(&self) -> BTreeSet<Fact> {
        self.news.iter().filter(|(_, news)| news.fate == Fate::Told).map(|(fact, _)| fact.clone()).collect()
    }

    pub fn facts(&self) -> usize {
        self.news.len()
    }

    /// How many were never to be told.
    pub fn never_told(&self) -> usize {
        self.news.values().filter(|news| news.fate == Fate::NeverTold).count()
    }

    pub fn is_critical(&self, fact: &Fact) -> bool {
        self.news.get(fact).is_some_and(|news| news.critical)
    }

    pub fn digest_days(&self) -> &BTreeSet<NaiveDate> {
        &self.digests
    }
}
