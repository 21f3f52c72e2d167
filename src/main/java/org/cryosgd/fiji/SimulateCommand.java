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
import org.cryosgd.assess.Blur;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.FilesKey;
import org.cryosgd.fiji.command.MtfKey;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Magnification;
import org.cryosgd.simulate.Mixture;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SimulatedFaults;
import org.cryosgd.simulate.SimulatedOptics;
import org.cryosgd.simulate.SimulationOptions;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link ParticleSimulation} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "simulate",
        menuPath = "Plugins>CryoSGD>Simulate Particles...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description =
                "Makes particles with known truth from a map: uniform or preferred views, CTF, shifts, noise, and faults of real ones.")
public class SimulateCommand extends CryoCommand {
    @Parameter(
            label = "Input map",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file of a cubic map.",
            style = "open",
            persist = false)
    private File volume;

    @Parameter(label = "Count", description = "Number of particles.", min = "1", persist = false)
    private int count = SimulationOptions.defaults().count();

    @Parameter(
            label = "SNR",
            description = "Mean variance of the noise-free images over the variance of the noise; 0 for no noise.",
            min = "0",
            persist = false)
    private double snr = SimulationOptions.defaults().snr();

    @Parameter(label = "Defocus minimum (Å)", description = "Defocus is uniform from this.", persist = false)
    private double defocusMin = SimulationOptions.defaults().defocusMinAngstrom();

    @Parameter(label = "Defocus maximum (Å)", description = "Defocus is uniform up to this.", persist = false)
    private double defocusMax = SimulationOptions.defaults().defocusMaxAngstrom();

    @Parameter(
            label = "Shift (Å)",
            description = "Standard deviation of the shifts along x and y.",
            min = "0",
            persist = false)
    private double shift = SimulationOptions.defaults().shiftSigmaAngstrom();

    @Parameter(
            label = "Preferred views",
            description = "Fraction of particles that are seen from near the z axis; the others are seen uniformly.",
            min = "0",
            max = "1",
            persist = false)
    private double preferred = SimulationOptions.defaults().preferred();

    @Parameter(
            label = "Spread (degrees)",
            description = "Standard deviation of the tilt of the preferred views.",
            min = "0",
            max = "180",
            persist = false)
    private double spread = SimulationOptions.defaults().spreadDegrees();

    @Parameter(
            label = "Beam tilt x (mrad)",
            description = "Beam tilt along x, as rlnBeamTiltX; docs/optics.md has all signs.",
            persist = false)
    private double beamTiltX;

    @Parameter(label = "Beam tilt y (mrad)", description = "Beam tilt along y, as rlnBeamTiltY.", persist = false)
    private double beamTiltY;

    @Parameter(
            label = "Odd Zernike",
            required = false,
            description = "Coefficients as rlnOddZernike, such as 0,0,0,0,0,60 for a trefoil; empty for none.",
            persist = false)
    private String oddZernike = "";

    @Parameter(
            label = "Even Zernike",
            required = false,
            description = "Coefficients as rlnEvenZernike, such as 0,0,0,0,0,0,0,0,80 for a tetrafoil; empty for none.",
            persist = false)
    private String evenZernike = "";

    @Parameter(
            label = "Magnification",
            required = false,
            description = "The four numbers rlnMagMat00, 01, 10, 11, such as 1.01,0,0,0.99; empty for 1,0,0,1.",
            persist = false)
    private String magnification = "";

    @Parameter(
            label = "Optics groups",
            description = "Number of optics groups; every second one has the opposite aberrations and magnification.",
            min = "1",
            persist = false)
    private int opticsGroups = 1;

    @Parameter(
            label = "Pixel sizes (Å)",
            required = false,
            description = "Of the optics groups, such as 1.30,1.35; empty for that of the map.",
            persist = false)
    private String pixelSizes = "";

    @Parameter(
            label = "Boxes",
            required = false,
            description = "Of the optics groups in pixels, such as 128,120; empty for that of the map.",
            persist = false)
    private String boxes = "";

    @Parameter(
            label = "Micrographs",
            attrs = @Attr(name = CommandParameter.GROUP, value = "Faults"),
            min = "0",
            description =
                    "Number of micrographs that the particles are from (rlnMicrographName); each has its own defocus. 0 for none.",
            persist = false)
    private int micrographs;

    @Parameter(
            label = "Spread of noise",
            min = "1",
            description = "The noise of micrographs differs up to so many times, such as 3; needs micrographs.",
            persist = false)
    private double noiseSpread = 1;

    @Parameter(
            label = "Contrast of micrographs",
            min = "0",
            max = "1",
            description = "Standard deviation of the contrast between micrographs, such as 0.2; needs micrographs.",
            persist = false)
    private double micrographContrast;

    @Parameter(
            label = "Contrast of images",
            min = "0",
            max = "1",
            description = "Standard deviation of the contrast between images, such as 0.2.",
            persist = false)
    private double imageContrast;

    @Parameter(
            label = "Structural noise",
            min = "0",
            max = "1",
            description = "Part of the noise that comes from the ice and passes the CTF, such as 0.35.",
            persist = false)
    private double structuralNoise;

    @Parameter(
            label = "MTF",
            required = false,
            description =
                    "STAR file of the camera's MTF (rlnResolutionInversePixel, rlnMtfValue), or several with commas for the optics groups; empty for none.",
            persist = false)
    private String mtf = "";

    @Parameter(
            label = "Read-out noise",
            min = "0",
            max = "1",
            description = "Part of the noise of the camera that its MTF does not damp, such as 0.2.",
            persist = false)
    private double readoutNoise;

    @Parameter(
            label = "Ramp",
            min = "0",
            description =
                    "Standard deviation of the rise of the background from the middle of an image to its edge, in deviations of the noise.",
            persist = false)
    private double ramp;

    @Parameter(
            label = "Neighbours",
            min = "0",
            max = "1",
            description = "Part of the images with another particle at their edge.",
            persist = false)
    private double neighbours;

    @Parameter(
            label = "Carbon",
            min = "0",
            max = "1",
            description = "Part of the images with the edge of a carbon film.",
            persist = false)
    private double carbon;

    @Parameter(
            label = "Defocus error (Å)",
            min = "0",
            description =
                    "Standard deviation of the error of the defocus in the table; the truth is in rlnCryosgdTrueDefocusU and V.",
            persist = false)
    private double defocusError;

    @Parameter(
            label = "Cut",
            description =
                    "Images are cut out of larger ones, so that what defocus moves out of the box is lost; otherwise it comes in on the other side.",
            persist = false)
    private boolean cut;

    @Parameter(
            label = "Modified images",
            choices = {"none", "flipped", "premultiplied"},
            description =
                    "none: as they are recorded; flipped: the CTF's phase is flipped; premultiplied: they are multiplied by their CTF.",
            persist = false)
    private String modified = "none";

    @Parameter(
            label = "Other maps",
            attrs = @Attr(name = CommandParameter.GROUP, value = "Mixture"),
            required = false,
            description =
                    "MRC files with commas: some particles are of these maps (rlnCryosgdTrueClass 2, 3, …); empty for none.",
            persist = false)
    private String otherVolumes = "";

    @Parameter(
            label = "Weights",
            required = false,
            description =
                    "Parts of the particles of the input map and of the others, such as 0.7,0.3; empty for equal ones.",
            persist = false)
    private String weights = "";

    @Parameter(
            label = "Domain",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            required = false,
            style = "open",
            description = "MRC file of values 0 to 1: the part of the map that turns; empty for none.",
            persist = false)
    private String domain = "";

    @Parameter(
            label = "Hinge (Å)",
            required = false,
            description = "A point of the axis that the domain turns about: x,y,z from the middle of the map.",
            persist = false)
    private String hinge = "0,0,0";

    @Parameter(
            label = "Axis",
            required = false,
            description = "Direction of that axis: x,y,z, of any length.",
            persist = false)
    private String axis = "0,0,1";

    @Parameter(
            label = "Turn (degrees)",
            min = "-180",
            max = "180",
            description = "How far the domain turns; each particle has its angle in rlnCryosgdTrueTurn.",
            persist = false)
    private double turn;

    @Parameter(
            label = "Angles",
            choices = {"uniform", "normal", "two"},
            description =
                    "uniform: from minus turn to turn; normal: with turn as standard deviation; two: half of turn to either side.",
            persist = false)
    private String angles = "uniform";

    @Parameter(
            label = "Blurred part",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            required = false,
            style = "open",
            description =
                    "MRC file of values 0 to 1: the part of each map that is blurred, as a disordered domain or a micelle; empty for none.",
            persist = false)
    private String blurMask = "";

    @Parameter(
            label = "B-factor of that part (Å²)",
            min = "0",
            description = "The part is damped by exp(−B s²/4).",
            persist = false)
    private double blurB = 400;

    @Parameter(
            label = "Seed",
            attrs = @Attr(name = CommandParameter.GROUP, value = "Result"),
            description = "The same seed gives the same particles.",
            persist = false)
    private long seed;

    @Parameter(
            label = "Output particles",
            attrs = {
                @Attr(name = CommandParameter.SUGGEST, value = "volume>_particles.star"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star")
            },
            description = "STAR file that is written; the images go beside it as .mrcs.",
            style = "save",
            persist = false)
    private File output;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Particles",
            description = "The particles as a virtual stack, shown or not.")
    private ImagePlus stack;

    @Parameter(type = ItemIO.OUTPUT, label = "Written", description = "Number of particles.")
    private Integer written;

    @Override
    public String about(Map<String, String> texts) throws IOException {
        return OpenImages.describe(texts.get("volume"));
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        Volume map = blurred(OpenImages.volume(volume.toString()));
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(count)
                .withSnr(snr)
                .withDefocus(defocusMin, defocusMax)
                .withShift(shift)
                .withPreferred(preferred, spread)
                .withOptics(optics())
                .withFaults(faults())
                .withMixture(mixture(map))
                .withSeed(seed);
        List<Path> outputs = new ArrayList<>(List.of(output.toPath()));
        outputs.addAll(ParticleSimulation.stacksOf(output.toPath(), map, options));
        List<Path> read = new ArrayList<>(FilesKey.files("otherVolumes", otherVolumes));
        read.addAll(FilesKey.files("mtf", mtf));
        checkOutputs(outputs, read, ParticleSimulation.bytes(map, options));
        written = new ParticleSimulation(map, options)
                .write(output.toPath(), monitor)
                .size();
        if (written < count) monitor.say("Stopped by the user; the particles so far are kept.");
        monitor.say(written + " particles: " + output);
        stack = windows().particles(output.toPath());
    }

    private SimulatedFaults faults() {
        return new SimulatedFaults(
                micrographs,
                noiseSpread,
                micrographContrast,
                imageContrast,
                structuralNoise,
                readoutNoise,
                ramp,
                neighbours,
                carbon,
                defocusError,
                cut);
    }

    private Volume blurred(Volume map) throws IOException {
        if (blurMask.isEmpty()) return map;
        return Blur.part(map, OpenImages.mask(blurMask, map.size(), map.voxelSizeAngstrom()), blurB);
    }

    private Mixture mixture(Volume map) throws IOException {
        List<Volume> others = new ArrayList<>();
        for (Path file : FilesKey.files("otherVolumes", otherVolumes))
            others.add(blurred(OpenImages.volume(file.toString(), "other map", map.size(), map.voxelSizeAngstrom())));
        return new Mixture(
                others,
                numbers("weights", weights),
                domain.isEmpty() ? null : OpenImages.mask(domain, map.size(), map.voxelSizeAngstrom()),
                three("hinge", hinge),
                three("axis", axis),
                turn,
                Mixture.Distribution.valueOf(angles.toUpperCase(Locale.ROOT)));
    }

    private static double[] three(String key, String text) {
        List<Double> numbers = numbers(key, text);
        if (numbers.size() != 3)
            throw new IllegalArgumentException(key + " must be three numbers such as 10,0,-5, found " + text);
        return numbers.stream().mapToDouble(d -> d).toArray();
    }

    private SimulatedOptics optics() throws IOException {
        List<Double> m = numbers("magnification", magnification);
        if (!m.isEmpty() && m.size() != 4)
            throw new IllegalArgumentException(
                    "magnification must be four numbers such as 1.01,0,0,0.99, found " + magnification);
        return new SimulatedOptics(
                new Aberrations(
                        beamTiltX, beamTiltY, numbers("oddZernike", oddZernike), numbers("evenZernike", evenZernike)),
                m.isEmpty() ? Magnification.NONE : new Magnification(m.get(0), m.get(1), m.get(2), m.get(3)),
                opticsGroups,
                numbers("pixelSizes", pixelSizes),
                numbers("boxes", boxes).stream().map(SimulateCommand::whole).toList(),
                // the camera's pixels become those of the images
                MtfKey.read(
                        mtf,
                        List.of(1.0),
                        output.toPath().toAbsolutePath().normalize().getParent()),
                switch (modified) {
                    case "flipped" -> AppliedCtf.PHASE_FLIPPED;
                    case "premultiplied" -> AppliedCtf.PREMULTIPLIED;
                    default -> AppliedCtf.NONE;
                });
    }

    private static Integer whole(double number) {
        if (number != Math.rint(number))
            throw new IllegalArgumentException(
                    "boxes must be whole numbers of pixels such as 128,120, found " + number);
        return (int) number;
    }

    /** Numbers with commas between them, in square brackets or not. */
    private static List<Double> numbers(String key, String text) {
        List<Double> numbers = new ArrayList<>();
        String inner =
                text == null ? "" : text.replace("[", "").replace("]", "").trim();
        if (inner.isEmpty()) return numbers;
        for (String part : inner.split(",")) {
            try {
                numbers.add(Double.parseDouble(part.trim()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        key + " must be numbers with commas between them, such as 0,0,60, found " + text);
            }
        }
        return numbers;
    }

    @Override
    public void check(String key, Object value) {
        if (List.of("oddZernike", "evenZernike", "magnification", "pixelSizes", "boxes", "weights")
                .contains(key)) numbers(key, (String) value);
        if (List.of("hinge", "axis").contains(key)) three(key, (String) value);
    }
}
