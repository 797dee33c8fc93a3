//! The settings of telephony, `[telephony]` in the file, and the signs by which a provider is known.

use messaging::Secret;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// `[telephony]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelephonySettings {
    /// `[telephony.plain]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain: Option<Line>,
    /// `[telephony.mango]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mango: Option<Mango>,
}

const fn yes() -> bool {
    true
}

/// Any provider that can send the plain shape, or whatever stands between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// `false` switches it off.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Comes with each call of the webhook.
    pub secret: Secret,
}

/// Mango Office: the key of the exchange and the salt of its signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mango {
    /// `false` switches it off.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// `vpbx_api_key`.
    pub key: Secret,
    /// `vpbx_api_salt`.
    pub salt: Secret,
}

/// The lines of the house.
#[derive(Debug, Clone, Default)]
pub struct Lines(TelephonySettings);

impl Lines {
    /// As set.
    pub fn new(settings: TelephonySettings) -> Self {
        Self(settings)
    }

    /// Does whoever calls know the secret of the plain shape? A line that is switched off hears nobody.
    pub fn is_plain(&self, secret: &str) -> bool {
        self.0.plain.as_ref().filter(|line| line.enabled).is_some_and(|line| is_same(&line.secret.0, secret))
    }

    /// Did Mango sign this? Its sign is SHA-256 over key, text and salt, in hexadecimal.
    pub fn is_mango(&self, key: &str, json: &str, sign: &str) -> bool {
        let Some(mango) = self.0.mango.as_ref().filter(|mango| mango.enabled) else { return false };
        let hash = Sha256::new().chain_update(&mango.key.0).chain_update(json).chain_update(&mango.salt.0).finalize();
        let ours = values::hex(&hash);
        is_same(&mango.key.0, key) && !mango.salt.0.is_empty() && is_same(&ours, &sign.to_ascii_lowercase())
    }
}

/// Compared in constant time; what is empty is nobody's.
fn is_same(kept: &str, told: &str) -> bool {
    !kept.is_empty() && bool::from(kept.as_bytes().ct_eq(told.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_speaks_for_the_provider_without_its_sign() {
        let secret = |text: &str| Secret(text.to_owned());
        let mango = Mango { enabled: true, key: secret("key"), salt: secret("salt") };
        let line = Line { enabled: true, secret: secret("word") };
        let lines = Lines::new(TelephonySettings { plain: Some(line.clone()), mango: Some(mango) });
        // printf 'key{}salt' | sha256sum
        let sign = "6a591005f93c3d5080524c57ebe649861d4ac51865ee447be2031ae531acb3e8";
        assert!(lines.is_mango("key", "{}", sign) && lines.is_mango("key", "{}", &sign.to_ascii_uppercase()));
        assert!(!lines.is_mango("key", "{}", "") && !lines.is_mango("key", "{ }", sign) && !lines.is_mango("", "{}", sign));
        assert!(lines.is_plain("word") && !lines.is_plain("") && !lines.is_plain("wor"));
        let off = Lines::new(TelephonySettings { plain: Some(Line { enabled: false, ..line }), mango: None });
        assert!(!off.is_plain("word") && !Lines::default().is_mango("", "{}", sign));
    }
}
