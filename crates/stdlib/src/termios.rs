//! The module `termios`: settings of terminals. The numbers are those of Linux's generic terminal layer.

use crate::support::to_c_int;
use crate::system_calls::{errno, file_descriptor, retry};
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::int as ints;
use typhon_objects::prelude::*;

crate::exception_type!(ERROR, "error", "termios", EXCEPTION, "");

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "termios",
    doc: "This module provides an interface to the Posix calls for tty I/O control.\nFor a complete description of these calls, see the Posix or Unix manual\npages. It is only available for those Unix versions that support Posix\ntermios style tty I/O control.\n\nAll functions in this module take a file descriptor fd as their first\nargument. This can be an integer file descriptor, such as returned by\nsys.stdin.fileno(), or a file object, such as sys.stdin itself.",
    functions: &[
        function(
            "tcgetattr",
            get_attributes,
            "(fd, /)",
            "Get the tty attributes for file descriptor fd.\n\nReturns a list [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]\nwhere cc is a list of the tty special characters.",
        ),
        function(
            "tcsetattr",
            set_attributes,
            "(fd, when, attributes, /)",
            "Set the tty attributes for file descriptor fd.\n\nThe attributes are a list like the one returned by tcgetattr(). The when\nargument is one of TCSANOW, TCSADRAIN and TCSAFLUSH.",
        ),
        function(
            "tcsendbreak",
            send_break,
            "(fd, duration, /)",
            "Send a break on file descriptor fd.\n\nA zero duration sends a break for 0.25-0.5 seconds; a nonzero duration\nhas a system dependent meaning.",
        ),
        function(
            "tcdrain",
            drain,
            "(fd, /)",
            "Wait until all output written to file descriptor fd has been transmitted.",
        ),
        function(
            "tcflush",
            flush,
            "(fd, queue, /)",
            "Discard queued data on file descriptor fd.",
        ),
        function(
            "tcflow",
            flow,
            "(fd, action, /)",
            "Suspend or resume input or output on file descriptor fd.",
        ),
        function(
            "tcgetwinsize",
            get_window_size,
            "(fd, /)",
            "Get the tty winsize for file descriptor fd.\n\nReturns a tuple (ws_row, ws_col).",
        ),
        function(
            "tcsetwinsize",
            set_window_size,
            "(fd, winsize, /)",
            "Set the tty winsize for file descriptor fd.\n\nThe winsize is a two-item tuple (ws_row, ws_col).",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    module.set(thread, "error", ERROR.ready(thread)?.value())?;
    for (name, number) in NUMBERS {
        module.set(thread, name, Value::fixnum(*number))?;
    }
    Ok(())
}

/// Raises `termios.error(errno, text)`.
fn failed(thread: &Thread, error: i32) -> Raised {
    match crate::support::text(thread, errors::error_text(error)) {
        Ok(text) => errors::with_args(thread, ERROR.get(), &[Value::fixnum(error as i64), text]),
        Err(raised) => raised,
    }
}

/// A call that may wait; its failure is this module's error.
fn checked(thread: &Thread, call: impl FnMut() -> i64) -> Result<()> {
    match retry(thread, call)? {
        Ok(_) => Ok(()),
        Err(error) => Err(failed(thread, error)),
    }
}

fn attributes_of(thread: &Thread, fd: i32) -> Result<libc::termios> {
    // SAFETY: a zeroed structure is valid to be filled.
    let mut mode: libc::termios = unsafe { std::mem::zeroed() };
    // SAFETY: a structure of the right type.
    if unsafe { libc::tcgetattr(fd, &mut mode) } < 0 {
        return Err(failed(thread, errno()));
    }
    Ok(mode)
}

fn get_attributes(thread: &Thread, args: &[Value]) -> Result {
    let mode = attributes_of(thread, file_descriptor(thread, args[0])?)?;
    // SAFETY: a structure that was filled.
    let (input, output) = unsafe { (libc::cfgetispeed(&mode), libc::cfgetospeed(&mode)) };
    let characters = List::new(thread)?;
    for (index, &character) in mode.c_cc.iter().enumerate() {
        // Without lines, two of them are numbers.
        let number =
            mode.c_lflag & libc::ICANON == 0 && (index == libc::VMIN || index == libc::VTIME);
        let item = match number {
            true => Value::fixnum(character as i64),
            false => Bytes::new(thread, &[character])?.value(),
        };
        characters.append(thread, item)?;
    }
    let number = |value: u32| Value::fixnum(value as i64);
    let items = [
        number(mode.c_iflag),
        number(mode.c_oflag),
        number(mode.c_cflag),
        number(mode.c_lflag),
        number(input),
        number(output),
        characters.value(),
    ];
    Ok(List::from_values(thread, &items)?.value())
}

/// An int as a flag word: bits that do not fit are dropped.
fn flag_word(thread: &Thread, value: Value) -> Result<u32> {
    let int = operations::index_value(thread, value)?;
    match ints::to_i64(int) {
        Some(number) => Ok(number as u32),
        None => Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C long",
        )),
    }
}

fn bad_character(thread: &Thread) -> Raised {
    errors::type_error(
        thread,
        "tcsetattr: elements of attributes must be bytes objects of length 1 or integers",
    )
}

fn set_attributes(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let when = to_c_int(thread, args[1])?;
    let wrong = || errors::type_error(thread, "tcsetattr, arg 3: must be 7 element list");
    let list = args[2]
        .downcast::<ListObject>()
        .filter(|list| list.len() == 7)
        .ok_or_else(wrong)?;
    // Converting an item may change the list.
    let item = |index: usize| list.get(index).ok_or_else(wrong);
    // What is not in the list stays as it is.
    let mut mode = attributes_of(thread, fd)?;
    mode.c_iflag = flag_word(thread, item(0)?)?;
    mode.c_oflag = flag_word(thread, item(1)?)?;
    mode.c_cflag = flag_word(thread, item(2)?)?;
    mode.c_lflag = flag_word(thread, item(3)?)?;
    let input = flag_word(thread, item(4)?)?;
    let output = flag_word(thread, item(5)?)?;
    let count = mode.c_cc.len();
    let characters = item(6)?
        .downcast::<ListObject>()
        .filter(|list| list.len() == count);
    let Some(characters) = characters else {
        let text = format!("tcsetattr: attributes[6] must be {count} element list");
        return Err(errors::type_error(thread, text));
    };
    for index in 0..count {
        let item = characters.get(index).unwrap_or(Value::NONE);
        mode.c_cc[index] = match item.downcast::<BytesObject>() {
            Some(bytes) if bytes.len() == 1 => bytes.data()[0],
            None if ints::is_int(item) => flag_word(thread, item)? as u8,
            _ => return Err(bad_character(thread)),
        };
    }
    // SAFETY: a structure that was filled.
    unsafe {
        if libc::cfsetispeed(&mut mode, input) < 0 || libc::cfsetospeed(&mut mode, output) < 0 {
            return Err(failed(thread, errno()));
        }
    }
    // SAFETY: a complete structure.
    checked(thread, || unsafe { libc::tcsetattr(fd, when, &mode) }
        as i64)?;
    Ok(Value::NONE)
}

fn send_break(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let duration = to_c_int(thread, args[1])?;
    // SAFETY: numbers only.
    checked(thread, || unsafe { libc::tcsendbreak(fd, duration) } as i64)?;
    Ok(Value::NONE)
}

fn drain(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    // SAFETY: a number only.
    checked(thread, || unsafe { libc::tcdrain(fd) } as i64)?;
    Ok(Value::NONE)
}

fn flush(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let queue = to_c_int(thread, args[1])?;
    // SAFETY: numbers only.
    checked(thread, || unsafe { libc::tcflush(fd, queue) } as i64)?;
    Ok(Value::NONE)
}

fn flow(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let action = to_c_int(thread, args[1])?;
    // SAFETY: numbers only.
    checked(thread, || unsafe { libc::tcflow(fd, action) } as i64)?;
    Ok(Value::NONE)
}

fn window_size(thread: &Thread, fd: i32) -> Result<libc::winsize> {
    let mut size = libc::winsize {
        ws_row: 0,
        ws_col: 0,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: the request fills this structure.
    if unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &mut size) } < 0 {
        return Err(failed(thread, errno()));
    }
    Ok(size)
}

fn get_window_size(thread: &Thread, args: &[Value]) -> Result {
    let size = window_size(thread, file_descriptor(thread, args[0])?)?;
    let items = [
        Value::fixnum(size.ws_row as i64),
        Value::fixnum(size.ws_col as i64),
    ];
    crate::support::tuple(thread, &items)
}

fn set_window_size(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let wrong = || errors::type_error(thread, "tcsetwinsize, arg 2: must be a two-item sequence");
    let is_sequence = args[1]
        .class()
        .special(typhon_objects::types::Special::GetItem)
        .is_some()
        && !args[1].is::<DictObject>();
    if !is_sequence || operations::len(thread, args[1])? != 2 {
        return Err(wrong());
    }
    let mut numbers = [0; 2];
    for (index, number) in numbers.iter_mut().enumerate() {
        let item = operations::get_item(thread, args[1], Value::fixnum(index as i64))?;
        let int = operations::index_value(thread, item)?;
        *number = ints::to_i64(int).ok_or_else(|| {
            errors::overflow_error(thread, "Python int too large to convert to C long")
        })?;
    }
    // The size in pixels stays as it is.
    let mut size = window_size(thread, fd)?;
    let (Ok(rows), Ok(columns)) = (u16::try_from(numbers[0]), u16::try_from(numbers[1])) else {
        return Err(errors::overflow_error(
            thread,
            "winsize value(s) out of range.",
        ));
    };
    size.ws_row = rows;
    size.ws_col = columns;
    // SAFETY: the request reads this structure.
    if unsafe { libc::ioctl(fd, libc::TIOCSWINSZ, &size) } < 0 {
        return Err(failed(thread, errno()));
    }
    Ok(Value::NONE)
}

/// Speeds are what the C library at hand takes for them, which differs between its versions.
#[rustfmt::skip]
static NUMBERS: &[(&str, i64)] = &[
    ("B0", libc::B0 as i64), ("B1000000", libc::B1000000 as i64), ("B110", libc::B110 as i64),
    ("B115200", libc::B115200 as i64), ("B1152000", libc::B1152000 as i64), ("B1200", libc::B1200 as i64),
    ("B134", libc::B134 as i64), ("B150", libc::B150 as i64),
    ("B1500000", libc::B1500000 as i64), ("B1800", libc::B1800 as i64), ("B19200", libc::B19200 as i64),
    ("B200", libc::B200 as i64), ("B2000000", libc::B2000000 as i64), ("B230400", libc::B230400 as i64),
    ("B2400", libc::B2400 as i64), ("B2500000", libc::B2500000 as i64),
    ("B300", libc::B300 as i64), ("B3000000", libc::B3000000 as i64), ("B3500000", libc::B3500000 as i64),
    ("B38400", libc::B38400 as i64), ("B4000000", libc::B4000000 as i64), ("B460800", libc::B460800 as i64),
    ("B4800", libc::B4800 as i64), ("B50", libc::B50 as i64), ("B500000", libc::B500000 as i64),
    ("B57600", libc::B57600 as i64), ("B576000", libc::B576000 as i64), ("B600", libc::B600 as i64),
    ("B75", libc::B75 as i64),
    ("B921600", libc::B921600 as i64), ("B9600", libc::B9600 as i64), ("BRKINT", 2), ("BS0", 0),
    ("BS1", 0x2000), ("BSDLY", 0x2000), ("CBAUD", 0x100f), ("CBAUDEX", 0x1000), ("CDSUSP", 0x19),
    ("CEOF", 4), ("CEOL", 0), ("CEOT", 4), ("CERASE", 0x7f), ("CFLUSH", 0xf), ("CIBAUD", 0x100f0000),
    ("CINTR", 3), ("CKILL", 0x15), ("CLNEXT", 0x16), ("CLOCAL", 0x800), ("CQUIT", 0x1c), ("CR0", 0),
    ("CR1", 0x200), ("CR2", 0x400), ("CR3", 0x600), ("CRDLY", 0x600), ("CREAD", 0x80), ("CRPRNT", 0x12),
    ("CRTSCTS", 0x80000000), ("CS5", 0), ("CS6", 0x10), ("CS7", 0x20), ("CS8", 0x30), ("CSIZE", 0x30),
    ("CSTART", 0x11), ("CSTOP", 0x13), ("CSTOPB", 0x40), ("CSUSP", 0x1a), ("CWERASE", 0x17), ("ECHO", 8),
    ("ECHOCTL", 0x200), ("ECHOE", 0x10), ("ECHOK", 0x20), ("ECHOKE", 0x800), ("ECHONL", 0x40),
    ("ECHOPRT", 0x400), ("EXTA", libc::EXTA as i64), ("EXTB", libc::EXTB as i64), ("EXTPROC", 0x10000),
    ("FF0", 0), ("FF1", 0x8000), ("FFDLY", 0x8000), ("FIOASYNC", 0x5452), ("FIOCLEX", 0x5451),
    ("FIONBIO", 0x5421), ("FIONCLEX", 0x5450), ("FIONREAD", 0x541b), ("FLUSHO", 0x1000), ("HUPCL", 0x400),
    ("IBSHIFT", 0x10), ("ICANON", 2), ("ICRNL", 0x100), ("IEXTEN", 0x8000), ("IGNBRK", 1), ("IGNCR", 0x80),
    ("IGNPAR", 4), ("IMAXBEL", 0x2000), ("INLCR", 0x40), ("INPCK", 0x10), ("IOCSIZE_MASK", 0x3fff0000),
    ("IOCSIZE_SHIFT", 0x10), ("ISIG", 1), ("ISTRIP", 0x20), ("IUCLC", 0x200), ("IUTF8", 0x4000),
    ("IXANY", 0x800), ("IXOFF", 0x1000), ("IXON", 0x400), ("NCCS", 0x20), ("NL0", 0), ("NL1", 0x100),
    ("NLDLY", 0x100), ("NOFLSH", 0x80), ("N_MOUSE", 2), ("N_PPP", 3), ("N_SLIP", 1), ("N_STRIP", 4),
    ("N_TTY", 0), ("OCRNL", 8), ("OFDEL", 0x80), ("OFILL", 0x40), ("OLCUC", 2), ("ONLCR", 4),
    ("ONLRET", 0x20), ("ONOCR", 0x10), ("OPOST", 1), ("PARENB", 0x100), ("PARMRK", 8), ("PARODD", 0x200),
    ("PENDIN", 0x4000), ("TAB0", 0), ("TAB1", 0x800), ("TAB2", 0x1000), ("TAB3", 0x1800),
    ("TABDLY", 0x1800), ("TCFLSH", 0x540b), ("TCGETS", 0x5401), ("TCIFLUSH", 0), ("TCIOFF", 2),
    ("TCIOFLUSH", 2), ("TCION", 3), ("TCOFLUSH", 1), ("TCOOFF", 0), ("TCOON", 1), ("TCSADRAIN", 1),
    ("TCSAFLUSH", 2), ("TCSANOW", 0), ("TCSBRK", 0x5409), ("TCSBRKP", 0x5425), ("TCSETS", 0x5402),
    ("TCSETSF", 0x5404), ("TCSETSW", 0x5403), ("TCXONC", 0x540a), ("TIOCCONS", 0x541d),
    ("TIOCEXCL", 0x540c), ("TIOCGETD", 0x5424), ("TIOCGICOUNT", 0x545d), ("TIOCGLCKTRMIOS", 0x5456),
    ("TIOCGPGRP", 0x540f), ("TIOCGSERIAL", 0x541e), ("TIOCGSOFTCAR", 0x5419), ("TIOCGWINSZ", 0x5413),
    ("TIOCINQ", 0x541b), ("TIOCLINUX", 0x541c), ("TIOCMBIC", 0x5417), ("TIOCMBIS", 0x5416),
    ("TIOCMGET", 0x5415), ("TIOCMIWAIT", 0x545c), ("TIOCMSET", 0x5418), ("TIOCM_CAR", 0x40),
    ("TIOCM_CD", 0x40), ("TIOCM_CTS", 0x20), ("TIOCM_DSR", 0x100), ("TIOCM_DTR", 2), ("TIOCM_LE", 1),
    ("TIOCM_RI", 0x80), ("TIOCM_RNG", 0x80), ("TIOCM_RTS", 4), ("TIOCM_SR", 0x10), ("TIOCM_ST", 8),
    ("TIOCNOTTY", 0x5422), ("TIOCNXCL", 0x540d), ("TIOCOUTQ", 0x5411), ("TIOCPKT", 0x5420),
    ("TIOCPKT_DATA", 0), ("TIOCPKT_DOSTOP", 0x20), ("TIOCPKT_FLUSHREAD", 1), ("TIOCPKT_FLUSHWRITE", 2),
    ("TIOCPKT_NOSTOP", 0x10), ("TIOCPKT_START", 8), ("TIOCPKT_STOP", 4), ("TIOCSCTTY", 0x540e),
    ("TIOCSERCONFIG", 0x5453), ("TIOCSERGETLSR", 0x5459), ("TIOCSERGETMULTI", 0x545a),
    ("TIOCSERGSTRUCT", 0x5458), ("TIOCSERGWILD", 0x5454), ("TIOCSERSETMULTI", 0x545b),
    ("TIOCSERSWILD", 0x5455), ("TIOCSER_TEMT", 1), ("TIOCSETD", 0x5423), ("TIOCSLCKTRMIOS", 0x5457),
    ("TIOCSPGRP", 0x5410), ("TIOCSSERIAL", 0x541f), ("TIOCSSOFTCAR", 0x541a), ("TIOCSTI", 0x5412),
    ("TIOCSWINSZ", 0x5414), ("TOSTOP", 0x100), ("VDISCARD", 0xd), ("VEOF", 4), ("VEOL", 0xb),
    ("VEOL2", 0x10), ("VERASE", 2), ("VINTR", 0), ("VKILL", 3), ("VLNEXT", 0xf), ("VMIN", 6), ("VQUIT", 1),
    ("VREPRINT", 0xc), ("VSTART", 8), ("VSTOP", 9), ("VSUSP", 0xa), ("VSWTC", 7), ("VSWTCH", 7), ("VT0", 0),
    ("VT1", 0x4000), ("VTDLY", 0x4000), ("VTIME", 5), ("VWERASE", 0xe), ("XCASE", 4), ("XTABS", 0x1800),
    ("_POSIX_VDISABLE", 0),
];
