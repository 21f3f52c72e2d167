/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.util.List;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/** The axes of a point group in a map at low resolution that was found without it. */
public final class SymmetryAxes {
    /** Placements that are climbed. */
    private static final int BEST = 12;

    private SymmetryAxes() {}

    /**
     * Lays a map on the axes of the group in RELION's setting.
     *
     * @param radius frequencies that are compared
     * @param box voxels along each axis of the map, the unit of the shift
     * @return the placement at which the map is most like its mean over the operations, with the correlation of the two
     */
    public static MapAlignment find(HalfCube cube, float[] v, int radius, int box, Symmetry symmetry) {
        double[] centre = MapAlignment.centre(cube, v, box);
        HalfCube low = MapAlignment.around(cube, radius);
        float[] centred = MapAlignment.centred(cube, v, low, centre, box);
        List<int[]> frequencies = MapAlignment.frequencies(low, 1, radius);
        RotationGrid grid = RotationGrid.withSpacing(1.6 / radius, symmetry);
        MapAlignment[] starts = new MapAlignment[grid.size()];
        Tasks.forEach(starts.length, i -> {
            MapAlignment start = new MapAlignment(grid.rotations().get(i), new double[3], false, 0);
            double found = agreement(start, low, centred, frequencies, box, symmetry);
            starts[i] = new MapAlignment(start.rotation(), start.shift(), false, found);
        });
        return MapAlignment.highest(
                        starts, BEST, radius, box, m -> agreement(m, low, centred, frequencies, box, symmetry))
                .betweenCentres(new double[3], centre);
    }

    /** The correlation of the placed map with its mean over the operations. */
    private static double agreement(
            MapAlignment placement, HalfCube cube, float[] v, List<int[]> frequencies, int box, Symmetry symmetry) {
        double cross = 0;
        double power = 0;
        double mean = 0;
        double[] value = new double[2];
        for (int[] k : frequencies) {
            double re = 0;
            double im = 0;
            double firstRe = 0;
            double firstIm = 0;
            for (int operation = 0; operation < symmetry.order(); operation++) {
                DMatrix3x3 s = symmetry.operations().get(operation);
                placement.read(
                        cube,
                        v,
                        s.a11 * k[1] + s.a12 * k[2] + s.a13 * k[3],
                        s.a21 * k[1] + s.a22 * k[2] + s.a23 * k[3],
                        s.a31 * k[1] + s.a32 * k[2] + s.a33 * k[3],
                        value,
                        box);
                re += value[0] / symmetry.order();
                im += value[1] / symmetry.order();
                if (operation > 0) continue;
                firstRe = value[0];
                firstIm = value[1];
            }
            double weight = k[1] == 0 ? 1 : 2;
            cross += weight * (firstRe * re + firstIm * im);
            power += weight * (firstRe * firstRe + firstIm * firstIm);
            mean += weight * (re * re + im * im);
        }
        return cross / Math.sqrt(power * mean);
    }

    /**
     * What maps of two half sets, aligned and on the axes, have in common beside the symmetric part: the
     * product of their differences from their means over the operations, as a part of the power of the maps. Where the
     * particles have the symmetry, the differences are independent noise.
     */
    public static double asymmetry(HalfCube cube, float[] a, float[] b, int radius, Symmetry symmetry) {
        float[] meanA = a.clone();
        float[] meanB = b.clone();
        symmetry.average(cube, meanA, 2);
        symmetry.average(cube, meanB, 2);
        // averaging reads between the voxels, which takes from the mean: it is scaled to fit, shell by shell
        double[] scaleA = scales(cube, a, meanA, radius);
        double[] scaleB = scales(cube, b, meanB, radius);
        double[] sums = new double[3];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            if (shell == 0 || shell > radius) return;
            double weight = HalfCube.weight(kx);
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                sums[0] += weight * (a[c] - scaleA[shell] * meanA[c]) * (b[c] - scaleB[shell] * meanB[c]);
                sums[1] += weight * a[c] * a[c];
                sums[2] += weight * b[c] * b[c];
            }
        });
        return sums[0] / Math.sqrt(sums[1] * sums[2]);
    }

    /** What makes the mean most like v in each shell. */
    private static double[] scales(HalfCube cube, float[] v, float[] mean, int radius) {
        double[] cross = new double[radius + 1];
        double[] power = new double[radius + 1];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            if (shell > radius) return;
            double weight = HalfCube.weight(kx);
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                cross[shell] += weight * v[c] * mean[c];
                power[shell] += weight * mean[c] * mean[c];
            }
        });
        for (int shell = 0; shell <= radius; shell++) if (power[shell] > 0) cross[shell] /= power[shell];
        return cross;
    }
}
