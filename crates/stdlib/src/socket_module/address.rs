//! Socket addresses between Python and the system.

use crate::posix::int;
use crate::system_calls::{decode_os, os_bytes};
use std::ffi::{CStr, CString};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::prelude::*;

/// An address as the system wants it.
#[derive(Copy, Clone)]
pub struct Address {
    pub storage: libc::sockaddr_storage,
    pub length: libc::socklen_t,
}

impl Address {
    pub fn empty() -> Address {
        Address {
            // SAFETY: zeros are valid for plain numbers.
            storage: unsafe { std::mem::zeroed() },
            length: std::mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t,
        }
    }

    pub fn as_ptr(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }

    pub fn as_mut_ptr(&mut self) -> *mut libc::sockaddr {
        (&raw mut self.storage).cast()
    }

    fn of<T: Copy>(value: T) -> Address {
        let mut address = Address::empty();
        assert!(std::mem::size_of::<T>() <= std::mem::size_of::<libc::sockaddr_storage>());
        // SAFETY: the storage is big and aligned enough for every address.
        unsafe { (&raw mut address.storage).cast::<T>().write(value) };
        address.length = std::mem::size_of::<T>() as libc::socklen_t;
        address
    }
}

/// A host argument as text for the resolver; `None` for "".
pub fn host_text(thread: &Thread, value: Value) -> Result<CString> {
    let bytes = if let Some(bytes) = value.downcast::<BytesObject>() {
        bytes.data().to_vec()
    } else if let Some(text) = value.downcast::<StrObject>() {
        if text.is_ascii() {
            text.bytes().to_vec()
        } else {
            let encoding = Str::new(thread, "idna")?.value();
            let encoded = crate::io::invoke(thread, value, "encode", &[encoding])?;
            Buffer::acquire(thread, encoded, false)?.to_vec()
        }
    } else if value.is::<typhon_objects::bytearray::BytearrayObject>() {
        Buffer::acquire(thread, value, false)?.to_vec()
    } else {
        return Err(errors::type_error(
            thread,
            format!(
                "str, bytes or bytearray expected, not {}",
                value.class().name_text()
            ),
        ));
    };
    CString::new(bytes)
        .map_err(|_| errors::type_error(thread, "host name must not contain null character"))
}

/// Raises `socket.gaierror`.
#[cold]
pub fn resolver_error(thread: &Thread, code: i32) -> Raised {
    if code == libc::EAI_SYSTEM {
        return errors::last_os_error(thread, None);
    }
    // SAFETY: a static string of the C library.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(code)) }
        .to_string_lossy()
        .into_owned();
    let make = || {
        let text = Str::new(thread, &text)?;
        let class = super::GAI_ERROR.get().value();
        let arguments = [Value::fixnum(code as i64), text.value()];
        Ok(Raised::new(call(thread, class, &arguments)?))
    };
    make().unwrap_or_else(|raised| raised)
}

/// A list of the resolver, freed with the guard.
pub struct Resolved(pub *mut libc::addrinfo);

// SAFETY: the list is plain memory of the C library, owned by the guard.
unsafe impl Send for Resolved {}

impl Drop for Resolved {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: made by getaddrinfo and freed once.
            unsafe { libc::freeaddrinfo(self.0) };
        }
    }
}

/// `getaddrinfo`, outside the runtime.
pub fn resolve(
    thread: &Thread,
    host: Option<&CStr>,
    service: Option<&CStr>,
    hints: &libc::addrinfo,
) -> Result<Resolved> {
    let (host, service) = (
        host.map_or(0, |text| text.as_ptr() as usize),
        service.map_or(0, |text| text.as_ptr() as usize),
    );
    let hints = *hints;
    let (code, list, error) = thread.blocked(|| {
        let mut list = std::ptr::null_mut();
        // SAFETY: terminated strings or nothing, and a place for the result.
        let code = unsafe {
            libc::getaddrinfo(
                host as *const libc::c_char,
                service as *const libc::c_char,
                &hints,
                &mut list,
            )
        };
        (code, Resolved(list), crate::system_calls::errno())
    });
    if code != 0 {
        std::mem::forget(list);
        if code == libc::EAI_SYSTEM {
            return Err(errors::os_error(thread, error, None));
        }
        return Err(resolver_error(thread, code));
    }
    Ok(list)
}

pub fn hints(family: i32, kind: i32, protocol: i32, flags: i32) -> libc::addrinfo {
    // SAFETY: zeros are valid for hints.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = family;
    hints.ai_socktype = kind;
    hints.ai_protocol = protocol;
    hints.ai_flags = flags;
    hints
}

/// The address of a host name for a family.
fn host_address(thread: &Thread, host: &CStr, family: i32) -> Result<Address> {
    let bytes = host.to_bytes();
    if bytes.is_empty() {
        let resolved = resolve(
            thread,
            None,
            Some(c"0"),
            &hints(family, libc::SOCK_DGRAM, 0, libc::AI_PASSIVE),
        )?;
        return first(thread, &resolved);
    }
    if bytes == b"<broadcast>" || bytes == b"255.255.255.255" {
        if family != libc::AF_INET && family != libc::AF_UNSPEC {
            return Err(errors::new(
                thread,
                &tree::OS_ERROR,
                "address family mismatched",
            ));
        }
        return Ok(v4([255; 4], 0));
    }
    // Numbers need no resolver.
    if let Ok(text) = host.to_str() {
        if family != libc::AF_INET6
            && let Ok(number) = text.parse::<std::net::Ipv4Addr>()
        {
            return Ok(v4(number.octets(), 0));
        }
        if family != libc::AF_INET
            && let Ok(number) = text.parse::<std::net::Ipv6Addr>()
        {
            return Ok(v6(number.octets(), 0, 0, 0));
        }
    }
    let resolved = resolve(thread, Some(host), None, &hints(family, 0, 0, 0))?;
    first(thread, &resolved)
}

fn first(thread: &Thread, resolved: &Resolved) -> Result<Address> {
    // SAFETY: a list of the resolver.
    unsafe {
        match resolved.0.as_ref() {
            Some(entry) => Ok(copy(entry.ai_addr, entry.ai_addrlen)),
            None => Err(resolver_error(thread, libc::EAI_NONAME)),
        }
    }
}

/// # Safety
/// `address` has this length.
pub unsafe fn copy(address: *const libc::sockaddr, length: libc::socklen_t) -> Address {
    let mut result = Address::empty();
    let most = result.length.min(length);
    // SAFETY: the caller's promise, and the storage is at least as long.
    unsafe {
        std::ptr::copy_nonoverlapping(
            address.cast::<u8>(),
            result.as_mut_ptr().cast(),
            most as usize,
        )
    };
    result.length = most;
    result
}

fn v4(octets: [u8; 4], port: u16) -> Address {
    // SAFETY: zeros are valid.
    let mut address: libc::sockaddr_in = unsafe { std::mem::zeroed() };
    address.sin_family = libc::AF_INET as libc::sa_family_t;
    address.sin_port = port.to_be();
    address.sin_addr.s_addr = u32::from_ne_bytes(octets);
    Address::of(address)
}

fn v6(octets: [u8; 16], port: u16, flow: u32, scope: u32) -> Address {
    // SAFETY: zeros are valid.
    let mut address: libc::sockaddr_in6 = unsafe { std::mem::zeroed() };
    address.sin6_family = libc::AF_INET6 as libc::sa_family_t;
    address.sin6_port = port.to_be();
    address.sin6_flowinfo = flow.to_be();
    address.sin6_scope_id = scope;
    address.sin6_addr.s6_addr = octets;
    Address::of(address)
}

fn port(thread: &Thread, function: &str, value: Value) -> Result<u16> {
    let number = crate::support::to_ssize(thread, value)?;
    u16::try_from(number)
        .map_err(|_| errors::overflow_error(thread, format!("{function}(): port must be 0-65535.")))
}

fn expect_tuple(thread: &Thread, function: &str, family: &str, value: Value) -> Result<Tuple> {
    value.downcast::<TupleObject>().ok_or_else(|| {
        errors::type_error(
            thread,
            format!(
                "{function}(): {family} address must be tuple, not {}",
                value.class().name_text()
            ),
        )
    })
}

/// An address argument for a socket of this family.
pub fn parse(thread: &Thread, function: &str, family: i32, value: Value) -> Result<Address> {
    match family {
        libc::AF_UNIX => unix(thread, value),
        libc::AF_INET => {
            let tuple = expect_tuple(thread, function, "AF_INET", value)?;
            if tuple.len() != 2 {
                return Err(errors::type_error(
                    thread,
                    format!("{function}(): AF_INET address must be a pair (host, port)"),
                ));
            }
            let host = host_text(thread, tuple.get(0))?;
            let number = port(thread, function, tuple.get(1))?;
            let mut address = host_address(thread, &host, libc::AF_INET)?;
            // SAFETY: an address of this family.
            unsafe {
                (*address.as_mut_ptr().cast::<libc::sockaddr_in>()).sin_port = number.to_be()
            };
            Ok(address)
        }
        libc::AF_INET6 => {
            let tuple = expect_tuple(thread, function, "AF_INET6", value)?;
            if !(2..=4).contains(&tuple.len()) {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "{function}(): AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])"
                    ),
                ));
            }
            let host = host_text(thread, tuple.get(0))?;
            let number = port(thread, function, tuple.get(1))?;
            let part = |index: usize| -> Result<Option<u32>> {
                if index >= tuple.len() {
                    return Ok(None);
                }
                Ok(Some(
                    crate::support::to_ssize(thread, tuple.get(index))? as u32
                ))
            };
            let (flow, scope) = (part(2)?, part(3)?);
            if flow.unwrap_or(0) > 0xfffff {
                return Err(errors::overflow_error(
                    thread,
                    format!("{function}(): flowinfo must be 0-1048575."),
                ));
            }
            let mut address = host_address(thread, &host, libc::AF_INET6)?;
            // SAFETY: an address of this family.
            unsafe {
                let target = address.as_mut_ptr().cast::<libc::sockaddr_in6>();
                (*target).sin6_port = number.to_be();
                (*target).sin6_flowinfo = flow.unwrap_or(0).to_be();
                if let Some(scope) = scope {
                    (*target).sin6_scope_id = scope;
                }
            }
            Ok(address)
        }
        _ => Err(errors::new(
            thread,
            &tree::OS_ERROR,
            format!("{function}(): bad family"),
        )),
    }
}

fn unix(thread: &Thread, value: Value) -> Result<Address> {
    let path = if value.is::<StrObject>() {
        os_bytes(thread, value)?
    } else {
        Buffer::acquire(thread, value, false)?.to_vec()
    };
    // SAFETY: zeros are valid.
    let mut address: libc::sockaddr_un = unsafe { std::mem::zeroed() };
    address.sun_family = libc::AF_UNIX as libc::sa_family_t;
    // Names that begin with a zero are abstract and need no end.
    let abstract_name = path.first() == Some(&0);
    let most = address.sun_path.len() - !abstract_name as usize;
    if path.len() > most {
        return Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "AF_UNIX path too long",
        ));
    }
    for (target, byte) in address.sun_path.iter_mut().zip(&path) {
        *target = *byte as libc::c_char;
    }
    let mut result = Address::of(address);
    let base = std::mem::offset_of!(libc::sockaddr_un, sun_path);
    result.length = (base + path.len() + !abstract_name as usize) as libc::socklen_t;
    Ok(result)
}

/// An address as Python sees it.
pub fn value(thread: &Thread, address: &Address) -> Result {
    if (address.length as usize) < 2 {
        return Ok(Value::NONE);
    }
    match address.storage.ss_family as i32 {
        libc::AF_INET => {
            // SAFETY: an address of this family.
            let inner = unsafe { *address.as_ptr().cast::<libc::sockaddr_in>() };
            let host = std::net::Ipv4Addr::from(inner.sin_addr.s_addr.to_ne_bytes());
            let host = crate::support::text(thread, host.to_string())?;
            let port = Value::fixnum(u16::from_be(inner.sin_port) as i64);
            crate::support::tuple(thread, &[host, port])
        }
        libc::AF_INET6 => {
            // SAFETY: an address of this family.
            let inner = unsafe { *address.as_ptr().cast::<libc::sockaddr_in6>() };
            let mut text = std::net::Ipv6Addr::from(inner.sin6_addr.s6_addr).to_string();
            if inner.sin6_scope_id != 0
                && let Some(name) = interface_name(inner.sin6_scope_id)
                && text.starts_with("fe80")
            {
                text = format!("{text}%{name}");
            }
            let parts = [
                crate::support::text(thread, text)?,
                Value::fixnum(u16::from_be(inner.sin6_port) as i64),
                Value::fixnum(u32::from_be(inner.sin6_flowinfo) as i64),
                Value::fixnum(inner.sin6_scope_id as i64),
            ];
            crate::support::tuple(thread, &parts)
        }
        libc::AF_UNIX => {
            let base = std::mem::offset_of!(libc::sockaddr_un, sun_path);
            let length = (address.length as usize).saturating_sub(base);
            // SAFETY: an address of this family and length.
            let bytes = unsafe {
                std::slice::from_raw_parts(address.as_ptr().cast::<u8>().add(base), length)
            };
            if bytes.first() == Some(&0) {
                return Ok(Bytes::new(thread, bytes)?.value());
            }
            let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
            Ok(decode_os(thread, &bytes[..end])?.value())
        }
        family => {
            let length = (address.length as usize - 2).min(14);
            // SAFETY: at least this long.
            let bytes =
                unsafe { std::slice::from_raw_parts(address.as_ptr().cast::<u8>().add(2), length) };
            let bytes = Bytes::new(thread, bytes)?.value();
            crate::support::tuple(thread, &[Value::fixnum(family as i64), bytes])
        }
    }
}

fn interface_name(index: u32) -> Option<String> {
    let mut buffer = [0 as libc::c_char; libc::IF_NAMESIZE];
    // SAFETY: a buffer of the length that the call demands.
    unsafe {
        if libc::if_indextoname(index, buffer.as_mut_ptr()).is_null() {
            return None;
        }
        Some(
            CStr::from_ptr(buffer.as_ptr())
                .to_string_lossy()
                .into_owned(),
        )
    }
}

/// `if_indextoname`
pub fn index_to_name(thread: &Thread, args: &[Value]) -> Result {
    let index = crate::support::to_ssize(thread, args[0])?;
    match interface_name(index as u32) {
        Some(name) => crate::support::text(thread, name),
        None => Err(errors::last_os_error(thread, None)),
    }
}

/// `if_nametoindex`
pub fn name_to_index(thread: &Thread, args: &[Value]) -> Result {
    let name = crate::system_calls::c_string(thread, args[0])?;
    // SAFETY: a terminated string.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "no interface with this name",
        )),
        index => Ok(Value::fixnum(index as i64)),
    }
}

/// A small number argument with a default.
pub fn number_or(thread: &Thread, value: Value, default: i32) -> Result<i32> {
    match value.present() {
        Some(value) => int(thread, value),
        None => Ok(default),
    }
}
