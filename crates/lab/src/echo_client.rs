//! The client of the echo experiment: native, so that its own timing is steady whatever serves it.

use crate::clock;
use crate::options::ClientOrder;
use crate::results::Message;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Between two messages: this is no stress test.
const PAUSE: Duration = Duration::from_millis(1);

/// Sends the messages and prints their stamps; gives up when the budget is spent.
pub fn run(order: &ClientOrder) -> Result<(), String> {
    let messages = exchange(order).map_err(|error| error.to_string())?;
    let text = serde_json::to_string(&messages).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}

fn exchange(order: &ClientOrder) -> std::io::Result<Vec<Message>> {
    let deadline = Instant::now() + order.budget;
    let mut stream = TcpStream::connect(("127.0.0.1", order.port))?;
    stream.set_nodelay(true)?;
    let sent = framed(order.size);
    let mut reply = vec![0; sent.len()];
    let mut messages = Vec::with_capacity(order.messages);
    for _ in 0..order.messages {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        stream.set_read_timeout(Some(left))?;
        stream.set_write_timeout(Some(left))?;
        match once(&mut stream, &sent, &mut reply) {
            Ok(message) => messages.push(message),
            // The budget is spent: what came back until now counts.
            Err(error) if is_timeout(&error) => break,
            Err(error) => return Err(error),
        }
        if reply != sent {
            return Err(std::io::Error::other("the reply is not what was sent"));
        }
        std::thread::sleep(PAUSE);
    }
    Ok(messages)
}

fn once(stream: &mut TcpStream, sent: &[u8], reply: &mut [u8]) -> std::io::Result<Message> {
    let start = clock::now();
    stream.write_all(sent)?;
    let handed_over = clock::now();
    stream.read_exact(reply)?;
    Ok(Message {
        start,
        sent: handed_over,
        received: clock::now(),
    })
}

fn is_timeout(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{TimedOut, WouldBlock};
    matches!(error.kind(), TimedOut | WouldBlock)
}

/// The size, then the payload.
fn framed(size: usize) -> Vec<u8> {
    let mut message = (size as u32).to_be_bytes().to_vec();
    message.extend((0..size).map(|index| index as u8));
    message
}
