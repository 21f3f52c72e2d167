/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The atoms of a chain of α-helices (1.5 Å and 100° per residue) and loops. Helices are laid one after the other: of
 * many random ones that start near the end of the last, the one is taken that keeps clear of the others and lies
 * deepest within an ellipsoid with a bulge.
 */
final class PhantomChain {
    private static final double RISE = 1.5;
    private static final double TURN = Math.toRadians(100);
    /** Distance of atoms from the axis of a helix: backbone, then side chain. */
    private static final double[] BACKBONE = {1.6, 2.3, 1.7};

    private static final double FIRST_SIDE_ATOM = 3.3;
    private static final double BOND = 1.5;
    /** In proteins the axes of helices are 8 to 10 Å apart. */
    private static final double CLEARANCE = 8;

    private static final double LOOP_STEP = 3.8;
    private static final int CANDIDATES = 1000;

    private final SplittableRandom random;
    private final double radius;
    private final List<double[]> atoms = new ArrayList<>();
    private final List<double[]> axes = new ArrayList<>();

    PhantomChain(int residues, long seed) {
        require(residues >= 20, "number of residues", "at least 20", residues);
        random = new SplittableRandom(seed);
        radius = radius(residues);
        double[] end = null;
        for (int done = 0; done < residues; ) {
            Helix helix = bestHelix(end, residues - done);
            if (end != null) done += addLoop(end, helix.start);
            addHelix(helix);
            done += helix.residues;
            end = helix.at(helix.residues * RISE);
        }
        centre();
    }

    /** The scale of the fold in Å; its atoms reach at most about 1.3 times as far from the centre. */
    static double radius(int residues) {
        return 4.5 * Math.cbrt(residues);
    }

    /** Positions in Å about the centre of mass. */
    List<double[]> atoms() {
        return atoms;
    }

    private record Helix(double[] start, double[] direction, int residues) {
        double[] at(double along) {
            return plus(start, direction, along);
        }
    }

    private Helix bestHelix(double[] end, int left) {
        Helix best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        for (int i = 0; i < CANDIDATES; i++) {
            int residues = 9 + random.nextInt(16);
            double[] start = end == null ? new double[3] : plus(end, direction(), 9 + 7 * random.nextDouble());
            Helix helix = new Helix(start, direction(), Math.min(residues, Math.max(left, 6)));
            double score = score(helix) - helix.residues;
            if (score < bestScore) {
                best = helix;
                bestScore = score;
            }
        }
        return best;
    }

    /** Small for a helix that clashes with nothing and stays inside. */
    private double score(Helix helix) {
        double clash = 0;
        double outside = 0;
        double depth = 0;
        double length = helix.residues * RISE;
        for (double along = 0; along <= length; along += RISE) {
            double[] point = helix.at(along);
            for (double[] other : axes) clash += Math.max(0, CLEARANCE - distance(point, other));
            double out = outwards(point);
            depth += out / helix.residues;
            outside += Math.max(0, out - 1);
        }
        return 1000 * clash + 100 * outside + 60 * depth;
    }

    /** Below 1 in an ellipsoid with a bulge on one side of it. */
    private double outwards(double[] p) {
        double ellipsoid = norm(p[0] / (1.05 * radius), p[1] / (0.8 * radius), p[2] / (0.62 * radius));
        double bulge = norm(
                (p[0] - 0.5 * radius) / (0.4 * radius),
                (p[1] - 0.3 * radius) / (0.45 * radius),
                (p[2] - 0.5 * radius) / (0.5 * radius));
        return Math.min(ellipsoid, bulge);
    }

    private void addHelix(Helix helix) {
        double[] u = perpendicular(helix.direction);
        double[] v = cross(helix.direction, u);
        double phase = 2 * Math.PI * random.nextDouble();
        for (int residue = 0; residue < helix.residues; residue++) {
            double[] axis = helix.at(residue * RISE);
            axes.add(axis);
            for (int atom = 0; atom < BACKBONE.length; atom++) {
                double part = (double) atom / BACKBONE.length;
                addAround(helix, u, v, phase + (residue + part) * TURN, residue + part, BACKBONE[atom]);
            }
            int side = random.nextInt(5);
            for (int atom = 0; atom < side; atom++) {
                double angle = phase + (residue + 1 / 3.0) * TURN + 0.25 * atom * (random.nextDouble() - 0.5);
                addAround(helix, u, v, angle, residue + 1 / 3.0, FIRST_SIDE_ATOM + 0.8 * BOND * atom);
            }
        }
    }

    private void addAround(Helix helix, double[] u, double[] v, double angle, double residue, double distance) {
        double[] onAxis = helix.at(residue * RISE);
        atoms.add(plus(plus(onAxis, u, distance * Math.cos(angle)), v, distance * Math.sin(angle)));
    }

    /** A curve between two points, bent away from the middle of the fold; returns its number of residues. */
    private int addLoop(double[] from, double[] to) {
        double[] middle = {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2};
        double far = Math.max(1, norm(middle[0], middle[1], middle[2]));
        double[] bend = plus(middle, middle, 5 / far);
        int residues = (int) Math.max(2, Math.ceil(1.2 * distance(from, to) / LOOP_STEP));
        int points = 3 * residues;
        for (int i = 1; i < points; i++) {
            double t = (double) i / points;
            double[] point = new double[3];
            for (int d = 0; d < 3; d++)
                point[d] = (1 - t) * (1 - t) * from[d]
                        + 2 * t * (1 - t) * bend[d]
                        + t * t * to[d]
                        + 0.8 * (random.nextDouble() - 0.5);
            atoms.add(point);
        }
        return residues;
    }

    private void centre() {
        double[] mean = new double[3];
        for (double[] atom : atoms) for (int d = 0; d < 3; d++) mean[d] += atom[d] / atoms.size();
        for (double[] atom : atoms) for (int d = 0; d < 3; d++) atom[d] -= mean[d];
    }

    private double[] direction() {
        double z = 2 * random.nextDouble() - 1;
        double angle = 2 * Math.PI * random.nextDouble();
        double r = Math.sqrt(1 - z * z);
        return new double[] {r * Math.cos(angle), r * Math.sin(angle), z};
    }

    private static double[] perpendicular(double[] a) {
        double[] other = Math.abs(a[0]) < 0.9 ? new double[] {1, 0, 0} : new double[] {0, 1, 0};
        double[] p = cross(a, other);
        double length = norm(p[0], p[1], p[2]);
        return new double[] {p[0] / length, p[1] / length, p[2] / length};
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double[] plus(double[] a, double[] direction, double factor) {
        return new double[] {a[0] + factor * direction[0], a[1] + factor * direction[1], a[2] + factor * direction[2]};
    }

    private static double distance(double[] a, double[] b) {
        return norm(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    }

    private static double norm(double x, double y, double z) {
        return Math.sqrt(x * x + y * y + z * z);
    }
}
