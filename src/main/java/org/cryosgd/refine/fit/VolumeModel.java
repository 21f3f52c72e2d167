/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.optimize.PreconditionedSgd;
import org.cryosgd.optimize.precondition.ForgettingDiagonal;
import org.cryosgd.optimize.step.StepRule;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Symmetry;

/**
 * The map of a refinement: its volume v, moved by the same {@link PreconditionedSgd} on the same {@link LeastSquares} as in
 * a reconstruction. The slices of a batch come with the weights of their poses, and D forgets.
 *
 * <p>Not thread safe; a step runs on the threads of {@link org.cryosgd.math.Tasks}.
 */
public final class VolumeModel {
    private static final double FLOOR = ForgettingDiagonal.FLOOR;

    private final HalfDisc disc;
    private final HalfCube cube;
    private final Projector projector;
    private final FourierVolume maps;
    private final LeastSquares objective;
    private final ForgettingDiagonal preconditioner;
    private final PreconditionedSgd sgd;

    /**
     * @param images whose disc is that of the model
     * @param numbers of the images that take part
     * @param size voxels along each axis of the map, more than twice the radius of the disc
     */
    public VolumeModel(Images images, int[] numbers, int size, Symmetry symmetry) {
        disc = images.disc();
        cube = new HalfCube(disc.radius());
        projector = new Projector(cube, disc, Interpolation.TRILINEAR, 1);
        maps = new FourierVolume(cube, Interpolation.TRILINEAR, 1, size);
        objective = new LeastSquares(projector, images, numbers, symmetry, new float[cube.radius() + 2]);
        preconditioner = new ForgettingDiagonal(objective, 0);
        sgd = new PreconditionedSgd(
                objective, null, new float[2 * cube.size()], preconditioner, null, UnaryOperator.identity(), 0);
    }

    /** Works in the memory of another model of the same size from now on; steps of both follow each other. */
    void workIn(VolumeModel other) {
        sgd.workIn(other.sgd);
        preconditioner.workIn(other.preconditioner);
        projector.workIn(other.projector);
    }

    public HalfDisc disc() {
        return disc;
    }

    public HalfCube cube() {
        return cube;
    }

    public Projector projector() {
        return projector;
    }

    public FourierVolume maps() {
        return maps;
    }

    /** v, not a copy. */
    public float[] volume() {
        return sgd.volume();
    }

    public void setVolume(float[] other) {
        sgd.setVolume(other);
    }

    /** D without a ridge, one float per voxel, not a copy. */
    public float[] diagonal() {
        return preconditioner.diagonal();
    }

    /** From zero on, with nothing observed. */
    void clear() {
        setVolume(new float[2 * cube.size()]);
        preconditioner.clear();
        sgd.restart();
    }

    /**
     * How the next steps are made.
     *
     * @param leastRate of the running mean D ← D + rate (D_batch − D)
     * @param ridge of each shell 0 … radius + 1
     */
    void use(StepRule rule, double leastRate, float[] ridge) {
        sgd.setRule(rule);
        preconditioner.setLeastRate(leastRate);
        objective.setRidge(ridge);
    }

    /** v ← v − η D̂⁻¹ ∇F for a batch whose images have weighted slices. */
    void step(Batch batch) {
        sgd.step(batch, NO_RANDOM);
    }

    /**
     * The same, under a name that another engine shows.
     *
     * @throws java.util.concurrent.CancellationException if another engine is stopped in its pass; then nothing has changed
     */
    void step(Batch batch, ProgressMonitor monitor, String what) {
        objective.epoch(monitor, what);
        step(batch);
    }

    /** Nothing is drawn: D is observed exactly. */
    private static final SplittableRandom NO_RANDOM = new SplittableRandom(0);

    /** Volume, D and counts, not copies. */
    State state() {
        return sgd.state();
    }

    void restore(State state) {
        sgd.restore(state);
    }

    /** The mean of D in each shell 0 … radius + 1. */
    double[] shellMeans() {
        float[] diagonal = diagonal();
        return cube.shellMeans((i, shell) -> diagonal[i]);
    }

    /**
     * How well each shell is measured, for the ridge that follows from the correlation of two such maps. After a few epochs v
     * is nearly W (signal + noise of power 1/D) with W = D/(max(D, floor) + ridge), powers in units of one over the number of
     * images, so that
     *
     * <pre>FSC = Σ W² signal / Σ W² (signal + 1/D)     ridge = 1/signal = P (1 − FSC)/FSC     P = Σ W² / Σ W²/D</pre>
     *
     * <p>With even views P is D. With others the map holds most of what is in many views: where the ridge is strong P is above
     * the mean of D, ΣD²/ΣD at most, and the mean in its place damps what is in few views too little. Where the ridge is weak
     * P is below it.
     *
     * @param ridge that the map was made with, of each shell 0 … radius + 1
     * @return P of the same shells, in units of D
     */
    double[] precision(float[] ridge) {
        double[] means = shellMeans();
        float[] diagonal = diagonal();
        double[] signal = cube.shellSums((i, shell) -> {
            double w = weight(diagonal[i], means[shell], ridge[shell]);
            return w * w;
        });
        double[] noise = cube.shellSums((i, shell) -> {
            double w = weight(diagonal[i], means[shell], ridge[shell]);
            return w > 0 ? w * w / diagonal[i] : 0;
        });
        for (int shell = 0; shell < means.length; shell++)
            signal[shell] = noise[shell] > 0 ? signal[shell] / noise[shell] : 0;
        return signal;
    }

    /** W of a voxel. */
    private static double weight(double d, double mean, double ridge) {
        return d > 0 ? d / (Math.max(d, FLOOR * mean) + ridge) : 0;
    }

    /** v times √(D over its mean in the shell), so that a frequency counts by how often it was seen. */
    public float[] weightedBySampling() {
        double[] means = shellMeans();
        float[] diagonal = diagonal();
        float[] weighted = volume().clone();
        cube.forEach((i, shell) -> {
            float factor = means[shell] > 0 ? (float) Math.sqrt(diagonal[i] / means[shell]) : 0;
            weighted[2 * i] *= factor;
            weighted[2 * i + 1] *= factor;
        });
        return weighted;
    }

    /** The part of the frequencies of each shell with at least a tenth of its mean of D: the others are hardly in any view. */
    public double[] wellSampled() {
        double[] means = shellMeans();
        float[] diagonal = diagonal();
        double[] part = cube.shellMeans((i, shell) -> diagonal[i] >= FLOOR * means[shell] ? 1 : 0);
        part[cube.radius() + 1] = 1;
        return part;
    }

    /** Takes the frequencies that another model has too; D of the others is that of its outermost shell. */
    void continueFrom(VolumeModel other) {
        setVolume(other.cube.resized(other.volume(), cube));
        double[] means = other.shellMeans();
        float[] known = other.diagonal();
        float[] diagonal = new float[cube.size()];
        cube.forEach((i, shell) -> diagonal[i] = (float) means[Math.min(shell, other.cube.radius())]);
        other.cube.copy(known, cube, diagonal, 1);
        preconditioner.restore(new State(other.preconditioner.state().numbers(), new float[][] {diagonal}));
    }
}
