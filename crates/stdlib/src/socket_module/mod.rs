//! The module `_socket`: `object` is the class, `address` its addresses, `messages` what takes several
//! buffers, `lookup` names and numbers.

mod address;
mod lookup;
mod messages;
mod object;

use typhon_objects::exceptions::EXCEPTION_LAYOUT;
use typhon_objects::prelude::*;

pub static GAI_ERROR: TypeSpec = TypeSpec::new("gaierror", &EXCEPTION_LAYOUT)
    .module("socket")
    .bases(&[&tree::OS_ERROR])
    .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF | type_flags::EXCEPTION)
    .mutable();

pub static HOST_ERROR: TypeSpec = TypeSpec::new("herror", &EXCEPTION_LAYOUT)
    .module("socket")
    .bases(&[&tree::OS_ERROR])
    .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF | type_flags::EXCEPTION)
    .mutable();

macro_rules! numbers {
    ($($name:ident)*) => { &[ $( (stringify!($name), libc::$name as i64) ),* ] };
}

const CONSTANTS: &[(&str, i64)] = numbers! {
    AF_UNSPEC AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET AF_VSOCK
    SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_SEQPACKET SOCK_RDM SOCK_CLOEXEC SOCK_NONBLOCK
    SOL_SOCKET SO_DEBUG SO_REUSEADDR SO_KEEPALIVE SO_DONTROUTE SO_BROADCAST SO_LINGER SO_OOBINLINE SO_REUSEPORT
    SO_SNDBUF SO_RCVBUF SO_SNDLOWAT SO_RCVLOWAT SO_SNDTIMEO SO_RCVTIMEO SO_ERROR SO_TYPE SO_PASSCRED SO_PEERCRED
    SO_PASSSEC SO_PEERSEC SO_BINDTODEVICE SO_PRIORITY SO_MARK SO_DOMAIN SO_PROTOCOL SO_ACCEPTCONN
    SOMAXCONN SCM_RIGHTS SCM_CREDENTIALS
    MSG_OOB MSG_PEEK MSG_DONTROUTE MSG_DONTWAIT MSG_EOR MSG_TRUNC MSG_CTRUNC MSG_WAITALL MSG_NOSIGNAL
    MSG_CMSG_CLOEXEC MSG_ERRQUEUE MSG_CONFIRM MSG_MORE MSG_FASTOPEN
    IPPROTO_IP IPPROTO_ICMP IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6 IPPROTO_RAW IPPROTO_ICMPV6 IPPROTO_SCTP
    IPPROTO_UDPLITE
    INADDR_ANY INADDR_BROADCAST INADDR_LOOPBACK INADDR_NONE
    IP_TOS IP_TTL IP_MULTICAST_IF IP_MULTICAST_TTL IP_MULTICAST_LOOP IP_ADD_MEMBERSHIP IP_DROP_MEMBERSHIP
    IP_RECVTOS IP_TRANSPARENT IP_HDRINCL IP_OPTIONS
    IPV6_MULTICAST_HOPS IPV6_MULTICAST_IF IPV6_MULTICAST_LOOP
    IPV6_UNICAST_HOPS IPV6_V6ONLY IPV6_TCLASS IPV6_RECVTCLASS IPV6_RECVPKTINFO IPV6_PKTINFO IPV6_HOPLIMIT
    IPV6_RECVHOPLIMIT
    TCP_NODELAY TCP_MAXSEG TCP_CORK TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT TCP_SYNCNT TCP_LINGER2 TCP_DEFER_ACCEPT
    TCP_WINDOW_CLAMP TCP_INFO TCP_QUICKACK TCP_FASTOPEN TCP_USER_TIMEOUT TCP_CONGESTION
    EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY EAI_NODATA EAI_NONAME EAI_OVERFLOW
    EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM
    AI_PASSIVE AI_CANONNAME AI_NUMERICHOST AI_NUMERICSERV AI_ALL AI_V4MAPPED AI_ADDRCONFIG
    NI_NOFQDN NI_NUMERICHOST NI_NAMEREQD NI_NUMERICSERV NI_DGRAM NI_MAXHOST
    SHUT_RD SHUT_WR SHUT_RDWR
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (name, number) in CONSTANTS {
        module.set(thread, name, Value::fixnum(*number))?;
    }
    for (name, number) in [
        ("SOL_IP", 0),
        ("SOL_TCP", 6),
        ("SOL_UDP", 17),
        ("NI_MAXSERV", 32),
        ("IPPORT_RESERVED", 1024),
        ("IPPORT_USERRESERVED", 5000),
        ("has_ipv6", 1),
    ] {
        module.set(thread, name, Value::fixnum(number))?;
    }
    module.set(thread, "has_ipv6", Value::TRUE)?;
    module.set(thread, "SocketType", object::SOCKET.get().value())?;
    module.set(thread, "error", tree::OS_ERROR.get().value())?;
    module.set(thread, "timeout", tree::TIMEOUT_ERROR.get().value())
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_socket",
    doc: "Implementation module for socket operations.\n\nSee the socket module for documentation.",
    functions: &[
        function(
            "getaddrinfo",
            lookup::getaddrinfo,
            "(host, port, family=0, type=0, proto=0, flags=0)",
            "",
        ),
        function(
            "getnameinfo",
            lookup::getnameinfo,
            "(sockaddr, flags, /)",
            "",
        ),
        function("gethostname", lookup::gethostname, "()", ""),
        function("sethostname", lookup::sethostname, "(name, /)", ""),
        function("gethostbyname", lookup::gethostbyname, "(host, /)", ""),
        function(
            "gethostbyname_ex",
            lookup::gethostbyname_ex,
            "(host, /)",
            "",
        ),
        function("gethostbyaddr", lookup::gethostbyaddr, "(host, /)", ""),
        function(
            "getservbyname",
            lookup::getservbyname,
            "(servicename, protocolname=None, /)",
            "",
        ),
        function(
            "getservbyport",
            lookup::getservbyport,
            "(port, protocolname=None, /)",
            "",
        ),
        function("getprotobyname", lookup::getprotobyname, "(name, /)", ""),
        function("ntohs", lookup::swap_short, "(integer, /)", ""),
        function("htons", lookup::swap_short, "(integer, /)", ""),
        function("ntohl", lookup::swap_long, "(integer, /)", ""),
        function("htonl", lookup::swap_long, "(integer, /)", ""),
        function("inet_aton", lookup::inet_aton, "(ip_addr, /)", ""),
        function("inet_ntoa", lookup::inet_ntoa, "(packed_ip, /)", ""),
        function(
            "inet_pton",
            lookup::inet_pton,
            "(address_family, ip_string, /)",
            "",
        ),
        function(
            "inet_ntop",
            lookup::inet_ntop,
            "(address_family, packed_ip, /)",
            "",
        ),
        function("if_nameindex", lookup::if_nameindex, "()", ""),
        function("if_nametoindex", address::name_to_index, "(oname, /)", ""),
        function("if_indextoname", address::index_to_name, "(index, /)", ""),
        function(
            "socketpair",
            lookup::socketpair,
            "(family=None, type=1, proto=0, /)",
            "",
        ),
        function("dup", lookup::dup, "(fd, /)", ""),
        function("close", lookup::close, "(fd, /)", ""),
        function("getdefaulttimeout", lookup::getdefaulttimeout, "()", ""),
        function(
            "setdefaulttimeout",
            lookup::setdefaulttimeout,
            "(timeout, /)",
            "",
        ),
        function("CMSG_LEN", messages::cmsg_len, "(length, /)", ""),
        function("CMSG_SPACE", messages::cmsg_space, "(length, /)", ""),
    ],
    types: &[&object::SOCKET, &GAI_ERROR, &HOST_ERROR],
    setup: Some(setup),
};
