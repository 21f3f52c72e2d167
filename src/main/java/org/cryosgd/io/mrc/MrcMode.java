/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** How an MRC file stores a value. */
public enum MrcMode {
    /** Mode 0 as MRC2014 defines it. */
    INT8(0, 1) {
        @Override
        float value(ByteBuffer from, int at) {
            return from.get(at);
        }
    },
    /**
     * Mode 0 as IMOD writes it when its stamp lacks the flag "bytes are signed", and as programs wrote it before MRC2014,
     * which is told by the maximum in the header.
     */
    UINT8(0, 1) {
        @Override
        float value(ByteBuffer from, int at) {
            return from.get(at) & 0xff;
        }
    },
    INT16(1, 2) {
        @Override
        float value(ByteBuffer from, int at) {
            return from.getShort(at);
        }
    },
    FLOAT32(2, 4) {
        @Override
        float value(ByteBuffer from, int at) {
            return from.getFloat(at);
        }
    },
    UINT16(6, 2) {
        @Override
        float value(ByteBuffer from, int at) {
            return from.getShort(at) & 0xffff;
        }
    },
    FLOAT16(12, 2) {
        @Override
        float value(ByteBuffer from, int at) {
            return halfToFloat(from.getShort(at));
        }
    };

    private final int number;
    private final int bytes;

    MrcMode(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /** The number in the header. */
    public int number() {
        return number;
    }

    /** Bytes of one value. */
    public int bytes() {
        return bytes;
    }

    abstract float value(ByteBuffer from, int at);

    /** The first {@code count} values of the chunk into {@code to} from {@code offset} on. */
    void decode(Chunk chunk, ByteOrder order, float[] to, int offset, int count) {
        if (this == FLOAT32) {
            (order == ByteOrder.LITTLE_ENDIAN ? chunk.littleFloats : chunk.bigFloats).get(0, to, offset, count);
            return;
        }
        ByteBuffer from = chunk.bytes.order(order);
        for (int i = 0; i < count; i++) to[offset + i] = value(from, i * bytes);
    }

    /** IEEE 754 binary16: sign, 5 bits of exponent (bias 15), 10 of fraction. */
    static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
        int wide = exponent == 31 ? 255 : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** A piece of a file in memory, one for each thread and never given away. */
    static final class Chunk {
        static final int BYTES = 1 << 18;
        private static final ThreadLocal<Chunk> OF_THREAD = ThreadLocal.withInitial(Chunk::new);

        final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        final FloatBuffer littleFloats = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        final FloatBuffer bigFloats = bytes.order(ByteOrder.BIG_ENDIAN).asFloatBuffer();

        private Chunk() {}

        static Chunk ofThread() {
            return OF_THREAD.get();
        }
    }
}
