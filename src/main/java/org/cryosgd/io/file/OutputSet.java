/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files that change together: all of them, or none.
 *
 * <pre>
 * OutputSet.write(() -&gt; {
 *     MrcFiles.writeVolume(map, volume, label);
 *     table.write(csv);
 * });
 * </pre>
 *
 * Every {@link SafeFile} that this thread writes within the braces belongs to the set, whoever opens it. Each is
 * written and synced under its temporary name. At the end a {@link Journal note} is written, and all are renamed at
 * once, the one that was written first as the last. After a failure, a full disk included, the old files are as they
 * were. After a kill they are too, unless the note was there: then all new files are complete, and the next run that
 * reads or writes in the folder gives the rest of them their names. A set within a set is part of it.
 */
public final class OutputSet {
    /** Writes the files of a set. */
    @FunctionalInterface
    public interface Content {
        void write() throws IOException;
    }

    private static final ThreadLocal<OutputSet> CURRENT = new ThreadLocal<>();

    /** Held while files are given their names: the end of the program waits for that. */
    static final Object LOCK = new Object();

    /** What a test does between two steps of a renaming. */
    static Runnable betweenSteps = () -> {};

    private static boolean stopping;

    private final List<SafeFile> files = new ArrayList<>();

    private OutputSet() {}

    /**
     * Writes a set.
     *
     * @throws IOException if a file could not be written; then none is changed
     */
    public static void write(Content content) throws IOException {
        if (CURRENT.get() != null) {
            content.write();
            return;
        }
        OutputSet set = new OutputSet();
        CURRENT.set(set);
        try {
            content.write();
            CURRENT.remove();
            synchronized (LOCK) {
                set.rename();
            }
        } finally {
            CURRENT.remove();
            for (SafeFile file : set.files) file.discard();
        }
    }

    /**
     * As {@link #write(Content)}; then takes away what an earlier run has left under names of the set that this one does not
     * write, since it belongs to files that are no more.
     *
     * @return what was taken away
     */
    public static List<Path> replace(List<Path> names, Content content) throws IOException {
        List<Path> written = new ArrayList<>();
        write(() -> {
            content.write();
            for (SafeFile file : CURRENT.get().files) written.add(file.asked());
        });
        List<Path> removed = new ArrayList<>();
        for (Path name : names)
            if (written.stream().noneMatch(file -> same(file, name)) && Files.deleteIfExists(name)) removed.add(name);
        return removed;
    }

    private static boolean same(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    /** Takes a complete file into the set of this thread, or gives it its name where there is no set. */
    static void commit(SafeFile file) throws IOException {
        OutputSet set = CURRENT.get();
        if (set == null) {
            set = new OutputSet();
            set.files.add(file);
            synchronized (LOCK) {
                set.rename();
            }
            return;
        }
        for (SafeFile other : set.files) if (other.target().equals(file.target())) other.discard();
        set.files.removeIf(other -> other.target().equals(file.target()));
        set.files.add(file);
    }

    /** The end of the program: what has no name by now gets none. */
    static void stop(Iterable<SafeFile> unfinished) {
        synchronized (LOCK) {
            stopping = true;
            for (SafeFile file : unfinished) file.discard();
        }
    }

    private void rename() throws IOException {
        if (files.isEmpty()) return;
        List<SafeFile> order = new ArrayList<>(files);
        Collections.reverse(order);
        if (stopping)
            throw new IOException(order.get(order.size() - 1).asked() + ": not written, the program is being stopped.");
        Set<Path> folders = new LinkedHashSet<>();
        for (SafeFile file : order) {
            Target.copyPermissions(file.target(), file.part());
            folders.add(file.target().getParent());
        }
        folders.forEach(Disk::syncFolder);
        betweenSteps.run();
        List<Path> notes = files.size() == 1 ? finishOlder() : note(order);
        List<Old> old = new ArrayList<>();
        try {
            for (SafeFile file : order) {
                betweenSteps.run();
                if (files.size() > 1) old.add(Old.of(file));
                move(file);
            }
        } catch (IOException e) {
            undo(old, notes, e);
            throw e;
        }
        betweenSteps.run();
        folders.forEach(Disk::syncFolder);
        notes.forEach(Disk::drop);
        for (Old each : old) Disk.drop(each.copy);
        betweenSteps.run();
    }

    /** A single file needs no note, but must not be replaced later by what an older note promises. */
    private List<Path> finishOlder() throws IOException {
        Journal.finish(files.get(0).asked().toAbsolutePath().getParent());
        return List.of();
    }

    /** One note for each folder that the names are in; usually that is one. */
    private static List<Path> note(List<SafeFile> order) throws IOException {
        Map<Path, Map<Path, String>> byFolder = new LinkedHashMap<>();
        for (SafeFile file : order) {
            Path asked = file.asked().toAbsolutePath();
            byFolder.computeIfAbsent(asked.getParent(), folder -> new LinkedHashMap<>())
                    .put(file.part(), asked.getFileName().toString());
        }
        List<Path> notes = new ArrayList<>();
        try {
            for (Map.Entry<Path, Map<Path, String>> folder : byFolder.entrySet())
                notes.add(Journal.write(folder.getKey(), folder.getValue()));
        } catch (IOException e) {
            notes.forEach(Disk::drop);
            throw Target.explain(order.get(order.size() - 1).asked(), e, 0, 0);
        }
        return notes;
    }

    private static void move(SafeFile file) throws IOException {
        try {
            Disk.rename(file.part(), file.target());
            file.named();
        } catch (AccessDeniedException e) {
            throw new IOException(
                    file.asked() + ": cannot be replaced, it may be open in another program. Close it there, or "
                            + "choose another name.",
                    e);
        } catch (IOException e) {
            throw Target.explain(file.asked(), e, 0, 0);
        }
    }

    /**
     * Puts the old files back. Until the notes are deleted, each new file is there under one of its two names, so that
     * a kill in here still leaves a whole set.
     */
    private void undo(List<Old> old, List<Path> notes, IOException cause) {
        try {
            for (Old each : old)
                if (each.file.isNamed() && each.existed && each.copy == null)
                    throw new IOException(each.file.target() + ": the old file is gone, this disk has no links");
            for (Old each : old) {
                if (each.file.isNamed()) {
                    Disk.rename(each.file.target(), each.file.part());
                    each.file.unnamed();
                    if (each.copy != null) Disk.rename(each.copy, each.file.target());
                } else Disk.drop(each.copy);
            }
            for (Path note : notes) Files.deleteIfExists(note);
        } catch (IOException e) {
            // The note stays and the parts with it: the next run makes the new set whole.
            cause.addSuppressed(e);
            files.forEach(SafeFile::leave);
        }
    }

    /** What a file replaces; the copy is a second name of it, or null. */
    private record Old(SafeFile file, boolean existed, Path copy) {
        static Old of(SafeFile file) {
            return new Old(file, Files.exists(file.target()), PartFile.link(file.target()));
        }
    }
}
