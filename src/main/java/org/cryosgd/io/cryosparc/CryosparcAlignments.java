/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryosgd.io.file.FormatException;

/**
 * Where the poses of a .cs file are: in {@code alignments3D}, or one for each class, in {@code alignments_class_0} and
 * so on (ab-initio) or in the elements of {@code alignments3D_multi} (heterogeneous refinement). Of several classes each
 * particle has the one of its highest {@code class_posterior}, the first of equal ones.
 */
final class CryosparcAlignments {
    private static final String SINGLE = "alignments3D";
    private static final String MULTI = "alignments3D_multi";
    private static final Pattern CLASS = Pattern.compile("alignments_class_\\d+");

    private final CryosparcTables tables;
    /** For each class the first part of its columns' names. */
    private final List<String> groups;
    /** For each class its place in a cell. */
    private final int[] elements;

    private final int[] classOfRow;

    private CryosparcAlignments(CryosparcTables tables, List<String> groups, int[] elements) throws FormatException {
        this.tables = tables;
        this.groups = groups;
        this.elements = elements;
        classOfRow = groups.size() == 1 ? new int[tables.rows()] : bestClasses();
    }

    /** The groups of columns with poses among these: {@code alignments3D} alone if it is there. */
    static List<String> in(Set<String> columns) {
        List<String> groups = columns.stream()
                .filter(column -> column.endsWith("/pose"))
                .map(column -> column.substring(0, column.length() - "/pose".length()))
                .toList();
        if (groups.contains(SINGLE)) return List.of(SINGLE);
        if (groups.contains(MULTI)) return List.of(MULTI);
        return groups.stream()
                .filter(group -> CLASS.matcher(group).matches())
                .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The poses of a file, or null where it has none. */
    static CryosparcAlignments of(CryosparcTables tables) throws FormatException {
        List<String> groups = List.copyOf(tables.first(CryosparcAlignments::in));
        if (groups.isEmpty()) return null;
        if (!groups.equals(List.of(MULTI))) return new CryosparcAlignments(tables, groups, new int[groups.size()]);
        int classes = Math.max(1, tables.count(MULTI + "/pose") / 3);
        return new CryosparcAlignments(
                tables,
                java.util.Collections.nCopies(classes, MULTI),
                IntStream.range(0, classes).toArray());
    }

    private int[] bestClasses() throws FormatException {
        NumberColumn[] posteriors = each("class_posterior");
        int[] best = new int[tables.rows()];
        for (int row = 0; row < best.length; row++)
            for (int c = 1; c < groups.size(); c++)
                if (posteriors[c].at(row, elements[c]) > posteriors[best[row]].at(row, elements[best[row]]))
                    best[row] = c;
        return best;
    }

    private NumberColumn[] each(String column) throws FormatException {
        NumberColumn[] columns = new NumberColumn[groups.size()];
        for (int c = 0; c < columns.length; c++)
            columns[c] = c > 0 && groups.get(c).equals(groups.get(c - 1))
                    ? columns[c - 1]
                    : tables.numbers(groups.get(c) + "/" + column);
        return columns;
    }

    /** Number of classes; 1 where the file knows none. */
    int classes() {
        return groups.size();
    }

    /** The class of each particle, from 0. */
    int[] classOfRow() {
        return classOfRow;
    }

    /** The name that the columns begin with; of several the first. */
    String name() {
        return groups.get(0);
    }

    /** Whether the first class has that column; then all have. */
    boolean has(String column) {
        return tables.has(groups.get(0) + "/" + column);
    }

    /**
     * A column of each particle's class.
     *
     * @param length elements that a class has in a cell
     */
    NumberColumn numbers(String column, int length) throws FormatException {
        NumberColumn[] columns = each(column);
        // a single value, such as the pixel size, may hold for all classes
        boolean shared = groups.size() > 1 && tables.count(groups.get(0) + "/" + column) == length;
        return (row, element) -> {
            int c = classOfRow[row];
            return columns[c].at(row, (shared ? 0 : length * elements[c]) + element);
        };
    }

    /** "alignments_class_0, alignments_class_1", or the one name. */
    String names() {
        return groups.stream().distinct().collect(Collectors.joining(", "));
    }

    /** "30 and 31 particles": how many are in each class. */
    String counts() {
        int[] counts = new int[groups.size()];
        for (int c : classOfRow) counts[c]++;
        List<String> texts = new ArrayList<>();
        Arrays.stream(counts).forEach(count -> texts.add(String.valueOf(count)));
        return String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.get(texts.size() - 1);
    }
}
