# time: clocks, sleeping, broken-down times, formatting.
import time
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


a, b = time.monotonic(), time.monotonic()
assert b >= a and time.perf_counter_ns() > 0 and time.time() > 1.7e9 and abs(time.time_ns() / 1e9 - time.time()) < 60
start = time.monotonic()
time.sleep(0.02)
assert time.monotonic() - start >= 0.02 and time.process_time() >= 0 and time.thread_time() >= 0
t = time.gmtime(0)
assert tuple(t) == (1970, 1, 1, 0, 0, 0, 3, 1, 0) and t.tm_year == 1970 and t.tm_zone and t.tm_gmtoff == 0
assert time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(86400)) == "1970-01-02 00:00:00"
assert time.asctime(time.gmtime(0)) == "Thu Jan  1 00:00:00 1970"
assert time.strptime("2024-02-29", "%Y-%m-%d")[:3] == (2024, 2, 29)
assert time.strptime("29 Feb 24", "%d %b %y").tm_yday == 60
assert time.mktime(time.localtime(1000000)) == 1000000 and time.localtime().tm_year > 2023
assert isinstance(time.timezone, int) and len(time.tzname) == 2
assert repr(time.gmtime(0)).startswith("time.struct_time(tm_year=1970, tm_mon=1")
assert time.struct_time(range(9)).tm_mday == 2
assert raises(lambda: time.sleep(-1)) == "ValueError: sleep length must be non-negative"
assert raises(lambda: time.sleep("x")).startswith("TypeError")
assert raises(lambda: time.strptime("x", "%Y")).startswith("ValueError: time data 'x' does not match format '%Y'")
info = time.get_clock_info("monotonic")
assert info.monotonic and info.resolution > 0 and time.clock_gettime(time.CLOCK_MONOTONIC) > 0
import calendar
assert calendar.timegm(time.gmtime(12345)) == 12345
assert calendar.isleap(2024) and calendar.monthrange(2024, 2) == (3, 29)
assert calendar.month(2024, 2).splitlines()[0].strip() == "February 2024" and calendar.day_name[0] == "Monday"
