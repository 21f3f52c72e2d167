/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct.options;

import org.cryosgd.optimize.Method;

/**
 * {@link FitOptions} as users write them: what {@code auto} stands for, and which keys go together.
 *
 * @param preset {@code default} or {@code paper}: what auto stands for
 * @param method a label of {@link Method}, or {@code auto}
 * @param preconditioner {@code auto}, {@code exact}, {@code hutchinson}, or a file
 * @param decay β, or below 0 for the preset's
 * @param steps rule, or {@code auto}
 * @param start volume, or {@code auto}
 */
public record FitKeys(
        String preset,
        String method,
        String preconditioner,
        int probes,
        int epochs,
        double tolerance,
        int batchSize,
        String steps,
        double eta,
        double armijo,
        double decay,
        boolean threshold,
        String start) {
    private static final String AUTO = "auto";

    /** Whether the preconditioner is a file. */
    public static boolean isFile(String preconditioner) {
        return !preconditioner.equals(AUTO) && !preconditioner.equals("exact") && !preconditioner.equals("hutchinson");
    }

    private boolean isPaper() {
        return preset.equals("paper");
    }

    /** The objective that auto stands for. */
    public ModelOptions model() {
        return isPaper() ? ModelOptions.paper() : ModelOptions.defaults();
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if a key has no effect with the others, or has no such value
     */
    public FitOptions options() {
        FitOptions base = isPaper() ? FitOptions.paper() : FitOptions.defaults();
        FitOptions usual = FitOptions.defaults();
        Method chosen = !method.equals(AUTO)
                ? Method.of(method)
                : !isPaper() && (isFile(preconditioner) || wantsBatches(usual)) ? Method.PRECOMPUTED : base.method();
        FitOptions fit = new FitOptions(
                chosen,
                preconditioner.equals(AUTO) ? chosen.observes() : preconditioner.equals("hutchinson"),
                probes,
                epochs,
                tolerance == usual.tolerance() ? base.tolerance() : tolerance,
                batchSize,
                base.batches(),
                steps.equals(AUTO) ? base.steps() : Steps.of(steps),
                eta,
                armijo,
                decay < 0 ? base.decay() : decay,
                threshold,
                start.equals(AUTO) ? base.start() : Start.of(start));
        requireUsed(fit, usual);
        return fit;
    }

    /** Whether a key was given that is about mini-batches, or about a diagonal that stands alone. */
    private boolean wantsBatches(FitOptions usual) {
        return batchSize > 0
                || !steps.equals(AUTO)
                || preconditioner.equals("hutchinson")
                || threshold != usual.threshold()
                || !start.equals(AUTO) && Start.of(start) != Start.BACKPROJECTION;
    }

    /** Throws where a key was given that the chosen way of fitting does not look at. */
    private void requireUsed(FitOptions fit, FitOptions usual) {
        Method m = fit.method();
        boolean ruled = m.followsRule();
        boolean searching = ruled && fit.rule() == Steps.LINESEARCH;
        boolean fixed = ruled && fit.rule() == Steps.FIXED;
        boolean choice = m == Method.PRECOMPUTED || m == Method.PCG || m == Method.ALGORITHM1;
        boolean exact = preconditioner.equals(AUTO) || m == Method.GRIDDING && preconditioner.equals("exact");
        requireUsed("preconditioner", exact, choice, "another method=");
        requireUsed("batchSize", batchSize == 0, m != Method.GRIDDING, "method=precomputed");
        requireUsed(
                "start",
                start.equals(AUTO) || fit.startFor() == Start.BACKPROJECTION,
                m != Method.GRIDDING,
                "method=precomputed");
        requireUsed("threshold", threshold == usual.threshold(), m.hasThreshold(), "another method=");
        requireUsed(
                "probes",
                probes == usual.probes(),
                m.wantsDiagonal() && fit.hutchinson(),
                "method=precomputed preconditioner=hutchinson");
        requireUsed("decay", decay < 0, m.observes(), "method=algorithm1");
        requireUsed("steps", steps.equals(AUTO), ruled, "method=precomputed, algorithm1 or sgd");
        requireUsed("tolerance", tolerance == usual.tolerance(), fit.converges(), "steps=decaying");
        requireUsed("eta", eta == usual.eta(), searching || fixed || m.isOasis(), "steps=lineSearch or steps=fixed");
        requireUsed("armijo", armijo == usual.armijo(), searching, "steps=lineSearch");
    }

    private static void requireUsed(String key, boolean isDefault, boolean isUsed, String use) {
        if (!isDefault && !isUsed)
            throw new IllegalArgumentException(key + " has no effect in this run: leave it out, or choose " + use);
    }
}
