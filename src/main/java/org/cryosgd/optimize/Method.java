/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cryosgd.optimize.precondition.GivenDiagonal;
import org.cryosgd.optimize.precondition.GriddedDiagonal;
import org.cryosgd.optimize.precondition.NoPreconditioner;
import org.cryosgd.optimize.precondition.ObservedDiagonal;
import org.cryosgd.optimize.precondition.Preconditioner;
import org.cryosgd.optimize.step.Decaying;

/**
 * All optimizers. A new one is a file that implements {@link Optimizer} and a line here; commands, comparisons, memory plans
 * and checkpoints then know it.
 */
public enum Method {
    /** Steps with all images, with the exact diagonal and what interpolation does to neighbours as preconditioner. */
    GRIDDING("gridding", 10, Method::gridding),
    /** SGD with a preconditioner that is computed before the first epoch. */
    PRECOMPUTED(
            "precomputed",
            10,
            s -> sgd(s, new GivenDiagonal(s.objective(), s.diagonal().get(), s.alpha()))),
    /** SGD with a preconditioner that is observed along the way: Algorithm 1 of the paper. */
    ALGORITHM1(
            "algorithm1",
            14,
            s -> sgd(
                    s,
                    s.probes()
                            ? ObservedDiagonal.hutchinson(s.objective(), s.decay(), s.alpha())
                            : ObservedDiagonal.exact(s.objective(), s.decay(), s.alpha()))),
    /** SGD without a preconditioner. */
    SGD("sgd", 14, s -> sgd(s, new NoPreconditioner(s.objective()))),
    /** OASIS with a fixed rate. */
    OASIS("oasis", 14, s -> oasis(s, false)),
    /** OASIS with the adaptive rate. */
    OASIS_ADAPTIVE("oasisAdaptive", 16, s -> oasis(s, true)),
    /** L-BFGS, all images in every iteration. */
    LBFGS(
            "lbfgs",
            2 * (2 * Lbfgs.MEMORY + 5),
            s -> new Lbfgs(s.objective(), s.batches().all(), s.start(), Lbfgs.MEMORY)),
    /** Conjugate gradients, all images in every iteration. */
    CG("cg", 12, s -> new ConjugateGradients(s.objective(), s.batches().all(), s.start(), null)),
    /** Conjugate gradients with the diagonal as preconditioner. */
    PCG(
            "pcg",
            13,
            s -> new ConjugateGradients(
                    s.objective(), s.batches().all(), s.start(), s.diagonal().get()));

    private final String label;
    private final int floats;
    private final Function<Setup, Optimizer> maker;

    Method(String label, int floats, Function<Setup, Optimizer> maker) {
        this.label = label;
        this.floats = floats;
        this.maker = maker;
    }

    /** The name that users see. */
    public String label() {
        return label;
    }

    /** Floats per voxel of the half cube that it keeps. */
    public int floatsPerVoxel() {
        return floats;
    }

    /** An optimizer of this kind. */
    public Optimizer create(Setup setup) {
        return maker.apply(setup);
    }

    /** Whether it wants the Hessian's diagonal before it begins. */
    public boolean wantsDiagonal() {
        return this == GRIDDING || this == PRECOMPUTED || this == PCG;
    }

    /** Whether it starts from the back-projection that the pass for the diagonal gives. */
    public boolean startsFromBackProjection() {
        return this == GRIDDING || this == PRECOMPUTED;
    }

    /** Whether its steps follow a {@link org.cryosgd.optimize.step.StepRule}. */
    public boolean followsRule() {
        return this == PRECOMPUTED || this == ALGORITHM1 || this == SGD;
    }

    /** Whether it holds a diagonal with a threshold. */
    public boolean hasThreshold() {
        return this == PRECOMPUTED || observes();
    }

    /** Whether it observes the diagonal along the way. */
    public boolean observes() {
        return this == ALGORITHM1 || isOasis();
    }

    /** Whether it is OASIS, which has a rate of its own. */
    public boolean isOasis() {
        return this == OASIS || this == OASIS_ADAPTIVE;
    }

    /** Names of all, as users give them. */
    public static String[] labels() {
        return Arrays.stream(values()).map(Method::label).toArray(String[]::new);
    }

    /**
     * The method of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Method of(String label) {
        for (Method method : values()) if (method.label.equalsIgnoreCase(label.strip())) return method;
        throw new IllegalArgumentException("method must be one of "
                + Arrays.stream(labels()).collect(Collectors.joining(", ")) + "; found '" + label.strip() + "'");
    }

    private static Optimizer gridding(Setup s) {
        float[] diagonal = s.diagonal().get();
        return new Gridding(
                s.objective(),
                s.batches().all(),
                s.start(),
                new GriddedDiagonal(s.objective(), diagonal, s.largestEigenvalue(), s.ungridded()),
                s.constraint(),
                start -> new PreconditionedSgd(
                        s.objective(),
                        s.batches(),
                        start,
                        new GivenDiagonal(s.objective(), diagonal, s.alpha()),
                        new Decaying(s.largestEigenvalue()),
                        s.constraint(),
                        s.seed()));
    }

    private static Optimizer sgd(Setup s, Preconditioner preconditioner) {
        return new PreconditionedSgd(
                s.objective(), s.batches(), s.start(), preconditioner, s.rule(), s.constraint(), s.seed());
    }

    private static Optimizer oasis(Setup s, boolean adaptive) {
        return new Oasis(s.objective(), s.batches(), s.start(), s.decay(), s.alpha(), s.eta(), adaptive, s.seed());
    }
}
