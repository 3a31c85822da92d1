//! The command itself: options, exit statuses, where programs come from, and bad input.

mod process;

use process::{Ended, Run, Scratch};
use std::path::Path;
use std::time::Duration;

fn typhon() -> Run {
    Run::new(Path::new(env!("CARGO_BIN_EXE_typhon")))
}

fn code(text: &str) -> Run {
    typhon().argument("-c").argument(text)
}

#[track_caller]
fn says(ended: &Ended, stdout: &str) {
    assert_eq!(ended.stdout, stdout, "stderr: {}", ended.stderr);
    assert_eq!(ended.status, Some(0), "stderr: {}", ended.stderr);
}

#[track_caller]
fn fails(ended: &Ended, status: i32, stderr: &str) {
    assert_eq!(ended.status, Some(status), "stderr: {}", ended.stderr);
    assert!(ended.stderr.contains(stderr), "stderr: {}", ended.stderr);
}

#[test]
fn code_module_script_and_input() {
    says(&code("import sys; print(sys.argv)").run(), "['-c']\n");
    says(
        &code("import sys; print(sys.argv)")
            .arguments(["-x", "a", "--help"])
            .run(),
        "['-c', '-x', 'a', '--help']\n",
    );
    let scratch = Scratch::new();
    let script = scratch.file(
        "script.py",
        "import sys\nprint(__name__, sys.argv[1:], sys.path[0])\n",
    );
    let place = scratch.path().display().to_string();
    says(
        &typhon().argument(&script).argument("-c").run(),
        &format!("__main__ ['-c'] {place}\n"),
    );
    says(
        &typhon()
            .folder(scratch.path())
            .arguments(["-m", "script", "a"])
            .run(),
        &format!("__main__ ['a'] {place}\n"),
    );
    says(
        &typhon()
            .argument("-")
            .argument("b")
            .input("import sys\nprint(sys.argv)")
            .run(),
        "['-', 'b']\n",
    );
    says(&typhon().input("print(1)\nprint(2)\n").run(), "1\n2\n");
    std::fs::create_dir(scratch.path().join("program")).expect("a directory");
    scratch.file(
        "program/__main__.py",
        "import sys; print('main', sys.argv[1:])",
    );
    says(
        &typhon()
            .argument(scratch.path().join("program"))
            .argument("x")
            .run(),
        "main ['x']\n",
    );
}

#[test]
fn code_is_dedented() {
    says(
        &code("\n    if 1:\n        print(1)\n \n    print(2)").run(),
        "1\n2\n",
    );
    says(&code("  print(3)").run(), "3\n");
}

#[test]
fn exit_statuses() {
    for (text, status) in [
        ("pass", 0),
        ("raise SystemExit", 0),
        ("raise SystemExit(None)", 0),
        ("raise SystemExit(7)", 7),
        ("raise SystemExit(True)", 1),
        ("raise SystemExit(-1)", 255),
        ("raise SystemExit(256)", 0),
        ("import sys; sys.exit(3)", 3),
        ("1/0", 1),
        ("syntax error", 1),
    ] {
        assert_eq!(code(text).run().status, Some(status), "{text}");
    }
    let ended = code("import sys; sys.exit('words')").run();
    fails(&ended, 1, "words\n");
    assert_eq!(ended.stderr, "words\n");
    fails(
        &code("raise KeyboardInterrupt").run(),
        -2,
        "KeyboardInterrupt",
    );
    fails(
        &code("1/0").run(),
        1,
        "ZeroDivisionError: division by zero\n",
    );
    fails(
        &code("import sys; sys.stdout.close = None; print('x'); import os; os.close(1)").run(),
        120,
        "Exception ignored while flushing sys.stdout:",
    );
}

#[test]
fn exit_functions_run_before_the_last_flush() {
    says(
        &code("import atexit\natexit.register(lambda: print('last'))\nprint('first')").run(),
        "first\nlast\n",
    );
    says(
        &code("import threading, time\ndef work():\n time.sleep(0.05)\n print('thread')\nthreading.Thread(target=work).start()\nprint('main')").run(),
        "main\nthread\n",
    );
    says(
        &code("import sys\nsys.stdout.write('no line end')").run(),
        "no line end",
    );
}

#[test]
fn usage_errors() {
    fails(
        &typhon().argument("-Z").run(),
        2,
        "Unknown option: -Z\nusage: ",
    );
    fails(
        &typhon().argument("--nonsense").run(),
        2,
        "unknown option --nonsense\nusage: ",
    );
    for option in ["-c", "-m", "-W", "-X"] {
        let text = format!("Argument expected for the {option} option\nusage: ");
        fails(&typhon().argument(option).run(), 2, &text);
    }
    fails(
        &typhon().arguments(["-X", "heap=lots", "-c", "pass"]).run(),
        2,
        "-X heap=lots",
    );
    fails(
        &code("pass").environment("PYTHONHASHSEED", "x").run(),
        1,
        "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]",
    );
}

#[test]
fn help_and_version() {
    for option in ["-h", "-?", "--help"] {
        let ended = typhon().argument(option).run();
        assert_eq!(ended.status, Some(0));
        assert!(ended.stdout.starts_with("usage: "), "{}", ended.stdout);
    }
    for option in ["-V", "--version"] {
        says(&typhon().argument(option).run(), "Python 3.14.0\n");
    }
    assert!(typhon().argument("-VV").run().stdout.contains("(typhon "));
    assert_eq!(typhon().argument("--help-env").run().status, Some(0));
    assert_eq!(typhon().argument("--help-xoptions").run().status, Some(0));
    assert_eq!(typhon().argument("--help-all").run().status, Some(0));
}

#[test]
fn options_show_in_flags() {
    let flag = |options: &[&str], name: &str| {
        let text = format!("import sys; print(int(sys.flags.{name}))");
        let ended = typhon()
            .arguments(options)
            .argument("-c")
            .argument(text)
            .run();
        assert_eq!(ended.status, Some(0), "{options:?}: {}", ended.stderr);
        ended.stdout.trim().parse::<i64>().expect("a number")
    };
    for (options, name, value) in [
        (&["-O"][..], "optimize", 1),
        (&["-OO"], "optimize", 2),
        (&["-E"], "ignore_environment", 1),
        (&["-I"], "isolated", 1),
        (&["-I"], "safe_path", 1),
        (&["-I"], "no_user_site", 1),
        (&["-P"], "safe_path", 1),
        (&["-s"], "no_user_site", 1),
        (&["-S"], "no_site", 1),
        (&["-v"], "verbose", 1),
        (&["-q"], "quiet", 1),
        (&["-bb"], "bytes_warning", 2),
        (&["-B"], "dont_write_bytecode", 1),
        (&["-d"], "debug", 1),
        (&["-BsE"], "no_user_site", 1),
        (&["-X", "dev"], "dev_mode", 1),
        (&["-Xint_max_str_digits=1000"], "int_max_str_digits", 1000),
        (&[], "optimize", 0),
        (&[], "hash_randomization", 1),
    ] {
        assert_eq!(flag(options, name), value, "{options:?} {name}");
    }
    says(
        &typhon()
            .arguments([
                "-X",
                "a=b",
                "-Xc",
                "-W",
                "error",
                "-c",
                "import sys; print(sys._xoptions, sys.warnoptions)",
            ])
            .run(),
        "{'a': 'b', 'c': True} ['error']\n",
    );
    says(
        &typhon()
            .arguments(["-O", "-c", "assert False; print(__debug__)"])
            .run(),
        "False\n",
    );
}

#[test]
fn environment_variables() {
    says(
        &code("import sys; print(sys.flags.optimize)")
            .environment("PYTHONOPTIMIZE", "2")
            .run(),
        "2\n",
    );
    says(
        &typhon()
            .arguments(["-E", "-c", "import sys; print(sys.flags.optimize)"])
            .environment("PYTHONOPTIMIZE", "2")
            .run(),
        "0\n",
    );
    says(
        &code("import sys; print('/one' in sys.path, '/two' in sys.path)")
            .environment("PYTHONPATH", "/one:/two")
            .run(),
        "True True\n",
    );
    says(
        &code("import sys; print(sys.warnoptions)")
            .environment("PYTHONWARNINGS", "error,ignore")
            .run(),
        "['error', 'ignore']\n",
    );
    let hash = |seed: &str| {
        code("print(hash('typhon'))")
            .environment("PYTHONHASHSEED", seed)
            .run()
            .stdout
    };
    assert_eq!(hash("42"), hash("42"));
    assert_eq!(hash("0"), hash("0"));
    assert_ne!(hash("42"), hash("43"));
    assert_ne!(hash("random"), hash("random"));
}

#[test]
fn files_that_cannot_be_run() {
    let scratch = Scratch::new();
    let missing = scratch.path().join("missing.py");
    let text = format!(
        "can't open file '{}': [Errno 2] No such file or directory\n",
        missing.display()
    );
    fails(&typhon().argument(&missing).run(), 2, &text);
    let text = format!(
        "can't find '__main__' module in '{}'\n",
        scratch.path().display()
    );
    fails(&typhon().argument(scratch.path()).run(), 1, &text);
    fails(
        &typhon().arguments(["-m", "no_such_module"]).run(),
        1,
        "No module named no_such_module\n",
    );

    let script = |content: &[u8]| typhon().argument(scratch.file("bad.py", content)).run();
    fails(
        &script(b"x = 1\0\n"),
        1,
        "SyntaxError: source code cannot contain null bytes",
    );
    fails(&script(b"x = '\xff'\n"), 1, "SyntaxError: ");
    fails(&script(b"# coding: no-such-code\n"), 1, "SyntaxError: ");
    fails(
        &script(b"\x7fELF\x02\x01\x01\0\0\0junk\xfe"),
        1,
        "SyntaxError: ",
    );
    let random: Vec<u8> = (0..100_000u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    assert_eq!(script(&random).status, Some(1));
}

#[test]
fn input_of_extreme_size() {
    let scratch = Scratch::new();
    let script = |content: String| {
        let run = typhon().argument(scratch.file("big.py", content));
        run.timeout(Duration::from_secs(300)).run()
    };
    let ended = script(format!("{}1{}\n", "(".repeat(100_000), ")".repeat(100_000)));
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
    let ended = script(format!("x = {}1\n", "-".repeat(100_000)));
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
    let ended = script(format!("x = '{}'\nprint(len(x))\n", "a".repeat(50_000_000)));
    says(&ended, "50000000\n");
    says(&script("x = 1\n".repeat(200_000) + "print(x)\n"), "1\n");
}

#[test]
fn deep_input_is_refused() {
    let scratch = Scratch::new();
    let deep = |before: &str, middle: &str, after: &str| {
        let (before, after) = (before.repeat(100_000), after.repeat(100_000));
        format!("x = {before}{middle}{after}\n")
    };
    for (source, error) in [
        (
            deep("[", "", "]"),
            "SyntaxError: too many nested parentheses",
        ),
        (
            deep("f(", "", ")"),
            "SyntaxError: too many nested parentheses",
        ),
        (
            deep("{1:", "1", "}"),
            "SyntaxError: too many nested parentheses",
        ),
        (deep("not ", "1", ""), "RecursionError: "),
        (deep("lambda: ", "1", ""), "RecursionError: "),
        (deep("2 ** ", "1", ""), "RecursionError: "),
        (deep("1 + ", "1", ""), "RecursionError: "),
        (deep("1 if 1 else ", "1", ""), "RecursionError: "),
        (deep("", "x", ".real"), "RecursionError: "),
        (deep("", "x", "[0]"), "RecursionError: "),
        (
            (0..200).fold("1".to_owned(), |inner, _| format!("f'{{{inner}}}'")),
            "SyntaxError: too many nested f-strings",
        ),
        (
            (0..2000)
                .map(|depth| " ".repeat(depth) + "def f():\n")
                .collect(),
            "IndentationError: too many levels of indentation",
        ),
    ] {
        let ended = typhon().argument(scratch.file("deep.py", source)).run();
        fails(&ended, 1, error);
    }
}

/// Runs a line of the shell, in which `$typhon` is the command.
fn shell(line: &str) -> Ended {
    Run::new(Path::new("/bin/sh"))
        .arguments(["-c", line])
        .environment("typhon", env!("CARGO_BIN_EXE_typhon"))
        .run()
}

#[test]
fn surroundings_that_do_not_help() {
    for (line, status, stdout, stderr) in [
        ("$typhon -c 'print(1)' >&-", 0, "", ""),
        ("$typhon -c 'print(1)' <&-", 0, "1\n", ""),
        ("$typhon -c '1/0' 2>&-", 1, "", ""),
        ("$typhon <&-", 0, "", ""),
        ("$typhon -c '1/0' 2>/dev/full", 120, "", ""),
        (
            "$typhon -u -c 'print(1)' >/dev/full",
            1,
            "",
            "OSError: [Errno 28] No space left on device",
        ),
        (
            "$typhon -c 'print(1)' >/dev/full",
            120,
            "",
            "OSError: [Errno 28] No space left on device",
        ),
        (
            "mkfifo pipe; (echo 'print(5)' >pipe) & $typhon pipe",
            0,
            "5\n",
            "",
        ),
        (
            "PYTHONPATH=/nope:/etc/passwd::: $typhon -c 'print(1)'",
            0,
            "1\n",
            "",
        ),
        ("$typhon -c 'x ='", 1, "", "SyntaxError: invalid syntax"),
        ("$typhon -m nope.inner", 1, "", "No module named 'nope'"),
        ("$typhon -m email", 1, "", "cannot be directly executed"),
        ("$typhon -c 'import sys; sys.exit(2**70)'", 255, "", ""),
        (
            "$typhon -c 'import sys; sys.exit((1, 2))'",
            1,
            "",
            "(1, 2)\n",
        ),
        (
            "$typhon -c \"$(printf 'x=1\\n\\377')\"",
            1,
            "",
            "Unable to decode the command from the command line:",
        ),
        (
            "ulimit -v 100000; $typhon -c 'print(1)'",
            1,
            "",
            "typhon: no memory",
        ),
        ("ulimit -v 300000; $typhon -c 'print(1)'", 0, "1\n", ""),
        (
            "ulimit -v 300000; $typhon -c '[0] * 10**9'",
            1,
            "",
            "MemoryError",
        ),
        (
            "ulimit -v 300000; $typhon -c 'd = {i: str(i) for i in range(10**7)}'",
            1,
            "",
            "MemoryError",
        ),
        (
            "$typhon -c 'import os, signal; os.kill(os.getpid(), signal.SIGTERM)'; echo $?",
            0,
            "143\n",
            "",
        ),
        (
            "$typhon -c 'while True: print(1)' | head -1",
            0,
            "1\n",
            "BrokenPipeError: [Errno 32] Broken pipe",
        ),
    ] {
        let ended = shell(line);
        assert_eq!(ended.status, Some(status), "{line}: {}", ended.stderr);
        assert_eq!(ended.stdout, stdout, "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains(stderr), "{line}: {}", ended.stderr);
    }
}

#[test]
fn interactive_input_that_is_no_terminal() {
    let ended = typhon()
        .argument("-i")
        .input("1 + 1\nif 1:\n  'deep'\n\n1/0\n'after'\nexit(5)\n")
        .run();
    assert_eq!(ended.status, Some(5), "{}", ended.stderr);
    assert_eq!(ended.stdout, "2\n'deep'\n'after'\n");
    assert!(ended.stderr.contains("ZeroDivisionError: division by zero"));
    let ended = typhon().args_quiet().input("x = 3\nx\n").run();
    assert_eq!(ended.stdout, "3\n", "{}", ended.stderr);
    let ended = typhon().arguments(["-i", "-c", "y = 4"]).input("y\n").run();
    assert_eq!(ended.stdout, "4\n", "{}", ended.stderr);
}

trait Quiet {
    fn args_quiet(self) -> Self;
}

impl Quiet for Run {
    fn args_quiet(self) -> Self {
        self.arguments(["-q", "-i"])
    }
}

#[test]
fn disassembly() {
    let scratch = Scratch::new();
    let script = scratch.file("program.py", "print(1 + x)\n");
    let ended = typhon().argument("--dis").argument(script).run();
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("x"), "{}", ended.stdout);
}

#[test]
fn statistics_are_shown_at_the_end() {
    let ended = typhon()
        .arguments(["-X", "stats", "-c", "print([i for i in range(9)][-1])"])
        .run();
    says(&ended, "8\n");
    assert!(
        ended.stderr.contains("full collections"),
        "{}",
        ended.stderr
    );
}

#[test]
fn statistics_tell_what_threads_waited_for() {
    let program = "import threading, time\n\
        lock = threading.Lock()\n\
        with lock:\n\
        \x20   thread = threading.Thread(target=lock.acquire)\n\
        \x20   thread.start()\n\
        \x20   time.sleep(0.3)\n\
        thread.join()\n";
    let ended = typhon().arguments(["-X", "stats", "-c", program]).run();
    let waits = |what: &str| -> u64 {
        let line = ended
            .stderr
            .lines()
            .find_map(|line| line.trim().strip_prefix(what));
        line.and_then(|count| count.trim().parse().ok())
            .expect(what)
    };
    assert!(waits("threading locks") > 0, "{}", ended.stderr);
    assert_eq!(waits("streams"), 0, "{}", ended.stderr);
}
