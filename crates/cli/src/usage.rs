//! The texts of `--help` and its relatives.

pub const OPTIONS: &str = "\
Run a program:
  -c CMD         the program is the text CMD
  -m MOD         run a library module as a script
  FILE           a script, or a directory or zip file with __main__.py
  -              the program comes from standard input (also the default)
  ARG ...        what follows goes to sys.argv[1:]
Tools (a script of such a name is ./lab):
  lab gil        measure GIL policies and other interpreters (lab --help: more)
Options:
  -b             warn where bytes are used as text (-bb: error)
  -B             write no bytecode files
  -d             debugging output of the parser
  -E             ignore the PYTHON* environment variables
  -h, -?         this help (--help-env, --help-xoptions, --help-all: more)
  -i             interactive after running the program
  -I             isolated: -E, -P and -s in one
  -O             drop assert statements and __debug__ code (-OO: docstrings too)
  -P             put no unsafe path before sys.path
  -q             no version and copyright at the interactive start
  -s             leave out the user's site directory
  -S             do not import site at start
  -u             unbuffered standard output and error
  -v             tell about imports (repeat for more)
  -V, --version  the version (-VV: more)
  -W ARG         warning filter, as action:message:category:module:lineno
  -x             skip the first line of the source
  -X OPT         an option of the implementation
  --dis FILE     show the bytecode of FILE instead of running it
";

pub const ENVIRONMENT: &str = "\
Environment variables:
  PYTHONPATH               directories before the standard library in sys.path
  PYTHONSTARTUP            file that is run at an interactive start
  PYTHONSAFEPATH           as -P
  PYTHONOPTIMIZE           as -O
  PYTHONDEBUG              as -d
  PYTHONVERBOSE            as -v
  PYTHONINSPECT            as -i
  PYTHONUNBUFFERED         as -u
  PYTHONDONTWRITEBYTECODE  as -B
  PYTHONPYCACHEPREFIX      root directory of the bytecode cache
  PYTHONNOUSERSITE         as -s
  PYTHONHASHSEED           seed of string hashes, or \"random\"
  PYTHONIOENCODING         encoding[:errors] of the standard streams
  PYTHONUTF8               UTF-8 mode
  PYTHONWARNINGS           as -W, separated by commas
  PYTHONDEVMODE            as -X dev
  PYTHONINTMAXSTRDIGITS    most digits in conversions between int and str
  TYPHON_GIL               as -X gil (PYTHON_GIL=1 means timeout)
  PYTHON_HISTORY           history file of the interactive interpreter
  PYTHON_COLORS, NO_COLOR  colours in tracebacks
";

pub const X_OPTIONS: &str = "\
Options of the implementation:
  -X gil=POLICY              one thread runs at a time, chosen by a policy: ticks, timeout, timer, fair,
                             priority, mlfq or chaos:SEED; -X gil=help lists their parameters
  -X heap=SIZE               most memory for objects, as in 512M
  -X trace=FILE              a timeline of all threads in the Chrome trace format, for Perfetto
  -X stats                   at exit: lock waits, stops, collections and their pauses
  -X dev                     development mode
  -X no_debug_ranges         code knows lines but no columns (also PYTHONNODEBUGRANGES)
  -X int_max_str_digits=N    most digits in conversions between int and str
  -X pycache_prefix=PATH     root directory of the bytecode cache
  -X utf8[=0|1]              UTF-8 mode
";
