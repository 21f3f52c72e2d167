/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The optimizers that {@link OptimizerComparison} knows. */
public enum Contender {
    /** Plain SGD. */
    SGD("sgd"),
    /** SGD with Hutchinson's estimate of the diagonal, computed beforehand from many probes. */
    PRECOMPUTED("precomputed"),
    /** SGD with the exact diagonal, computed beforehand. */
    EXACT("exact"),
    /** Algorithm 1 of the paper: Hutchinson's estimate along the way. */
    ALGORITHM1("algorithm1"),
    /** Algorithm 1 with the exact diagonal of each mini-batch in place of the probe. */
    ALGORITHM1_EXACT("algorithm1exact"),
    /** The default of a reconstruction, without its prior and start: the exact diagonal and steps that shrink like 1/t. */
    DECAYING("decaying"),
    /** OASIS with a fixed rate. */
    OASIS("oasis"),
    /** OASIS with the adaptive rate. */
    OASIS_ADAPTIVE("oasisAdaptive"),
    /** L-BFGS, all images in every iteration. */
    LBFGS("lbfgs"),
    /** Conjugate gradients, all images in every iteration. */
    CG("cg"),
    /** Conjugate gradients with the exact diagonal. */
    PCG("pcg");

    private final String label;

    Contender(String label) {
        this.label = label;
    }

    /** The name that users see. */
    public String label() {
        return label;
    }

    /**
     * The contender of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Contender of(String label) {
        for (Contender contender : values()) if (contender.label.equals(label.strip())) return contender;
        throw new IllegalArgumentException("methods must be names from "
                + Arrays.stream(values()).map(Contender::label).collect(Collectors.joining(", "))
                + ", separated by commas; found '" + label.strip() + "'");
    }
}
