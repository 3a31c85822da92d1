# subprocess: run, Popen, pipes, timeouts, return codes, environment, errors.
import os
import signal
import subprocess
import sys
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


r = subprocess.run(["sh", "-c", "echo out; echo err >&2; exit 3"], capture_output=True, text=True)
assert (r.returncode, r.stdout, r.stderr) == (3, "out\n", "err\n") and r.args[0] == "sh"
assert subprocess.check_output(["echo", "hi"]) == b"hi\n"
assert subprocess.call(["true"]) == 0 and subprocess.getoutput("echo x; echo y") == "x\ny"
assert raises(lambda: subprocess.run(["false"], check=True)) == "CalledProcessError: Command '['false']' returned non-zero exit status 1."
assert raises(lambda: subprocess.run(["no-such-program"])) == "FileNotFoundError: [Errno 2] No such file or directory: 'no-such-program'"
assert raises(lambda: subprocess.run(["sleep", "60"], timeout=0.05)) == "TimeoutExpired: Command '['sleep', '60']' timed out after 0.05 seconds"
assert subprocess.run(["cat"], input=b"piped", stdout=subprocess.PIPE).stdout == b"piped"
assert subprocess.run("echo $X | tr a-z A-Z", shell=True, env={"X": "env", "PATH": os.environ["PATH"]}, capture_output=True, text=True).stdout == "ENV\n"
p = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
assert p.poll() is None and p.pid > 0
out, err = p.communicate("line1\nline2\n")
assert out == "line1\nline2\n" and err is None and p.returncode == 0
with subprocess.Popen(["sh", "-c", "for i in 1 2 3; do echo $i; done"], stdout=subprocess.PIPE, text=True, bufsize=1) as p:
    assert [line.strip() for line in p.stdout] == ["1", "2", "3"]
assert p.wait() == 0
p = subprocess.Popen(["sleep", "60"])
p.terminate()
assert p.wait() == -signal.SIGTERM
p = subprocess.Popen(["sleep", "60"])
p.kill()
assert p.wait(timeout=30) == -9
merged = subprocess.run(["sh", "-c", "echo a; echo b >&2"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
assert merged.stdout == b"a\nb\n" and subprocess.run(["pwd"], cwd="/", capture_output=True).stdout == b"/\n"
assert subprocess.run(["echo"], stdout=subprocess.DEVNULL).stdout is None
first = subprocess.Popen(["echo", "chained"], stdout=subprocess.PIPE)
second = subprocess.run(["tr", "c", "C"], stdin=first.stdout, capture_output=True)
first.stdout.close()
assert second.stdout == b"Chained\n" and first.wait() == 0
with open("out.txt", "w") as f:
    subprocess.run(["echo", "to file"], stdout=f)
assert open("out.txt").read() == "to file\n"
big = subprocess.run([sys.executable, "-c", "import sys; d = sys.stdin.buffer.read(); sys.stdout.buffer.write(d[::-1])"], input=bytes(range(256)) * 2000, capture_output=True)
assert big.returncode == 0 and big.stdout == (bytes(range(256)) * 2000)[::-1]
assert subprocess.list2cmdline(["a b", "c"]) == '"a b" c' and repr(r).startswith("CompletedProcess(args=['sh', '-c',")
