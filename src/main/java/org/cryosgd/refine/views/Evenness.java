/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.views;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cryosgd.projection.HalfCube;

/**
 * Over what part of each shell two maps agree. Where views are uneven, maps hold much of some frequencies and little of
 * others, and the correlation over the shell is that of the former. If the signal is the same everywhere in the shell,
 * the correlation C with the signal follows from the cross power x of the halves and the power a of their mean in bins b
 * with the share n of the voxels:
 *
 * <pre>C = Σ √(x_b n_b) / √(Σ a_b) = √e · √(2 FSC/(1 + FSC))     e = (Σ √(x_b n_b))² / Σ x_b</pre>
 *
 * <p>e is 1 if they agree evenly, and s if they agree in a part s of the shell and hold nothing of the rest. The bins are of
 * as many voxels each, at most eight, in the order of how many views contain them. Noise of x with a relative error r makes e
 * smaller by r²/4, and bins where x is negative count as holding nothing: where little is left of the signal, e is too small.
 */
public final class Evenness {
    private static final int MOST_BINS = 8;

    /** Voxels of a bin, at least, over the order of the symmetry: with fewer, noise alone makes bins differ. */
    private static final int LEAST_VOXELS = 50;

    private Evenness() {}

    /**
     * e of each shell 0 … radius.
     *
     * @param a half cube, 2 floats per voxel
     * @param b the same of the other half
     * @param sampling how many views contain each voxel, in any unit
     * @param order of the symmetry of the maps
     */
    public static double[] of(HalfCube cube, float[] a, float[] b, float[] sampling, int order) {
        List<List<Frequency>> shells = new ArrayList<>();
        for (int shell = 0; shell <= cube.radius(); shell++) shells.add(new ArrayList<>());
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            if (shell > cube.radius()) return;
            double cross = (double) a[2 * i] * b[2 * i] + (double) a[2 * i + 1] * b[2 * i + 1];
            shells.get(shell).add(new Frequency(sampling[i], cross, HalfCube.weight(kx)));
        });
        return shells.stream().mapToDouble(shell -> of(shell, order)).toArray();
    }

    /** A voxel of the half cube. */
    private record Frequency(float sampling, double cross, int weight) {}

    private static double of(List<Frequency> shell, int order) {
        shell.sort(Comparator.comparingDouble(Frequency::sampling));
        int bins = Math.max(1, Math.min(MOST_BINS, shell.size() / (LEAST_VOXELS * order)));
        double all = shell.stream().mapToInt(Frequency::weight).sum();
        double roots = 0;
        double total = 0;
        for (int bin = 0; bin < bins; bin++) {
            double cross = 0;
            double share = 0;
            for (Frequency f : shell.subList(shell.size() * bin / bins, shell.size() * (bin + 1) / bins)) {
                cross += f.weight * f.cross;
                share += f.weight / all;
            }
            if (cross <= 0) continue;
            roots += Math.sqrt(cross * share);
            total += cross;
        }
        return total > 0 ? roots * roots / total : 1;
    }
}
