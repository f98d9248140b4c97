//! Opening a push as a browser does (RFC 8188 and RFC 8291), on the RustCrypto crates: not with the code that sealed it.

use aes_gcm::aead::{Aead as _, KeyInit as _};
use aes_gcm::{Aes128Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

use crate::Lots;

/// Octets of the header before the key's id: salt, record size, length of the id.
const HEAD: usize = 16 + 4 + 1;

/// A browser's side of a subscription.
#[derive(Clone)]
pub struct Browser {
    secret: SecretKey,
    auth: [u8; 16],
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Browser").field("p256dh", &self.p256dh()).finish_non_exhaustive()
    }
}

impl Browser {
    /// Keys drawn by lots: for tests only.
    pub fn drawn(lots: &mut Lots) -> Self {
        let mut octet = || u8::try_from(lots.below(256)).expect("an octet");
        let (mut scalar, mut auth) = ([0; 32], [0; 16]);
        scalar.fill_with(&mut octet);
        auth.fill_with(&mut octet);
        // Below the order of the curve, whatever was drawn.
        scalar[0] = 0x7f;
        Self::of(&scalar, auth)
    }

    pub fn of(scalar: &[u8], auth: [u8; 16]) -> Self {
        Self { secret: SecretKey::from_slice(scalar).expect("a scalar of the curve"), auth }
    }

    fn point(&self) -> Vec<u8> {
        self.secret.public_key().to_encoded_point(false).as_bytes().to_vec()
    }

    /// As in `PUT /api/push/subscription`.
    pub fn p256dh(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.point())
    }

    pub fn auth(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.auth)
    }

    /// The text of a message, or what is wrong with it.
    pub fn open(&self, body: &[u8]) -> Result<String, &'static str> {
        let id_length = usize::from(*body.get(HEAD - 1).ok_or("no header")?);
        let (salt, sender) = (&body[..16], body.get(HEAD..HEAD + id_length).ok_or("no sender's key")?);
        let record = &body[HEAD + id_length..];
        let public = PublicKey::from_sec1_bytes(sender).map_err(|_| "the sender's key is not on the curve")?;
        let shared = diffie_hellman(self.secret.to_nonzero_scalar(), public.as_affine());
        let info = [&b"WebPush: info\0"[..], &self.point(), sender].concat();
        let input: [u8; 32] = derive(&self.auth, shared.raw_secret_bytes(), &info);
        let key: [u8; 16] = derive(salt, &input, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = derive(salt, &input, b"Content-Encoding: nonce\0");
        let cipher = Aes128Gcm::new(&key.into());
        let nonce: &Nonce<_> = &nonce.into();
        let padded = cipher.decrypt(nonce, record).map_err(|_| "the seal is broken")?;
        let end = padded.iter().rposition(|octet| *octet != 0).ok_or("nothing but padding")?;
        if padded[end] != 2 {
            return Err("not the last record");
        }
        String::from_utf8(padded[..end].to_vec()).map_err(|_| "not a text")
    }
}

fn derive<const N: usize>(salt: &[u8], input: &[u8], info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), input).expand(info, &mut out).expect("a short key");
    out
}
