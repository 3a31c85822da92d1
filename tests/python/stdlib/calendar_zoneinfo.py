# calendar and zoneinfo.
import calendar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError
assert calendar.isleap(2000) and not calendar.isleap(1900) and calendar.leapdays(2000, 2024) == 6
assert calendar.weekday(2024, 2, 29) == 3 and calendar.monthrange(2023, 2) == (2, 28)
assert calendar.monthcalendar(2024, 2)[0] == [0, 0, 0, 1, 2, 3, 4]
assert calendar.month(2024, 2).splitlines()[1] == "Mo Tu We Th Fr Sa Su"
assert calendar.month_name[2] == "February" and calendar.day_abbr[0] == "Mon"
c = calendar.Calendar(firstweekday=6)
assert next(iter(c.itermonthdays(2024, 2))) == 0 and [d.day for d in c.itermonthdates(2024, 2)][:4] == [28, 29, 30, 31]
assert calendar.TextCalendar().formatmonth(2024, 1).startswith("    January 2024")
assert calendar.timegm((1970, 1, 2, 0, 0, 0)) == 86400 and calendar.Month.MARCH == 3 and calendar.MONDAY == 0
try:
    calendar.monthrange(2024, 13)
except calendar.IllegalMonthError as error:
    assert str(error) == "bad month number 13; must be 1-12"
assert "<table" in calendar.HTMLCalendar().formatmonth(2024, 1)
utc = ZoneInfo("UTC")
assert datetime(2024, 1, 1, tzinfo=utc).utcoffset() == timedelta(0) and str(utc) == "UTC"
assert repr(utc).endswith("ZoneInfo(key='UTC')") and ZoneInfo("UTC") is utc
try:
    ZoneInfo("No/Such_Zone")
except ZoneInfoNotFoundError as error:
    assert "No time zone found with key No/Such_Zone" in str(error)
try:
    paris = ZoneInfo("Europe/Paris")
except ZoneInfoNotFoundError:
    paris = None
if paris:
    winter, summer = datetime(2024, 1, 15, 12, tzinfo=paris), datetime(2024, 7, 15, 12, tzinfo=paris)
    assert winter.utcoffset() == timedelta(hours=1) and summer.utcoffset() == timedelta(hours=2)
    assert summer.tzname() == "CEST" and winter.dst() == timedelta(0)
    assert datetime(2024, 3, 31, 1, tzinfo=UTC).astimezone(paris).hour == 3
    assert datetime(2024, 10, 27, 2, 30, tzinfo=paris, fold=1).utcoffset() == timedelta(hours=1)
