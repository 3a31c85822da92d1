# Text written to a file that is never closed reaches the disk when the program ends.
# stdout: written and kept
import subprocess
import sys

program = '''
import sys
f = open("unclosed.txt", "w")
f.write("written and kept")
def leak():
    g = open("unclosed2.txt", "wb")
    g.write(b"bytes")
leak()
sys.stdout.write("")
'''
result = subprocess.run([sys.executable, "-c", program])
assert result.returncode == 0
assert open("unclosed2.txt", "rb").read() == b"bytes"
print(open("unclosed.txt").read())
