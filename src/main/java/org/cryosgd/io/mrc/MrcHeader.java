/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.InputFiles;

/**
 * The first 1024 bytes of an MRC2014 file.
 *
 * @param nx columns (fastest)
 * @param ny rows
 * @param nz sections: images of a stack, slices of a volume
 * @param mode how a value is stored
 * @param order byte order of header and data
 * @param mx samples of the unit cell along x; likewise {@code my}, {@code mz}
 * @param cellX length of the unit cell in Å along x; likewise {@code cellY}, {@code cellZ}; 0 where unset
 * @param columnAxis 1, 2, 3 for x, y, z, which is fastest; then {@code rowAxis} and {@code sectionAxis}
 * @param min statistics as the file states them; likewise {@code max}, {@code mean}, {@code rms}
 * @param spaceGroup 0 for stacks, 1 for volumes
 * @param extendedBytes length of the extended header, NSYMBT
 * @param labels the text labels, without trailing blanks
 */
public record MrcHeader(
        int nx,
        int ny,
        int nz,
        MrcMode mode,
        ByteOrder order,
        int mx,
        int my,
        int mz,
        float cellX,
        float cellY,
        float cellZ,
        int columnAxis,
        int rowAxis,
        int sectionAxis,
        float min,
        float max,
        float mean,
        float rms,
        int spaceGroup,
        int extendedBytes,
        List<String> labels) {
    /** Length of the header in bytes, without the extended one. */
    public static final int BYTES = 1024;

    private static final int IMOD_STAMP = 1146047817;
    private static final int IMOD_SIGNED_BYTES = 1;
    private static final int LABEL_BYTES = 80;
    private static final int LABELS = 10;
    /** How compressed files begin, and what unpacks them. */
    private static final Map<String, String> PACKERS = Map.of(
            "\u001f\u008b", "gunzip",
            "BZh", "bunzip2",
            "PK\u0003\u0004", "unzip",
            "\u00fd7zXZ", "unxz",
            "\u0028\u00b5\u002f\u00fd", "unzstd");

    private static final String CONVERT =
            " Convert it to 32-bit floats, for example with IMOD: newstack -mode 2 input output.";

    public MrcHeader {
        labels = List.copyOf(labels);
    }

    /** Where the values begin. */
    public long dataOffset() {
        return BYTES + (long) extendedBytes;
    }

    /** Bytes of one section. */
    public long sectionBytes() {
        return (long) nx * ny * mode.bytes();
    }

    /** Length of a file with this header; {@link Long#MAX_VALUE} where no file can be so long. */
    public long fileBytes() {
        long room = (Long.MAX_VALUE - dataOffset()) / sectionBytes();
        return nz > room ? Long.MAX_VALUE : dataOffset() + nz * sectionBytes();
    }

    /** Pixel size along x in Å, or 0 where the header has none. */
    public double pixelSizeAngstrom() {
        return pixelSize(cellX, mx > 0 ? mx : nx);
    }

    /** Whether the sizes along y and z differ from that along x by more than 1 %. */
    boolean isAnisotropic() {
        double x = pixelSizeAngstrom();
        double y = pixelSize(cellY, my > 0 ? my : ny);
        double z = pixelSize(cellZ, mz > 0 ? mz : nz);
        return y > 0 && Math.abs(y - x) > 0.01 * x || z > 0 && Math.abs(z - x) > 0.01 * x;
    }

    private static double pixelSize(float cell, int samples) {
        // the cell is single precision; 7 digits bring 1.3 back out of 166.4 / 128
        double size = Math.round(cell / (double) samples * 1e6) / 1e6;
        return size > 0 && size < 1e6 ? size : 0;
    }

    /** Reads the header of {@code file}. */
    public static MrcHeader read(Path file) throws IOException {
        try (FileChannel channel = InputFiles.open(file)) {
            return read(channel, file);
        }
    }

    static MrcHeader read(FileChannel channel, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
        checkNotPacked(bytes, file);
        if (bytes.hasRemaining())
            throw new FormatException(file + ": not an MRC file, it has only " + bytes.position()
                    + " bytes and the header alone has 1024. Copy or write it again.");
        return parse(bytes, file);
    }

    /** The first bytes of compressed files; some of them would pass for dimensions. */
    private static void checkNotPacked(ByteBuffer bytes, Path file) throws FormatException {
        for (Map.Entry<String, String> packer : PACKERS.entrySet()) {
            byte[] magic = packer.getKey().getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.position() >= magic.length && Arrays.equals(magic, Arrays.copyOf(bytes.array(), magic.length)))
                throw new FormatException(
                        file + ": is compressed. Unpack it first, for example with " + packer.getValue() + ".");
        }
    }

    static MrcHeader parse(ByteBuffer bytes, Path file) throws FormatException {
        bytes.order(order(bytes, file));
        int nx = bytes.getInt(0);
        int ny = bytes.getInt(4);
        int nz = bytes.getInt(8);
        int extended = bytes.getInt(92);
        if (extended < 0)
            throw new FormatException(
                    file + ": the extended header has a negative length (" + extended + "). The file is damaged.");
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < Math.min(LABELS, bytes.getInt(220)); i++)
            labels.add(new String(bytes.array(), 224 + LABEL_BYTES * i, LABEL_BYTES, StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .stripTrailing());
        return new MrcHeader(
                nx,
                ny,
                nz,
                mode(bytes, file),
                bytes.order(),
                bytes.getInt(28),
                bytes.getInt(32),
                bytes.getInt(36),
                bytes.getFloat(40),
                bytes.getFloat(44),
                bytes.getFloat(48),
                bytes.getInt(64),
                bytes.getInt(68),
                bytes.getInt(72),
                bytes.getFloat(76),
                bytes.getFloat(80),
                bytes.getFloat(84),
                bytes.getFloat(216),
                bytes.getInt(88),
                extended,
                labels);
    }

    /** The order of the machine stamp where it makes sense of the numbers, otherwise the one that does. */
    private static ByteOrder order(ByteBuffer bytes, Path file) throws FormatException {
        boolean bigStamp = bytes.get(212) == 0x11;
        ByteOrder first = bigStamp ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteOrder second = bigStamp ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        for (ByteOrder order : List.of(first, second)) if (isPlausible(bytes.order(order))) return order;
        bytes.order(first);
        throw new FormatException(file + ": not an MRC file, its first numbers (" + bytes.getInt(0) + " × "
                + bytes.getInt(4) + " × " + bytes.getInt(8) + ", mode " + bytes.getInt(12)
                + ") are no dimensions. Choose an .mrc, .mrcs or .map file.");
    }

    private static boolean isPlausible(ByteBuffer bytes) {
        for (int at = 0; at < 12; at += 4) if (bytes.getInt(at) <= 0) return false;
        for (int at = 64; at < 76; at += 4) if (bytes.getInt(at) < 0 || bytes.getInt(at) > 3) return false;
        return bytes.getInt(0) < 1 << 24 && bytes.getInt(4) < 1 << 24 && (bytes.getInt(12) & ~0xff) == 0;
    }

    private static MrcMode mode(ByteBuffer bytes, Path file) throws FormatException {
        int number = bytes.getInt(12);
        switch (number) {
            case 0:
                boolean imod = bytes.getInt(152) == IMOD_STAMP;
                boolean unsigned = imod ? (bytes.getInt(156) & IMOD_SIGNED_BYTES) == 0 : saysUnsigned(bytes);
                return unsigned ? MrcMode.UINT8 : MrcMode.INT8;
            case 1:
                return MrcMode.INT16;
            case 2:
                return MrcMode.FLOAT32;
            case 6:
                return MrcMode.UINT16;
            case 12:
                return MrcMode.FLOAT16;
            case 3:
            case 4:
                throw new FormatException(file + ": MRC mode " + number
                        + ", complex numbers: this is a Fourier transform. Give the real-space images or map.");
            case 101:
                throw new FormatException(file + ": MRC mode 101, 4-bit integers, is not read." + CONVERT);
            default:
                throw new FormatException(
                        file + ": MRC mode " + number + " is not read (0, 1, 2, 6 and 12 are)." + CONVERT);
        }
    }

    /**
     * Whether the statistics of the header are of bytes from 0 to 255, as programs wrote them before MRC2014 said that
     * bytes have a sign.
     */
    private static boolean saysUnsigned(ByteBuffer bytes) {
        float min = bytes.getFloat(76);
        float max = bytes.getFloat(80);
        return min >= 0 && max > Byte.MAX_VALUE && max <= 255 && min <= max;
    }

    /** Header of a stack of {@code count} square images, mode 2, little endian. */
    static MrcHeader ofStack(int box, int count, double pixelSizeAngstrom, MrcStatistics statistics, String label) {
        return of(box, count, 1, pixelSizeAngstrom, 0, statistics, label);
    }

    /** Header of a cubic volume, mode 2, little endian. */
    static MrcHeader ofVolume(int size, double voxelSizeAngstrom, MrcStatistics statistics, String label) {
        return of(size, size, size, voxelSizeAngstrom, 1, statistics, label);
    }

    private static MrcHeader of(
            int n, int nz, int mz, double pixelSize, int spaceGroup, MrcStatistics statistics, String label) {
        float cell = (float) (n * pixelSize);
        return new MrcHeader(
                n,
                n,
                nz,
                MrcMode.FLOAT32,
                ByteOrder.LITTLE_ENDIAN,
                n,
                n,
                mz,
                cell,
                cell,
                (float) (mz * pixelSize),
                1,
                2,
                3,
                statistics.min(),
                statistics.max(),
                statistics.mean(),
                statistics.rms(),
                spaceGroup,
                0,
                List.of(label));
    }

    /** The 1024 bytes, MRC2014 version 20141; labels are cut to 80 ASCII characters. */
    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(order);
        bytes.putInt(0, nx).putInt(4, ny).putInt(8, nz).putInt(12, mode.number());
        bytes.putInt(28, mx).putInt(32, my).putInt(36, mz);
        bytes.putFloat(40, cellX).putFloat(44, cellY).putFloat(48, cellZ);
        bytes.putFloat(52, 90).putFloat(56, 90).putFloat(60, 90);
        bytes.putInt(64, columnAxis).putInt(68, rowAxis).putInt(72, sectionAxis);
        bytes.putFloat(76, min).putFloat(80, max).putFloat(84, mean).putFloat(216, rms);
        bytes.putInt(88, spaceGroup).putInt(92, extendedBytes).putInt(108, 20141);
        bytes.put(208, "MAP ".getBytes(StandardCharsets.US_ASCII));
        byte stamp = (byte) (order == ByteOrder.LITTLE_ENDIAN ? 0x44 : 0x11);
        bytes.put(212, stamp).put(213, stamp);
        int count = Math.min(LABELS, labels.size());
        bytes.putInt(220, count);
        for (int i = 0; i < count; i++) {
            byte[] text = String.format(Locale.ROOT, "%-" + LABEL_BYTES + "s", labels.get(i))
                    .getBytes(StandardCharsets.US_ASCII);
            bytes.put(224 + LABEL_BYTES * i, text, 0, LABEL_BYTES);
        }
        return bytes;
    }
}
