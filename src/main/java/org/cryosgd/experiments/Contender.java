/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.cryosgd.optimize.Method;
import org.cryosgd.reconstruct.options.Steps;

/**
 * An optimizer as {@link OptimizerComparison} runs it: every {@link Method}, and some of them in another way too.
 *
 * @param label the name that users see
 * @param method the optimizer
 * @param hutchinson whether the diagonal is estimated with random probes; otherwise it is exact
 * @param steps rule of the steps; {@link Steps#AUTO} takes that of the comparison
 */
public record Contender(String label, Method method, boolean hutchinson, Steps steps) {
    private static final List<Contender> ALL = all();

    private static List<Contender> all() {
        List<Contender> all = new ArrayList<>();
        // that one has a start of its own, and all are compared from the same one
        for (Method method : Method.values())
            if (method != Method.GRIDDING)
                all.add(new Contender(method.label(), method, method != Method.PCG, Steps.AUTO));
        all.add(new Contender("exact", Method.PRECOMPUTED, false, Steps.AUTO));
        all.add(new Contender("algorithm1exact", Method.ALGORITHM1, false, Steps.AUTO));
        // what a reconstruction does with method=precomputed, without its prior and start
        all.add(new Contender("decaying", Method.PRECOMPUTED, false, Steps.DECAYING));
        return List.copyOf(all);
    }

    /** Whether it estimates the diagonal along the way, so that it can be compared with the exact one. */
    boolean estimates() {
        return method == Method.ALGORITHM1 && hutchinson;
    }

    /** Names of all, as users give them. */
    public static String labels() {
        return ALL.stream().map(Contender::label).collect(Collectors.joining(", "));
    }

    /**
     * The contender of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Contender of(String label) {
        for (Contender contender : ALL) if (contender.label.equalsIgnoreCase(label.strip())) return contender;
        throw new IllegalArgumentException(
                "methods must be names from " + labels() + ", separated by commas; found '" + label.strip() + "'");
    }

    /** The contenders of names that are separated by commas, each once. */
    public static List<Contender> list(String labels) {
        return Arrays.stream(labels.split(",")).map(Contender::of).distinct().toList();
    }

    /** The text that {@link #list} reads. */
    public static String text(List<Contender> contenders) {
        return contenders.stream().map(Contender::label).collect(Collectors.joining(","));
    }
}
