import sys, time
sys.slow_runs = getattr(sys, 'slow_runs', 0) + 1
first = 1
time.sleep(0.05)
last = 2
