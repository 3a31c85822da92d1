"""Runs another program while a second thread sleeps, as `python beside_a_sleeper.py PROGRAM [ARGUMENT...]`."""
import runpy
import sys
import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()
sys.argv[:] = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
