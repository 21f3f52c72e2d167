/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.StarBlock;
import org.cryosgd.io.star.StarFile;
import org.cryosgd.math.Rotation;

/**
 * Particles of cryoSPARC (.cs) as a RELION 3.1 table.
 *
 * <p>{@code alignments3D/pose} is a rotation vector p with RELION's matrix A = exp([p]ₓ)ᵀ; {@code alignments3D/shift}
 * is RELION's origin, in pixels of {@code alignments3D/psize_A}; {@code blob/idx} counts from 0; angles are in radians.
 * Columns that a job has not changed are in its passthrough file, joined by {@code uid}.
 */
public final class CryosparcFile {
    /** What to do where a column is missing. */
    static final String CONVERT =
            "Convert it first with Import Particles... (import): passthrough= the job's passthrough"
                    + " file, output= a STAR file.";

    private static final String POSE = "alignments3D/pose";
    private static final String SHIFT = "alignments3D/shift";

    private final Path path;
    private final List<NpyTable> tables = new ArrayList<>();
    private final List<Map<Long, Integer>> rowsByUid = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private String format = "cryoSPARC";

    private CryosparcFile(Path path) {
        this.path = path;
    }

    /**
     * Reads a file and its passthrough files.
     *
     * @param passthrough more columns of the same particles; null takes what lies in the same folder under
     *     cryoSPARC's own names
     */
    public static CryosparcFile read(Path path, Path passthrough) throws IOException {
        CryosparcFile file = new CryosparcFile(path);
        file.tables.add(NpyTable.read(path));
        file.rowsByUid.add(null);
        if (passthrough != null) file.join(passthrough);
        else if (!file.has("blob/path") || !file.has("ctf/df1_A"))
            for (Path beside : passthroughsOf(path)) file.join(beside);
        return file;
    }

    private static List<Path> passthroughsOf(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches(".*passthrough_particles.*\\.cs"))
                    .filter(f -> !f.equals(path.toAbsolutePath()))
                    .sorted()
                    .toList();
        }
    }

    private void join(Path passthrough) throws IOException {
        NpyTable table = NpyTable.read(passthrough);
        Map<Long, Integer> rows = new HashMap<>();
        for (int row = 0; row < table.rows(); row++) rows.put(table.bits(row, "uid"), row);
        tables.add(table);
        rowsByUid.add(rows);
        format += " with columns of " + passthrough.getFileName();
    }

    /** "cryoSPARC", and the files that columns are taken from. */
    public String format() {
        return format;
    }

    /** What a user should know though it is no error, one sentence each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private boolean has(String column) {
        return tables.stream().anyMatch(table -> table.has(column));
    }

    /** The first table with that column. */
    private int tableOf(String column) throws FormatException {
        for (int i = 0; i < tables.size(); i++) if (tables.get(i).has(column)) return i;
        throw new FormatException(path + ": no column " + column + " (it has "
                + String.join(", ", tables.get(0).columns()) + "). " + CONVERT);
    }

    private int row(int table, int row) throws FormatException {
        if (table == 0) return row;
        Integer found = rowsByUid.get(table).get(tables.get(0).bits(row, "uid"));
        if (found == null)
            throw new FormatException(path + ": particle " + (row + 1)
                    + " is not in the passthrough file (no such uid). Give the passthrough file of the same job.");
        return found;
    }

    private double number(int row, String column, int element) throws FormatException {
        int table = tableOf(column);
        return tables.get(table).number(row(table, row), column, element);
    }

    private double number(int row, String column) throws FormatException {
        return number(row, column, 0);
    }

    private String text(int row, String column) throws FormatException {
        int table = tableOf(column);
        return tables.get(table).text(row(table, row), column);
    }

    /** The particles as RELION 3.1 writes them, in the order of the file. */
    public StarFile toStar() throws FormatException {
        int rows = tables.get(0).rows();
        if (rows == 0) throw new FormatException(path + ": no particles. Choose a file with particles.");
        StarBlock optics = new StarBlock("optics");
        StarBlock table = new StarBlock("particles");
        table.set("rlnImageName", each(rows, this::imageName));
        if (has("location/micrograph_path"))
            table.set("rlnMicrographName", each(rows, i -> stripped(text(i, "location/micrograph_path"))));
        if (has(POSE)) addPoses(table, rows);
        boolean ctf = has("ctf/df1_A");
        if (ctf) addCtf(table, rows);
        if (has("alignments3D/split"))
            table.set("rlnRandomSubset", each(rows, i -> whole(number(i, "alignments3D/split") + 1)));
        table.set("rlnOpticsGroup", opticsGroups(optics, rows, ctf));
        noteSign(rows);
        noteHigherOrders(rows);
        StarFile star = new StarFile();
        star.add(optics);
        star.add(table);
        return star;
    }

    private String imageName(int row) throws FormatException {
        return String.format(
                Locale.ROOT, "%06d@%s", (int) number(row, "blob/idx") + 1, stripped(text(row, "blob/path")));
    }

    /** cryoSPARC marks paths within a project with a leading angle bracket. */
    private static String stripped(String path) {
        return path.startsWith(">") ? path.substring(1) : path;
    }

    private void addPoses(StarBlock table, int rows) throws FormatException {
        double[][] columns = new double[5][rows];
        for (int i = 0; i < rows; i++) {
            double[] angles = eulerDegrees(number(i, POSE, 0), number(i, POSE, 1), number(i, POSE, 2));
            for (int c = 0; c < 3; c++) columns[c][i] = angles[c];
            double pixel = has("alignments3D/psize_A") ? number(i, "alignments3D/psize_A") : number(i, "blob/psize_A");
            if (has(SHIFT)) for (int c = 0; c < 2; c++) columns[3 + c][i] = number(i, SHIFT, c) * pixel;
        }
        String[] names = {"rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi", "rlnOriginXAngst", "rlnOriginYAngst"};
        for (int c = 0; c < names.length; c++) table.set(names[c], columns[c], 6);
    }

    /** RELION's rot, tilt, psi of a rotation vector. */
    static double[] eulerDegrees(double x, double y, double z) {
        double angle = Math.sqrt(x * x + y * y + z * z);
        double half = angle == 0 ? 0.5 : Math.sin(angle / 2) / angle;
        return Rotation.toEuler(Rotation.fromQuaternion(Math.cos(angle / 2), -half * x, -half * y, -half * z));
    }

    private void addCtf(StarBlock table, int rows) throws FormatException {
        table.set("rlnDefocusU", numbers(rows, "ctf/df1_A", 1), 6);
        table.set("rlnDefocusV", numbers(rows, "ctf/df2_A", 1), 6);
        table.set("rlnDefocusAngle", numbers(rows, "ctf/df_angle_rad", 180 / Math.PI), 6);
        if (has("ctf/phase_shift_rad"))
            table.set("rlnPhaseShift", numbers(rows, "ctf/phase_shift_rad", 180 / Math.PI), 6);
        if (has("ctf/bfactor")) table.set("rlnCtfBfactor", numbers(rows, "ctf/bfactor", 1), 6);
    }

    private double[] numbers(int rows, String column, double unit) throws FormatException {
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) values[i] = unit * number(i, column);
        return values;
    }

    /** A group for each set of values that RELION keeps there; returns the number of each row's. */
    private String[] opticsGroups(StarBlock optics, int rows, boolean ctf) throws FormatException {
        Map<List<String>, Integer> groups = new LinkedHashMap<>();
        String[] ofRow = new String[rows];
        for (int i = 0; i < rows; i++) {
            List<String> values = new ArrayList<>();
            values.add(has("ctf/exp_group_id") ? "opticsGroup" + whole(number(i, "ctf/exp_group_id")) : "opticsGroup1");
            // floats of the file, with the digits that they have
            values.add(digits(number(i, "blob/psize_A")));
            values.add(whole(number(i, "blob/shape", 1)));
            if (ctf)
                for (String column : List.of("ctf/accel_kv", "ctf/cs_mm", "ctf/amp_contrast"))
                    values.add(digits(number(i, column)));
            groups.putIfAbsent(values, groups.size() + 1);
            ofRow[i] = groups.get(values).toString();
        }
        List<String> columns = new ArrayList<>(List.of("rlnOpticsGroupName", "rlnImagePixelSize", "rlnImageSize"));
        if (ctf) columns.addAll(List.of("rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast"));
        List<List<String>> ordered = new ArrayList<>(groups.keySet());
        optics.set("rlnOpticsGroup", each(ordered.size(), i -> String.valueOf(i + 1)));
        for (int c = 0; c < columns.size(); c++) {
            int column = c;
            optics.set(columns.get(c), each(ordered.size(), i -> ordered.get(i).get(column)));
        }
        optics.set("rlnImageDimensionality", each(ordered.size(), i -> "2"));
        return ofRow;
    }

    private void noteSign(int rows) throws FormatException {
        if (!has("blob/sign")) return;
        int negative = 0;
        for (int i = 0; i < rows; i++) if (number(i, "blob/sign") < 0) negative++;
        if (negative > 0)
            notes.add("cryoSPARC inverts " + (negative == rows ? "these images" : negative + " of these images")
                    + " (blob/sign is −1), as particles darker than their background: use invert=true.");
    }

    private void noteHigherOrders(int rows) throws FormatException {
        for (String column : List.of("ctf/tilt_A", "ctf/trefoil_A", "ctf/tetra_A", "ctf/anisomag")) {
            if (!has(column)) continue;
            for (int i = 0; i < rows; i++)
                if (number(i, column, 0) != 0 || number(i, column, 1) != 0) {
                    notes.add("Column " + column + " is not used.");
                    break;
                }
        }
    }

    @FunctionalInterface
    private interface Cell {
        String of(int row) throws FormatException;
    }

    private static String[] each(int rows, Cell cell) throws FormatException {
        String[] texts = new String[rows];
        for (int i = 0; i < rows; i++) texts[i] = cell.of(i);
        return texts;
    }

    private static String whole(double value) {
        return String.valueOf((long) value);
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
