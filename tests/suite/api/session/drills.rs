//! T5: refresh tokens in two hands, on three nodes, in many orders. Each seed is one order; a failure names it.

use chrono::TimeDelta;
use vigie_server::cli::serve::Running;
use vigie_tests::{Client, Database, TestApp, on_both};

/// Orders tried for each drill and database; `VIGIE_DRILLS=1000` for the long form.
fn seeds() -> u64 {
    std::env::var("VIGIE_DRILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(60)
}

/// xorshift64*: the same seed, the same order.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn throw(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }
}

/// The nodes of a drill: three on PostgreSQL, one on the embedded database.
struct Site<'a> {
    app: &'a TestApp,
    others: Vec<Running>,
}

impl<'a> Site<'a> {
    async fn on(app: &'a TestApp) -> Self {
        let others = match app.database {
            Database::Postgres => vec![app.second_node().await, app.second_node().await],
            Database::Sqlite => Vec::new(),
        };
        Self { app, others }
    }

    /// The client, talking to a node by chance.
    fn somewhere(&self, client: &Client, dice: &mut Dice) -> Client {
        let nodes = u64::try_from(self.others.len() + 1).expect("few");
        let node = usize::try_from(dice.throw(nodes)).expect("few");
        self.others.get(node).map_or_else(|| client.clone(), |node| self.app.at_node(node, client))
    }

    /// Exchanges the cookie; whether that went well. A lost answer is not kept.
    async fn refresh(&self, client: &mut Client, lost: bool, dice: &mut Dice) -> bool {
        let mut there = self.somewhere(client, dice);
        let answer = there.refresh().await;
        if !lost {
            client.keep(&answer);
        }
        answer.status == 200
    }

    async fn works(&self, client: &Client, dice: &mut Dice) -> bool {
        client.token.is_some() && self.somewhere(client, dice).get("/api/me").await.status == 200
    }

    async fn stop(self) {
        for node in self.others {
            node.stop().await;
        }
    }
}

on_both! {
    async fn however_many_answers_get_lost_nobody_is_signed_out(app: TestApp) {
        let site = Site::on(&app).await;
        for seed in 0..seeds() {
            let mut dice = Dice::new(seed);
            let mut phone = app.client(&app.world.aide).await;
            for step in 0..8 {
                let good = match dice.throw(4) {
                    0 => site.refresh(&mut phone, false, &mut dice).await,
                    // What was lost is asked for again with the same cookie.
                    1 | 2 => site.refresh(&mut phone, true, &mut dice).await,
                    // The access token in hand is that of the last answer that came, and may have been replaced since.
                    _ => site.refresh(&mut phone, false, &mut dice).await && site.works(&phone, &mut dice).await,
                };
                assert!(good, "seed {seed}, step {step}");
            }
        }
        site.stop().await;
    }

    async fn tabs_that_take_turns_never_sign_each_other_out(app: TestApp) {
        let site = Site::on(&app).await;
        for seed in 0..seeds() {
            let mut dice = Dice::new(1_000 + seed);
            // One cookie jar; each tab keeps its own access token.
            let mut tabs = [app.client(&app.world.aide).await, app.anonymous(), app.anonymous()];
            for step in 0..8 {
                let which = usize::try_from(dice.throw(3)).expect("small");
                let jar = tabs.iter().find_map(|tab| tab.cookie.clone());
                tabs[which].cookie = jar;
                let lost = dice.throw(3) == 0;
                let mut tab = tabs[which].clone();
                let good = site.refresh(&mut tab, lost, &mut dice).await;
                assert!(good && (lost || site.works(&tab, &mut dice).await), "seed {seed}, step {step}");
                for other in &mut tabs {
                    other.cookie = tab.cookie.clone();
                }
                tabs[which] = tab;
            }
        }
        site.stop().await;
    }

    async fn thief_and_owner_never_both_keep_a_session(app: TestApp) {
        let site = Site::on(&app).await;
        let (mut owner_first, mut thief_first) = (0, 0);
        for seed in 0..seeds() {
            let mut dice = Dice::new(2_000 + seed);
            let mut owner = app.client(&app.world.aide).await;
            for _ in 0..dice.throw(3) {
                assert!(site.refresh(&mut owner, false, &mut dice).await);
                assert!(site.works(&owner, &mut dice).await);
            }
            let mut thief = owner.clone();
            thief.token = None;
            if dice.throw(2) == 0 {
                owner_first += 1;
                site.refresh(&mut owner, false, &mut dice).await;
                site.works(&owner, &mut dice).await;
            } else {
                thief_first += 1;
                site.refresh(&mut thief, false, &mut dice).await;
                site.works(&thief, &mut dice).await;
            }
            for _ in 0..6 {
                let who = if dice.throw(2) == 0 { &mut owner } else { &mut thief };
                match dice.throw(3) {
                    0 => drop(site.works(who, &mut dice).await),
                    1 => drop(site.refresh(who, dice.throw(4) == 0, &mut Dice::new(seed)).await),
                    _ => drop(site.refresh(who, false, &mut dice).await),
                }
            }
            // Both go on using what they have: the reuse is seen, and then nobody is in.
            for _ in 0..2 {
                for who in [&mut owner, &mut thief] {
                    site.refresh(who, false, &mut dice).await;
                    site.works(who, &mut dice).await;
                }
            }
            app.advance(TimeDelta::seconds(30));
            let mut inside = 0;
            for who in [&mut owner, &mut thief] {
                inside += usize::from(site.works(who, &mut dice).await || site.refresh(who, false, &mut dice).await);
            }
            assert_eq!(inside, 0, "seed {seed}: two hands held the token");
        }
        assert!(owner_first > seeds() / 5 && thief_first > seeds() / 5, "{owner_first} and {thief_first}");
        site.stop().await;
    }

    async fn a_thief_who_comes_late_ends_the_session_and_gets_nothing(app: TestApp) {
        let site = Site::on(&app).await;
        for seed in 0..seeds() / 3 {
            let mut dice = Dice::new(3_000 + seed);
            let mut owner = app.client(&app.world.aide).await;
            let mut thief = owner.clone();
            thief.token = None;
            for _ in 0..=dice.throw(4) {
                assert!(site.refresh(&mut owner, false, &mut dice).await);
                assert!(site.works(&owner, &mut dice).await);
            }
            assert!(!site.refresh(&mut thief, false, &mut dice).await, "seed {seed}");
            app.advance(TimeDelta::seconds(30));
            assert!(!site.works(&owner, &mut dice).await && !site.refresh(&mut owner, false, &mut dice).await, "seed {seed}");
        }
        site.stop().await;
    }
}
