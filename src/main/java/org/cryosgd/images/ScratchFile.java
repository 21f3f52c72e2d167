/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Records of equally many floats in a temporary file that goes away with this object. Any thread may read or write. */
final class ScratchFile implements AutoCloseable {
    private static final long MAP = 1L << 30;

    private final Path path;
    private final FileChannel channel;
    private final int length;
    private final int perMap;
    private final MappedByteBuffer[] maps;
    private final ThreadLocal<ByteBuffer> buffer;

    ScratchFile(int length, int records) throws IOException {
        this.length = length;
        perMap = (int) (MAP / (4L * length));
        path = Files.createTempFile("cryosgd", ".scratch");
        long free = Files.getFileStore(path).getUsableSpace();
        long need = 4L * length * records;
        if (free < need) {
            Files.delete(path);
            throw new IOException(String.format(
                    Locale.ROOT,
                    "The images need a scratch file of %d MB and %s has %d MB free. Free some space, give Java more memory"
                            + " (-Xmx), or name another folder with -Djava.io.tmpdir.",
                    need >> 20,
                    path.getParent(),
                    free >> 20));
        }
        // where the system can it goes at once, so that nothing is left even if the program is killed
        channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        maps = new MappedByteBuffer[(records + perMap - 1) / perMap];
        buffer = ThreadLocal.withInitial(
                () -> ByteBuffer.allocateDirect(4 * length).order(ByteOrder.nativeOrder()));
    }

    void write(int record, float[] values) throws IOException {
        ByteBuffer bytes = buffer.get();
        bytes.clear();
        bytes.asFloatBuffer().put(values, 0, length);
        long position = 4L * length * record;
        while (bytes.hasRemaining()) position += channel.write(bytes, position);
    }

    /** Reads a record that was written before; not while others of its gigabyte are being written. */
    void read(int record, float[] values) {
        int at = record % perMap * length;
        map(record / perMap).asFloatBuffer().get(at, values, 0, length);
    }

    private synchronized ByteBuffer map(int number) {
        if (maps[number] == null)
            try {
                long from = 4L * length * perMap * number;
                maps[number] = channel.map(
                        FileChannel.MapMode.READ_ONLY, from, Math.min(4L * length * perMap, channel.size() - from));
                maps[number].order(ByteOrder.nativeOrder());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        return maps[number];
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
