"""Five planets under gravity: float arithmetic on items of lists."""
import sys
import time

SUN_MASS = 39.47841760435743
BODIES = [
    ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], SUN_MASS),
    ([4.84, -1.16, -0.10], [0.606, 2.812, -0.025], 0.0377),
    ([8.34, 4.12, -0.40], [-1.010, 1.826, 0.008], 0.0113),
    ([12.89, -15.11, -0.22], [1.082, 0.868, -0.011], 0.0017),
    ([15.38, -25.92, 0.18], [0.979, 0.594, -0.035], 0.0020),
]


def make_pairs(bodies):
    return [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]


def energy(bodies, pairs):
    total = sum(m * (v[0] ** 2 + v[1] ** 2 + v[2] ** 2) / 2 for _, v, m in bodies)
    for (p, _, m), (q, _, n) in pairs:
        total -= m * n / ((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2) ** 0.5
    return total


def advance(bodies, pairs, steps, dt):
    for _ in range(steps):
        for ([x1, y1, z1], v1, m1), ([x2, y2, z2], v2, m2) in pairs:
            dx, dy, dz = x1 - x2, y1 - y2, z1 - z2
            force = dt / (dx * dx + dy * dy + dz * dz) ** 1.5
            b1, b2 = m1 * force, m2 * force
            v1[0] -= dx * b2
            v1[1] -= dy * b2
            v1[2] -= dz * b2
            v2[0] += dx * b1
            v2[1] += dy * b1
            v2[2] += dz * b1
        for p, (vx, vy, vz), _ in bodies:
            p[0] += dt * vx
            p[1] += dt * vy
            p[2] += dt * vz


def run(scale):
    bodies = [(p[:], v[:], m) for p, v, m in BODIES]
    pairs = make_pairs(bodies)
    before = energy(bodies, pairs)
    advance(bodies, pairs, int(80_000 * scale), 0.001)
    assert abs(energy(bodies, pairs) - before) < abs(before) * 1e-2


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"nbody {time.perf_counter() - start:.3f}")
