/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.cryosgd.assess.MapChecks;
import org.cryosgd.assess.Masks;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.NumberOrWord;
import org.cryosgd.fiji.command.TableCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Normalise;
import org.cryosgd.simulate.MapStrength;
import org.cryosgd.simulate.SignalSubtraction;
import org.cryosgd.simulate.SubtractionOptions;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link SignalSubtraction} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "subtract",
        menuPath = "Plugins>CryoSGD>Subtract Signal...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Takes a part of a map off the images of particles with poses.")
public class SubtractCommand extends TableCommand {
    /** A map that is so many times too weak or too strong leaves more of the part than a user expects. */
    private static final double DOUBTFUL = 1.25;

    @Parameter(
            label = "Particles (STAR or .cs)",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star .cs")
            },
            description = "Particles with poses: RELION STAR file or cryoSPARC .cs file.",
            style = "open",
            persist = false)
    private File particles;

    @Parameter(
            label = "Map",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.IMAGE, value = "volume")
            },
            description = "MRC file of the whole map of these particles, not masked and not sharpened.",
            style = "open",
            persist = false)
    private File volume;

    @Parameter(
            label = "Mask",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.IMAGE, value = "volume")
            },
            description = "MRC file of values 0 to 1 with a soft edge: where it is 1 the map is taken off the images.",
            style = "open",
            persist = false)
    private File mask;

    @Parameter(
            label = "White of the mask",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.MAIN, value = "yes")
            },
            description =
                    "subtract: the part under the mask is taken off, as in cryoSPARC; keep: it stays and the rest of the map"
                            + " is taken off, as in RELION.",
            choices = {"subtract", "keep"},
            persist = false)
    private String white = "subtract";

    @Parameter(
            label = "Open stack",
            description = "Title of an open stack whose slice i is row i of the table; empty takes the table's files.",
            attrs = {
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
                    "ring: the map is of images that were normalised, as reconstruct does; none: it is on the scale of the images."
                            + " Images keep their scale.",
            choices = {"ring", "none"},
            persist = false)
    private String normalise = "ring";

    @Parameter(
            label = "Invert contrast",
            description = "For particles that are darker than their background; they stay so.",
            persist = false)
    private boolean invert;

    @Parameter(
            label = "CTF",
            description =
                    "correct: by the file's values; flipped, premultiplied: the same, of images that were phase flipped"
                            + " or multiplied by their CTF, if the file does not say so; none: the images have no CTF.",
            choices = {"correct", "none", "flipped", "premultiplied"},
            persist = false)
    private String ctf = "correct";

    @Parameter(
            label = "Scale",
            description = "Factor on the map, a number or auto, which measures it on 200 images.",
            persist = false)
    private String scale = "1";

    @Parameter(
            label = "Output particles",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Result"),
                @Attr(name = CommandParameter.SUGGEST, value = "particles>_subtracted.star"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star")
            },
            description = "STAR file with all columns of the input; the images go beside it as .mrcs.",
            style = "save",
            persist = false)
    private File output;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Particles",
            description = "The particles that were written as a virtual stack, shown or not.")
    private ImagePlus stack;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Strength",
            description = "The factor on the map that fits the images best; 1 where map and images are on one scale.")
    private Double strength;

    @Override
    public void check(String key, Object value) {
        super.check(key, value);
        if (key.equals("scale")) {
            OptionalDouble given = NumberOrWord.of(key, "auto", (String) value);
            if (given.isPresent()) SubtractionOptions.defaults().withScale(given.getAsDouble());
        }
    }

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("particles").isEmpty()) return "";
        try (ParticleFile file = openTyped(texts)) {
            file.requirePoses();
            if (!"none".equals(texts.get("ctf"))) file.requireCtf();
            return describe(file);
        }
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        long begin = System.nanoTime();
        Path target = output.toPath();
        boolean correct = !ctf.equals("none");
        try (ParticleFile opened = openTable(particles.toPath(), images, "")) {
            opened.requirePoses();
            if (correct) opened.requireCtf();
            ParticleFile file = withCtf(opened, ctf, monitor);
            Volume map = OpenImages.volume(volume.toString());
            MapChecks.check(volume.toString(), map);
            SubtractionOptions options =
                    new SubtractionOptions(Normalise.valueOf(normalise.toUpperCase(Locale.ROOT)), invert, correct, 1);
            SignalSubtraction plan = new SignalSubtraction(part(map), file.particles(), options);
            List<Path> outputs = new ArrayList<>(List.of(target));
            outputs.addAll(plan.stacksOf(target));
            List<Path> read = new ArrayList<>(file.particles().images().files());
            checkOutputs(outputs, read, plan.bytes());
            SignalSubtraction subtraction = plan.withScale(scale(map, file, options, monitor));
            if (!subtraction.write(file, target, monitor)) {
                monitor.say("Stopped; nothing was written.");
                return;
            }
            monitor.say(String.format(
                    Locale.ROOT,
                    "%d particles: %s (%.1f s)",
                    file.particles().size(),
                    target,
                    (System.nanoTime() - begin) * 1e-9));
        }
        stack = windows().particles(target);
    }

    /** What is taken off: the map under the mask, or the rest of it. */
    private Volume part(Volume map) throws IOException {
        Volume under = OpenImages.mask(mask.toString(), map.size(), map.voxelSizeAngstrom());
        Volume masked = Masks.apply(map, under);
        float[] voxels = masked.voxels();
        if (white.equals("keep")) for (int i = 0; i < voxels.length; i++) voxels[i] = map.voxels()[i] - voxels[i];
        boolean empty = true;
        for (float voxel : voxels) empty &= voxel == 0;
        if (empty)
            throw new IllegalArgumentException(mask + ": the map is zero "
                    + (white.equals("keep") ? "outside of" : "under")
                    + " the mask, so there is nothing to take off. White"
                    + " of the mask is now '" + white + "'; choose the other one, or another mask");
        return masked;
    }

    private double scale(Volume map, ParticleFile file, SubtractionOptions options, ProgressMonitor monitor)
            throws IOException {
        MapStrength found = MapStrength.of(map, file.particles(), options);
        strength = found.factor();
        OptionalDouble given = NumberOrWord.of("scale", "auto", scale);
        double factor = given.orElse(found.factor());
        monitor.say(String.format(
                Locale.ROOT,
                "Map: %.3f ± %.3f times as strong as given fits the images best; it is taken %.3f times as strong.",
                found.factor(),
                found.error(),
                factor));
        boolean sure = Math.abs(found.factor()) > 5 * found.error();
        if (given.isEmpty() && !(sure && factor > 0)) throw new IllegalArgumentException(fault(sure));
        if (given.isPresent() && !sure || found.factor() < 0) monitor.warn(fault(sure) + ".");
        else if (given.isPresent() && Math.max(found.factor() / factor, factor / found.factor()) > DOUBTFUL)
            monitor.warn(String.format(
                    Locale.ROOT,
                    "The map is %.2f times as strong as in the images, so that subtraction leaves or adds a part of it. Use"
                            + " scale=auto, or the map that reconstruct makes of these particles.",
                    factor / found.factor()));
        return factor;
    }

    private String fault(boolean sure) {
        return sure
                ? "The map is bright where the images are dark" + (invert ? " after they were inverted" : "")
                        + ". Use invert=" + !invert + ", or an inverted map"
                : "The images do not show the map: its strength in them is not above its error. Use the map and the poses of"
                        + " one run";
    }
}
