//! `sendmsg` and `recvmsg`: several buffers at once, with ancillary data.

use super::address::{self, Address, number_or};
use super::object::socket;
use crate::posix::int;
use crate::support::is_missing;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;

/// The space that ancillary data of this length take.
fn space(length: usize) -> usize {
    // SAFETY: arithmetic only.
    unsafe { libc::CMSG_SPACE(length as u32) as usize }
}

pub fn cmsg_space(thread: &Thread, args: &[Value]) -> Result {
    let length = crate::support::to_ssize(thread, args[0])?;
    if !(0..=0x7fff_ffdf).contains(&length) {
        return Err(errors::overflow_error(
            thread,
            "CMSG_SPACE() argument out of range",
        ));
    }
    Ok(Value::fixnum(space(length as usize) as i64))
}

pub fn cmsg_len(thread: &Thread, args: &[Value]) -> Result {
    let length = crate::support::to_ssize(thread, args[0])?;
    if !(0..=0x7fff_ffdf).contains(&length) {
        return Err(errors::overflow_error(
            thread,
            "CMSG_LEN() argument out of range",
        ));
    }
    // SAFETY: arithmetic only.
    Ok(Value::fixnum(
        unsafe { libc::CMSG_LEN(length as u32) } as i64
    ))
}

struct Item {
    level: i32,
    kind: i32,
    data: Vec<u8>,
}

/// Lays ancillary data out as the system wants them.
fn control(items: &[Item]) -> Vec<u64> {
    let total: usize = items.iter().map(|item| space(item.data.len())).sum();
    // Words, for the alignment of the headers.
    let mut words = vec![0u64; total.div_ceil(8)];
    // SAFETY: zeros are valid; the buffer has room for every header and its data, as computed.
    unsafe {
        let mut message: libc::msghdr = std::mem::zeroed();
        message.msg_control = words.as_mut_ptr().cast();
        message.msg_controllen = total;
        let mut header = libc::CMSG_FIRSTHDR(&message);
        for item in items {
            if header.is_null() {
                break;
            }
            (*header).cmsg_level = item.level;
            (*header).cmsg_type = item.kind;
            (*header).cmsg_len = libc::CMSG_LEN(item.data.len() as u32) as usize;
            std::ptr::copy_nonoverlapping(
                item.data.as_ptr(),
                libc::CMSG_DATA(header),
                item.data.len(),
            );
            header = libc::CMSG_NXTHDR(&message, header);
        }
    }
    words
}

pub fn sendmsg(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let list = operations::list_from(thread, args[1])?;
    let mut guards = Vec::new();
    let mut vectors = Vec::new();
    for index in 0..list.len() {
        let guard = Buffer::acquire(thread, list.get(index).unwrap_or(Value::NONE), false)?;
        vectors.push(libc::iovec {
            iov_base: guard.as_ptr() as *mut libc::c_void,
            iov_len: guard.len(),
        });
        guards.push(guard);
    }
    let mut items = Vec::new();
    if !is_missing(args[2]) {
        operations::for_each(thread, args[2], |item| {
            let parts = operations::tuple_from(thread, item)?;
            if parts.len() != 3 {
                return Err(errors::type_error(
                    thread,
                    "[sendmsg() ancillary data items] must be sequences of length 3",
                ));
            }
            items.push(Item {
                level: int(thread, parts.get(0))?,
                kind: int(thread, parts.get(1))?,
                data: Buffer::acquire(thread, parts.get(2), false)?.to_vec(),
            });
            Ok(())
        })?;
    }
    let flags = number_or(thread, args[3], 0)?;
    let mut target = if is_missing(args[4]) {
        None
    } else {
        Some(address::parse(thread, "sendmsg", this.family(), args[4])?)
    };
    let total: usize = items.iter().map(|item| space(item.data.len())).sum();
    let mut words = control(&items);
    // SAFETY: zeros are valid.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    message.msg_iov = vectors.as_mut_ptr();
    message.msg_iovlen = vectors.len();
    if total > 0 {
        message.msg_control = words.as_mut_ptr().cast();
        message.msg_controllen = total;
    }
    if let Some(target) = &mut target {
        message.msg_namelen = target.length;
        message.msg_name = target.as_mut_ptr().cast();
    }
    let pointer = &raw const message as usize;
    // SAFETY: the message and all it refers to live until the end of this function.
    let result = this.attempt(thread, true, |fd| unsafe {
        libc::sendmsg(fd, pointer as *const libc::msghdr, flags) as i64
    })?;
    drop(guards);
    Ok(Value::fixnum(this.finish(thread, result)?))
}

/// Receives into the vectors; gives the count, ancillary data, flags and address.
fn receive(
    thread: &Thread,
    object: Value,
    vectors: &mut [libc::iovec],
    ancillary: Value,
    flags: Value,
) -> Result<(usize, [Value; 3])> {
    let this = socket(object);
    let size = match ancillary.present() {
        Some(value) => crate::support::to_ssize(thread, value)?,
        None => 0,
    };
    if !(0..=0x7fff_ffff).contains(&size) {
        return Err(errors::value_error(
            thread,
            "invalid ancillary data buffer length",
        ));
    }
    let flags = number_or(thread, flags, 0)?;
    let mut words = vec![0u64; (size as usize).div_ceil(8)];
    let mut source = Address::empty();
    // SAFETY: zeros are valid.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    message.msg_name = source.as_mut_ptr().cast();
    message.msg_namelen = source.length;
    message.msg_iov = vectors.as_mut_ptr();
    message.msg_iovlen = vectors.len();
    message.msg_control = words.as_mut_ptr().cast();
    message.msg_controllen = size as usize;
    let pointer = &raw mut message as usize;
    // SAFETY: the message and all it refers to live until the end of this function.
    let result = this.attempt(thread, false, |fd| unsafe {
        libc::recvmsg(
            fd,
            pointer as *mut libc::msghdr,
            flags | libc::MSG_CMSG_CLOEXEC,
        ) as i64
    })?;
    let count = this.finish(thread, result)? as usize;
    let list = List::new(thread)?;
    if size > 0 {
        // SAFETY: filled by the system; the macros stay within the control buffer.
        let mut header = unsafe { libc::CMSG_FIRSTHDR(&message) };
        while !header.is_null() {
            // SAFETY: a header inside the control buffer with its data behind it.
            let (level, kind, data) = unsafe {
                let start = libc::CMSG_DATA(header);
                let begin = header as usize;
                let end = (begin + (*header).cmsg_len)
                    .min(message.msg_control as usize + message.msg_controllen);
                let length = end.saturating_sub(start as usize);
                (
                    (*header).cmsg_level,
                    (*header).cmsg_type,
                    std::slice::from_raw_parts(start, length),
                )
            };
            let data = Bytes::new(thread, data)?;
            let item = [
                Value::fixnum(level as i64),
                Value::fixnum(kind as i64),
                data.value(),
            ];
            list.append(thread, crate::support::tuple(thread, &item)?)?;
            // SAFETY: as above.
            header = unsafe { libc::CMSG_NXTHDR(&message, header) };
        }
    }
    source.length = message.msg_namelen;
    let address = address::value(thread, &source)?;
    let seen = Value::fixnum((message.msg_flags & !libc::MSG_CMSG_CLOEXEC) as i64);
    Ok((count, [list.value(), seen, address]))
}

pub fn recvmsg(thread: &Thread, args: &[Value]) -> Result {
    let size = crate::support::to_ssize(thread, args[1])?;
    if size < 0 {
        return Err(errors::value_error(
            thread,
            "negative buffer size in recvmsg()",
        ));
    }
    let mut data = vec![0u8; size as usize];
    let mut vectors = [libc::iovec {
        iov_base: data.as_mut_ptr().cast(),
        iov_len: data.len(),
    }];
    let (count, rest) = receive(thread, args[0], &mut vectors, args[2], args[3])?;
    let data = Bytes::new(thread, &data[..count.min(size as usize)])?.value();
    crate::support::tuple(thread, &[data, rest[0], rest[1], rest[2]])
}

pub fn recvmsg_into(thread: &Thread, args: &[Value]) -> Result {
    let list = operations::list_from(thread, args[1])?;
    let mut guards = Vec::new();
    let mut vectors = Vec::new();
    for index in 0..list.len() {
        let guard = Buffer::acquire_writable(
            thread,
            "recvmsg_into",
            "argument 1",
            list.get(index).unwrap_or(Value::NONE),
        )?;
        vectors.push(libc::iovec {
            iov_base: guard.as_mut_ptr().cast(),
            iov_len: guard.len(),
        });
        guards.push(guard);
    }
    let result = receive(thread, args[0], &mut vectors, args[2], args[3]);
    drop(guards);
    let (count, rest) = result?;
    let count = Value::fixnum(count as i64);
    crate::support::tuple(thread, &[count, rest[0], rest[1], rest[2]])
}
