//! A certification authority of a test's own, and servers it vouches for.

use std::sync::Arc;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509NameBuilder};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// An authority that nobody trusts unless told to.
#[derive(Debug)]
pub struct Authority {
    key: PKey<Private>,
    certificate: X509,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

fn key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("the curve");
    PKey::from_ec_key(EcKey::generate(&group).expect("a key")).expect("a key")
}

/// A certificate that lives for a day, yet to be signed.
fn begun(name: &str, serial: u32, key: &PKey<Private>) -> X509Builder {
    let mut subject = X509NameBuilder::new().expect("a name");
    subject.append_entry_by_text("CN", name).expect("a name");
    let mut builder = X509::builder().expect("a certificate");
    builder.set_version(2).expect("version 3");
    builder.set_subject_name(&subject.build()).expect("a subject");
    builder.set_pubkey(key).expect("a key");
    let serial = BigNum::from_u32(serial).and_then(|number| number.to_asn1_integer()).expect("a number");
    builder.set_serial_number(&serial).expect("a number");
    builder.set_not_before(&Asn1Time::days_from_now(0).expect("a time")).expect("a beginning");
    builder.set_not_after(&Asn1Time::days_from_now(1).expect("a time")).expect("an end");
    builder
}

impl Authority {
    pub fn new() -> Self {
        let key = key();
        let mut builder = begun("Autorité d’essai", 1, &key);
        let own = X509NameBuilder::new().and_then(|mut name| {
            name.append_entry_by_text("CN", "Autorité d’essai")?;
            Ok(name.build())
        });
        builder.set_issuer_name(&own.expect("a name")).expect("an issuer");
        builder.append_extension(BasicConstraints::new().critical().ca().build().expect("built")).expect("added");
        builder.append_extension(KeyUsage::new().critical().key_cert_sign().build().expect("built")).expect("added");
        builder.sign(&key, MessageDigest::sha256()).expect("signed");
        Self { certificate: builder.build(), key }
    }

    /// Its certificate, for who is to trust it.
    pub fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().expect("PEM")).expect("ASCII")
    }

    /// A certificate for a server of this name, and its key.
    fn vouched(&self, name: &str) -> (X509, PKey<Private>) {
        let key = key();
        let mut builder = begun(name, 2, &key);
        builder.set_issuer_name(self.certificate.subject_name()).expect("an issuer");
        let names =
            SubjectAlternativeName::new().dns(name).build(&builder.x509v3_context(Some(&self.certificate), None));
        builder.append_extension(names.expect("built")).expect("added");
        builder.append_extension(BasicConstraints::new().build().expect("built")).expect("added");
        builder.append_extension(ExtendedKeyUsage::new().server_auth().build().expect("built")).expect("added");
        builder.sign(&self.key, MessageDigest::sha256()).expect("signed");
        (builder.build(), key)
    }

    /// The same as the files a server reads: certificate and key.
    pub fn files(&self, name: &str) -> [String; 2] {
        let (certificate, key) = self.vouched(name);
        [certificate.to_pem(), key.private_key_to_pem_pkcs8()]
            .map(|pem| String::from_utf8(pem.expect("PEM")).expect("ASCII"))
    }

    /// TLS for a server of this name.
    pub fn acceptor(&self, name: &str) -> TlsAcceptor {
        let (certificate, key) = self.vouched(name);
        let chain = vec![CertificateDer::from(certificate.to_der().expect("DER"))];
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.private_key_to_pkcs8().expect("PKCS 8")));
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key);
        TlsAcceptor::from(Arc::new(config.expect("a server")))
    }
}
