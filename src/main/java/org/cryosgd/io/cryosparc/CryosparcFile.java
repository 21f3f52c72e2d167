/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.Rotation;

/**
 * Particles of cryoSPARC (.cs) as a RELION 3.1 table.
 *
 * <p>{@code alignments3D/pose} is a rotation vector p with RELION's matrix A = exp([p]ₓ)ᵀ; {@code alignments3D/shift}
 * is RELION's origin, in pixels of {@code alignments3D/psize_A}; {@code blob/idx} counts from 0; angles are in radians.
 * Columns that a job has not changed are in its passthrough file, joined by {@code uid}. Of several classes each
 * particle has the pose of its most probable one, which becomes {@code rlnClassNumber}, from 1.
 */
public final class CryosparcFile {
    private static final String SHIFT = "ctf/shift_A";

    /** A full turn, and some for rounding. */
    private static final double MOST_TURN = 2 * Math.PI + 0.01;

    /** Aberrations that images may have, with the words for them. */
    private static final Map<String, String> ABERRATIONS = new LinkedHashMap<>();

    static {
        ABERRATIONS.put(SHIFT, "a shift by aberrations");
        ABERRATIONS.put("ctf/tilt_A", "beam tilt");
        ABERRATIONS.put("ctf/trefoil_A", "trefoil");
        ABERRATIONS.put("ctf/tetra_A", "fourfold astigmatism");
        ABERRATIONS.put("ctf/anisomag", "anisotropic magnification");
    }

    private final CryosparcTables tables;
    private final CryosparcOptions options;
    private final List<String> notes = new ArrayList<>();

    private CryosparcFile(CryosparcTables tables, CryosparcOptions options) {
        this.tables = tables;
        this.options = options;
    }

    /**
     * Reads a file and its passthrough files: the one that is given, or else what lies in the same folder and has these
     * particles.
     *
     * @throws FormatException if it is no such file, or the passthrough file does not have its particles
     */
    public static CryosparcFile read(Path path, CryosparcOptions options) throws IOException {
        CryosparcTables tables = CryosparcTables.read(path);
        if (options.passthrough() != null) Passthroughs.join(tables, options.passthrough());
        else Passthroughs.find(tables);
        return new CryosparcFile(tables, options);
    }

    /** "cryoSPARC", and the files that columns are taken from. */
    public String format() {
        StringBuilder format = new StringBuilder("cryoSPARC");
        for (Path passthrough : tables.passthroughs())
            format.append(" with columns of ").append(passthrough.getFileName());
        return format.toString();
    }

    /** What a user should know though it is no error, one sentence each; complete after {@link #toStar()}. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** The particles as RELION 3.1 writes them, in the order of the file. */
    public StarFile toStar() throws FormatException {
        notes.clear();
        int rows = tables.rows();
        if (rows == 0) throw new FormatException(tables.path() + ": no particles. Choose a file with particles.");
        StarBlock optics = new StarBlock("optics");
        StarBlock table = new StarBlock("particles");
        table.set("rlnImageName", imageNames(rows));
        if (tables.has("location/micrograph_path"))
            table.set("rlnMicrographName", each(rows, i -> stripped(tables.text(i, "location/micrograph_path"))));
        CryosparcAlignments alignments = CryosparcAlignments.of(tables);
        if (alignments != null) addPoses(table, alignments, rows);
        boolean ctf = tables.has("ctf/df1_A");
        if (ctf) addCtf(table, rows);
        if (alignments != null && alignments.has("split")) addHalfSets(table, alignments, rows);
        if (alignments != null && alignments.classes() > 1) addClasses(table, alignments);
        table.set("rlnOpticsGroup", new CryosparcOptics(tables).groups(optics, ctf));
        noteSign(rows);
        noteAberrations(rows, ctf, alignments != null);
        StarFile star = new StarFile();
        star.add(optics);
        star.add(table);
        return star;
    }

    private String[] imageNames(int rows) throws FormatException {
        NumberColumn index = tables.numbers("blob/idx");
        return each(rows, i -> {
            double number = index.at(i);
            if (!(number >= 0 && number < Integer.MAX_VALUE))
                throw tables.wrong(i, "blob/idx", (long) number, "the number of an image in its stack, from 0");
            String digits = String.valueOf((int) number + 1);
            return "0".repeat(Math.max(0, 6 - digits.length())) + digits + "@" + stripped(tables.text(i, "blob/path"));
        });
    }

    /** cryoSPARC marks paths within a project with a leading angle bracket. */
    private static String stripped(String path) {
        return path.startsWith(">") ? path.substring(1) : path;
    }

    private void addPoses(StarBlock table, CryosparcAlignments alignments, int rows) throws FormatException {
        NumberColumn pose = alignments.numbers("pose", 3);
        NumberColumn shift = alignments.has("shift") ? alignments.numbers("shift", 2) : null;
        NumberColumn pixel = shift == null ? null : shiftPixels(alignments, shift, rows);
        boolean moved = tables.has(SHIFT) && tables.count(SHIFT) == 2;
        NumberColumn lens = moved ? tables.numbers(SHIFT) : null;
        double[][] columns = new double[5][rows];
        for (int i = 0; i < rows; i++) {
            double turn = Math.hypot(Math.hypot(pose.at(i, 0), pose.at(i, 1)), pose.at(i, 2));
            if (turn > MOST_TURN)
                throw tables.wrong(
                        i,
                        alignments.name() + "/pose",
                        String.format(Locale.ROOT, "a rotation vector of length %.3g", turn),
                        "one of at most 2π: it is in radians. Were these degrees, divide the column by 57.29578");
            double[] angles = eulerDegrees(pose.at(i, 0), pose.at(i, 1), pose.at(i, 2));
            for (int c = 0; c < 3; c++) columns[c][i] = angles[c];
            if (shift != null) for (int c = 0; c < 2; c++) columns[3 + c][i] = shift.at(i, c) * pixel.at(i);
            // the odd phase −2π k · shift_A is a shift of the image
            if (lens != null) for (int c = 0; c < 2; c++) columns[3 + c][i] -= lens.at(i, c);
        }
        String[] names = {"rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi", "rlnOriginXAngst", "rlnOriginYAngst"};
        for (int c = 0; c < names.length; c++) table.set(names[c], columns[c], 6);
    }

    /** The width of the pixels that each particle's shift is counted in. Files before version 3 do not say it. */
    private NumberColumn shiftPixels(CryosparcAlignments alignments, NumberColumn shift, int rows)
            throws FormatException {
        String name = alignments.name() + "/psize_A";
        double given = options.shiftPixelSizeAngstrom();
        NumberColumn stated = alignments.has("psize_A") ? alignments.numbers("psize_A", 1) : null;
        int silent = 0;
        boolean shifted = false;
        for (int i = 0; i < rows; i++) {
            double size = stated == null ? 0 : stated.at(i);
            if (size < 0) throw tables.wrong(i, name, size, "a pixel size in Å");
            if (size > 0 && given > 0 && Math.abs(size / given - 1) > 0.01)
                throw tables.wrong(
                        i, name, size, "the shiftPixelSize of " + given + " Å that is given; leave that out");
            if (size > 0) continue;
            silent++;
            shifted |= shift.at(i, 0) != 0 || shift.at(i, 1) != 0;
        }
        if (silent == 0) return stated;
        NumberColumn image = tables.numbers("blob/psize_A");
        if (given == 0 && shifted)
            notes.add(String.format(
                    Locale.ROOT,
                    "Column %s is %s: the shifts are taken to be in pixels of the images (%.4g Å). If the particles were"
                            + " refined at another pixel size, such as half the box, say it with shiftPixelSize= (in Å).",
                    name,
                    stated == null ? "missing" : "0",
                    image.at(0)));
        return (row, element) -> {
            double size = stated == null ? 0 : stated.at(row);
            return size > 0 ? size : given > 0 ? given : image.at(row);
        };
    }

    /** A job that has not divided the particles yet puts all into one half. */
    private void addHalfSets(StarBlock table, CryosparcAlignments alignments, int rows) throws FormatException {
        NumberColumn split = alignments.numbers("split", 1);
        String name = alignments.name() + "/split";
        long ones = 0;
        for (int i = 0; i < rows; i++) {
            if (split.at(i) != 0 && split.at(i) != 1) throw tables.wrong(i, name, split.at(i), "0 or 1, the half set");
            if (split.at(i) == 1) ones++;
        }
        if (ones == 0)
            notes.add("Column " + name + " is 0 for all particles: they are not divided into half sets yet, and are"
                    + " divided anew.");
        else if (ones == rows)
            notes.add("Column " + name + " is 1 for all particles: they are one half set only, and are divided anew."
                    + " They were aligned to one map, which can make their FSC a little too good.");
        else table.set("rlnRandomSubset", each(rows, i -> String.valueOf((int) split.at(i) + 1)));
    }

    private void addClasses(StarBlock table, CryosparcAlignments alignments) throws FormatException {
        int[] classOfRow = alignments.classOfRow();
        table.set("rlnClassNumber", each(classOfRow.length, i -> String.valueOf(classOfRow[i] + 1)));
        notes.add("Each particle has the pose of its most probable class of " + alignments.classes() + " ("
                + alignments.names() + "): " + alignments.counts()
                + " particles. Import Particles... (import) takes those of one with select=rlnClassNumber=1.");
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
        if (tables.has("ctf/phase_shift_rad"))
            table.set("rlnPhaseShift", numbers(rows, "ctf/phase_shift_rad", 180 / Math.PI), 6);
        if (tables.has("ctf/bfactor")) table.set("rlnCtfBfactor", numbers(rows, "ctf/bfactor", 1), 6);
    }

    private double[] numbers(int rows, String name, double unit) throws FormatException {
        NumberColumn column = tables.numbers(name);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) values[i] = unit * column.at(i);
        return values;
    }

    private void noteSign(int rows) throws FormatException {
        if (!tables.has("blob/sign")) return;
        NumberColumn sign = tables.numbers("blob/sign");
        int negative = 0;
        for (int i = 0; i < rows; i++) if (sign.at(i) < 0) negative++;
        if (negative > 0)
            notes.add("cryoSPARC inverts " + (negative == rows ? "these images" : negative + " of these images")
                    + " (blob/sign is −1), as particles darker than their background: use invert=true.");
    }

    private void noteAberrations(int rows, boolean ctf, boolean poses) throws FormatException {
        for (Map.Entry<String, String> aberration : ABERRATIONS.entrySet()) {
            String name = aberration.getKey();
            if (!tables.has(name)) continue;
            NumberColumn column = tables.numbers(name);
            int elements = tables.count(name);
            int particles = 0;
            for (int i = 0; i < rows; i++) if (!isZero(column, i, elements)) particles++;
            boolean used = name.equals(SHIFT) ? poses : ctf;
            if (particles > 0)
                notes.add("Column " + name + " (" + aberration.getValue() + ") is not zero for " + particles + " of "
                        + rows + " particles. "
                        + (used
                                ? "It is used, with a sign that is argued for in docs/optics.md and was not tried with particles:"
                                        + " look with Refine CTF... (ctfrefine) for what is left of it."
                                : "It is not used, since the file has no "
                                        + (name.equals(SHIFT) ? "poses." : "CTF (ctf/df1_A).")));
        }
    }

    private static boolean isZero(NumberColumn column, int row, int elements) throws FormatException {
        for (int e = 0; e < elements; e++) if (column.at(row, e) != 0) return false;
        return true;
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
}
