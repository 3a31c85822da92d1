//! The module `_locale`: the C library's locale. It is one state of the whole process, and belongs to
//! the C library; nothing of it is kept here.

use crate::system_calls::{decode_os, encode_os};
use std::ffi::{CStr, CString, c_char, c_int};
use typhon_objects::prelude::*;

/// The C library's wide characters on Linux.
type Wide = i32;

unsafe extern "C" {
    fn wcscoll(a: *const Wide, b: *const Wide) -> c_int;
    fn wcsxfrm(target: *mut Wide, source: *const Wide, size: usize) -> usize;
    fn gettext(message: *const c_char) -> *mut c_char;
    fn dgettext(domain: *const c_char, message: *const c_char) -> *mut c_char;
    fn dcgettext(domain: *const c_char, message: *const c_char, category: c_int) -> *mut c_char;
    fn textdomain(domain: *const c_char) -> *mut c_char;
    fn bindtextdomain(domain: *const c_char, folder: *const c_char) -> *mut c_char;
    fn bind_textdomain_codeset(domain: *const c_char, codeset: *const c_char) -> *mut c_char;
}

crate::exception_type!(ERROR, "Error", "locale", EXCEPTION, "");

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_locale",
    doc: "Support for POSIX locales.",
    functions: &[
        function(
            "setlocale",
            set_locale,
            "(category, locale=None, /)",
            "Activates/queries locale processing.",
        ),
        function(
            "localeconv",
            conventions,
            "()",
            "Returns numeric and monetary locale-specific parameters.",
        ),
        function(
            "strcoll",
            collate,
            "(os1, os2, /)",
            "Compares two strings according to the locale.",
        ),
        function(
            "strxfrm",
            transform,
            "(string, /)",
            "Return a string that can be used as a key for locale-aware comparisons.",
        ),
        function(
            "nl_langinfo",
            language_info,
            "(key, /)",
            "Return the value for the locale information associated with key.",
        ),
        function(
            "getencoding",
            encoding,
            "()",
            "Get the current locale encoding.",
        ),
        function(
            "gettext",
            translate,
            "(msg, /)",
            "gettext(msg) -> string\n\nReturn translation of msg.",
        ),
        function(
            "dgettext",
            translate_in,
            "(domain, msg, /)",
            "dgettext(domain, msg) -> string\n\nReturn translation of msg in domain.",
        ),
        function(
            "dcgettext",
            translate_category,
            "(domain, msg, category, /)",
            "Return translation of msg in domain and category.",
        ),
        function(
            "textdomain",
            set_domain,
            "(domain, /)",
            "Set the C library's textdmain to domain, returning the new domain.",
        ),
        function(
            "bindtextdomain",
            bind_domain,
            "(domain, dir, /)",
            "Bind the C library's domain to dir.",
        ),
        function(
            "bind_textdomain_codeset",
            bind_codeset,
            "(domain, codeset, /)",
            "Bind the C library's domain to codeset.",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

macro_rules! numbers {
    ($( $name:ident )*) => { &[ $( (stringify!($name), libc::$name) ),* ] };
}

static CATEGORIES: &[(&str, c_int)] =
    numbers! { LC_CTYPE LC_NUMERIC LC_TIME LC_COLLATE LC_MONETARY LC_MESSAGES LC_ALL };

static LANGUAGE_INFO: &[(&str, libc::nl_item)] = &[
    ("DAY_1", 0x20007),
    ("DAY_2", 0x20008),
    ("DAY_3", 0x20009),
    ("DAY_4", 0x2000a),
    ("DAY_5", 0x2000b),
    ("DAY_6", 0x2000c),
    ("DAY_7", 0x2000d),
    ("ABDAY_1", 0x20000),
    ("ABDAY_2", 0x20001),
    ("ABDAY_3", 0x20002),
    ("ABDAY_4", 0x20003),
    ("ABDAY_5", 0x20004),
    ("ABDAY_6", 0x20005),
    ("ABDAY_7", 0x20006),
    ("MON_1", 0x2001a),
    ("MON_2", 0x2001b),
    ("MON_3", 0x2001c),
    ("MON_4", 0x2001d),
    ("MON_5", 0x2001e),
    ("MON_6", 0x2001f),
    ("MON_7", 0x20020),
    ("MON_8", 0x20021),
    ("MON_9", 0x20022),
    ("MON_10", 0x20023),
    ("MON_11", 0x20024),
    ("MON_12", 0x20025),
    ("ABMON_1", 0x2000e),
    ("ABMON_2", 0x2000f),
    ("ABMON_3", 0x20010),
    ("ABMON_4", 0x20011),
    ("ABMON_5", 0x20012),
    ("ABMON_6", 0x20013),
    ("ABMON_7", 0x20014),
    ("ABMON_8", 0x20015),
    ("ABMON_9", 0x20016),
    ("ABMON_10", 0x20017),
    ("ABMON_11", 0x20018),
    ("ABMON_12", 0x20019),
    ("RADIXCHAR", 0x10000),
    ("THOUSEP", 0x10001),
    ("CRNCYSTR", 0x4000f),
    ("D_FMT", 0x20029),
    ("D_T_FMT", 0x20028),
    ("T_FMT", 0x2002a),
    ("AM_STR", 0x20026),
    ("PM_STR", 0x20027),
    ("CODESET", 14),
    ("T_FMT_AMPM", 0x2002b),
    ("ERA", 0x2002c),
    ("ERA_D_FMT", 0x2002e),
    ("ERA_D_T_FMT", 0x20030),
    ("ERA_T_FMT", 0x20031),
    ("ALT_DIGITS", 0x2002f),
    ("YESEXPR", 0x50000),
    ("NOEXPR", 0x50001),
    ("_DATE_FMT", 0x2006c),
];

fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (name, number) in CATEGORIES.iter().chain(LANGUAGE_INFO) {
        module.set(thread, name, Value::fixnum(*number as i64))?;
    }
    module.set(thread, "CHAR_MAX", Value::fixnum(c_char::MAX as i64))?;
    module.set(thread, "Error", ERROR.ready(thread)?.value())?;
    use_environment();
    Ok(())
}

/// Characters are those of the environment's locale from the start, and UTF-8 in the C locale (PEP 538).
fn use_environment() {
    // SAFETY: terminated strings; the answer is read before the next call.
    unsafe {
        let chosen = libc::setlocale(libc::LC_CTYPE, c"".as_ptr());
        if chosen.is_null() || matches!(CStr::from_ptr(chosen).to_bytes(), b"C" | b"POSIX") {
            libc::setlocale(libc::LC_CTYPE, c"C.UTF-8".as_ptr());
        }
    }
}

/// Text that the C library gave out.
fn decoded(thread: &Thread, text: *const c_char) -> Result {
    if text.is_null() {
        return Ok(Value::NONE);
    }
    // SAFETY: the C library's strings are terminated and stay until the locale changes.
    let bytes = unsafe { CStr::from_ptr(text) }.to_bytes();
    Ok(decode_os(thread, bytes)?.value())
}

/// A `str` argument for the C library.
fn encoded(thread: &Thread, function: &str, what: &str, value: Value) -> Result<CString> {
    let Some(text) = value.downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            &format!("{function}()"),
            what,
            "str",
            value,
        ));
    };
    CString::new(encode_os(thread, text)?)
        .map_err(|_| errors::value_error(thread, "embedded null character"))
}

fn set_locale(thread: &Thread, args: &[Value]) -> Result {
    let category = crate::support::to_c_int(thread, args[0])?;
    if let Some(locale) = args[1].present().filter(|locale| !locale.is_none()) {
        if !locale.is::<StrObject>() {
            return Err(errors::bad_argument(
                thread,
                "setlocale()",
                "argument 2",
                "str or None",
                locale,
            ));
        }
        let locale = encoded(thread, "setlocale", "argument 2", locale)?;
        // SAFETY: a terminated string.
        let result = unsafe { libc::setlocale(category, locale.as_ptr()) };
        if result.is_null() {
            return Err(errors::new(thread, &ERROR, "unsupported locale setting"));
        }
        return decoded(thread, result);
    }
    // SAFETY: NULL asks for the present setting.
    let result = unsafe { libc::setlocale(category, std::ptr::null()) };
    if result.is_null() {
        return Err(errors::new(thread, &ERROR, "locale query failed"));
    }
    decoded(thread, result)
}

/// The digits of each group, with the terminator that says whether the last repeats.
fn grouping(thread: &Thread, text: *const c_char) -> Result {
    let list = List::new(thread)?;
    // SAFETY: a terminated string of the C library; the end is either 0 or CHAR_MAX.
    let at = |index: usize| unsafe { *text.add(index) };
    if at(0) != 0 {
        for index in 0.. {
            list.append(thread, Value::fixnum(at(index) as i64))?;
            if at(index) == 0 || at(index) == c_char::MAX {
                break;
            }
        }
    }
    Ok(list.value())
}

fn conventions(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: gives static storage, which is copied at once.
    let found = unsafe { *libc::localeconv() };
    let dict = Dict::new(thread)?;
    let set = |name: &str, value: Value| dict.set_str(thread, intern_text(thread, name)?, value);
    for (name, text) in [
        ("int_curr_symbol", found.int_curr_symbol),
        ("currency_symbol", found.currency_symbol),
        ("mon_decimal_point", found.mon_decimal_point),
        ("mon_thousands_sep", found.mon_thousands_sep),
    ] {
        set(name, decoded(thread, text)?)?;
    }
    set("mon_grouping", grouping(thread, found.mon_grouping)?)?;
    set("positive_sign", decoded(thread, found.positive_sign)?)?;
    set("negative_sign", decoded(thread, found.negative_sign)?)?;
    for (name, number) in [
        ("int_frac_digits", found.int_frac_digits),
        ("frac_digits", found.frac_digits),
        ("p_cs_precedes", found.p_cs_precedes),
        ("p_sep_by_space", found.p_sep_by_space),
        ("n_cs_precedes", found.n_cs_precedes),
        ("n_sep_by_space", found.n_sep_by_space),
        ("p_sign_posn", found.p_sign_posn),
        ("n_sign_posn", found.n_sign_posn),
    ] {
        set(name, Value::fixnum(number as i64))?;
    }
    set("decimal_point", decoded(thread, found.decimal_point)?)?;
    set("thousands_sep", decoded(thread, found.thousands_sep)?)?;
    set("grouping", grouping(thread, found.grouping)?)?;
    Ok(dict.value())
}

/// A `str` as terminated wide characters.
fn wide(thread: &Thread, function: &str, what: &str, value: Value) -> Result<Vec<Wide>> {
    let Some(text) = value.downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            &format!("{function}()"),
            what,
            "str",
            value,
        ));
    };
    let bytes = text.bytes();
    let mut characters = Vec::with_capacity(bytes.len() + 1);
    let mut position = 0;
    while position < bytes.len() {
        let (code, length) = typhon_text::wtf8::decode_at(bytes, position);
        if code == 0 {
            return Err(errors::value_error(thread, "embedded null character"));
        }
        characters.push(code as Wide);
        position += length;
    }
    characters.push(0);
    Ok(characters)
}

fn collate(thread: &Thread, args: &[Value]) -> Result {
    let left = wide(thread, "strcoll", "argument 1", args[0])?;
    let right = wide(thread, "strcoll", "argument 2", args[1])?;
    // SAFETY: both are terminated.
    Ok(Value::fixnum(
        unsafe { wcscoll(left.as_ptr(), right.as_ptr()) } as i64,
    ))
}

fn transform(thread: &Thread, args: &[Value]) -> Result {
    let source = wide(thread, "strxfrm", "argument", args[0])?;
    // SAFETY: a terminated source; with size 0 nothing is written.
    let needed = unsafe { wcsxfrm(std::ptr::null_mut(), source.as_ptr(), 0) };
    let mut target = vec![0; needed + 1];
    // SAFETY: the target has the size that is given.
    let written = unsafe { wcsxfrm(target.as_mut_ptr(), source.as_ptr(), target.len()) };
    let mut key = typhon_objects::str::StrBuilder::with_capacity(written);
    for &character in target.iter().take(written.min(needed)) {
        // Keys of some locales are no characters; they are kept apart from each other all the same.
        key.push_code_point((character as u32).min(0x10_ffff));
    }
    Ok(key.finish(thread)?.value())
}

fn language_info(thread: &Thread, args: &[Value]) -> Result {
    let key = crate::support::to_c_int(thread, args[0])?;
    if !LANGUAGE_INFO.iter().any(|(_, known)| *known == key) {
        return Err(errors::value_error(thread, "unsupported langinfo constant"));
    }
    // SAFETY: any known key gives a terminated string.
    decoded(thread, unsafe { libc::nl_langinfo(key) })
}

fn encoding(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: gives a terminated string.
    decoded(thread, unsafe { libc::nl_langinfo(libc::CODESET) })
}

fn translate(thread: &Thread, args: &[Value]) -> Result {
    let message = encoded(thread, "gettext", "argument", args[0])?;
    // SAFETY: a terminated string.
    decoded(thread, unsafe { gettext(message.as_ptr()) })
}

/// The domain, which may be None.
fn domain(thread: &Thread, function: &str, value: Value) -> Result<Option<CString>> {
    match value.is_none() {
        true => Ok(None),
        false => encoded(thread, function, "argument 1", value).map(Some),
    }
}

fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(std::ptr::null(), |text| text.as_ptr())
}

fn translate_in(thread: &Thread, args: &[Value]) -> Result {
    let domain = domain(thread, "dgettext", args[0])?;
    let message = encoded(thread, "dgettext", "argument 2", args[1])?;
    // SAFETY: terminated strings; a domain of NULL is the present one.
    decoded(thread, unsafe {
        dgettext(pointer(&domain), message.as_ptr())
    })
}

fn translate_category(thread: &Thread, args: &[Value]) -> Result {
    let domain = domain(thread, "dcgettext", args[0])?;
    let message = encoded(thread, "dcgettext", "argument 2", args[1])?;
    let category = crate::support::to_c_int(thread, args[2])?;
    // SAFETY: terminated strings; a domain of NULL is the present one.
    decoded(thread, unsafe {
        dcgettext(pointer(&domain), message.as_ptr(), category)
    })
}

fn set_domain(thread: &Thread, args: &[Value]) -> Result {
    let domain = domain(thread, "textdomain", args[0])?;
    // SAFETY: a terminated string or NULL.
    let result = unsafe { textdomain(pointer(&domain)) };
    if result.is_null() {
        return Err(errors::last_os_error(thread, None));
    }
    decoded(thread, result)
}

fn bind_domain(thread: &Thread, args: &[Value]) -> Result {
    let domain = encoded(thread, "bindtextdomain", "argument 1", args[0])?;
    if domain.is_empty() {
        return Err(errors::new(
            thread,
            &ERROR,
            "domain must be a non-empty string",
        ));
    }
    let folder = match args[1].is_none() {
        true => None,
        false => Some(crate::system_calls::c_string(thread, args[1])?),
    };
    // SAFETY: terminated strings; a folder of NULL asks.
    let result = unsafe { bindtextdomain(domain.as_ptr(), pointer(&folder)) };
    if result.is_null() {
        return Err(errors::last_os_error(thread, None));
    }
    decoded(thread, result)
}

fn bind_codeset(thread: &Thread, args: &[Value]) -> Result {
    let domain = encoded(thread, "bind_textdomain_codeset", "argument 1", args[0])?;
    let codeset = match args[1].is_none() {
        true => None,
        false => Some(encoded(
            thread,
            "bind_textdomain_codeset",
            "argument 2",
            args[1],
        )?),
    };
    // SAFETY: terminated strings; a codeset of NULL asks.
    decoded(thread, unsafe {
        bind_textdomain_codeset(domain.as_ptr(), pointer(&codeset))
    })
}
