/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

/** What the map of the search for poses knows of the signal's power. */
public enum Regularisation {
    /** One number per shell, from the FSC. */
    SHELL,
    /** One step of a ladder per place, from cross-validation: {@link org.cryosgd.refine.fit.LocalPrior}. */
    LOCAL
}
