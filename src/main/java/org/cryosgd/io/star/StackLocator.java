/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.cryosgd.io.file.FormatException;

/**
 * Finds the stacks that a STAR file names. RELION writes paths relative to the project's folder and keeps STAR files
 * some levels below it, so the folder given as {@code projectDir} is tried first, then the STAR file's own, then the
 * four above.
 */
final class StackLocator {
    private static final int LEVELS = 4;

    private final List<Path> folders;
    private final boolean projectGiven;

    StackLocator(Path star, Path projectDir) {
        Set<Path> tried = new LinkedHashSet<>();
        projectGiven = projectDir != null;
        if (projectGiven) tried.add(projectDir.toAbsolutePath().normalize());
        Path folder = star.toAbsolutePath().normalize().getParent();
        for (int level = 0; level <= LEVELS && folder != null; level++, folder = folder.getParent()) tried.add(folder);
        folders = new ArrayList<>(tried);
    }

    /** The file {@code name}; {@code where} begins the message if there is none. */
    Path find(String name, String where) throws FormatException {
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException e) {
            throw new FormatException(where + "\"" + name + "\" cannot be a file name. Correct _rlnImageName.");
        }
        for (Path folder : folders) {
            Path candidate = folder.resolve(path);
            if (Files.isRegularFile(candidate)) return candidate;
        }
        if (path.isAbsolute())
            throw new FormatException(where + "no file " + name + ". Correct the path in _rlnImageName.");
        throw new FormatException(where + "no file " + name + "; looked in "
                + folders.stream().map(Path::toString).collect(Collectors.joining(", ")) + ". "
                + (projectGiven ? "Correct" : "Give the folder that the path starts from as") + " projectDir=.");
    }
}
