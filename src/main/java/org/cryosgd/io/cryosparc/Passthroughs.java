/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;

/**
 * Finds the passthrough files of a .cs file beside it. A job writes one for each of its output groups (selected,
 * excluded, each class, all classes), and newer versions one for each kind of column; which is whose is told by the
 * particles in them, not by the names.
 */
final class Passthroughs {
    /** A file that has all particles. */
    private record Candidate(Path file, NpyTable table, int[] rows) {
        boolean has(Need need) {
            return need.in(table.columns());
        }
    }

    /** Columns without which particles are incomplete. */
    private enum Need {
        IMAGES {
            @Override
            boolean in(Set<String> columns) {
                return columns.contains("blob/path");
            }
        },
        CTF {
            @Override
            boolean in(Set<String> columns) {
                return columns.contains("ctf/df1_A");
            }
        },
        POSES {
            @Override
            boolean in(Set<String> columns) {
                return !CryosparcAlignments.in(columns).isEmpty();
            }
        };

        abstract boolean in(Set<String> columns);
    }

    private Passthroughs() {}

    /** Joins the file that the user gives. */
    static void join(CryosparcTables tables, Path given) throws IOException {
        NpyTable table = NpyTable.read(given);
        tables.join(table, given, tables.rowsIn(table, given, true));
    }

    /**
     * Joins what is needed and lies beside the file: for each kind of column that is missing the file with all of the
     * particles and the fewest others.
     *
     * @throws FormatException if there are passthrough files and none of them has all of the particles
     */
    static void find(CryosparcTables tables) throws IOException {
        List<Need> missing = new ArrayList<>();
        for (Need need : Need.values()) if (!need.in(tables.columns())) missing.add(need);
        if (missing.isEmpty() || !tables.has("uid")) return;
        List<Path> files = beside(tables.path());
        List<Candidate> candidates = candidates(tables, files);
        if (candidates.isEmpty() && !files.isEmpty() && missing.contains(Need.IMAGES))
            throw new FormatException(tables.path() + ": no column blob/path, and none of the passthrough files beside"
                    + " it ("
                    + Shown.list(
                            files.stream().map(f -> f.getFileName().toString()).toList())
                    + ") has all of its particles. " + CryosparcTables.GIVE);
        for (Need need : missing) {
            if (need.in(tables.columns())) continue;
            candidates.stream()
                    .filter(candidate -> candidate.has(need))
                    .min(Comparator.comparingInt(candidate -> candidate.table().rows()))
                    .ifPresent(best -> tables.join(best.table(), best.file(), best.rows()));
        }
    }

    private static List<Path> beside(Path path) throws IOException {
        Path own = path.toAbsolutePath().normalize();
        try (Stream<Path> files = Files.list(own.getParent())) {
            return files.filter(f ->
                            f.getFileName().toString().toLowerCase(Locale.ROOT).matches(".*passthrough.*\\.cs"))
                    .filter(f -> !f.equals(own) && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        }
    }

    private static List<Candidate> candidates(CryosparcTables tables, List<Path> files) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        for (Path file : files) {
            NpyTable table;
            try {
                table = NpyTable.read(file);
            } catch (FormatException e) {
                continue; // a damaged file of another group is none of ours
            }
            if (!table.has("uid") || table.rows() < tables.rows()) continue;
            int[] rows = tables.rowsIn(table, file, false);
            if (rows != null) candidates.add(new Candidate(file, table, rows));
        }
        return candidates;
    }
}
