# Matrices with operators: multiplication, powers, determinants, inverses in fractions, transposes.
from fractions import Fraction


class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    def __eq__(self, other): return self.rows == other.rows
    def __repr__(self): return f"Matrix({self.rows})"
    def __getitem__(self, key): return self.rows[key[0]][key[1]] if isinstance(key, tuple) else self.rows[key]
    def __add__(self, other): return Matrix([a + b for a, b in zip(r, s)] for r, s in zip(self.rows, other.rows))
    def __neg__(self): return self * -1
    def __sub__(self, other): return self + -other
    def __mul__(self, k): return Matrix([v * k for v in r] for r in self.rows)
    __rmul__ = __mul__
    def __matmul__(self, other): return Matrix([sum(a * b for a, b in zip(r, c)) for c in zip(*other.rows)] for r in self.rows)
    @property
    def T(self): return Matrix(zip(*self.rows))
    @classmethod
    def identity(cls, n): return cls([int(i == j) for j in range(n)] for i in range(n))

    def __pow__(self, n):
        result, base = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1:
                result = result @ base
            base, n = base @ base, n >> 1
        return result

    def inverse(self):
        n = len(self.rows)
        work = [[Fraction(v) for v in r] + [Fraction(int(i == j)) for j in range(n)] for i, r in enumerate(self.rows)]
        determinant = Fraction(1)
        for i in range(n):
            pivot = next((r for r in range(i, n) if work[r][i]), None)
            if pivot is None:
                raise ZeroDivisionError("singular matrix")
            if pivot != i:
                work[i], work[pivot], determinant = work[pivot], work[i], -determinant
            determinant *= work[i][i]
            work[i] = [v / work[i][i] for v in work[i]]
            for r in range(n):
                if r != i:
                    work[r] = [a - work[r][i] * b for a, b in zip(work[r], work[i])]
        return Matrix(r[n:] for r in work), determinant


m = Matrix([[2, 1, 0], [1, 3, 1], [0, 1, 4]])
inverse, determinant = m.inverse()
assert determinant == 18 and m @ inverse == Matrix.identity(3) == inverse @ m and m.T == m and inverse[0, 0] == Fraction(11, 18)
assert (Matrix([[1, 1], [1, 0]]) ** 100)[0, 1] == 354224848179261915075 and 2 * m - m == m and (m @ m).T == m.T @ m.T and m[1] == [1, 3, 1]
try:
    Matrix([[1, 2], [2, 4]]).inverse()
except ZeroDivisionError as error:
    assert str(error) == "singular matrix"
assert repr(Matrix.identity(2)) == "Matrix([[1, 0], [0, 1]])"
