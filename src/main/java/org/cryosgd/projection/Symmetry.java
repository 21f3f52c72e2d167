/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.cryosgd.particles.Pose;
import org.ejml.data.DMatrix3x3;

/**
 * A point group of rotations in RELION's setting.
 *
 * <table>
 * <caption>Axes</caption>
 * <tr><td>Cn</td><td>n-fold along z</td></tr>
 * <tr><td>Dn</td><td>n-fold along z, twofold along x</td></tr>
 * <tr><td>T</td><td>threefold along z, twofold along (0, √2, 1)</td></tr>
 * <tr><td>O</td><td>fourfold along x, y, z</td></tr>
 * <tr><td>I1</td><td>twofold along x, y, z; fivefold along (0, φ⁻¹, 1)</td></tr>
 * <tr><td>I2, I</td><td>twofold along x, y, z; fivefold along (φ⁻¹, 0, 1)</td></tr>
 * <tr><td>I3</td><td>fivefold along z, twofold along (−φ⁻¹, 0, 1)</td></tr>
 * <tr><td>I4</td><td>fivefold along z, twofold along (φ⁻¹, 0, 1)</td></tr>
 * </table>
 *
 * with φ = (1 + √5)/2.
 *
 * @param name such as C1, C4, D2
 * @param operations rotation matrices, the identity first
 */
public record Symmetry(String name, List<DMatrix3x3> operations) {
    private static final Pattern NAME = Pattern.compile("([CD])([1-9][0-9]?)|[TOI]|I[1-4]", Pattern.CASE_INSENSITIVE);

    private static final String ALLOWED = "Cn or Dn with n from 1 to 99, T, O, I, I1, I2, I3 or I4 (rotations only)";

    private static final double PHI = (1 + Math.sqrt(5)) / 2;

    /** No symmetry. */
    public static final Symmetry NONE = of("C1");

    /** The group of this name, in upper or lower case. */
    public static Symmetry of(String name) {
        Matcher matcher = NAME.matcher(name.strip());
        require(matcher.matches(), "symmetry", ALLOWED, name);
        String group = matcher.group().toUpperCase(Locale.ROOT);
        int n = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return new Symmetry(
                group,
                switch (group) {
                    case "T" -> generated(turn(3, 0, 0, 1), turn(2, 0, Math.sqrt(2), 1));
                    case "O" -> generated(turn(4, 0, 0, 1), turn(3, 1, 1, 1));
                    case "I1" -> generated(turn(2, 0, 0, 1), turn(5, 0, 1, PHI));
                    case "I", "I2" -> generated(turn(2, 0, 0, 1), turn(5, 1, 0, PHI));
                    case "I3" -> generated(turn(5, 0, 0, 1), turn(2, -1, 0, PHI));
                    case "I4" -> generated(turn(5, 0, 0, 1), turn(2, 1, 0, PHI));
                    default -> group.startsWith("C") ? cyclic(n) : dihedral(n);
                });
    }

    /** The poses from which a structure of this symmetry looks the same, the given one first. */
    public List<Pose> equivalents(Pose pose) {
        if (operations.size() == 1) return List.of(pose);
        DMatrix3x3 a = Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
        return operations.stream()
                .map(s -> Rotation.toEuler(Rotation.multiply(a, s)))
                .map(e -> new Pose(e[0], e[1], e[2], pose.shiftXAngstrom(), pose.shiftYAngstrom()))
                .toList();
    }

    private static List<DMatrix3x3> cyclic(int n) {
        List<DMatrix3x3> operations = new ArrayList<>();
        for (int i = 0; i < n; i++) operations.add(Rotation.aroundZ(i * 360.0 / n));
        return List.copyOf(operations);
    }

    private static List<DMatrix3x3> dihedral(int n) {
        List<DMatrix3x3> operations = new ArrayList<>(cyclic(n));
        DMatrix3x3 aroundX = new DMatrix3x3(1, 0, 0, 0, -1, 0, 0, 0, -1);
        for (int i = 0; i < n; i++) operations.add(Rotation.multiply(aroundX, operations.get(i)));
        return List.copyOf(operations);
    }

    /** All products of the two. */
    private static List<DMatrix3x3> generated(DMatrix3x3 a, DMatrix3x3 b) {
        List<DMatrix3x3> operations = new ArrayList<>(List.of(Rotation.aroundZ(0)));
        for (int i = 0; i < operations.size(); i++)
            for (DMatrix3x3 generator : List.of(a, b)) {
                DMatrix3x3 product = Rotation.multiply(operations.get(i), generator);
                if (operations.stream().noneMatch(known -> same(known, product))) operations.add(product);
            }
        return List.copyOf(operations);
    }

    /** By 360°/n around an axis of any length. */
    private static DMatrix3x3 turn(int n, double x, double y, double z) {
        double s = Math.sin(Math.PI / n) / Math.sqrt(x * x + y * y + z * z);
        return Rotation.fromQuaternion(Math.cos(Math.PI / n), s * x, s * y, s * z);
    }

    /** The trace of a bᵀ is 3 where they are the same and at most 1 + 2 cos 72° = 1.6 where they are not. */
    private static boolean same(DMatrix3x3 a, DMatrix3x3 b) {
        return Rotation.traceOfQuotient(a, b) > 2.9;
    }

    /** Number of operations, the identity included. */
    public int order() {
        return operations.size();
    }

    /**
     * The mean of a half cube over the operations, read between voxels by linear interpolation.
     *
     * @param values complex (channels 2) or real (channels 1) values; overwritten
     */
    public void average(HalfCube cube, float[] values, int channels) {
        if (order() == 1) return;
        float[] original = values.clone();
        double weight = 1.0 / order();
        Tasks.forEach(cube.ny(), () -> new double[channels * cube.nx()], (sum, plane) -> {
            int kz = plane - cube.extent();
            for (int ky = -cube.extent(); ky <= cube.extent(); ky++) {
                Arrays.fill(sum, 0);
                int end = cube.end(ky, kz);
                for (DMatrix3x3 r : operations) addTurned(cube, original, channels, r, ky, kz, end, sum);
                int first = channels * cube.index(0, ky, kz);
                for (int i = 0; i < channels * (end + 1); i++) values[first + i] = (float) (weight * sum[i]);
            }
        });
    }

    /** Adds the values at r (kx, ky, kz) for kx = 0 … end. No corner is outside, as the cube has a voxel beyond its ball. */
    private static void addTurned(
            HalfCube cube, float[] values, int channels, DMatrix3x3 r, int ky, int kz, int end, double[] sum) {
        int row = channels * cube.nx();
        int plane = row * cube.ny();
        for (int kx = 0; kx <= end; kx++) {
            double x = r.a11 * kx + r.a12 * ky + r.a13 * kz;
            int sign = x < 0 ? -1 : 1;
            double px = snap(sign * x);
            double py = snap(sign * (r.a21 * kx + r.a22 * ky + r.a23 * kz));
            double pz = snap(sign * (r.a31 * kx + r.a32 * ky + r.a33 * kz));
            int ix = (int) px;
            int iy = (int) Math.floor(py);
            int iz = (int) Math.floor(pz);
            double fx = px - ix;
            double fy = py - iy;
            double fz = pz - iz;
            double w0 = (1 - fy) * (1 - fz);
            double w1 = fy * (1 - fz);
            double w2 = (1 - fy) * fz;
            double w3 = fy * fz;
            int i = channels * cube.index(ix, iy, iz);
            for (int c = 0; c < channels; c++, i++) {
                int j = i + channels;
                double near =
                        w0 * values[i] + w1 * values[i + row] + w2 * values[i + plane] + w3 * values[i + plane + row];
                double far =
                        w0 * values[j] + w1 * values[j + row] + w2 * values[j + plane] + w3 * values[j + plane + row];
                double value = near + fx * (far - near);
                sum[channels * kx + c] += c == 0 ? value : sign * value;
            }
        }
    }

    /** What rounding makes of a whole number must not be spread over two voxels. */
    private static double snap(double value) {
        double whole = Math.rint(value);
        return Math.abs(value - whole) < 1e-9 ? whole : value;
    }
}
