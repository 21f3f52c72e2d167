/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The paper's experiments: the condition number of the Hessian, estimates of its diagonal, and optimizers compared from
 * the same random start. The benchmark that the {@code bench} command runs is here too.
 *
 * <p>It may use {@code reconstruct} and what is below it. No reconstruction needs it.
 */
package org.cryosgd.experiments;
