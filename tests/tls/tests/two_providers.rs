//! A program that links two rustls providers, and so has no default one: whatever asks rustls to choose
//! panics. The client does not ask.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::sync::Arc;
use std::time::Duration;

use pay2328::invoice::InvoiceClient;
use pay2328::{ApiKey, Client, Error, InvoiceKey, Outcome, RetryPolicy};
use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

fn client(port: u16) -> Client {
    Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(format!("https://localhost:{port}/api"))
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

/// All that an error and its causes say.
fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!("\n{cause}");
        source = cause.source();
    }
    text
}

async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// A port that answers everything with this, and is asked by `call`.
async fn answered_with(bytes: &'static [u8], call: impl AsyncFnOnce(u16) -> Error) -> Error {
    let (listener, port) = listener().await;
    let server = tokio::spawn(async move {
        loop {
            let (mut stream, _): (TcpStream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(bytes).await;
        }
    });
    let error = call(port).await;
    server.abort();
    error
}

#[test]
fn this_program_has_no_default_provider() {
    assert!(CryptoProvider::get_default().is_none());
    // It is what makes others panic.
    let chosen = std::panic::catch_unwind(rustls::ClientConfig::builder);
    assert!(chosen.is_err(), "rustls found a default provider: this program proves nothing");
}

#[tokio::test]
async fn a_port_that_speaks_no_tls() {
    for bytes in [b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(), b"", b"\x15\x03\x03\x00\x02\x02\x28"] {
        let error = answered_with(bytes, async |port| client(port).balance().await.unwrap_err()).await;
        assert!(error.is_connect(), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }
    assert!(CryptoProvider::get_default().is_none(), "the client set a global");
}

#[tokio::test]
async fn the_other_client_and_the_blocking_calls() {
    let key = InvoiceKey::new("test-invoice-key").unwrap();
    let request = pay2328::types::CreateInvoice::new(1, "USD", "USDT");
    let error = answered_with(b"no TLS", async |port| {
        let client = InvoiceClient::builder(key).base_url(format!("https://127.0.0.1:{port}"));
        client.retry(RetryPolicy::never()).build().unwrap().create(&request).await.unwrap_err()
    });
    assert_eq!(error.await.outcome(), Outcome::NotSent);

    let error = answered_with(b"no TLS", async |port| {
        let call = client(port).balance();
        tokio::task::spawn_blocking(move || call.blocking().unwrap_err()).await.unwrap()
    });
    assert_eq!(error.await.outcome(), Outcome::NotSent);
}

/// A server's end of TLS, with the provider that the client does not use.
fn acceptor(certificate: &Certificate, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// A whole call over TLS, in a process that trusts the certificate's issuer: which certificates a process
/// trusts is read from its environment, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_a_trusted_issuer() {
    const PORT: &str = "PAY2328_TEST_TLS_PORT";
    if let Ok(port) = std::env::var(PORT) {
        let balances = client(port.parse().unwrap()).balance().await.unwrap();
        assert_eq!(balances[0].balance.to_string(), "10.50");
        return;
    }
    let mut issuer = CertificateParams::new([]).unwrap();
    issuer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer_key = KeyPair::generate().unwrap();
    let trusted = issuer.self_signed(&issuer_key).unwrap().pem();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &Issuer::new(issuer, issuer_key))
        .unwrap();
    let (listener, port) = listener().await;
    let acceptor = acceptor(&certificate, &key);
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = acceptor.accept(stream).await.unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.unwrap();
        let body = r#"{"state":0,"result":[{"uuid":"b","currency_code":"USDT","balance":"10.50"}]}"#;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + body).as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let file = std::env::temp_dir().join(format!("pay2328-test-issuer-{}.pem", std::process::id()));
    std::fs::write(&file, trusted).unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["a_certificate_of_a_trusted_issuer", "--exact"]);
    child.env(PORT, port.to_string()).env("SSL_CERT_FILE", &file).env_remove("SSL_CERT_DIR");
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let request = server.await.unwrap();
    assert!(request.starts_with("GET /api/v1/balance HTTP/1.1\r\n"), "{request}");
}

/// Somebody else's certificate: the connection is refused before a byte of the request is sent.
#[tokio::test]
async fn a_certificate_that_nobody_vouches_for() {
    let (listener, port) = listener().await;
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let acceptor = acceptor(&made.cert, &made.signing_key);
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut received = Vec::new();
        if let Ok(mut stream) = acceptor.accept(stream).await {
            let _ = stream.read_to_end(&mut received).await;
        }
        received
    });
    let error = client(port).balance().await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent);
    let told = told(&error);
    assert!(told.contains("certificate"), "{told}");
    let received = timeout(Duration::from_secs(5), server).await.expect("the connection stays open").unwrap();
    assert_eq!(received, b"");
}
