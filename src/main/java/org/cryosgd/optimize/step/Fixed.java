/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.step;

import static org.cryosgd.math.Require.require;

/** Always the same step, which the user has chosen. */
public record Fixed(double eta) implements StepRule {
    public Fixed {
        require(eta > 0 && eta < Double.POSITIVE_INFINITY, "step", "positive", eta);
    }

    @Override
    public double length(Step step) {
        return eta;
    }
}
