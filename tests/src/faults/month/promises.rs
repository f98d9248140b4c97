//! What must be told about promises: whoever holds one hears of it on its day, the referents of one that is late by a working day, the
//! administrators of one that is late by three.

use chrono::NaiveDate;
use uuid::Uuid;

use super::hours::is_working_day;

/// Working days after which a step is told: the referents first, then the administrators.
const STEPS: [usize; 2] = [1, 3];

#[derive(Debug)]
struct Promise {
    id: Uuid,
    due: NaiveDate,
    /// The day on which it was made.
    made: NaiveDate,
    kept: bool,
    /// Steps that were told.
    told: usize,
}

/// Every promise there is.
#[derive(Debug, Default)]
pub struct Promises(Vec<Promise>);

impl Promises {
    pub fn made(&mut self, id: Uuid, due: NaiveDate, made: NaiveDate) {
        self.0.push(Promise { id, due, made, kept: false, told: 0 });
    }

    pub fn kept(&mut self, id: Uuid) {
        self.0.iter_mut().filter(|promise| promise.id == id).for_each(|promise| promise.kept = true);
    }

    /// Whether their holder is reminded on a day: not of what was promised on the day itself.
    pub fn are_due(&self, today: NaiveDate) -> bool {
        self.0.iter().any(|promise| !promise.kept && promise.due == today && promise.made < today)
    }

    /// The steps that something climbs on a working day, from 0 on.
    pub fn climb(&mut self, today: NaiveDate) -> Vec<usize> {
        let mut climbed = Vec::new();
        for (step, days) in STEPS.into_iter().enumerate() {
            let late = |promise: &&mut Promise| {
                !promise.kept && promise.told == step && working_days_between(promise.due, today) >= days
            };
            let mut any = false;
            for promise in self.0.iter_mut().filter(late) {
                promise.told += 1;
                any = true;
            }
            if any {
                climbed.push(step);
            }
        }
        climbed
    }
}

/// Working days after a day, up to another one and with it.
fn working_days_between(due: NaiveDate, today: NaiveDate) -> usize {
    due.iter_days().skip(1).take_while(|day| *day <= today).filter(|day| is_working_day(*day)).count()
}
