//! Modules `_typing` and `_types`: names for what the object model has.

use typhon_interp::{async_generator, frame_object, generator};
use typhon_objects::attribute;
use typhon_objects::function::{bound, code, descriptors, python};
use typhon_objects::prelude::*;
use typhon_objects::types::INSTANCE_LAYOUT;
use typhon_objects::{cell, mapping_proxy, module, singletons, traceback, typing, union};

pub static TYPING: ModuleSpec = ModuleSpec {
    name: "_typing",
    doc: "Primitives and accelerators for the typing module.\n",
    functions: &[function("_idfunc", |_, args| Ok(args[0]), "(x, /)", "")],
    types: &[
        &typing::TYPE_VAR,
        &typing::PARAM_SPEC,
        &typing::PARAM_SPEC_ARGS,
        &typing::PARAM_SPEC_KWARGS,
        &typing::TYPE_VAR_TUPLE,
        &typing::TYPE_ALIAS,
        &typing::GENERIC,
        &union::UNION,
    ],
    setup: Some(|thread, module| module.set(thread, "NoDefault", typing::no_default(thread)?)),
};

/// There are no capsules, but there is their type for `types.CapsuleType`.
static CAPSULE: TypeSpec = TypeSpec::new("PyCapsule", &INSTANCE_LAYOUT).flags(type_flags::NO_NEW);

static NAMED: &[(&str, &TypeSpec)] = &[
    ("AsyncGeneratorType", &async_generator::ASYNC_GENERATOR),
    ("BuiltinFunctionType", &descriptors::BUILTIN_FUNCTION),
    ("BuiltinMethodType", &descriptors::BUILTIN_FUNCTION),
    ("CellType", &cell::CELL),
    (
        "ClassMethodDescriptorType",
        &descriptors::CLASS_METHOD_DESCRIPTOR,
    ),
    ("CodeType", &code::CODE),
    ("CoroutineType", &generator::COROUTINE),
    ("EllipsisType", &singletons::ELLIPSIS_TYPE),
    ("FrameType", &frame_object::FRAME),
    ("FunctionType", &python::FUNCTION),
    ("GeneratorType", &generator::GENERATOR),
    ("GenericAlias", &union::GENERIC_ALIAS),
    ("GetSetDescriptorType", &descriptors::GETSET_DESCRIPTOR),
    ("LambdaType", &python::FUNCTION),
    ("MappingProxyType", &mapping_proxy::MAPPING_PROXY),
    ("MemberDescriptorType", &descriptors::MEMBER_DESCRIPTOR),
    ("MethodDescriptorType", &descriptors::METHOD_DESCRIPTOR),
    ("MethodType", &bound::METHOD),
    ("MethodWrapperType", &descriptors::METHOD_WRAPPER),
    ("ModuleType", &module::MODULE),
    ("NoneType", &singletons::NONE_TYPE),
    ("NotImplementedType", &singletons::NOT_IMPLEMENTED_TYPE),
    ("TracebackType", &traceback::TRACEBACK),
    ("UnionType", &union::UNION),
    ("WrapperDescriptorType", &descriptors::WRAPPER_DESCRIPTOR),
    ("CapsuleType", &CAPSULE),
];

pub static TYPES: ModuleSpec = ModuleSpec {
    name: "_types",
    doc: "Define names for built-in types.",
    functions: &[],
    types: &[],
    setup: Some(setup_types),
};

fn setup_types(thread: &Thread, module: Module) -> Result<()> {
    for (name, spec) in NAMED {
        module.set(thread, name, spec.ready(thread)?.value())?;
    }
    let sys = typhon_objects::copying::import(thread, "sys")?;
    let implementation = intern_text(thread, "implementation")?;
    let namespace = attribute::get(thread, sys, implementation)?;
    module.set(thread, "SimpleNamespace", namespace.class().value())
}
