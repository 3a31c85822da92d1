"""How this interpreter was built, for `sysconfig`; embedded under the name that module asks for."""

import sys

build_time_vars = {
    "ABIFLAGS": sys.abiflags,
    "ENABLE_IPV6": 1,
    "EXT_SUFFIX": f".typhon-314-{sys.implementation._multiarch}.so",
    "MULTIARCH": sys.implementation._multiarch,
    "Py_DEBUG": 0,
    "Py_ENABLE_SHARED": 0,
    "Py_GIL_DISABLED": 1,
    "SOABI": f"typhon-314-{sys.implementation._multiarch}",
    "SIZEOF_VOID_P": 8,
    "VERSION": "3.14",
    "WITH_DOC_STRINGS": 1,
    "exec_prefix": sys.base_exec_prefix,
    "prefix": sys.base_prefix,
    "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
}
