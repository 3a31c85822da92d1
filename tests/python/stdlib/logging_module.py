# logging: levels, formatting, handlers, filters, propagation, configuration.
import io
import logging
import logging.config
import logging.handlers

stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(message)s"))
log = logging.getLogger("app.part")
parent = logging.getLogger("app")
parent.addHandler(handler)
parent.propagate = False
parent.setLevel(logging.INFO)
log.debug("hidden")
log.info("shown %s %d", "a", 5)
log.warning("dict %(k)s", {"k": 1})
assert stream.getvalue() == "INFO:app.part:shown a 5\nWARNING:app.part:dict 1\n"
assert log.parent is parent and log.getEffectiveLevel() == 20 and log.isEnabledFor(logging.INFO) and not log.isEnabledFor(10) and log.hasHandlers()
stream.truncate(0); stream.seek(0)
log.setLevel("ERROR")
log.warning("hidden too")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("failed")
assert stream.getvalue().startswith("ERROR:app.part:failed\nTraceback (most recent call last):") and stream.getvalue().endswith("ZeroDivisionError: division by zero\n")
stream.truncate(0); stream.seek(0)
handler.addFilter(lambda record: "secret" not in record.getMessage())
log.error("a secret")
log.critical("open", extra={"user": "x"})
log.log(logging.ERROR, "by number")
assert stream.getvalue() == "CRITICAL:app.part:open\nERROR:app.part:by number\n" and logging.getLevelName(30) == "WARNING" and logging.getLevelName("INFO") == 20
records = []


class Collect(logging.Handler):
    def emit(self, record): records.append(record)


memory = logging.getLogger("memory")
memory.propagate = False
memory.addHandler(Collect())
memory.error("x %s", 1, stack_info=True)
r = records[0]
assert (r.levelname, r.msg, r.args, r.funcName, r.name, r.lineno) == ("ERROR", "x %s", (1,), "<module>", "memory", 44) and r.getMessage() == "x 1" and "Stack" in r.stack_info
style = logging.Formatter("{levelname:>8} {message}", style="{")
assert style.format(r).startswith("   ERROR x 1") and logging.Formatter("$message", style="$").format(r).startswith("x 1")
logging.config.dictConfig({"version": 1, "formatters": {"f": {"format": "C %(message)s"}}, "handlers": {
    "h": {"class": "logging.StreamHandler", "formatter": "f", "stream": stream}}, "loggers": {"conf": {"handlers": ["h"], "level": "DEBUG"}}})
logging.getLogger("conf").debug("configured")
assert stream.getvalue().endswith("C configured\n")
rotating = logging.handlers.RotatingFileHandler("log.txt", maxBytes=50, backupCount=1)
for i in range(10):
    rotating.emit(logging.makeLogRecord({"msg": f"message {i}"}))
rotating.close()
import os
assert sorted(os.listdir(".")) == ["log.txt", "log.txt.1"]
