/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file of Hadoop's as a channel that is only read. Reading at a position is thread safe. */
final class HadoopChannel extends FileChannel {
    private final FSDataInputStream in;
    private final long size;
    private long position;

    HadoopChannel(FSDataInputStream in, long size) {
        this.in = in;
        this.size = size;
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        if (from >= size) return -1;
        byte[] bytes = new byte[(int) Math.min(target.remaining(), size - from)];
        in.readFully(from, bytes, 0, bytes.length);
        target.put(bytes);
        return bytes.length;
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        int read = read(target, position);
        if (read > 0) position += read;
        return read;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            int read = read(targets[i]);
            if (read < 0) return sum == 0 ? -1 : sum;
            sum += read;
        }
        return sum;
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized FileChannel position(long other) {
        position = other;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
        int read = read(bytes, from);
        return read < 0 ? 0 : target.write(bytes.flip());
    }

    @Override
    protected void implCloseChannel() throws IOException {
        in.close();
    }

    @Override
    public int write(ByteBuffer source) {
        throw readOnly();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw readOnly();
    }

    @Override
    public int write(ByteBuffer source, long to) {
        throw readOnly();
    }

    @Override
    public FileChannel truncate(long length) {
        throw readOnly();
    }

    @Override
    public void force(boolean metaData) {}

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw readOnly();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long length) {
        throw readOnly();
    }

    @Override
    public FileLock lock(long from, long length, boolean shared) {
        throw readOnly();
    }

    @Override
    public FileLock tryLock(long from, long length, boolean shared) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a file of Hadoop's is only read");
    }
}
