/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.File;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;

/** A command on particles: the keys that say which ones, and how their images are prepared. */
public abstract class ParticleCommand extends TableCommand {
    @Parameter(
            label = "Particles (STAR or .cs)",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star .cs")
            },
            description = "RELION STAR file, 3.1 and later or 3.0 and before, or cryoSPARC .cs file.",
            style = "open",
            persist = false)
    protected File particles;

    @Parameter(
            label = "Open stack",
            description = "Title of an open stack whose slice i is row i of the table; empty takes the table's files.",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.GROUP, value = "Images"),
                @Attr(name = CommandParameter.IMAGE, value = "stack")
            },
            style = "open",
            required = false,
            persist = false)
    private String images = "";

    @Parameter(
            label = "Normalise",
            description =
                    "ring: a plane is taken off each image, and its background gets standard deviation 1; none: as they are.",
            choices = {"ring", "none"},
            persist = false)
    private String normalise = "ring";

    @Parameter(
            label = "Invert contrast",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "For particles that are darker than their background.",
            persist = false)
    private boolean invert;

    @Parameter(
            label = "Box (pixels)",
            description = "Crops the images in Fourier space to this even width; 0 keeps theirs.",
            min = "0",
            persist = false)
    private int box;

    @Parameter(
            label = "CTF",
            attrs = @Attr(name = CommandParameter.GROUP, value = "Model"),
            description =
                    "correct: by the file's values; flipped, premultiplied: the same, of images that were phase flipped"
                            + " or multiplied by their CTF, if the file does not say so; none: the images have no CTF.",
            choices = {"correct", "none", "flipped", "premultiplied"},
            persist = false)
    private String ctf = "correct";

    @Parameter(
            label = "Symmetry",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description =
                    "Point group in RELION's setting: Cn (axis along z), Dn (also a twofold axis along x), T, O, I or I2, I1, I3, I4.",
            persist = false)
    private String symmetry = "C1";

    @Parameter(label = "Seed", description = "The same seed gives the same result, bit for bit.", persist = false)
    protected long seed;

    @Parameter(
            label = "Cache (MB)",
            description = "Memory for images, the rest goes to a scratch file; 0 takes what Java has left.",
            min = "0",
            persist = false)
    protected int cache;

    /** Opens the particles and checks that they have poses and, where it is corrected, a CTF. */
    protected final ParticleFile openWithPoses(ProgressMonitor monitor) throws IOException {
        ParticleFile file = open(monitor);
        try {
            return file.requirePoses();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Opens the particles and checks that they have a CTF where it is corrected. */
    protected final ParticleFile open(ProgressMonitor monitor) throws IOException {
        ParticleFile file = openTable(particles.toPath(), images, "");
        try {
            if (correctsCtf()) file.requireCtf();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return withCtf(file, ctf, monitor);
    }

    /** Whether images have a CTF that is taken into account. */
    protected final boolean correctsCtf() {
        return !ctf.equals("none");
    }

    protected final Symmetry symmetry() {
        return Symmetry.of(symmetry);
    }

    @Override
    public void check(String key, Object value) {
        super.check(key, value);
        if (key.equals("symmetry")) Symmetry.of((String) value);
        if (key.equals("box")) cropTo((int) value);
    }

    private static Preparation cropTo(int box) {
        return new Preparation(Normalise.RING, false, box);
    }

    /** Whether the command can do nothing with particles that have no poses. */
    protected boolean needsPoses() {
        return true;
    }

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("particles").isEmpty()) return "";
        try (ParticleFile file = openTyped(texts)) {
            if (needsPoses()) file.requirePoses();
            if (!texts.get("ctf").equals("none")) file.requireCtf();
            ParticleSet set = file.particles();
            int wanted = texts.get("box").isEmpty() ? 0 : Integer.parseInt(texts.get("box"));
            int box = cropTo(wanted).boxFor(set.box());
            return describe(file)
                    + (box == set.box()
                            ? String.format(Locale.ROOT, "; Box 0 keeps %d", box)
                            : String.format(
                                    Locale.ROOT,
                                    "; cropped to %d pixels of %.4g Å",
                                    box,
                                    set.pixelSizeAngstrom() * set.box() / box));
        }
    }

    protected final Preparation preparation() {
        return new Preparation(Normalise.valueOf(normalise.toUpperCase(Locale.ROOT)), invert, box);
    }
}
