/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.mrc.StackImages;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.table.TextColumn;

/**
 * Particles as they were opened, together with the file they came from. Closing it closes the image files; the images
 * of its particles can be read from several threads until then.
 */
public final class ParticleFile implements AutoCloseable {
    /**
     * What a file lacks.
     *
     * @param poses the whole message, or null where every particle has a pose
     * @param ctf the whole message, or null where every particle has a CTF
     * @param optics columns of the optics that are absent or cannot be right
     */
    public record Missing(String poses, String ctf, Set<String> optics) {
        public Missing {
            optics = Set.copyOf(optics);
        }
    }

    private final Path path;
    private final String format;
    private final ParticleSet particles;
    private final StarFile star;
    private final StarBlock table;
    private final int[] rows;
    private final int rowsOfFile;
    private final Missing missing;
    private final List<String> notes;
    private final Closeable images;

    public ParticleFile(
            Path path,
            String format,
            ParticleSet particles,
            StarFile star,
            StarBlock table,
            int[] rows,
            int rowsOfFile,
            Missing missing,
            List<String> notes,
            Closeable images) {
        this.path = path;
        this.format = format;
        this.particles = particles;
        this.star = star;
        this.table = table;
        this.rows = rows;
        this.rowsOfFile = rowsOfFile;
        this.missing = missing;
        this.notes = List.copyOf(notes);
        this.images = images;
    }

    public Path path() {
        return path;
    }

    /** "RELION 3.1", "RELION 3.0" or "cryoSPARC", which may go on with the files that columns are taken from. */
    public String format() {
        return format;
    }

    public ParticleSet particles() {
        return particles;
    }

    /** The whole file as RELION has it, converted where it is of another program. */
    public StarFile star() {
        return star;
    }

    /** The same with more notes, as from another program's format. */
    public ParticleFile from(String otherFormat, List<String> moreNotes) {
        List<String> all = new ArrayList<>(moreNotes);
        all.addAll(notes);
        return new ParticleFile(path, otherFormat, particles, star, table, rows, rowsOfFile, missing, all, images);
    }

    /** The same images taken as ones in which this was done about the CTF, whatever the table says. */
    public ParticleFile withApplied(AppliedCtf applied) {
        List<String> all = new ArrayList<>(notes);
        for (Optics optics : particles.optics())
            if (optics.applied() != AppliedCtf.NONE && optics.applied() != applied)
                all.add("optics group " + Shown.of(optics.name()) + ": the table says that its images are "
                        + words(optics.applied()) + ", they are taken as " + words(applied) + ".");
        ParticleSet changed = particles.withOptics(optics -> optics.withApplied(applied));
        return new ParticleFile(path, format, changed, star, table, rows, rowsOfFile, missing, all, images);
    }

    /** What was done about the CTF in the images, in words. */
    public static String words(AppliedCtf applied) {
        return switch (applied) {
            case NONE -> "as recorded";
            case PHASE_FLIPPED -> "phase flipped";
            case PREMULTIPLIED -> "premultiplied by their CTF";
        };
    }

    /** The rows of the file that the particles are, from 0; not a copy. */
    public int[] rows() {
        return rows;
    }

    /** Number of particles that the file holds, chosen or not. */
    public int rowsOfFile() {
        return rowsOfFile;
    }

    /** What the file lacks. */
    public Missing missing() {
        return missing;
    }

    /**
     * Writes some of the particles with all their columns, and all other blocks, as a STAR file. Image names are made to
     * be found from its folder.
     *
     * @param rows numbers from 0, in the order that is wanted
     */
    public void writeSubset(Path target, int[] rows) throws IOException {
        with(named(rows, target), target).write(target);
    }

    /**
     * Writes all particles with other images: those have the names {@code names}, and the names of the images before go into
     * {@code rlnImageOriginalName}, as RELION has it.
     */
    public void writeImages(Path target, String[] names) throws IOException {
        StarBlock changed = named(IntStream.range(0, table.rows()).toArray(), target);
        String[] before = new String[names.length];
        TextColumn column = changed.column("rlnImageName");
        for (int i = 0; i < before.length; i++) before[i] = column.get(i);
        changed.set("rlnImageOriginalName", before);
        changed.set("rlnImageName", names);
        with(changed, target).write(target);
    }

    /** Some rows of the table, with image names that are found from the folder of {@code target}. */
    StarBlock named(int[] rows, Path target) {
        StarBlock chosen = table.select(rows);
        Path folder = target.toAbsolutePath().normalize().getParent();
        if (images instanceof StackImages stacks) {
            String[] names = new String[rows.length];
            for (int i = 0; i < rows.length; i++) {
                Path file = stacks.file(rows[i]).toAbsolutePath().normalize();
                names[i] = String.format(
                        Locale.ROOT,
                        "%06d@%s",
                        stacks.indexInFile(rows[i]) + 1,
                        file.startsWith(folder) ? folder.relativize(file) : file);
            }
            chosen.set("rlnImageName", names);
        }
        return chosen;
    }

    /** Some rows of the table, with their image names where those are found from {@code target} too, or else as {@link #named}. */
    StarBlock found(int[] rows, Path target) throws FormatException {
        if (!(images instanceof StackImages stacks)) return table.select(rows);
        StackLocator there = new StackLocator(target, null);
        Set<String> known = new HashSet<>();
        TextColumn names = table.column("rlnImageName");
        for (int row : rows) {
            String name = names.get(row);
            name = name.substring(name.indexOf('@') + 1);
            if (known.add(name) && !there.finds(name, stacks.file(row))) return named(rows, target);
        }
        return table.select(rows);
    }

    /** The whole file with another table in place of its particles. */
    public StarFile with(StarBlock other, Path target) {
        StarFile changed = new StarFile(target.toString(), star.version());
        for (StarBlock block : star.blocks()) changed.add(block == table ? other : block);
        return changed;
    }

    /** The block of {@link #star()} whose row i is particle i. */
    public StarBlock table() {
        return table;
    }

    /** What a user should know though it is no error, one sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** Throws unless every particle has a pose. */
    public ParticleFile requirePoses() throws FormatException {
        if (missing.poses() != null) throw new FormatException(missing.poses());
        return this;
    }

    /** Throws unless every particle has a CTF. */
    public ParticleFile requireCtf() throws FormatException {
        if (missing.ctf() != null) throw new FormatException(missing.ctf());
        return this;
    }

    @Override
    public void close() throws IOException {
        images.close();
    }
}
