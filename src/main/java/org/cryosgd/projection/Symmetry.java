/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.ejml.data.DMatrix3x3;

/**
 * A point group in RELION's setting: Cn has its axis along z, Dn another twofold axis along x.
 *
 * @param name such as C1, C4, D2
 * @param operations rotation matrices, the identity first
 */
public record Symmetry(String name, List<DMatrix3x3> operations) {
    private static final Pattern NAME = Pattern.compile("([CD])([1-9][0-9]?)", Pattern.CASE_INSENSITIVE);

    /** No symmetry. */
    public static final Symmetry NONE = of("C1");

    public static Symmetry of(String name) {
        Matcher matcher = NAME.matcher(name.strip());
        require(matcher.matches(), "symmetry", "Cn or Dn with n from 1 to 99, such as C1, C4 or D2", name);
        int n = Integer.parseInt(matcher.group(2));
        boolean dihedral = matcher.group(1).equalsIgnoreCase("D");
        List<DMatrix3x3> operations = new ArrayList<>();
        DMatrix3x3 aroundX = new DMatrix3x3(1, 0, 0, 0, -1, 0, 0, 0, -1);
        for (int i = 0; i < n; i++) operations.add(Rotation.aroundZ(i * 360.0 / n));
        if (dihedral) for (int i = 0; i < n; i++) operations.add(Rotation.multiply(aroundX, operations.get(i)));
        return new Symmetry(matcher.group().toUpperCase(Locale.ROOT), List.copyOf(operations));
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
        float weight = 1f / order();
        Tasks.forEach(cube.ny(), plane -> {
            int kz = plane - cube.extent();
            double[] sum = new double[2];
            for (int ky = -cube.extent(); ky <= cube.extent(); ky++)
                for (int kx = 0, end = cube.end(ky, kz); kx <= end; kx++) {
                    sum[0] = sum[1] = 0;
                    for (DMatrix3x3 r : operations)
                        read(
                                cube,
                                original,
                                channels,
                                r.a11 * kx + r.a12 * ky + r.a13 * kz,
                                r.a21 * kx + r.a22 * ky + r.a23 * kz,
                                r.a31 * kx + r.a32 * ky + r.a33 * kz,
                                sum);
                    int i = channels * cube.index(kx, ky, kz);
                    for (int c = 0; c < channels; c++) values[i + c] = (float) (weight * sum[c]);
                }
        });
    }

    /** Adds the value at (x, y, z) to {@code sum}. */
    private static void read(HalfCube cube, float[] values, int channels, double x, double y, double z, double[] sum) {
        int sign = x < 0 ? -1 : 1;
        // what rounding makes of a whole number must not be spread over two voxels
        double px = snap(sign * x);
        double py = snap(sign * y);
        double pz = snap(sign * z);
        int ix = (int) Math.floor(px);
        int iy = (int) Math.floor(py);
        int iz = (int) Math.floor(pz);
        int edge = cube.extent();
        for (int corner = 0; corner < 8; corner++) {
            int cx = ix + (corner & 1);
            int cy = iy + (corner >> 1 & 1);
            int cz = iz + (corner >> 2);
            if (cx > edge || Math.abs(cy) > edge || Math.abs(cz) > edge) continue;
            double w = (1 - Math.abs(px - cx)) * (1 - Math.abs(py - cy)) * (1 - Math.abs(pz - cz));
            int i = channels * cube.index(cx, cy, cz);
            sum[0] += w * values[i];
            if (channels == 2) sum[1] += sign * w * values[i + 1];
        }
    }

    private static double snap(double value) {
        double whole = Math.rint(value);
        return Math.abs(value - whole) < 1e-9 ? whole : value;
    }
}
