import sys
count = getattr(sys, 'single_count', 0) + 1
sys.single_count = count
