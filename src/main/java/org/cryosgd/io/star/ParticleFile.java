/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.StackImages;
import org.cryosgd.particles.ParticleSet;

/**
 * Particles as they were opened, together with the file they came from. Closing it closes the image files; the images
 * of its particles can be read from several threads until then.
 */
public final class ParticleFile implements AutoCloseable {
    /** The whole message about what a file lacks; null where nothing is missing. */
    public record Missing(String poses, String ctf) {}

    private final Path path;
    private final String format;
    private final ParticleSet particles;
    private final StarFile star;
    private final StarBlock table;
    private final Missing missing;
    private final List<String> notes;
    private final Closeable images;

    public ParticleFile(
            Path path,
            String format,
            ParticleSet particles,
            StarFile star,
            StarBlock table,
            Missing missing,
            List<String> notes,
            Closeable images) {
        this.path = path;
        this.format = format;
        this.particles = particles;
        this.star = star;
        this.table = table;
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
        return new ParticleFile(path, otherFormat, particles, star, table, missing, all, images);
    }

    /**
     * Writes some of the particles with all their columns, and all other blocks, as a STAR file. Image names are made to
     * be found from its folder.
     *
     * @param rows numbers from 0, in the order that is wanted
     */
    public void writeSubset(Path target, int[] rows) throws IOException {
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
        with(chosen, target).write(target);
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
