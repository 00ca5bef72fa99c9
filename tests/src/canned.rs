use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that answers with prepared bytes, right or wrong, and keeps what it was sent.
///
/// It exists for answers the sandbox would never give, and to see requests as bytes on the wire.
#[derive(Debug)]
pub struct Canned {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// What to do with one request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// RawResponse with this status and body, as JSON.
    Json(u16, String),
    /// RawResponse with exactly these bytes, then close.
    Raw(Vec<u8>),
    /// Read the request, then close without an answer.
    Drop,
    /// Read the request, then say nothing for so long.
    Hang(Duration),
}

impl Reply {
    /// A success with this body.
    pub fn ok(body: impl Into<String>) -> Self {
        Self::Json(200, body.into())
    }
}

impl Canned {
    /// Answers one request after the other with one reply after the other; the last one serves for all
    /// that follow.
    ///
    /// # Panics
    /// If the machine has no free port, or there is no reply.
    pub async fn start(replies: Vec<Reply>) -> Self {
        assert!(!replies.is_empty(), "a canned server needs a reply");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = received.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // One connection after the other would let a hanging one block the next attempt.
                tokio::spawn(serve(stream, replies.clone(), log.clone()));
            }
        });
        Self { address, received }
    }

    /// Its base address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far, byte by byte.
    ///
    /// # Panics
    /// If a connection panicked.
    pub fn received(&self) -> Vec<Vec<u8>> {
        self.received.lock().expect("no connection panicked").clone()
    }

    /// Head and body of the last request, as text.
    ///
    /// # Panics
    /// If there was none, or it is no text.
    pub fn last(&self) -> (String, String) {
        let request = self.received().pop().expect("a request");
        let request = String::from_utf8(request).expect("a text");
        let (head, body) = request.split_once("\r\n\r\n").expect("an end of the head");
        (head.to_owned(), body.to_owned())
    }
}

async fn serve(mut stream: TcpStream, replies: Vec<Reply>, log: Arc<Mutex<Vec<Vec<u8>>>>) -> Option<()> {
    let request = read(&mut stream).await?;
    let reply = {
        let mut log = log.lock().ok()?;
        let reply = replies.get(log.len()).or(replies.last())?.clone();
        log.push(request);
        reply
    };
    match reply {
        Reply::Json(status, body) => {
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.ok()
        }
        Reply::Raw(bytes) => stream.write_all(&bytes).await.ok(),
        Reply::Drop => Some(()),
        Reply::Hang(pause) => {
            tokio::time::sleep(pause).await;
            Some(())
        }
    }
}

/// One request: its head, and as much body as the head announces.
async fn read(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    loop {
        if let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = std::str::from_utf8(&request[..end]).ok()?.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if request.len() >= end + 4 + length.unwrap_or(0_usize) {
                return Some(request);
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await.ok()? {
            0 => return None,
            count => request.extend_from_slice(&chunk[..count]),
        }
    }
}
