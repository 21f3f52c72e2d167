/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.PlotRegion;
import org.cryosgd.io.cryosparc.CryosparcOptions;
import org.cryosgd.io.star.OpenOptions;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.particles.ParticleSet;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;

/**
 * A command that reads a table of particles: the keys that say how it is opened. The table itself is a key of each
 * subclass, which may take other files too or none; it is marked {@link CommandParameter#FIRST}.
 */
public abstract class TableCommand extends CryoCommand {
    @Parameter(
            label = "Project folder",
            description = "Where image names start, if not at the table or one of its parents.",
            style = "directory,open",
            required = false,
            persist = false)
    private String projectDir = "";

    @Parameter(
            label = "Passthrough",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".cs"),
            description = "cryoSPARC's file with the columns that a .cs file lacks, if not in the same folder.",
            style = "open",
            required = false,
            persist = false)
    private String passthrough = "";

    @Parameter(
            label = "Shift pixel size (Å)",
            description = "Pixel size of the shifts in a .cs file that does not say it; 0 takes that of the images.",
            min = "0",
            persist = false)
    private double shiftPixelSize;

    @Parameter(
            label = "Pixel size (Å)",
            description = "Of the images as they are, in place of the table's; 0 takes the table's.",
            min = "0",
            persist = false)
    private double pixelSize;

    @Override
    public void check(String key, Object value) {
        if (key.equals("pixelSize")) OpenOptions.defaults().withPixelSize((double) value);
    }

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("particles").isEmpty()) return "";
        try (ParticleFile file = openTyped(texts)) {
            return describe(file);
        }
    }

    /**
     * Opens a table as the keys say.
     *
     * @param images title of an open stack or an MRC file in place of the table's images; may be empty
     * @param select which rows, as {@code import select=}; empty for all
     */
    protected final ParticleFile openTable(Path table, String images, String select) throws IOException {
        return open(table, images, select, projectDir, pixelSize, OpenImages.cryosparc(passthrough, shiftPixelSize));
    }

    /**
     * The file as {@code ctf=} has it; says what it notes, and what is done about the optics.
     *
     * @param ctf correct, none, flipped or premultiplied
     */
    protected static ParticleFile withCtf(ParticleFile file, String ctf, ProgressMonitor monitor) {
        ParticleFile taken = withCtf(file, ctf);
        taken.notes().forEach(monitor::warn);
        String corrected = OpticsText.corrected(taken.particles());
        if (corrected != null) monitor.say(corrected);
        String cameras = OpticsText.cameras(taken.particles());
        if (cameras != null) monitor.say(cameras);
        return taken;
    }

    private static ParticleFile withCtf(ParticleFile file, String ctf) {
        if (ctf.equals("flipped")) return file.withApplied(AppliedCtf.PHASE_FLIPPED);
        if (ctf.equals("premultiplied")) return file.withApplied(AppliedCtf.PREMULTIPLIED);
        if (!ctf.equals("none")
                || file.particles().optics().stream().noneMatch(o -> o.applied() == AppliedCtf.PREMULTIPLIED))
            return file;
        return file.from(
                file.format(),
                List.of(
                        "the table says that the images are premultiplied by their CTF; with ctf=none that stays in the map."));
    }

    /** {@link #openTable} as the fields of a dialog say that are not empty. */
    protected static ParticleFile openTyped(Map<String, String> texts) throws IOException {
        return open(
                Path.of(texts.get("particles")),
                texts.getOrDefault("images", ""),
                texts.getOrDefault("select", ""),
                texts.get("projectDir"),
                number(texts.get("pixelSize")),
                OpenImages.cryosparc(texts.get("passthrough"), number(texts.get("shiftPixelSize"))));
    }

    private static ParticleFile open(
            Path table, String images, String select, String projectDir, double pixelSize, CryosparcOptions cryosparc)
            throws IOException {
        OpenOptions options = OpenOptions.defaults()
                .withProjectDir(OpenImages.path(projectDir))
                .withPixelSize(pixelSize)
                .withSelect(PlotRegion.select(select));
        return OpenImages.particles(table, images, options, cryosparc);
    }

    /** Of a text in a dialog; 0 for an empty one. */
    private static double number(String text) {
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    /** Number, box and pixel size of particles in words. */
    public static String describe(ParticleFile file) {
        ParticleSet set = file.particles();
        return String.format(
                Locale.ROOT,
                "%d particles, box %d pixels of %.4g Å, finest detail %.3g Å%s",
                set.size(),
                set.box(),
                set.pixelSizeAngstrom(),
                2 * set.pixelSizeAngstrom(),
                set.particles().get(0).pose() == null ? "; without poses" : "");
    }
}
