/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;
import java.util.List;
import org.cryosgd.assess.CubeCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optimize.Batches;
import org.cryosgd.projection.BallMask;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.Problem;
import org.ejml.data.DMatrixRMaj;

/**
 * The same few volumes found twice, from the two half sets, by {@link BlockSgd}. Each half has its own images, volumes and latent numbers.
 * The halves share the FSC of each volume, which becomes its ridge D (1 − FSC)/FSC, and what their caller shares.
 */
final class PairedFit {
    /** The FSC is not taken as smaller or larger than this: a volume may grow out of noise. */
    private static final double LEAST_FSC = 0.02;

    private static final double MOST_FSC = 0.999;

    /** Mini-batches of an epoch, with no fewer images than {@link #LEAST_BATCH}. */
    private static final int BATCHES = 10;

    private static final int LEAST_BATCH = 50;

    private final Problem problem;
    private final HalfCube cube;
    private final BallMask mask;
    private final BlockSgd[] halves = new BlockSgd[2];
    private final BlockSgd.Work work;
    private final int count;
    private FscCurve[] fsc;

    /**
     * @param latents of the two halves
     * @param mask of box³ voxels that the volumes are held within
     */
    PairedFit(
            Problem problem, List<? extends Latent> latents, float[] mask, Preconditioning preconditioning, long seed) {
        this.problem = problem;
        count = latents.get(0).volumes();
        cube = problem.cube();
        this.mask = new BallMask(cube, mask, problem.box());
        work = BlockSgd.Work.of(cube.size(), count);
        CombinationObjective objective =
                new CombinationObjective(problem.projector(), problem.images(), problem.symmetry());
        for (int h = 0; h < 2; h++) {
            int[] numbers = problem.sets()[h];
            int batches = Math.max(1, Math.min(BATCHES, numbers.length / LEAST_BATCH));
            halves[h] = new BlockSgd(
                    objective,
                    numbers,
                    latents.get(h),
                    Batches.ofCount(numbers, batches),
                    new float[count][2 * cube.size()],
                    new float[count][cube.radius() + 2],
                    preconditioning,
                    31 * seed + h);
        }
    }

    /** Floats per voxel of the half cube that a fit of so many volumes keeps, beside what every pass needs. */
    static int floatsPerVoxel(int volumes) {
        // v and D of both halves, gradient and blocks, their sums in the projector, and a volume for the mask
        return 4 * (2 * volumes + Latent.entries(volumes)) + 4;
    }

    /**
     * One epoch of both halves, at the end of which their volumes are masked.
     *
     * @param eta length of the steps
     * @return the mean of the log likelihood of the images
     */
    double epoch(int number, double eta, ProgressMonitor monitor) {
        double value = 0;
        for (int h = 0; h < 2; h++) {
            value += halves[h].epoch(eta, work, monitor, "Epoch " + number + ", half " + (h + 1)) / 2;
            for (float[] v : halves[h].volumes()) mask(v);
        }
        return value;
    }

    /** Finds the preconditioners at the present volumes, which stay as they are. */
    void prepare(ProgressMonitor monitor) {
        for (int h = 0; h < 2; h++) halves[h].prepare(work, monitor, "Preconditioner, half " + (h + 1));
    }

    /** Replaces a volume with its product with the mask. */
    void mask(float[] volume) {
        System.arraycopy(mask.masked(volume), 0, volume, 0, volume.length);
    }

    /** Lets the latent numbers of all images be found at the present volumes. */
    Fits observe(ProgressMonitor monitor) {
        Fits fits = new Fits(
                new double[problem.images().size()], new double[problem.images().size()]);
        for (int h = 0; h < 2; h++) {
            BlockSgd half = halves[h];
            double[] values = half.observe(monitor, "Half " + (h + 1) + ": fits");
            for (int n = 0; n < values.length; n++) {
                int image = half.numbers()[n];
                fits.likelihoods()[image] = values[n];
                fits.misfits()[image] = half.misfit(image, values[n]);
            }
        }
        return fits;
    }

    /**
     * How well each image fits.
     *
     * @param likelihoods log likelihood beside that of noise alone
     * @param misfits {@link CombinationObjective#misfit}
     */
    record Fits(double[] likelihoods, double[] misfits) {}

    /** v_j ← Σ_k turn_jk v_k in one half, from volume {@code first} on. */
    void turn(int h, int first, DMatrixRMaj turn) {
        Subspace.turn(cube, volumes(h, first), turn);
        halves[h].preconditioner().turn(first, turn);
    }

    /** Compares the halves, volume by volume, and takes the ridges of the first {@code ridges} volumes from that. */
    void compare(int ridges) {
        fsc = new FscCurve[count];
        for (int j = 0; j < count; j++) {
            fsc[j] = CubeCorrelation.of(
                    cube,
                    halves[0].volumes()[j],
                    halves[1].volumes()[j],
                    problem.padding(),
                    problem.box(),
                    problem.voxelSizeAngstrom());
            if (j >= ridges) continue;
            double[] values = fsc[j].values();
            for (BlockSgd half : halves) {
                double[] d = half.preconditioner().shellMeans(j);
                for (int s = 0; s < d.length; s++) {
                    double f = values[Math.min(s / problem.padding(), values.length - 1)];
                    f = Math.max(LEAST_FSC, Math.min(MOST_FSC, f));
                    half.ridge()[j][s] = (float) (d[s] * (1 - f) / f);
                }
            }
        }
    }

    /** Of the halves, for each volume, when they were last compared. */
    FscCurve fsc(int j) {
        return fsc[j];
    }

    HalfCube cube() {
        return cube;
    }

    /** Volumes of half {@code h} from number {@code first} on, not copies. */
    float[][] volumes(int h, int first) {
        return Arrays.copyOfRange(halves[h].volumes(), first, count);
    }

    /** The mean of both halves. */
    float[] together(int j) {
        float[] a = halves[0].volumes()[j];
        float[] b = halves[1].volumes()[j];
        float[] mean = new float[a.length];
        for (int i = 0; i < mean.length; i++) mean[i] = (a[i] + b[i]) / 2;
        return mean;
    }

    BlockSgd half(int h) {
        return halves[h];
    }
}
