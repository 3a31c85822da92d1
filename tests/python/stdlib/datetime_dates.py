# datetime: date, time, timedelta arithmetic and text.
from datetime import MAXYEAR, date, datetime, time, timedelta
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


d = date(2024, 2, 28)
assert d + timedelta(days=2) == date(2024, 3, 1)
assert (date(2024, 3, 1) - d).days == 2 and d.weekday() == 2 and d.isoweekday() == 3
assert d.isocalendar() == (2024, 9, 3) and d.toordinal() == 738944
assert date.fromordinal(738944) == d and d.replace(year=2023) == date(2023, 2, 28)
assert str(d) == "2024-02-28" and repr(d) == "datetime.date(2024, 2, 28)"
assert d.isoformat() == "2024-02-28" and date.fromisoformat("20240228") == d
assert d.strftime("%Y/%m/%d %A %j") == "2024/02/28 Wednesday 059"
assert f"{d:%d.%m.%y}" == "28.02.24" and d.ctime() == "Wed Feb 28 00:00:00 2024"
assert d.timetuple().tm_yday == 59 and date.fromisocalendar(2024, 9, 3) == d
assert date.min.year == 1 and date.max.year == MAXYEAR
assert raises(lambda: date(2023, 2, 29)) == "ValueError: day 29 must be in range 1..28 for month 2 in year 2023"
assert raises(lambda: date(2023, 13, 1)) == "ValueError: month must be in 1..12, not 13"
assert raises(lambda: date.max + timedelta(1)).startswith("OverflowError")
assert raises(lambda: date.fromisoformat("x")) == "ValueError: Invalid isoformat string: 'x'"
t = timedelta(days=1, hours=25, minutes=61, seconds=1.5)
assert (t.days, t.seconds, t.microseconds) == (2, 7261, 500000)
assert str(t) == "2 days, 2:01:01.500000" and t.total_seconds() == 180061.5
assert repr(timedelta(days=-1, hours=1)) == "datetime.timedelta(days=-1, seconds=3600)"
assert str(timedelta(days=-1)) == "-1 day, 0:00:00"
assert timedelta(10) / 4 == timedelta(2, 43200) and timedelta(10) // timedelta(3) == 3
assert timedelta(10) % timedelta(3) == timedelta(1) and timedelta(1) / timedelta(2) == 0.5
assert -timedelta(1) == timedelta(-1) and abs(timedelta(-1)) == timedelta(1)
assert timedelta(1) * 2.5 == timedelta(2.5) and timedelta(hours=24) == timedelta(1) and not timedelta()
assert timedelta(weeks=1) > timedelta(6) and divmod(timedelta(7), timedelta(2)) == (3, timedelta(1))
assert hash(timedelta(1)) == hash(timedelta(hours=24)) and sum([timedelta(1)] * 3, timedelta()) == timedelta(3)
c = time(13, 5, 7, 123)
assert str(c) == "13:05:07.000123" and c.isoformat("minutes") == "13:05"
assert time.fromisoformat("13:05:07.5") == time(13, 5, 7, 500000) and repr(time(1, 2)) == "datetime.time(1, 2)"
assert time(1) < time(2) and c.strftime("%I:%M %p") == "01:05 PM" and c.replace(hour=1).hour == 1 and bool(time())
assert raises(lambda: time(25)) == "ValueError: hour must be in 0..23, not 25"
assert raises(lambda: d < c).startswith("TypeError")
assert date(2024, 1, 1) < date(2024, 1, 2)
assert len({date(2024, 1, 1), date(2024, 1, 1)}) == 1 and datetime.combine(d, c).second == 7
