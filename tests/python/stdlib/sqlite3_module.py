# sqlite3: in-memory tables, parameters, transactions, row access.
import sqlite3
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


db = sqlite3.connect(":memory:")
db.execute("create table t (id integer primary key, name text, value real, data blob)")
with db:
    db.executemany("insert into t (name, value, data) values (?, ?, ?)", [("a", 1.5, b"x"), ("b", None, b"\0\xff"), ("é", 3, None)])
assert db.execute("select name, value from t order by id").fetchall() == [("a", 1.5), ("b", None), ("é", 3.0)]
assert db.execute("select count(*), sum(value) from t").fetchone() == (3, 4.5)
assert db.execute("select name from t where id = :i", {"i": 2}).fetchone() == ("b",)
cursor = db.execute("select * from t where data = ?", (b"\0\xff",))
assert [c[0] for c in cursor.description] == ["id", "name", "value", "data"]
assert next(cursor)[3] == b"\0\xff" and cursor.fetchone() is None
try:
    with db:
        db.execute("delete from t")
        raise KeyError
except KeyError:
    pass
assert db.execute("select count(*) from t").fetchone() == (3,) and db.total_changes >= 3
db.row_factory = sqlite3.Row
row = db.execute("select id, name from t").fetchone()
assert row["name"] == "a" and row.keys() == ["id", "name"] and tuple(row) == (1, "a")
db.create_function("double", 1, lambda x: x * 2)
assert db.execute("select double(21)").fetchone()[0] == 42
assert raises(lambda: db.execute("select * from none")) == "OperationalError: no such table: none"
assert raises(lambda: db.execute("insert into t (id) values (1)")) == "IntegrityError: UNIQUE constraint failed: t.id"
assert cursor.execute("insert into t (name) values ('z')").lastrowid == 4
assert list(db.iterdump())[0] == "BEGIN TRANSACTION;"
db.close()
assert raises(lambda: db.execute("select 1")) == "ProgrammingError: Cannot operate on a closed database."
