//! F5: two nodes behind HAProxy on one PostgreSQL, once directly and once through PgBouncer. They are killed in turn under load, and then
//! restarted one after the other as an operator does, while the schema grows under them. Phones and a coordinator's open page go
//! through the proxy and know nothing of it: nothing is lost or doubled, the page ends up with what there is.
//!
//! The configuration is the README's (`fronts`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::nodes::{Launch, Vigie, free_port};
use super::storm::Storm;
use super::{Plan, Report, Site, outbox, whole};
use crate::fronts::{Front, postgres_settings};
use crate::{Client, Cluster, Database, Events, rows};

/// How long a page may take to learn the last of what happened.
const CAUGHT_UP: Duration = Duration::from_secs(3);
/// What the next release might bring: the old one goes on beside it.
const GROWTH: [&str; 2] =
    ["ALTER TABLE ratings ADD COLUMN of_tomorrow TEXT", "ALTER TABLE alerts ADD COLUMN of_tomorrow TEXT"];

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(&[Database::Postgres]) {
        let mut report = Report::begin("F5", plan, Some(database));
        for round in 0..plan.rounds(2, 6) {
            survive(plan, round, &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

async fn survive(plan: &Plan, round: u32, report: &mut Report) {
    let cluster = Cluster::start_with(postgres_settings()).await;
    let folder = TempDir::new().expect("a folder");
    let site = Site::prepare_on(Database::Postgres, cluster.url("vigie"), None, folder).await;
    let pooler = if round % 2 == 1 { Some(Front::pgbouncer(cluster.port()).await) } else { None };
    report.count("rounds_through_a_pooler", usize::from(pooler.is_some()));
    let launches = [free_port(), free_port()].map(|port| launch(&site, pooler.as_ref(), port));
    let mut nodes = vec![Vigie::launch(&launches[0]).await, Vigie::launch(&launches[1]).await];
    let proxy = Front::haproxy([launches[0].port, launches[1].port]).await;
    let url = format!("http://127.0.0.1:{}", proxy.port());
    let page = Page::open(&site, &url).await;
    let storm = Storm::begin_behind(&site, plan, &url);
    let mut lots = plan.lots(&format!("F5 {round}"));
    for kill in 0..if plan.short { 3 } else { 20 } {
        tokio::time::sleep(Duration::from_millis(if plan.short { 700 } else { 2_000 } + lots.below(1_500))).await;
        nodes.remove(0).kill();
        report.count("kills", 1);
        outbox::let_leases_run_out(&site).await;
        // The other one has gone to the front; this one comes behind it.
        nodes.push(Vigie::launch(&launches[kill % 2]).await);
    }
    let nodes = rolling_restart(&site, &launches, nodes, report).await;
    let history = storm.end(report).await;
    outbox::drained(&site, report).await;
    page.close(&site, report).await;
    nodes.into_iter().for_each(Vigie::kill);
    whole::assess(&site, &history, report).await;
}

/// A node of the site at a port of its own, as the README says: behind a pooler it neither keeps statements nor touches the schema.
fn launch(site: &Site, pooler: Option<&Front>, port: u16) -> Launch {
    let mut launch = Launch { port, ..site.launch() };
    launch.environment.push(("VIGIE_TRUSTED_PROXIES".to_owned(), "127.0.0.1".to_owned()));
    if let Some(pooler) = pooler {
        let port = pooler.port();
        launch.database_url = format!("postgres://vigie@127.0.0.1:{port}/vigie?statement-cache-capacity=0");
        launch.no_migrate = true;
    }
    launch
}

/// Each is asked to stop, and comes back after a change to the schema that the other one lives through.
async fn rolling_restart(site: &Site, launches: &[Launch; 2], nodes: Vec<Vigie>, report: &mut Report) -> Vec<Vigie> {
    let store = site.store().await;
    let mut back = Vec::new();
    for (node, change) in nodes.into_iter().zip(GROWTH) {
        let port = node.port();
        node.ask_to_stop();
        rows::change(&store, change).await;
        report.demand(node.ended().await.success(), || "a node did not stop well".to_owned());
        let launch = launches.iter().find(|launch| launch.port == port).expect("one of them");
        back.push(Vigie::launch(launch).await);
        report.count("restarts", 1);
    }
    store.close().await;
    back
}

/// A coordinator's open queue: it keeps the latest version of each alert it hears of, and takes up the stream where it ended.
struct Page {
    known: JoinHandle<BTreeMap<String, u64>>,
    over: Arc<Notify>,
}

impl Page {
    async fn open(site: &Site, proxy: &str) -> Self {
        let mut client = Client::new(reqwest::Client::new(), proxy.to_owned());
        client.token = Some(site.token_of(&site.world.coordinator).await);
        let over = Arc::new(Notify::new());
        // From the first event on.
        let known = tokio::spawn(listen(client, "0".to_owned(), over.clone()));
        Self { known, over }
    }

    /// What it knows in the end is what there is.
    async fn close(self, site: &Site, report: &mut Report) {
        tokio::time::sleep(CAUGHT_UP).await;
        self.over.notify_one();
        let known = self.known.await.expect("no panic");
        let store = site.store().await;
        let there = rows::texts(&store, "SELECT CAST(id AS TEXT) || ' ' || version FROM alerts").await;
        store.close().await;
        let there: BTreeMap<String, u64> = there
            .iter()
            .filter_map(|row| row.split_once(' '))
            .map(|(id, version)| (id.to_owned(), version.parse().expect("a number")))
            .collect();
        report.count("alerts_on_the_page", known.len());
        report.demand(known == there, || format!("the page shows {known:?}, there is {there:?}"));
    }
}

async fn listen(client: Client, mut last: String, over: Arc<Notify>) -> BTreeMap<String, u64> {
    let mut known = BTreeMap::new();
    loop {
        let step = async {
            let Some(mut events) = Events::try_open(&client, Some(&last)).await else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                return;
            };
            while let Some(event) = events.next().await {
                last.clone_from(&event.id);
                if let (Some(id), Some(version)) = (event.data["id"].as_str(), event.data["version"].as_u64()) {
                    known.insert(id.to_owned(), version);
                }
            }
        };
        tokio::select! {
            () = over.notified() => break,
            () = step => {}
        }
    }
    known
}
