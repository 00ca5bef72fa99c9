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

/// The platform's TLS, or none: whatever reqwest was built with.
#[cfg(not(feature = "rustls"))]
pub(super) fn configure(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder> {
    #[cfg(feature = "rustls-no-provider")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(Error::configuration(
            "the feature rustls-no-provider needs a provider: install one with rustls before building a client, or give your own http_client",
        ));
    }
    Ok::<_, Error>(builder)
}
