//! The four secrets of the platform, each a type of its own.
//!
//! | type | what it does | variable |
//! |---|---|---|
//! | [`ApiKey`] | signs payments, static wallets, balance and converts; verifies their webhooks | `PAY2328_API_KEY` |
//! | [`PayoutKey`] | signs payouts; verifies payout webhooks | `PAY2328_PAYOUT_KEY` |
//! | [`InvoiceKey`] | goes into the `X-Api-Key` header of the Invoice API | `PAY2328_INVOICE_KEY` |
//! | [`WebhookSecret`] | verifies webhooks of the Invoice API | `PAY2328_WEBHOOK_SECRET` |
//!
//! None of them can be printed, compared, or turned back into text, and a call that needs one
//! kind does not compile with another. The memory in which they are kept is wiped when they are dropped; what
//! was copied out of it for a request is not: the signature, and of an [`InvoiceKey`] the key itself, which is
//! the value of a header that the HTTP client holds.

use std::{env, fmt};

use zeroize::Zeroizing;

use crate::signature::SigningKey;

macro_rules! key {
    (
        $(#[$documentation:meta])*
        $name:ident, $kind:literal, $variable:literal, $inner:ty, $from_text:expr
    ) => {
        $(#[$documentation])*
        #[derive(Clone)]
        pub struct $name($inner);

        impl $name {
            /// What errors call this secret.
            const KIND: &'static str = $kind;

            #[doc = concat!("The environment variable that [`", stringify!($name), "::from_env`] reads.")]
            pub const VARIABLE: &'static str = $variable;

            /// Takes the secret as the account shows it.
            ///
            /// # Errors
            ///
            /// [`InvalidKey`] if the text is empty, or has any character other than the visible
            /// ones of ASCII: a space or line break copied along with a secret makes every
            /// signature wrong, and is found here instead. The error does not hold the text.
            pub fn new(secret: impl Into<String>) -> Result<Self, InvalidKey> {
                let secret = Zeroizing::new(secret.into());
                check(&secret).map_err(|flaw| InvalidKey { kind: Self::KIND, variable: None, flaw })?;
                Ok(Self($from_text(secret)))
            }

            #[doc = concat!("Reads the secret from the environment variable `", $variable, "`.")]
            ///
            /// # Errors
            ///
            /// [`InvalidKey`], naming the variable, if it is not set, or under the conditions of
            #[doc = concat!("[`", stringify!($name), "::new`].")]
            pub fn from_env() -> Result<Self, InvalidKey> {
                Self::from_variable(env::var($variable))
            }

            fn from_variable(value: Result<String, env::VarError>) -> Result<Self, InvalidKey> {
                let refuse = |flaw| InvalidKey { kind: Self::KIND, variable: Some($variable), flaw };
                match value {
                    Ok(secret) => Self::new(secret).map_err(|error| refuse(error.flaw)),
                    Err(env::VarError::NotPresent) => Err(refuse(Flaw::NotSet)),
                    Err(env::VarError::NotUnicode(_)) => Err(refuse(Flaw::Character)),
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

key! {
    /// The Merchant API's key: signs payments, static wallets, balance and converts, and verifies
    /// payment and static-wallet webhooks.
    ///
    /// ```
    /// use pay2328::ApiKey;
    ///
    /// let key = ApiKey::new("test-api-key")?;
    /// assert_eq!(format!("{key:?}"), "ApiKey(…)");
    /// assert!(ApiKey::new("test-api-key\n").is_err());
    /// # Ok::<(), pay2328::InvalidKey>(())
    /// ```
    ApiKey, "API key", "PAY2328_API_KEY", SigningKey, signing_key
}

key! {
    /// The Merchant API's payout key: signs everything that sends money out, and verifies payout
    /// webhooks. It is a different secret from [`ApiKey`].
    PayoutKey, "payout API key", "PAY2328_PAYOUT_KEY", SigningKey, signing_key
}

key! {
    /// The Invoice API's key, sent as the `X-Api-Key` header. It signs nothing; webhooks of that
    /// API are verified with [`WebhookSecret`].
    InvoiceKey, "Invoice API key", "PAY2328_INVOICE_KEY", Zeroizing<String>, std::convert::identity
}

key! {
    /// The Invoice API's secret key: verifies the `X-Signature` header of its webhooks.
    WebhookSecret, "webhook secret", "PAY2328_WEBHOOK_SECRET", SigningKey, signing_key
}

#[expect(clippy::needless_pass_by_value, reason = "takes the text, so that it is wiped here")]
fn signing_key(secret: Zeroizing<String>) -> SigningKey {
    SigningKey::new(secret.as_bytes())
}

impl ApiKey {
    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.0
    }
}

impl PayoutKey {
    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.0
    }
}

impl WebhookSecret {
    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.0
    }
}

impl InvoiceKey {
    /// The header value. The only way out for the text of a secret, and not a public one.
    #[cfg_attr(not(feature = "client"), expect(dead_code, reason = "only the client sends it"))]
    pub(crate) fn header_value(&self) -> &str {
        &self.0
    }
}

fn check(secret: &str) -> Result<(), Flaw> {
    if secret.is_empty() {
        Err(Flaw::Empty)
    } else if secret.trim().len() != secret.len() {
        Err(Flaw::WhiteSpaceAround)
    } else if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        Err(Flaw::Character)
    } else {
        Ok(())
    }
}

/// A text that cannot be one of the platform's secrets, or an environment variable without one.
///
/// Says which secret was meant and which rule was broken; never holds any part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidKey {
    kind: &'static str,
    variable: Option<&'static str>,
    flaw: Flaw,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    NotSet,
    Empty,
    WhiteSpaceAround,
    Character,
}

impl InvalidKey {
    /// The environment variable that was read, if the secret came from one.
    #[must_use]
    pub fn variable(&self) -> Option<&'static str> {
        self.variable
    }
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {}", self.kind)?;
        if let Some(variable) = self.variable {
            write!(f, " in {variable}")?;
        }
        f.write_str(match self.flaw {
            Flaw::NotSet => " is missing: set that environment variable",
            Flaw::Empty => " is empty",
            Flaw::WhiteSpaceAround => {
                " begins or ends with white space: copy it again without the space or line break"
            }
            Flaw::Character => {
                " has a character that no key has (only visible ASCII characters are possible): copy it again"
            }
        })
    }
}

impl std::error::Error for InvalidKey {}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPICAL: &str = "test-Key_0123+/=";

    fn error(secret: &str) -> String {
        ApiKey::new(secret).unwrap_err().to_string()
    }

    #[test]
    fn debug_shows_the_type_and_nothing_else() {
        assert_eq!(format!("{:?}", ApiKey::new(TYPICAL).unwrap()), "ApiKey(…)");
        assert_eq!(format!("{:?}", PayoutKey::new(TYPICAL).unwrap()), "PayoutKey(…)");
        assert_eq!(format!("{:?}", InvoiceKey::new(TYPICAL).unwrap()), "InvoiceKey(…)");
        assert_eq!(format!("{:?}", WebhookSecret::new(TYPICAL).unwrap()), "WebhookSecret(…)");
    }

    #[test]
    fn a_flawed_text_is_refused_and_not_repeated() {
        for secret in
            [" hunter2", "hunter2\n", "\u{a0}hunter2", "hun ter2", "hunter2\0", "hunterя", "hun\tter2"]
        {
            let error = ApiKey::new(secret).unwrap_err();
            assert!(!format!("{error}{error:?}").contains("hun"), "{error:?}");
        }
        insta::assert_snapshot!(error(""), @"the API key is empty");
        insta::assert_snapshot!(
            error("test-api-key\r\n"),
            @"the API key begins or ends with white space: copy it again without the space or line break"
        );
        insta::assert_snapshot!(
            error("test api key"),
            @"the API key has a character that no key has (only visible ASCII characters are possible): copy it again"
        );
    }

    #[test]
    fn an_error_from_the_environment_names_the_variable() {
        let missing = Err(env::VarError::NotPresent);
        insta::assert_snapshot!(
            PayoutKey::from_variable(missing.clone()).unwrap_err(),
            @"the payout API key in PAY2328_PAYOUT_KEY is missing: set that environment variable"
        );
        insta::assert_snapshot!(
            InvoiceKey::from_variable(Ok(String::new())).unwrap_err(),
            @"the Invoice API key in PAY2328_INVOICE_KEY is empty"
        );
        let error = WebhookSecret::from_variable(missing).unwrap_err();
        assert_eq!(error.variable(), Some("PAY2328_WEBHOOK_SECRET"));
        assert!(ApiKey::from_variable(Ok(TYPICAL.to_owned())).is_ok());
    }

    /// For hmac's state the type does not say so; but it is two states of the hash, whose type does.
    #[test]
    fn what_holds_a_key_is_wiped_when_it_is_dropped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        fn inner<T: zeroize::ZeroizeOnDrop>(_: fn(InvoiceKey) -> T) {}
        wiped::<sha2::Sha256>();
        inner(|key| key.0);
    }

    #[test]
    fn keys_travel_between_threads() {
        fn travels<T: Send + Sync + Clone + 'static>() {}
        travels::<ApiKey>();
        travels::<PayoutKey>();
        travels::<InvoiceKey>();
        travels::<WebhookSecret>();
    }
}
