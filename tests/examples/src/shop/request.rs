//! HTTP as plain as it gets: what customers, and strangers, send to the shop.

use std::error::Error;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends a request, and gives the status and the body of the answer.
pub(super) async fn send(
    address: SocketAddr,
    line: &str,
    content_type: &str,
    body: &[u8],
) -> Result<(u16, String), Box<dyn Error>> {
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut socket = TcpStream::connect(address).await?;
    socket.write_all(&[head.as_bytes(), body].concat()).await?;
    let mut answer = Vec::new();
    // A server that refuses a long body closes before it has read all of it.
    let _ = socket.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
    Ok((status, body.to_owned()))
}
