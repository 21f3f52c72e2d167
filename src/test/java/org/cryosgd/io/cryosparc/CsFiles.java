/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * .cs files made byte by byte, independently of the code that reads them: columns as cryoSPARC has them, uid of row i
 * being 1000 + i.
 */
public final class CsFiles {
    private final List<String> descr = new ArrayList<>();
    private final List<ByteBuffer[]> columns = new ArrayList<>();
    private final int rows;

    /** Begins with the column uid. */
    public CsFiles(int rows) {
        this.rows = rows;
        ByteBuffer[] uids = new ByteBuffer[rows];
        for (int i = 0; i < rows; i++) uids[i] = buffer(8).putLong(0, 1000 + i);
        add("('uid', '<u8')", uids);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void add(String text, ByteBuffer[] cells) {
        descr.add(text);
        columns.add(cells);
    }

    /** What a cell holds. */
    @FunctionalInterface
    public interface Cell {
        double of(int row, int element);
    }

    /** Floats; {@code shape} is NumPy's, such as "(3,)" or "(2, 3)", or empty for single ones. */
    public CsFiles floats(String name, String shape, Cell value) {
        int count = count(shape);
        ByteBuffer[] cells = new ByteBuffer[rows];
        for (int i = 0; i < rows; i++) {
            cells[i] = buffer(4 * count);
            for (int e = 0; e < count; e++) cells[i].putFloat(4 * e, (float) value.of(i, e));
        }
        add("('" + name + "', '<f4'" + (shape.isEmpty() ? "" : ", " + shape) + ")", cells);
        return this;
    }

    /** Whole numbers of four bytes. */
    public CsFiles integers(String name, String shape, Cell value) {
        int count = count(shape);
        ByteBuffer[] cells = new ByteBuffer[rows];
        for (int i = 0; i < rows; i++) {
            cells[i] = buffer(4 * count);
            for (int e = 0; e < count; e++) cells[i].putInt(4 * e, (int) value.of(i, e));
        }
        add("('" + name + "', '<u4'" + (shape.isEmpty() ? "" : ", " + shape) + ")", cells);
        return this;
    }

    /** The same text of 40 bytes in each row. */
    public CsFiles text(String name, String value) {
        ByteBuffer[] cells = new ByteBuffer[rows];
        byte[] bytes = Arrays.copyOf(value.getBytes(StandardCharsets.US_ASCII), 40);
        for (int i = 0; i < rows; i++) cells[i] = ByteBuffer.wrap(bytes);
        add("('" + name + "', '|S40')", cells);
        return this;
    }

    private static int count(String shape) {
        int count = 1;
        for (String n : shape.replaceAll("[() ]", "").split(",")) if (!n.isEmpty()) count *= Integer.parseInt(n);
        return count;
    }

    /** Images of 16 pixels of 2 Å, image i in place i of the stack. */
    public CsFiles blobs(String stack) {
        return text("blob/path", ">" + stack)
                .integers("blob/idx", "", (i, e) -> i)
                .integers("blob/shape", "(2,)", (i, e) -> 16)
                .floats("blob/psize_A", "", (i, e) -> 2);
    }

    /** A CTF without aberrations. */
    public CsFiles ctf() {
        return floats("ctf/accel_kv", "", (i, e) -> 300)
                .floats("ctf/cs_mm", "", (i, e) -> 2.7)
                .floats("ctf/amp_contrast", "", (i, e) -> 0.1)
                .floats("ctf/df1_A", "", (i, e) -> 15000 + i)
                .floats("ctf/df2_A", "", (i, e) -> 14000 + i)
                .floats("ctf/df_angle_rad", "", (i, e) -> 0.5)
                .floats("ctf/phase_shift_rad", "", (i, e) -> 0);
    }

    /** Poses that are different in each class: element e of row i is 0.1 e + 0.2 i + {@code turn}. */
    public CsFiles poses(String group, double turn) {
        return floats(group + "/pose", "(3,)", (i, e) -> 0.1 * e + 0.2 * i + turn)
                .floats(group + "/shift", "(2,)", (i, e) -> 0.5 * e - 0.25);
    }

    /** The file. */
    public byte[] bytes() {
        String header =
                "{'descr': [" + String.join(", ", descr) + "], 'fortran_order': False, 'shape': (" + rows + ",), }";
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        int rowBytes = columns.stream().mapToInt(cells -> cells[0].capacity()).sum();
        ByteBuffer file = buffer(10 + header.length() + rows * rowBytes);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII));
        for (int row = 0; row < rows; row++) for (ByteBuffer[] cells : columns) file.put(cells[row].array());
        return file.array();
    }

    /** Whole particles with poses of one class, in two half sets. */
    public static byte[] particles(int rows, String stack) {
        return new CsFiles(rows)
                .blobs(stack)
                .ctf()
                .poses("alignments3D", 0)
                .floats("alignments3D/psize_A", "", (i, e) -> 2)
                .integers("alignments3D/split", "", (i, e) -> i % 2)
                .bytes();
    }

    /** Poses without images. */
    public static byte[] alignments(int rows) {
        return new CsFiles(rows).poses("alignments3D", 0).bytes();
    }

    /** Whole particles with two classes in the elements of a cell. */
    public static byte[] classes(int rows, String stack) {
        return new CsFiles(rows)
                .blobs(stack)
                .ctf()
                .floats("alignments3D_multi/pose", "(2, 3)", (i, e) -> 0.1 * e)
                .floats("alignments3D_multi/shift", "(2, 2)", (i, e) -> 0.1 * e)
                .floats("alignments3D_multi/class_posterior", "(2,)", (i, e) -> e == i % 2 ? 0.8 : 0.2)
                .bytes();
    }
}
