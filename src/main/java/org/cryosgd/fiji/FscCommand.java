/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.assess.DirectionalFsc;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MapChecks;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.report.DirectionsReport;
import org.cryosgd.report.FscReport;
import org.cryosgd.report.file.OutputNames;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link FourierShellCorrelation} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "fsc",
        menuPath = "Plugins>CryoSGD>Fourier Shell Correlation...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Compares two maps shell by shell; under a mask with phase randomisation.")
public class FscCommand extends CryoCommand {
    @Parameter(
            label = "First map",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file.",
            style = "open",
            persist = false)
    private File volume1;

    @Parameter(
            label = "Second map",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file.",
            style = "open",
            persist = false)
    private File volume2;

    @Parameter(
            label = "Mask",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file of values 0 to 1.",
            style = "open",
            required = false,
            persist = false)
    private String mask = "";

    @Parameter(
            label = "Directions",
            description =
                    "Also measures the resolution of each direction, by cones of 20°; table and picture go beside the output table.",
            persist = false)
    private boolean directions;

    @Parameter(label = "Seed", description = "Of the random phases.", persist = false)
    private long seed;

    @Parameter(
            label = "Output table",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".csv"),
            description = "CSV file that is written, with a plot beside it; empty for none.",
            style = "save",
            required = false,
            persist = false)
    private String output = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Resolution (Å)", description = "Where the best curve falls below 0.143.")
    private Double resolution;

    @Parameter(type = ItemIO.OUTPUT, label = "Frequencies (1/Å)", description = "Of the shells.")
    private double[] frequencies;

    @Parameter(type = ItemIO.OUTPUT, label = "FSC", description = "Of each shell; with a mask corrected for it.")
    private double[] curve;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Anisotropy",
            description = "Resolution of the worst directions over that of the best; null without directions=true.")
    private Double anisotropy;

    @Override
    public String about(Map<String, String> texts) throws IOException {
        return OpenImages.describe(texts.get("volume1"));
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        if (!output.isEmpty()) checkOutputs(files(Path.of(output)), List.of(), 0);
        Volume first = OpenImages.volume(volume1.toString());
        Volume second = OpenImages.volume(volume2.toString());
        MapChecks.check(volume1.toString(), first);
        MapChecks.check(volume2.toString(), second);
        Volume around = mask.isEmpty() ? null : OpenImages.mask(mask);
        MaskedFsc masked = around == null ? null : MaskedFsc.of(first, second, around, seed);
        FscCurve fsc = masked == null ? FourierShellCorrelation.of(first, second) : masked.unmasked();
        say(monitor, "Unmasked", fsc);
        if (masked != null) {
            say(monitor, "Masked", masked.masked());
            say(monitor, "Corrected for the mask", masked.corrected());
        }
        FscReport.warnings(MapChecks.areSame(first, second), masked).forEach(monitor::warn);
        windows().fsc("FSC " + volume1.getName() + " " + volume2.getName(), fsc, masked, FscCurve.HALF_MAPS);
        FscCurve best = masked == null ? fsc : masked.corrected();
        resolution = best.resolutionAt(FscCurve.HALF_MAPS);
        frequencies = best.frequencies();
        curve = best.values();
        DirectionalFsc cones = directions ? DirectionalFsc.of(first, second, masked, around, seed) : null;
        if (cones != null) {
            monitor.say(cones.describe());
            anisotropy = cones.anisotropy();
            windows()
                    .picture(
                            "Directions " + volume1.getName() + " " + volume2.getName(),
                            DirectionsReport.picture(cones));
        }
        if (output.isEmpty()) return;
        Path table = Path.of(output);
        FscReport.write(table, fsc, masked, cones);
        monitor.say("Table: " + table);
    }

    private List<Path> files(Path table) {
        List<Path> files =
                new ArrayList<>(List.of(table, OutputNames.of(table, ".csv").with(".png")));
        if (directions) files.addAll(DirectionsReport.files(table));
        return files;
    }

    private static void say(ProgressMonitor monitor, String what, FscCurve fsc) {
        monitor.say(String.format(
                Locale.ROOT,
                "%s: %s; %s; mean %.4f",
                what,
                FscReport.resolution(fsc, FscCurve.HALF_MAPS),
                FscReport.resolution(fsc, FscCurve.KNOWN_MAP),
                fsc.mean()));
    }
}
