/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.RemoteFiles;
import org.cryosgd.particles.ImageSource;

/**
 * Images that lie in many MRC stacks. Stacks are opened when they are needed and at most {@code maxOpen} are kept, the
 * least recently used goes first. Safe to use from several threads at once; reading allocates nothing but for opening.
 */
public final class StackImages implements ImageSource, Closeable, Serializable {
    public static final int MAX_OPEN = 64;

    private final Path[] files;
    private final int[] fileOf;
    private final int[] indexIn;
    private final int[] boxes;
    private final int box;
    private final int maxOpen;

    private final MrcStack[] stacks;
    private final int[] readers;
    private final long[] lastUse;
    private final List<Integer> open = new ArrayList<>();
    private long clock;
    private boolean closed;

    /**
     * @param fileOf for each image its file, an index into {@code files}; not copied
     * @param indexIn for each image its place in that file, from 0; not copied
     * @param box width of all images
     */
    public StackImages(List<Path> files, int[] fileOf, int[] indexIn, int box, int maxOpen) {
        this(files, fileOf, indexIn, same(files.size(), box), box, maxOpen);
    }

    /**
     * Of images that differ in width.
     *
     * @param fileOf for each image its file, an index into {@code files}; not copied
     * @param indexIn for each image its place in that file, from 0; not copied
     * @param boxes width of the images of each file; not copied
     * @param box width that stands for all
     */
    public StackImages(List<Path> files, int[] fileOf, int[] indexIn, int[] boxes, int box, int maxOpen) {
        this.files = files.toArray(new Path[0]);
        this.fileOf = fileOf;
        this.indexIn = indexIn;
        this.boxes = boxes;
        this.box = box;
        this.maxOpen = maxOpen;
        stacks = new MrcStack[this.files.length];
        readers = new int[this.files.length];
        lastUse = new long[this.files.length];
    }

    /** What another process needs to read the same files; they are opened there. */
    private record Sent(String[] files, int[] fileOf, int[] indexIn, int[] boxes, int box, int maxOpen)
            implements Serializable {
        private Object readResolve() {
            List<Path> paths = Arrays.stream(files).map(Path::of).toList();
            return new StackImages(paths, fileOf, indexIn, boxes, box, maxOpen);
        }
    }

    private Object writeReplace() {
        String[] names = Arrays.stream(files)
                .map(file -> (RemoteFiles.isAddress(file) ? file : file.toAbsolutePath()).toString())
                .toArray(String[]::new);
        return new Sent(names, fileOf, indexIn, boxes, box, maxOpen);
    }

    private static int[] same(int count, int box) {
        int[] boxes = new int[count];
        Arrays.fill(boxes, box);
        return boxes;
    }

    @Override
    public int count() {
        return fileOf.length;
    }

    /** The file that an image is in. */
    public Path file(int image) {
        return files[fileOf[image]];
    }

    /** Whether not all images have one box. */
    public boolean boxesDiffer() {
        for (int width : boxes) if (width != box) return true;
        return false;
    }

    /** Its place in that file, from 0. */
    public int indexInFile(int image) {
        return indexIn[image];
    }

    @Override
    public List<Path> files() {
        return List.of(files);
    }

    @Override
    public long identity(int index) {
        return (long) fileOf[index] << 32 | indexIn[index];
    }

    /** Where each image is, and about a quarter of a kilobyte for each file. */
    @Override
    public long bytes() {
        return 8L * fileOf.length + 256L * files.length;
    }

    @Override
    public int box() {
        return box;
    }

    @Override
    public int box(int index) {
        return boxes[fileOf[index]];
    }

    @Override
    public void read(int index, float[] pixels) throws IOException {
        int file = fileOf[index];
        MrcStack stack = acquire(file);
        try {
            if (stack.box() != boxes[file] || stack.count() <= indexIn[index])
                throw new FormatException(files[file] + ": has changed since the particles were opened (now "
                        + stack.count() + " images of " + stack.box() + " pixels). Open the particles again.");
            stack.read(indexIn[index], pixels);
        } finally {
            release(file);
        }
    }

    private synchronized MrcStack acquire(int file) throws IOException {
        if (closed) throw new IOException(files[file] + ": an image was asked for after closing.");
        if (stacks[file] == null) {
            if (open.size() >= maxOpen) closeOldest();
            stacks[file] = MrcStack.open(files[file]);
            open.add(file);
        }
        readers[file]++;
        lastUse[file] = ++clock;
        return stacks[file];
    }

    private synchronized void release(int file) throws IOException {
        readers[file]--;
        if (readers[file] == 0 && (closed || open.size() > maxOpen)) close(file);
    }

    private void closeOldest() throws IOException {
        int oldest = -1;
        for (int file : open) if (readers[file] == 0 && (oldest < 0 || lastUse[file] < lastUse[oldest])) oldest = file;
        if (oldest >= 0) close(oldest);
    }

    private void close(int file) throws IOException {
        MrcStack stack = stacks[file];
        stacks[file] = null;
        open.remove((Integer) file);
        stack.close();
    }

    /** The files that are open now, the one opened first at the front. */
    synchronized List<Integer> open() {
        return List.copyOf(open);
    }

    /** Closes all files; one that is being read is closed after that. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (int file : List.copyOf(open)) if (readers[file] == 0) close(file);
    }
}
