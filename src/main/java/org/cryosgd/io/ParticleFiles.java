/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.cryosgd.io.cryosparc.CryosparcFile;
import org.cryosgd.io.cryosparc.CryosparcOptions;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.OpenOptions;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.particles.ImageSource;

/** Opens particles by what the name of their file ends in: .cs of cryoSPARC, otherwise STAR. */
public final class ParticleFiles {
    private ParticleFiles() {}

    /** Whether the name is that of a table, not of images. */
    public static boolean isTable(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".star") || name.endsWith(".cs");
    }

    /**
     * Opens a file and checks the header of every stack it names; images are read on demand.
     *
     * @param projectDir folder that image paths start from, or null to look for it
     * @param passthrough of a .cs file; null to look for it
     * @param given images in place of those the table names, that of row i being number i, or null; those that are
     *     {@link java.io.Closeable} are closed with the particle file, but stay open where this throws
     * @throws FormatException with file and line, what was found and what to do
     */
    public static ParticleFile open(Path path, Path projectDir, Path passthrough, ImageSource given)
            throws IOException {
        return open(
                path,
                OpenOptions.defaults().withProjectDir(projectDir).withImages(given),
                new CryosparcOptions(passthrough, 0));
    }

    /**
     * As {@link #open(Path, Path, Path, ImageSource)}, with all that may be said about the table.
     *
     * @param cryosparc what is said about a .cs file; {@link CryosparcOptions#NONE} for others
     * @throws IllegalArgumentException if the options choose no particle, or are not for this table
     */
    public static ParticleFile open(Path path, OpenOptions options, CryosparcOptions cryosparc) throws IOException {
        if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".cs")) {
            if (!cryosparc.equals(CryosparcOptions.NONE))
                throw new IllegalArgumentException(
                        "passthrough and shiftPixelSize are for .cs files of cryoSPARC, found " + path.getFileName()
                                + ": leave them out");
            return ParticleStar.open(path, StarFile.read(path), options);
        }
        CryosparcFile file = CryosparcFile.read(path, cryosparc);
        StarFile star = file.toStar();
        return ParticleStar.open(path, star, options).from(file.format(), file.notes());
    }
}
