"""Writes distributions.json beside this file: distribution functions to 20 digits, from mpmath's own functions and quadrature.

    python -m venv venv && venv/bin/pip install mpmath==1.4.1
    venv/bin/python tests/golden/stats/distributions.py

Each list holds arguments and then the value. Tails are computed as such, so a small one is right in its own digits.
"""

import json
from pathlib import Path

import mpmath as mp

HERE = Path(__file__).parent
mp.mp.dps = 40


def beta(a, b, low, high):
    return mp.betainc(a, b, low, high, regularized=True)


def binomial():
    cases = [(k, n, p) for n in [1, 2, 7, 40] for k in range(0, n + 1, max(1, n // 4)) for p in [0.5, 0.03, 0.9]]
    cases += [(480, 1000, 0.5), (1, 1000, 0.5), (999, 1000, 0.999), (50100, 100000, 0.5), (499000, 1000000, 0.5), (3, 1000000, 1e-6)]
    out = []
    for k, n, p in cases:
        exact = mp.mpf(p)
        point = mp.binomial(n, k) * exact**k * (1 - exact) ** (n - k)
        if n <= 1000:
            terms = [mp.binomial(n, i) * exact**i * (1 - exact) ** (n - i) for i in range(n + 1)]
            at_most, at_least = mp.fsum(terms[: k + 1]), mp.fsum(terms[k:])
        else:
            # Terms fall geometrically away from the mean, so those within 20,000 of k are the tail.
            ratio = lambda i: (n - i) * exact / ((i + 1) * (1 - exact))
            def down():
                term, i = point, k
                while i >= 0 and term > point * mp.mpf(10) ** -30:
                    yield term
                    i -= 1
                    term = term / ratio(i) if i >= 0 else mp.mpf(0)
            def up():
                term, i = point, k
                while i <= n and term > point * mp.mpf(10) ** -30:
                    yield term
                    term, i = term * ratio(i), i + 1
            at_most, at_least = mp.fsum(down()), mp.fsum(up())
        out.append((k, n, p, point, at_most, at_least))
    return out


def normal():
    return [(z, mp.ncdf(z)) for z in [-30.0, -8.0, -3.0, -1.0, -0.1, 0.0, 0.7, 1.96, 5.0]]


def normal_points():
    return [(p, mp.sqrt(2) * mp.erfinv(2 * mp.mpf(p) - 1)) for p in [1e-10, 1e-4, 0.025, 0.3, 0.5, 0.9, 0.975, 0.999999]]


def student_t():
    out = []
    for freedom in [1, 2, 3, 4, 9, 29, 99, 2.5, 1000, 1000000]:
        for t in [0.01, 0.5, 1.0, 2.0, 4.6, 12.0, 40.0]:
            x = mp.mpf(freedom) / (freedom + mp.mpf(t) ** 2)
            out.append((t, freedom, beta(mp.mpf(freedom) / 2, mp.mpf(1) / 2, 0, x) if freedom < 1e5 else tail_by_quadrature(t, freedom)))
    return out


def tail_by_quadrature(t, freedom):
    nu = mp.mpf(freedom)
    factor = mp.exp(mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2)) / mp.sqrt(nu * mp.pi)
    density = lambda x: factor * (1 + x * x / nu) ** (-(nu + 1) / 2)
    edges = [mp.mpf(t) + step for step in range(0, 40, 2)] + [mp.inf]
    # Quadrature ends at an absolute error, so it is given numbers of size 1.
    size = density(mp.mpf(t))
    return 2 * size * mp.quad(lambda x: density(x) / size, edges)


def chi_squared():
    return [(x, k, mp.gammainc(mp.mpf(k) / 2, mp.mpf(x) / 2, mp.inf, regularized=True))
            for k in [1, 2, 3, 4, 9, 30] for x in [0.1, 1.0, 5.0, 20.0, 90.0]]


def fisher_f():
    return [(f, a, b, beta(mp.mpf(b) / 2, mp.mpf(a) / 2, 0, mp.mpf(b) / (b + a * mp.mpf(f))))
            for a in [1, 2, 5, 12] for b in [1, 4, 20, 300] for f in [0.2, 1.0, 2.5, 30.0]]


def noncentral_t():
    out = []
    for freedom in [1, 2, 4, 9, 40, 500]:
        for t in [-2.0, 0.5, 2.3, 6.0]:
            for centre in [0.0, 0.7, 3.0, 8.0]:
                nu = mp.mpf(freedom)
                log_factor = mp.log(2) + nu / 2 * mp.log(nu / 2) - mp.loggamma(nu / 2)
                density = lambda s: mp.exp(log_factor + (nu - 1) * mp.log(s) - nu * s * s / 2) if s > 0 else mp.mpf(0)
                width = 1 / mp.sqrt(2 * nu)
                edges = sorted({mp.mpf(0), mp.mpf(20)} | {1 + k * width for k in range(-14, 15, 2) if 0 < 1 + k * width < 20})
                # The root of the normal's argument is where the integrand bends.
                above = mp.quad(lambda s: density(s) * mp.ncdf(centre - t * s), edges)
                out.append((t, freedom, centre, above))
    return out


def normal_range():
    out = []
    for groups in [2, 3, 5, 10, 20]:
        for q in [0.2, 1.0, 2.5, 3.6, 5.0, 9.0]:
            inner = lambda z: mp.npdf(z) * ((mp.ncdf(z)) ** (groups - 1) - (mp.ncdf(z) - mp.ncdf(z - q)) ** (groups - 1))
            out.append((q, groups, groups * mp.quad(inner, [-12, -6, -3, 0, 2, 4, 6, 9, 12, 20])))
    return out


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value if isinstance(value, int) else float(value)


def main():
    mp.mp.dps = 30
    out = {f.__name__: plain(f()) for f in [binomial, normal, normal_points, student_t, chi_squared, fisher_f, noncentral_t, normal_range]}
    lines = ",\n".join(f'  "{name}": [\n' + ",\n".join("    " + json.dumps(row) for row in rows) + "\n  ]" for name, rows in out.items())
    (HERE / "distributions.json").write_text("{\n" + lines + "\n}\n")


main()
