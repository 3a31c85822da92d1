//! Special methods by number. Each class keeps an array of what it has under these names, filled on
//! first use and dropped whole when the class or one of its bases changes; so an implicit special-method
//! lookup is one indexed load.

macro_rules! specials {
    ($( $variant:ident = $name:literal ),* $(,)?) => {
        /// A special method that the runtime looks up on classes.
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Special { $( $variant ),* }

        impl Special {
            pub const NAMES: &'static [&'static str] = &[ $( $name ),* ];
            pub const COUNT: usize = Special::NAMES.len();

            pub fn name(self) -> &'static str {
                Special::NAMES[self as usize]
            }
        }
    };
}

specials! {
    New = "__new__", Init = "__init__", Del = "__del__", Repr = "__repr__", Str = "__str__", Bytes = "__bytes__",
    Format = "__format__", Hash = "__hash__", Bool = "__bool__", Length = "__len__", LengthHint = "__length_hint__",
    Less = "__lt__", LessEqual = "__le__", Equal = "__eq__", NotEqual = "__ne__", Greater = "__gt__",
    GreaterEqual = "__ge__", GetAttribute = "__getattribute__", GetAttr = "__getattr__", SetAttr = "__setattr__",
    DelAttr = "__delattr__", Dir = "__dir__", Get = "__get__", Set = "__set__", Delete = "__delete__",
    SetName = "__set_name__", Call = "__call__", GetItem = "__getitem__", SetItem = "__setitem__",
    DelItem = "__delitem__", Missing = "__missing__", Iter = "__iter__", Next = "__next__",
    Reversed = "__reversed__", Contains = "__contains__", Add = "__add__", ReflectedAdd = "__radd__",
    InplaceAdd = "__iadd__", Subtract = "__sub__", ReflectedSubtract = "__rsub__", InplaceSubtract = "__isub__",
    Multiply = "__mul__", ReflectedMultiply = "__rmul__", InplaceMultiply = "__imul__",
    MatrixMultiply = "__matmul__", ReflectedMatrixMultiply = "__rmatmul__", InplaceMatrixMultiply = "__imatmul__",
    TrueDivide = "__truediv__", ReflectedTrueDivide = "__rtruediv__", InplaceTrueDivide = "__itruediv__",
    FloorDivide = "__floordiv__", ReflectedFloorDivide = "__rfloordiv__", InplaceFloorDivide = "__ifloordiv__",
    Modulo = "__mod__", ReflectedModulo = "__rmod__", InplaceModulo = "__imod__", DivMod = "__divmod__",
    ReflectedDivMod = "__rdivmod__", Power = "__pow__", ReflectedPower = "__rpow__", InplacePower = "__ipow__",
    LeftShift = "__lshift__", ReflectedLeftShift = "__rlshift__", InplaceLeftShift = "__ilshift__",
    RightShift = "__rshift__", ReflectedRightShift = "__rrshift__", InplaceRightShift = "__irshift__",
    And = "__and__", ReflectedAnd = "__rand__", InplaceAnd = "__iand__", Xor = "__xor__",
    ReflectedXor = "__rxor__", InplaceXor = "__ixor__", Or = "__or__", ReflectedOr = "__ror__",
    InplaceOr = "__ior__", Negative = "__neg__", Positive = "__pos__", Absolute = "__abs__", Invert = "__invert__",
    Complex = "__complex__", Int = "__int__", Float = "__float__", Index = "__index__", Round = "__round__",
    Trunc = "__trunc__", Floor = "__floor__", Ceil = "__ceil__", Enter = "__enter__", Exit = "__exit__",
    Await = "__await__", AsyncIter = "__aiter__", AsyncNext = "__anext__", AsyncEnter = "__aenter__",
    AsyncExit = "__aexit__", InstanceCheck = "__instancecheck__", SubclassCheck = "__subclasscheck__",
    ClassGetItem = "__class_getitem__", InitSubclass = "__init_subclass__", Prepare = "__prepare__",
    MroEntries = "__mro_entries__", Fspath = "__fspath__", Sizeof = "__sizeof__", Buffer = "__buffer__",
    ReleaseBuffer = "__release_buffer__", Reduce = "__reduce__", ReduceEx = "__reduce_ex__",
}
