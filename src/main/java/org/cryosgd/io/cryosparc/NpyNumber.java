/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.nio.ByteBuffer;

/** The kinds of numbers of a NumPy file that are read; half and extended precision and complex numbers are not. */
enum NpyNumber {
    F4 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getFloat(at);
        }
    },
    F8 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getDouble(at);
        }
    },
    I1 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.get(at);
        }
    },
    U1 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.get(at) & 0xff;
        }
    },
    I2 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getShort(at);
        }
    },
    U2 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getShort(at) & 0xffff;
        }
    },
    I4 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getInt(at);
        }
    },
    U4 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getInt(at) & 0xffffffffL;
        }
    },
    I8 {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getLong(at);
        }
    },
    U8 {
        @Override
        double value(ByteBuffer from, int at) {
            long bits = from.getLong(at);
            return bits >= 0 ? bits : 2.0 * (bits >>> 1);
        }
    };

    abstract double value(ByteBuffer from, int at);

    /** The kind of NumPy's letter and size in bytes, or null. */
    static NpyNumber of(char type, int size) {
        return switch ("" + type + size) {
            case "f4" -> F4;
            case "f8" -> F8;
            case "i1", "b1", "?1" -> I1;
            case "u1" -> U1;
            case "i2" -> I2;
            case "u2" -> U2;
            case "i4" -> I4;
            case "u4" -> U4;
            case "i8" -> I8;
            case "u8" -> U8;
            default -> null;
        };
    }
}
