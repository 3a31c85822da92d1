# match: class patterns, __match_args__, keyword patterns, built-in self matching, errors.
class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def where(point):
    match point:
        case Point(0, 0):
            return "origin"
        case Point(x, y=0):
            return f"x={x}"
        case Point(x=0, y=y):
            return f"y={y}"
        case Point(x, y) if x == y:
            return "diagonal"
        case Point():
            return "point"
        case int(n) | float(n):
            return n
        case str(text) as same if same is text:
            return text
        case dict(d) | list(d) | tuple(d):
            return d


assert [where(Point(*p)) for p in [(0, 0), (3, 0), (0, 4), (5, 5), (1, 2)]] == [
    "origin", "x=3", "y=4", "diagonal", "point"]
assert where(7) == 7 and where(1.5) == 1.5 and where("s") == "s" and where([1]) == [1]
