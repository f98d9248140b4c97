//! What must become of each fact for each person: a small model of the rules, fed with the moments at which the clock stood.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone as _, Utc};
use uuid::Uuid;

use super::hours::{Away, Post, ZONE, allowed, day, is_working_day, minute, next_allowed, next_closing};
use super::promises::Promises;
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
    /// From then on it is not its receiver's to know: they stood in for somebody.
    theirs_until: Option<DateTime<Utc>>,
    fate: Fate,
}

/// A visit nobody rated.
#[derive(Debug)]
struct Planned {
    fact: Fact,
    ended: DateTime<Utc>,
}

/// Somebody stands in for somebody else.
#[derive(Debug, Clone, Copy)]
pub struct Cover {
    pub absent: Uuid,
    pub cover: Uuid,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// Who is who.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Who hears of alerts when nobody is away.
    pub desk: Vec<Uuid>,
    /// Who holds the promises.
    pub holder: Uuid,
    pub referent: Uuid,
    pub administrator: Uuid,
}

/// Everything that is to be told.
#[derive(Debug, Default)]
pub struct Fates {
    people: People,
    covers: Vec<Cover>,
    pub promises: Promises,
    news: BTreeMap<Fact, News>,
    planned: Vec<Planned>,
    /// Days on which the morning's look was taken while there was still work to do.
    looked: BTreeSet<NaiveDate>,
    /// For whom, and from when on they may have it.
    prepared: BTreeMap<(Uuid, NaiveDate), DateTime<Utc>>,
    /// Who must get a digest on which days.
    digests: BTreeSet<(Uuid, NaiveDate)>,
    latest: Option<DateTime<Utc>>,
}

impl Fates {
    pub fn of(people: People) -> Self {
        Self { people, ..Self::default() }
    }

    /// An alert was raised. It is news for a day and through the next working day, to whoever is there or stands in.
    pub fn alert(&mut self, alert: Uuid, critical: bool, at: DateTime<Utc>) {
        for (receiver, until) in self.desk_at(at) {
            let fact = Fact { receiver, tag: format!("alert-{alert}") };
            self.news_of(fact, Post::Desk, critical, at, (at + TimeDelta::hours(24)).max(next_closing(at)), until);
        }
    }

    /// Somebody is away from now on, and another one stands in, who is told while that lasts.
    pub fn covered(&mut self, cover: Cover, id: Uuid, at: DateTime<Utc>) {
        let fact = Fact { receiver: cover.cover, tag: format!("cover-{id}") };
        let expires = (at + TimeDelta::hours(24)).max(next_closing(at));
        self.news_of(fact, Post::Desk, false, at, expires, Some(cover.to));
        self.covers.push(cover);
    }

    /// Who hears of alerts at a moment, and until when they may.
    fn desk_at(&self, at: DateTime<Utc>) -> Vec<(Uuid, Option<DateTime<Utc>>)> {
        let running: Vec<&Cover> = self.covers.iter().filter(|cover| cover.from <= at && at < cover.to).collect();
        let there = |user: &&Uuid| running.iter().all(|cover| cover.absent != **user);
        let there = self.people.desk.iter().filter(there).map(|user| (*user, None));
        there.chain(running.iter().map(|cover| (cover.cover, Some(cover.to)))).collect()
    }

    /// When somebody is away.
    pub fn away(&self, user: Uuid) -> Vec<Away> {
        self.covers.iter().filter(|cover| cover.absent == user).map(|cover| (cover.from, cover.to)).collect()
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

    fn news_of(
        &mut self,
        fact: Fact,
        post: Post,
        critical: bool,
        at: DateTime<Utc>,
        expires: DateTime<Utc>,
        theirs_until: Option<DateTime<Utc>>,
    ) {
        // Whoever is away is told of no alert, so a critical one finds its receiver.
        let fate = if critical { Fate::Told } else { Fate::Waits(at) };
        self.news.entry(fact).or_insert(News { post, critical, expires, theirs_until, fate });
    }

    /// The clock stood at this moment until nothing was left to do.
    pub fn sees(&mut self, now: DateTime<Utc>) {
        self.remind(now);
        // A clock that was set back runs no job again.
        let goes_on = self.latest.is_none_or(|latest| latest <= now);
        if goes_on {
            self.look_at_promises(now);
        }
        let covers = &self.covers;
        for (fact, news) in &mut self.news {
            let Fate::Waits(until) = news.fate else { continue };
            let away: Vec<Away> = covers
                .iter()
                .filter(|cover| cover.absent == fact.receiver)
                .map(|cover| (cover.from, cover.to))
                .collect();
            let free = next_allowed(news.post, &away, now);
            let is_theirs = news.theirs_until.is_none_or(|until| now < until);
            news.fate = if news.expires <= now || (until <= now && !is_theirs) {
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
        if goes_on {
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
                self.news_of(visit.fact, Post::Aide, false, now, expires, None);
            }
        }
    }

    /// The job of promises: between eight and seven in the evening, each thing once a day.
    fn look_at_promises(&mut self, now: DateTime<Utc>) {
        let today = day(now);
        if !(8 * 60..19 * 60).contains(&minute(now)) {
            return;
        }
        if self.promises.are_due(today) {
            let fact = Fact { receiver: self.people.holder, tag: format!("follow-ups-due {today}") };
            self.news_of(fact, Post::Desk, false, now, now + TimeDelta::hours(10), None);
        }
        if is_working_day(today) {
            for step in self.promises.climb(today) {
                let receiver = [self.people.referent, self.people.administrator][step];
                let fact = Fact { receiver, tag: format!("follow-ups-overdue {today}") };
                self.news_of(fact, Post::Desk, false, now, now + TimeDelta::hours(24), None);
            }
        }
    }

    /// The digest: looked for at seven, sent when work begins. There is always something that waits (see the month's first alert).
    fn morning(&mut self, now: DateTime<Utc>) {
        let (today, minute) = (day(now), minute(now));
        if !is_working_day(today) {
            return;
        }
        if (7 * 60..18 * 60).contains(&minute) && self.looked.insert(today) {
            self.prepare(today, now);
        }
        for ((user, _), from) in self.prepared.iter().filter(|((_, of), _)| *of == today) {
            // Somebody who stands in no longer has nothing that waits.
            let stands = self.people.desk.contains(user) || self.desk_at(now).iter().any(|(there, _)| there == user);
            if *from <= now && stands && allowed(Post::Desk, &self.away(*user), now) {
                self.digests.insert((*user, today));
            }
        }
    }

    /// Writes down from when on each may have the day's digest.
    fn prepare(&mut self, today: NaiveDate, now: DateTime<Utc>) {
        let begins =
            today.and_hms_opt(8, 0, 0).and_then(|eight| ZONE.from_local_datetime(&eight).single()).expect("eight");
        let standing_in = self.desk_at(now).into_iter().map(|(user, _)| user);
        let users: BTreeSet<Uuid> = self.people.desk.iter().copied().chain(standing_in).collect();
        for user in users {
            let from = next_allowed(Post::Desk, &self.away(user), begins.to_utc());
            if day(from) == today {
                self.prepared.insert((user, today), from);
            }
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

    pub fn digest_days(&self) -> &BTreeSet<(Uuid, NaiveDate)> {
        &self.digests
    }
}
