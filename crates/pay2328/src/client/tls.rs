//! Which TLS a client gets.

use crate::error::{Error, Result};

/// rustls with the `ring` provider, given to this client alone.
///
/// reqwest's own rustls feature compiles aws-lc (88 against 53 CPU seconds of a cold build), and its
/// `no-provider` feature panics when the process has no default provider, or when two crates disagree on
/// it. Handing over a finished configuration avoids all three: whatever else is linked, nothing global
/// is read or set.
#[cfg(feature = "rustls")]
pub(super) fn configure(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder> {
    use std::sync::Arc;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new(provider.clone())
        .map_err(|error| Error::configuration(format!("no trusted certificates could be loaded: {error}")))?;
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::configuration(format!("TLS could not be set up: {error}")))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

/// The platform's TLS, also if another crate in the build has turned on reqwest's rustls.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(super) fn configure(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder> {
    Ok::<_, Error>(builder.tls_backend_native())
}

/// rustls with the provider that the program has installed. Without one reqwest would panic.
#[cfg(all(feature = "rustls-no-provider", not(any(feature = "rustls", feature = "native-tls"))))]
pub(super) fn configure(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder> {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(Error::configuration(
            "the feature rustls-no-provider needs a provider: install one with rustls before building a client, or give your own http_client",
        ));
    }
    Ok(builder.tls_backend_rustls())
}

/// None.
#[cfg(not(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider")))]
pub(super) fn configure(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder> {
    Ok::<_, Error>(builder)
}

/// Whether a client made here could reach an https address at all.
pub(super) const AVAILABLE: bool =
    cfg!(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"));

#[cfg(test)]
mod tests {
    use crate::{ApiKey, Client, Error};

    fn build() -> Result<Client, Error> {
        Client::builder("p", ApiKey::new("test-api-key").unwrap()).build()
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn https_without_further_ado() {
        build().unwrap();
    }

    #[cfg(all(feature = "rustls-no-provider", not(any(feature = "rustls", feature = "native-tls"))))]
    #[test]
    fn https_with_rustls_and_no_provider() {
        let error = build().unwrap_err();
        assert!(error.is_configuration());
        insta::assert_snapshot!(error, @"the feature rustls-no-provider needs a provider: install one with rustls before building a client, or give your own http_client");
    }

    #[cfg(not(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider")))]
    #[test]
    fn https_without_any_tls() {
        let error = build().unwrap_err();
        assert!(error.is_configuration());
        insta::assert_snapshot!(error, @"the base URL is https, and this build of pay2328 has no TLS: turn on its feature rustls, native-tls or rustls-no-provider, or give your own http_client");
        // The sandbox needs none.
        let builder = Client::builder("p", ApiKey::new("test-api-key").unwrap());
        builder.base_url("http://127.0.0.1:9/api").build().unwrap();
        let builder = Client::builder("p", ApiKey::new("test-api-key").unwrap());
        builder.http_client(reqwest::Client::new()).build().unwrap();
    }
}
