/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

/** A probe of {@link HessianDiagonal} as it travels: its values are 1, −1, i or −i, so that two bits say which. */
final class ProbeSigns {
    private ProbeSigns() {}

    /**
     * Two bits for each value.
     *
     * @param values complex
     * @return null where a value is another one
     */
    static byte[] of(float[] values) {
        byte[] signs = new byte[(values.length / 2 + 3) / 4];
        for (int i = 0; i < values.length / 2; i++) {
            float re = values[2 * i];
            float im = values[2 * i + 1];
            int part = re == 0 ? 1 : 0;
            float sign = part == 0 ? re : im;
            if (part == 0 && im != 0 || sign != 1 && sign != -1) return null;
            signs[i / 4] |= (byte) ((part + (sign < 0 ? 2 : 0)) << 2 * (i % 4));
        }
        return signs;
    }

    /** Undoes {@link #of}. */
    static float[] values(byte[] signs, int count) {
        float[] values = new float[2 * count];
        for (int i = 0; i < count; i++) {
            int code = signs[i / 4] >> 2 * (i % 4) & 3;
            values[2 * i + (code & 1)] = code < 2 ? 1 : -1;
        }
        return values;
    }
}
