/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

/**
 * One image as the objective needs it.
 *
 * @param slice its plane in the volume
 * @param points three floats per point of the half disc, (re b, im b, w): w = C²/σ², b = S* C y/σ²; read only
 * @param offset where the image begins in {@code points}
 */
public record SliceData(Slice slice, float[] points, int offset) {}
