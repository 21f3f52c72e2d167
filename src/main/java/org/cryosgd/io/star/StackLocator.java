/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.RemoteFiles;
import org.cryosgd.io.file.Shown;

/**
 * Finds the stacks that a STAR file names. RELION writes paths relative to the project's folder, which is the current one when
 * it runs, and keeps STAR files some levels below it. So the folder given as {@code projectDir} is tried first, then the
 * STAR file's own, the four above, and the current folder. Where an absolute name leads nowhere, its beginning is replaced by the
 * given {@code projectDir}, as little of it as makes it a file.
 */
final class StackLocator {
    private static final int LEVELS = 4;

    private final List<Path> folders;
    private final Path projectDir;
    private final Map<String, Integer> replaced = new LinkedHashMap<>();

    StackLocator(Path star, Path projectDir) {
        Set<Path> tried = new LinkedHashSet<>();
        this.projectDir =
                projectDir == null ? null : projectDir.toAbsolutePath().normalize();
        if (projectDir != null) tried.add(this.projectDir);
        Path folder = star.toAbsolutePath().normalize().getParent();
        for (int level = 0; level <= LEVELS && folder != null; level++, folder = folder.getParent()) tried.add(folder);
        tried.add(Path.of("").toAbsolutePath().normalize());
        folders = new ArrayList<>(tried);
    }

    /** Beginnings of names that were replaced by the project's folder, one sentence for each. */
    List<String> notes() {
        return replaced.entrySet().stream()
                .map(e -> e.getValue() + (e.getValue() == 1 ? " stack" : " stacks") + " whose names begin with "
                        + Shown.of(e.getKey()) + (e.getValue() == 1 ? " was" : " were") + " found in " + projectDir
                        + " (projectDir=).")
                .toList();
    }

    /**
     * The file {@code name}, or that of the name without RELION's format suffix, as {@code stack.mrc:mrcs}; {@code where}
     * begins the message if there is none.
     */
    Path find(String name, String where) throws FormatException {
        Path found = find(path(name, where));
        int colon = name.lastIndexOf(':');
        boolean suffix = colon > 0 && name.substring(colon + 1).matches("[A-Za-z0-9]{2,5}");
        if (found == null && suffix) found = find(path(name.substring(0, colon), where));
        if (found != null) return found;
        String absent = where + "no file " + Shown.of(name);
        if (path(name, where).isAbsolute())
            throw new FormatException(absent
                    + (projectDir == null
                            ? ". Correct the path in _rlnImageName; if the project has moved, give its folder as"
                                    + " projectDir=, which takes the place of the old beginning."
                            : ", nor an end of that name in " + projectDir + ". Correct projectDir=."));
        throw new FormatException(absent + "; looked in "
                + folders.stream().map(Path::toString).collect(Collectors.joining(", ")) + ". "
                + (projectDir != null ? "Correct" : "Give the folder that the path starts from as") + " projectDir=.");
    }

    /** Whether {@code name} leads to this file from here. */
    boolean finds(String name, Path file) {
        try {
            return Files.isSameFile(find(name, ""), file);
        } catch (IOException e) {
            return false;
        }
    }

    /** The file {@code name}, or null. */
    Path search(String name) {
        try {
            return find(Path.of(name));
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Path path(String name, String where) throws FormatException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new FormatException(
                    where + "\"" + Shown.of(name) + "\" cannot be a file name. Correct _rlnImageName.");
        }
    }

    private Path find(Path path) {
        for (Path folder : folders) {
            Path candidate = folder.resolve(path);
            if (Files.isRegularFile(candidate)) return candidate;
        }
        // whether it is there is seen when it is opened
        if (RemoteFiles.isAddress(path)) return path;
        if (projectDir == null || !path.isAbsolute()) return null;
        for (int from = 0; from < path.getNameCount(); from++) {
            Path candidate = projectDir.resolve(path.subpath(from, path.getNameCount()));
            if (!Files.isRegularFile(candidate)) continue;
            Path old = from == 0 ? path.getRoot() : path.getRoot().resolve(path.subpath(0, from));
            replaced.merge(old.toString(), 1, Integer::sum);
            return candidate;
        }
        return null;
    }
}
