//! The way to PostgreSQL: encrypted, and to nobody but the server whose certificate the operator's authority signed.

use tempfile::TempDir;
use vigie_server::store::{Store, StoreError, federations, walls};
use vigie_tests::certificate::Authority;
use vigie_tests::{Cluster, command, everywhere};

/// A URL of the cluster by a name, with what it says about TLS.
fn url(cluster: &Cluster, host: &str, said: &str) -> String {
    format!("{}?{said}", cluster.url("vigie").replace("127.0.0.1", host))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_reached_over_tls_and_a_stranger_in_its_place_is_not() {
    everywhere(async {
        let (authority, another) = (Authority::new(), Authority::new());
        let cluster = Cluster::start_sealed(authority.files("localhost")).await;
        let folder = TempDir::new().expect("a folder");
        let file = |name: &str, pem: String| {
            let file = folder.path().join(name);
            std::fs::write(&file, pem).expect("written");
            file.display().to_string()
        };
        let (known, unknown) = (file("known.pem", authority.pem()), file("unknown.pem", another.pem()));
        let good = url(&cluster, "localhost", &format!("sslmode=verify-full&sslrootcert={known}"));

        let store = Store::open(&good).await.expect("a server we know");
        store.migrate().await.expect("migrated");
        let mut tx = store.read().await.expect("a transaction");
        assert!(walls::look(&mut tx).await.expect("a look").expect("PostgreSQL").encrypted);
        assert!(federations::all(&mut tx).await.expect("a look").is_empty());
        drop(tx);
        store.close().await;

        // Signed by somebody else; signed by nobody the world knows; made for another name.
        let stranger = url(&cluster, "localhost", &format!("sslmode=verify-full&sslrootcert={unknown}"));
        let unsigned = url(&cluster, "localhost", "sslmode=verify-full");
        let misnamed = url(&cluster, "127.0.0.1", &format!("sslmode=verify-full&sslrootcert={known}"));
        for (who, url) in [("a stranger", &stranger), ("nobody", &unsigned), ("another name", &misnamed)] {
            let refused = Store::open(url).await;
            assert!(matches!(refused, Err(StoreError::Certificate(_))), "{who}: {refused:?}");
        }
        assert!(
            Store::open(&url(&cluster, "127.0.0.1", &format!("sslmode=verify-ca&sslrootcert={known}"))).await.is_ok()
        );

        // The program says what to mend.
        let mut doctor = command(&["doctor"]);
        doctor.env("VIGIE_DATA_DIR", folder.path()).env("VIGIE_DATABASE_URL", &stranger);
        let said = String::from_utf8(doctor.output().expect("vigie runs").stdout).expect("UTF-8");
        assert!(said.contains("certificate is refused") && said.contains("sslrootcert="), "{said}");
        doctor.env("VIGIE_DATABASE_URL", &good);
        let said = String::from_utf8(doctor.output().expect("vigie runs").stdout).expect("UTF-8");
        assert!(said.contains("the schema is up to date") && said.contains("keeps the federations apart"), "{said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_wants_tls_is_not_served_without() {
    let (url, _lease) = vigie_tests::fresh_database().await;
    let opened = Store::open(&format!("{url}?sslmode=require")).await;
    assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{opened:?}");
}
