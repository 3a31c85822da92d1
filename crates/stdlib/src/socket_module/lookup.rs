//! Functions of module `_socket`: names, numbers, byte orders, pairs of sockets.

use super::address::{self, Address, hints, host_text, number_or, resolve};
use super::object::{DEFAULT_TIMEOUT, SOCKET, parse_timeout, timeout_value};
use crate::posix::int;
use crate::support::is_missing;
use crate::system_calls::{checked, decode_os, errno};
use std::ffi::{CStr, CString};
use std::sync::atomic::Ordering;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

fn c_text(thread: &Thread, text: *const libc::c_char) -> Result {
    if text.is_null() {
        return crate::support::text(thread, "");
    }
    // SAFETY: a terminated string of the C library.
    let text = unsafe { CStr::from_ptr(text) };
    Ok(decode_os(thread, text.to_bytes())?.value())
}

pub fn getaddrinfo(thread: &Thread, args: &[Value]) -> Result {
    let host = if is_missing(args[0]) {
        None
    } else {
        if !args[0].is::<StrObject>() && !args[0].is::<BytesObject>() {
            return Err(errors::type_error(
                thread,
                "getaddrinfo() argument 1 must be string or None",
            ));
        }
        Some(host_text(thread, args[0])?)
    };
    let service = if is_missing(args[1]) {
        None
    } else if typhon_objects::int::is_int(args[1]) {
        let number = crate::support::to_ssize(thread, args[1])?;
        CString::new(number.to_string()).ok()
    } else if let Some(text) = args[1].downcast::<StrObject>() {
        CString::new(text.bytes()).ok()
    } else if let Some(bytes) = args[1].downcast::<BytesObject>() {
        CString::new(bytes.data()).ok()
    } else {
        return Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "Int or String expected",
        ));
    };
    let wanted = hints(
        number_or(thread, args[2], 0)?,
        number_or(thread, args[3], 0)?,
        number_or(thread, args[4], 0)?,
        number_or(thread, args[5], 0)?,
    );
    let resolved = resolve(thread, host.as_deref(), service.as_deref(), &wanted)?;
    let list = List::new(thread)?;
    let mut entry = resolved.0;
    while !entry.is_null() {
        // SAFETY: an entry of the resolver's list, which lives as long as `resolved`.
        let (family, kind, protocol, name, address) = unsafe {
            let entry = &*entry;
            (
                entry.ai_family,
                entry.ai_socktype,
                entry.ai_protocol,
                entry.ai_canonname,
                address::copy(entry.ai_addr, entry.ai_addrlen),
            )
        };
        let parts = [
            Value::fixnum(family as i64),
            Value::fixnum(kind as i64),
            Value::fixnum(protocol as i64),
            c_text(thread, name)?,
            address::value(thread, &address)?,
        ];
        list.append(thread, crate::support::tuple(thread, &parts)?)?;
        // SAFETY: as above.
        entry = unsafe { (*entry).ai_next };
    }
    Ok(list.value())
}

fn name_of(
    thread: &Thread,
    address: &Address,
    flags: i32,
) -> Result<std::result::Result<(String, String), i32>> {
    let mut host = [0 as libc::c_char; 1025];
    let mut service = [0 as libc::c_char; 32];
    let (host_pointer, service_pointer) =
        (host.as_mut_ptr() as usize, service.as_mut_ptr() as usize);
    let code = thread.blocked(|| {
        // SAFETY: an address and buffers of these lengths.
        unsafe {
            libc::getnameinfo(
                address.as_ptr(),
                address.length,
                host_pointer as *mut libc::c_char,
                1025,
                service_pointer as *mut libc::c_char,
                32,
                flags,
            )
        }
    });
    if code != 0 {
        return Ok(Err(code));
    }
    // SAFETY: terminated by the call.
    let text = |buffer: *const libc::c_char| unsafe {
        CStr::from_ptr(buffer).to_string_lossy().into_owned()
    };
    Ok(Ok((text(host.as_ptr()), text(service.as_ptr()))))
}

pub fn getnameinfo(thread: &Thread, args: &[Value]) -> Result {
    let Some(tuple) = args[0].downcast::<TupleObject>() else {
        return Err(errors::type_error(
            thread,
            "getnameinfo() argument 1 must be a tuple",
        ));
    };
    let flags = int(thread, args[1])?;
    if tuple.len() < 2 {
        return Err(errors::type_error(
            thread,
            "getnameinfo(): illegal sockaddr argument",
        ));
    }
    let host = host_text(thread, tuple.get(0))?;
    let port = crate::support::to_ssize(thread, tuple.get(1))?;
    let service = CString::new(port.to_string()).unwrap_or_default();
    let wanted = hints(libc::AF_UNSPEC, libc::SOCK_DGRAM, 0, libc::AI_NUMERICHOST);
    let resolved = resolve(thread, Some(&host), Some(&service), &wanted)?;
    // SAFETY: the resolver gave at least one entry.
    let address = unsafe { address::copy((*resolved.0).ai_addr, (*resolved.0).ai_addrlen) };
    match name_of(thread, &address, flags)? {
        Ok((host, service)) => {
            let pair = [
                crate::support::text(thread, host)?,
                crate::support::text(thread, service)?,
            ];
            crate::support::tuple(thread, &pair)
        }
        Err(code) => Err(address::resolver_error(thread, code)),
    }
}

pub fn gethostname(thread: &Thread, _args: &[Value]) -> Result {
    let mut name = [0 as libc::c_char; 1025];
    // SAFETY: a buffer that is one longer than what may be written.
    if unsafe { libc::gethostname(name.as_mut_ptr(), name.len() - 1) } < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    c_text(thread, name.as_ptr())
}

pub fn sethostname(thread: &Thread, args: &[Value]) -> Result {
    let name = crate::system_calls::c_string(thread, args[0])?;
    // SAFETY: a string of this length.
    if unsafe { libc::sethostname(name.as_ptr(), name.as_bytes().len()) } != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Value::NONE)
}

/// The IPv4 addresses of a host.
fn v4_addresses(thread: &Thread, host: Value) -> Result<(List, Value)> {
    let host = host_text(thread, host)?;
    let wanted = hints(libc::AF_INET, libc::SOCK_STREAM, 0, libc::AI_CANONNAME);
    let resolved = if host.is_empty() {
        let wanted = hints(libc::AF_INET, libc::SOCK_DGRAM, 0, libc::AI_PASSIVE);
        resolve(thread, None, Some(c"0"), &wanted)?
    } else if host.to_bytes() == b"<broadcast>" {
        let wanted = hints(libc::AF_INET, libc::SOCK_STREAM, 0, libc::AI_NUMERICHOST);
        resolve(thread, Some(c"255.255.255.255"), None, &wanted)?
    } else {
        resolve(thread, Some(&host), None, &wanted)?
    };
    let list = List::new(thread)?;
    let mut entry = resolved.0;
    let mut name = std::ptr::null::<libc::c_char>();
    while !entry.is_null() {
        // SAFETY: an entry of the resolver's list, which lives as long as `resolved`.
        let address = unsafe {
            if name.is_null() {
                name = (*entry).ai_canonname.cast_const();
            }
            let address = address::copy((*entry).ai_addr, (*entry).ai_addrlen);
            entry = (*entry).ai_next;
            address
        };
        let pair: Tuple = Ref::of(address::value(thread, &address)?);
        list.append(thread, pair.get(0))?;
    }
    let name = if name.is_null() {
        crate::support::text(thread, host.to_string_lossy())?
    } else {
        c_text(thread, name)?
    };
    Ok((list, name))
}

pub fn gethostbyname(thread: &Thread, args: &[Value]) -> Result {
    let (list, _) = v4_addresses(thread, args[0])?;
    match list.get(0) {
        Some(address) => Ok(address),
        None => Err(address::resolver_error(thread, libc::EAI_NONAME)),
    }
}

pub fn gethostbyname_ex(thread: &Thread, args: &[Value]) -> Result {
    let (list, name) = v4_addresses(thread, args[0])?;
    let aliases = List::new(thread)?;
    crate::support::tuple(thread, &[name, aliases.value(), list.value()])
}

pub fn gethostbyaddr(thread: &Thread, args: &[Value]) -> Result {
    let host = host_text(thread, args[0])?;
    let wanted = hints(libc::AF_UNSPEC, libc::SOCK_STREAM, 0, 0);
    let resolved = resolve(thread, Some(&host), None, &wanted)?;
    // SAFETY: the resolver gave at least one entry.
    let address = unsafe { address::copy((*resolved.0).ai_addr, (*resolved.0).ai_addrlen) };
    match name_of(thread, &address, libc::NI_NAMEREQD)? {
        Ok((name, _)) => {
            let list = List::new(thread)?;
            let pair: Tuple = Ref::of(address::value(thread, &address)?);
            list.append(thread, pair.get(0))?;
            let aliases = List::new(thread)?;
            let name = crate::support::text(thread, name)?;
            crate::support::tuple(thread, &[name, aliases.value(), list.value()])
        }
        Err(_) => {
            let text = Str::new(thread, "Unknown host")?;
            let class = super::HOST_ERROR.get().value();
            let raised = call(thread, class, &[Value::fixnum(1), text.value()])?;
            Err(Raised::new(raised))
        }
    }
}

fn protocol(thread: &Thread, value: Value) -> Result<Option<CString>> {
    if is_missing(value) {
        return Ok(None);
    }
    crate::system_calls::c_string(thread, value).map(Some)
}

static DATABASE: Mutex<()> = Mutex::new(());

pub fn getservbyname(thread: &Thread, args: &[Value]) -> Result {
    let name = crate::system_calls::c_string(thread, args[0])?;
    let protocol = protocol(thread, args[1])?;
    let pointer = protocol.as_ref().map_or(0, |text| text.as_ptr() as usize);
    let port = thread.blocked(|| {
        // The result is shared memory of the C library.
        let _lock = DATABASE.lock();
        // SAFETY: terminated strings; the result is read under the lock.
        unsafe {
            let entry = libc::getservbyname(name.as_ptr(), pointer as *const libc::c_char);
            (!entry.is_null()).then(|| u16::from_be((*entry).s_port as u16))
        }
    });
    match port {
        Some(port) => Ok(Value::fixnum(port as i64)),
        None => Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "service/proto not found",
        )),
    }
}

pub fn getservbyport(thread: &Thread, args: &[Value]) -> Result {
    let port = int(thread, args[0])?;
    let Ok(port) = u16::try_from(port) else {
        return Err(errors::overflow_error(
            thread,
            "getservbyport: port must be 0-65535.",
        ));
    };
    let protocol = protocol(thread, args[1])?;
    let pointer = protocol.as_ref().map_or(0, |text| text.as_ptr() as usize);
    let name = thread.blocked(|| {
        let _lock = DATABASE.lock();
        // SAFETY: a terminated string or nothing; the result is read under the lock.
        unsafe {
            let entry = libc::getservbyport(port.to_be() as i32, pointer as *const libc::c_char);
            (!entry.is_null()).then(|| {
                CStr::from_ptr((*entry).s_name)
                    .to_string_lossy()
                    .into_owned()
            })
        }
    });
    match name {
        Some(name) => crate::support::text(thread, name),
        None => Err(errors::new(thread, &tree::OS_ERROR, "port/proto not found")),
    }
}

pub fn getprotobyname(thread: &Thread, args: &[Value]) -> Result {
    let name = crate::system_calls::c_string(thread, args[0])?;
    let number = thread.blocked(|| {
        let _lock = DATABASE.lock();
        // SAFETY: a terminated string; the result is read under the lock.
        unsafe {
            let entry = libc::getprotobyname(name.as_ptr());
            (!entry.is_null()).then(|| (*entry).p_proto)
        }
    });
    match number {
        Some(number) => Ok(Value::fixnum(number as i64)),
        None => Err(errors::new(thread, &tree::OS_ERROR, "protocol not found")),
    }
}

pub fn swap_short(thread: &Thread, args: &[Value]) -> Result {
    let number = crate::support::to_ssize(thread, args[0])?;
    match u16::try_from(number) {
        Ok(number) => Ok(Value::fixnum(number.to_be() as i64)),
        Err(_) if number < 0 => Err(errors::overflow_error(
            thread,
            "can't convert negative Python int to C 16-bit unsigned integer",
        )),
        Err(_) => Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C 16-bit unsigned integer",
        )),
    }
}

pub fn swap_long(thread: &Thread, args: &[Value]) -> Result {
    if !typhon_objects::int::is_int(args[0]) {
        return Err(errors::type_error(
            thread,
            format!("expected int, {} found", args[0].class().name_text()),
        ));
    }
    let number = crate::support::to_ssize(thread, args[0])?;
    match u32::try_from(number) {
        Ok(number) => Ok(Value::fixnum(number.to_be() as i64)),
        Err(_) if number < 0 => Err(errors::overflow_error(
            thread,
            "can't convert negative value to unsigned int",
        )),
        Err(_) => Err(errors::overflow_error(thread, "int larger than 32 bits")),
    }
}

unsafe extern "C" {
    #[link_name = "inet_aton"]
    fn c_inet_aton(text: *const libc::c_char, address: *mut libc::in_addr) -> i32;
    #[link_name = "inet_pton"]
    fn c_inet_pton(family: i32, text: *const libc::c_char, address: *mut libc::c_void) -> i32;
    #[link_name = "inet_ntop"]
    fn c_inet_ntop(
        family: i32,
        address: *const libc::c_void,
        text: *mut libc::c_char,
        length: libc::socklen_t,
    ) -> *const libc::c_char;
}

pub fn inet_aton(thread: &Thread, args: &[Value]) -> Result {
    let text = operations::expect_str(thread, "inet_aton", "argument 1", args[0])?;
    let text = CString::new(text.bytes())
        .map_err(|_| errors::value_error(thread, "embedded null character"))?;
    let mut address = libc::in_addr { s_addr: 0 };
    // SAFETY: a terminated string and a buffer.
    if unsafe { c_inet_aton(text.as_ptr(), &mut address) } == 0 {
        return Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "illegal IP address string passed to inet_aton",
        ));
    }
    Ok(Bytes::new(thread, &address.s_addr.to_ne_bytes())?.value())
}

pub fn inet_ntoa(thread: &Thread, args: &[Value]) -> Result {
    let data = Buffer::acquire(thread, args[0], false)?;
    match <[u8; 4]>::try_from(data.bytes()) {
        Ok(octets) => crate::support::text(thread, std::net::Ipv4Addr::from(octets).to_string()),
        Err(_) => Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "packed IP wrong length",
        )),
    }
}

pub fn inet_pton(thread: &Thread, args: &[Value]) -> Result {
    let family = int(thread, args[0])?;
    let text = operations::expect_str(thread, "inet_pton", "argument 2", args[1])?;
    let text = CString::new(text.bytes())
        .map_err(|_| errors::value_error(thread, "embedded null character"))?;
    let mut buffer = [0u8; 16];
    // SAFETY: a terminated string and a buffer that fits every family.
    let result = unsafe { c_inet_pton(family, text.as_ptr(), buffer.as_mut_ptr().cast()) };
    match (result, family) {
        (0, _) => Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "illegal IP address string passed to inet_pton",
        )),
        (1, libc::AF_INET) => Ok(Bytes::new(thread, &buffer[..4])?.value()),
        (1, libc::AF_INET6) => Ok(Bytes::new(thread, &buffer)?.value()),
        _ => Err(errors::last_os_error(thread, None)),
    }
}

pub fn inet_ntop(thread: &Thread, args: &[Value]) -> Result {
    let family = int(thread, args[0])?;
    let data = Buffer::acquire(thread, args[1], false)?.to_vec();
    let expected = match family {
        libc::AF_INET => 4,
        libc::AF_INET6 => 16,
        _ => {
            return Err(errors::value_error(
                thread,
                format!("unknown address family {family}"),
            ));
        }
    };
    if data.len() != expected {
        return Err(errors::value_error(
            thread,
            "invalid length of packed IP address string",
        ));
    }
    let mut text = [0 as libc::c_char; 64];
    // SAFETY: data of the family's length and a buffer of this length.
    let result = unsafe { c_inet_ntop(family, data.as_ptr().cast(), text.as_mut_ptr(), 64) };
    if result.is_null() {
        return Err(errors::last_os_error(thread, None));
    }
    c_text(thread, text.as_ptr())
}

pub fn if_nameindex(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: the list is freed below.
    let all = unsafe { libc::if_nameindex() };
    if all.is_null() {
        return Err(errors::last_os_error(thread, None));
    }
    let mut found = Vec::new();
    let mut entry = all;
    // SAFETY: the list ends with an entry of zeros.
    unsafe {
        while (*entry).if_index != 0 && !(*entry).if_name.is_null() {
            let name = CStr::from_ptr((*entry).if_name).to_bytes().to_vec();
            found.push(((*entry).if_index, name));
            entry = entry.add(1);
        }
        libc::if_freenameindex(all);
    }
    let list = List::new(thread)?;
    for (index, name) in found {
        let name = decode_os(thread, &name)?.value();
        let pair = crate::support::tuple(thread, &[Value::fixnum(index as i64), name])?;
        list.append(thread, pair)?;
    }
    Ok(list.value())
}

pub fn socketpair(thread: &Thread, args: &[Value]) -> Result {
    let family = if is_missing(args[0]) {
        libc::AF_UNIX
    } else {
        int(thread, args[0])?
    };
    let kind = number_or(thread, args[1], libc::SOCK_STREAM)?;
    let protocol = number_or(thread, args[2], 0)?;
    let mut fds = [0; 2];
    // SAFETY: room for two numbers.
    let result = unsafe {
        libc::socketpair(
            family,
            kind | libc::SOCK_CLOEXEC,
            protocol,
            fds.as_mut_ptr(),
        )
    };
    if result < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    let make = |fd: i32| {
        let number = |value: i32| Value::fixnum(value as i64);
        call(
            thread,
            SOCKET.get().value(),
            &[number(family), number(kind), number(protocol), number(fd)],
        )
    };
    let pair = [make(fds[0])?, make(fds[1])?];
    crate::support::tuple(thread, &pair)
}

pub fn dup(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: a number.
    let copy = checked(thread, None, || unsafe {
        libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) as i64
    })?;
    Ok(Value::fixnum(copy))
}

pub fn close(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let (result, error) = thread.blocked(|| {
        // SAFETY: the caller says that the number is its own.
        let result = unsafe { libc::close(fd) };
        (result, errno())
    });
    if result < 0 && error != libc::ECONNRESET && error != libc::EINTR {
        return Err(errors::os_error(thread, error, None));
    }
    Ok(Value::NONE)
}

pub fn getdefaulttimeout(thread: &Thread, _args: &[Value]) -> Result {
    timeout_value(thread, DEFAULT_TIMEOUT.load(Ordering::Relaxed))
}

pub fn setdefaulttimeout(thread: &Thread, args: &[Value]) -> Result {
    let timeout = parse_timeout(thread, args[0])?;
    DEFAULT_TIMEOUT.store(timeout, Ordering::Relaxed);
    Ok(Value::NONE)
}
