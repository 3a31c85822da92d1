# datetime: datetime objects, time zones, parsing and formatting.
from datetime import UTC, date, datetime, time, timedelta, timezone
import pickle
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


m = datetime(2024, 2, 29, 13, 45, 59, 1000)
assert str(m) == "2024-02-29 13:45:59.001000" and m.isoformat() == "2024-02-29T13:45:59.001000"
assert repr(datetime(2024, 1, 2)) == "datetime.datetime(2024, 1, 2, 0, 0)"
assert m + timedelta(hours=11) == datetime(2024, 3, 1, 0, 45, 59, 1000)
assert m - datetime(2024, 2, 28) == timedelta(1, 49559, 1000)
assert m.date() == date(2024, 2, 29) and m.time() == time(13, 45, 59, 1000)
assert m.replace(year=2020, microsecond=0).isoformat(sep=" ", timespec="minutes") == "2020-02-29 13:45"
assert m.weekday() == 3
assert datetime.strptime("29/02/24 13:45", "%d/%m/%y %H:%M") == datetime(2024, 2, 29, 13, 45)
assert datetime.strptime("Jan 5 2020 3PM", "%b %d %Y %I%p").hour == 15
assert m.strftime("%Y-%m-%dT%H:%M:%S.%f %a %b %%") == "2024-02-29T13:45:59.001000 Thu Feb %" and f"{m:%H:%M}" == "13:45"
assert datetime.fromisoformat("2024-02-29T13:45:59Z") == datetime(2024, 2, 29, 13, 45, 59, tzinfo=UTC)
assert datetime.fromisoformat("20240229T134559") == m.replace(microsecond=0)
utc = datetime(2024, 1, 1, 12, tzinfo=UTC)
east = timezone(timedelta(hours=5, minutes=30), "IST")
assert utc.astimezone(east).isoformat() == "2024-01-01T17:30:00+05:30" and utc.astimezone(east) == utc
assert str(east) == "IST" and str(timezone(timedelta(hours=-3))) == "UTC-03:00"
assert utc.timestamp() == 1704110400.0 and datetime.fromtimestamp(0, UTC) == datetime(1970, 1, 1, tzinfo=UTC)
assert utc.utcoffset() == timedelta(0) and utc.tzname() == "UTC"
assert datetime.fromtimestamp(1.5, UTC).microsecond == 500000
assert (datetime.now(UTC) - datetime(2024, 1, 1, tzinfo=UTC)).days > 100 and datetime.now().tzinfo is None
assert utc.strftime("%z %Z") == "+0000 UTC"
assert datetime.strptime("2024 +0530", "%Y %z").utcoffset() == timedelta(hours=5, minutes=30)
assert raises(lambda: m < utc).startswith("TypeError")
assert raises(lambda: m - utc).startswith("TypeError")
assert m != utc
assert raises(lambda: datetime.strptime("x", "%Y")) == "ValueError: time data 'x' does not match format '%Y'"
assert raises(lambda: datetime.strptime("2024 rest", "%Y")) == "ValueError: unconverted data remains:  rest"
assert raises(lambda: datetime(2024, 1, 1, 24)) == "ValueError: hour must be in 0..23, not 24"
assert pickle.loads(pickle.dumps(utc)) == utc and hash(utc) == hash(utc.astimezone(east))
assert m.timetuple()[:6] == (2024, 2, 29, 13, 45, 59) and utc.fold == 0
assert isinstance(m, date) and datetime.min.year == 1
assert datetime.combine(date(2020, 1, 1), time(5)).hour == 5 and m.toordinal() == date(2024, 2, 29).toordinal()
assert raises(lambda: timezone(timedelta(days=2))).startswith("ValueError: offset must be a timedelta strictly between")
