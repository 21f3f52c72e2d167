/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.util.List;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/**
 * A map that looks like a protein and is nobody's: one chain of α-helices and loops in a compact, asymmetric fold, its
 * atoms as Gaussians. Its helices avoid each other as those of a protein do.
 */
public final class Phantom {
    private Phantom() {}

    /**
     * The density of a phantom, centred on voxel ⌊n/2⌋; everywhere at least 0, and 0 at the box's edge.
     *
     * @param box even, at least 16
     * @param voxelSizeAngstrom edge of a voxel
     * @param residues length of the chain; it must leave room for shifts in the box
     * @param bFactorAngstrom2 width of the atoms: variance B/(8π²) along each axis
     * @param seed the same seed gives the same map
     */
    public static Volume create(int box, double voxelSizeAngstrom, int residues, double bFactorAngstrom2, long seed) {
        require(box >= 16 && box % 2 == 0, "box", "even and at least 16", box);
        require(voxelSizeAngstrom > 0, "voxel size (Å)", "positive", voxelSizeAngstrom);
        require(bFactorAngstrom2 > 0, "B-factor (Å²)", "positive", bFactorAngstrom2);
        double largest = 0.75 * box / 2 * voxelSizeAngstrom;
        double diameter = 2 * PhantomChain.radius(residues);
        require(
                PhantomChain.radius(residues) <= largest,
                "number of residues",
                "so few that they fit into the box (" + residues + " need " + Math.round(diameter) + " Å)",
                residues);
        return density(box, voxelSizeAngstrom, new PhantomChain(residues, seed).atoms(), bFactorAngstrom2);
    }

    /** Sum of Gaussians of weight 1 in units of 1/Å³, cut off at five standard deviations. */
    private static Volume density(int box, double voxelSize, List<double[]> atoms, double bFactor) {
        double variance = bFactor / (8 * Math.PI * Math.PI);
        double reach = 5 * Math.sqrt(variance);
        double height = Math.pow(2 * Math.PI * variance, -1.5);
        float[] voxels = new float[box * box * box];
        Tasks.forEach(box, z -> {
            for (double[] atom : atoms) {
                double dz = (z - box / 2) * voxelSize - atom[2];
                if (Math.abs(dz) > reach) continue;
                for (int y = first(atom[1] - reach, voxelSize, box); y < box; y++) {
                    double dy = (y - box / 2) * voxelSize - atom[1];
                    if (dy > reach) break;
                    for (int x = first(atom[0] - reach, voxelSize, box); x < box; x++) {
                        double dx = (x - box / 2) * voxelSize - atom[0];
                        if (dx > reach) break;
                        double d2 = dx * dx + dy * dy + dz * dz;
                        voxels[(z * box + y) * box + x] += (float) (height * Math.exp(-d2 / (2 * variance)));
                    }
                }
            }
        });
        return new Volume(box, voxelSize, voxels);
    }

    private static int first(double coordinate, double voxelSize, int box) {
        return (int) Math.max(0, Math.ceil(coordinate / voxelSize + box / 2));
    }
}
