/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.particles.ParticleSet;

/**
 * Particles as they were opened, together with the file they came from. Closing it closes the image files; the images
 * of its particles can be read from several threads until then.
 */
public final class ParticleFile implements AutoCloseable {
    /** The whole message about what a file lacks; null where nothing is missing. */
    record Missing(String poses, String ctf) {}

    private final Path path;
    private final String format;
    private final ParticleSet particles;
    private final StarFile star;
    private final StarBlock table;
    private final Missing missing;
    private final List<String> notes;
    private final Closeable images;

    ParticleFile(
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

    /** "RELION 3.1" or "RELION 3.0". */
    public String format() {
        return format;
    }

    public ParticleSet particles() {
        return particles;
    }

    /** The whole file; null where the particles do not come from a STAR file. */
    public StarFile star() {
        return star;
    }

    /** The block of {@link #star()} whose row i is particle i; null where there is no STAR file. */
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
