//! Names that the runtime itself uses, interned once. `names().append` is the interned "append".

use crate::errors::Result;
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::types::Special;
use std::sync::OnceLock;

macro_rules! name_table {
    ($( $name:ident )*) => {
        /// One field a name.
        pub struct Names { $( pub $name: Str, )* special: Vec<Str> }

        fn make(thread: &Thread) -> Result<Names> {
            let mut special = Vec::with_capacity(Special::COUNT);
            for name in Special::NAMES {
                special.push(intern_text(thread, name)?);
            }
            Ok(Names { $( $name: intern_text(thread, stringify!($name))?, )* special })
        }
    };
}

name_table! {
    __abstractmethods__ __all__ __annotate__ __annotations__ __annotations_cache__ __annotate_func__ __await__
    __bases__ __build_class__ __builtins__ __cached__ __call__ __cause__ __class__ __class_getitem__ __classcell__
    __classdict__ __classdictcell__ __closure__ __code__ __context__ __contains__ __debug__ __del__ __delattr__
    __delete__ __delitem__ __dict__ __dir__ __doc__ __enter__ __eq__ __exit__ __file__ __firstlineno__ __flags__
    __format__ __func__ __ge__ __get__ __getattr__ __getattribute__ __getitem__ __getnewargs__ __getnewargs_ex__
    __getstate__ __globals__ __gt__ __hash__ __import__ __index__ __init__ __init_subclass__ __instancecheck__
    __isabstractmethod__ __iter__ __itemsize__ __kwdefaults__ __le__ __len__ __length_hint__ __loader__ __lt__
    __main__ __match_args__ __missing__ __module__ __mro__ __mro_entries__ __name__ __ne__ __new__ __next__
    __notes__ __objclass__ __orig_bases__ __orig_class__ __package__ __path__ __prepare__ __qualname__ __reduce__
    __reduce_ex__ __repr__ __reversed__ __self__ __set__ __set_name__ __setattr__ __setitem__ __setstate__
    __sizeof__ __slots__ __slotnames__ __spec__ __static_attributes__ __str__ __subclasscheck__ __subclasshook__
    __suppress_context__ __text_signature__ __traceback__ __type_params__ __weakref__ __wrapped__ __origin__
    __args__ __parameters__ __typing_subst__ __typing_unpacked_tuple_args__ __unpacked__ __bytes__ __fspath__
    __int__ __float__ __complex__ __round__ __trunc__ __bool__
    append add args builtins clear close copy count decode encode encoding end errno errors excepthook exit
    extend fileno filename filename2 flush format fromlist get getvalue index insert isatty items join keys key
    kwargs last_exc last_traceback last_type last_value lineno locals globals metaclass mode modules mro msg name
    newline offset open path print_file_and_line pop popitem read readable readinto readline remove reverse seek
    send sep setdefault sort start stderr stdin stdout step stop strerror strip switch tell text throw truncate
    update value values warn warnings write writable copyreg __newobj__ __newobj_ex__ _slotnames __reduce_cython__
    displayhook ps1 ps2 __conditional_annotations__ obj end_lineno end_offset n_fields n_sequence_fields
    n_unnamed_fields _fields _fix_up_module _handle_fromlist _find_and_load _lock_unlock_module __all_names__
    __static__ reversed_ default file object reason isspace
}

static NAMES: OnceLock<Names> = OnceLock::new();

// SAFETY: the strings are interned, thereby immortal, and immutable.
unsafe impl Sync for Names {}
// SAFETY: as above.
unsafe impl Send for Names {}

/// The table; filled at start-up.
#[inline(always)]
pub fn names() -> &'static Names {
    NAMES.get().expect("names are interned at start-up")
}

#[inline]
pub fn special(special: Special) -> Str {
    names().special[special as usize]
}

pub(crate) fn bootstrap(thread: &Thread) -> Result<()> {
    let names = make(thread)?;
    let _ = NAMES.set(names);
    Ok(())
}
