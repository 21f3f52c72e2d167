/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.GroupText;
import org.cryosgd.fiji.command.OpticsText;
import org.cryosgd.fiji.command.TableCommand;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.EwaldSphere;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Delocalisation;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.reconstruct.MemoryPlan;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** What a particle file holds. */
@Plugin(
        type = Command.class,
        name = "info",
        menuPath = "Plugins>CryoSGD>Particle Information...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description =
                "Tells what a STAR or .cs file holds: counts, box, pixel size, optics, ranges, and the memory of a run.")
public class InfoCommand extends TableCommand {
    @Parameter(
            label = "Particles (STAR or .cs)",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star .cs")
            },
            description = "RELION STAR or cryoSPARC .cs file.",
            style = "open",
            persist = false)
    private File particles;

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        try (ParticleFile file = openTable(particles.toPath(), "", "")) {
            ParticleSet set = file.particles();
            monitor.say(
                    String.format(Locale.ROOT, "%s: %s, %d particles", particles.getName(), file.format(), set.size()));
            monitor.say(String.format(
                    Locale.ROOT,
                    "Images: box %d, %.4g Å per pixel (%.1f Å wide)",
                    set.box(),
                    set.pixelSizeAngstrom(),
                    set.box() * set.pixelSizeAngstrom()));
            tellOptics(set, file.missing().optics(), monitor);
            monitor.say(GroupText.of(file.table()));
            tellHalfSets(set.unnamed(), monitor);
            tellPoses(set.unnamed(), monitor);
            tellCtf(set.unnamed(), file.missing().ctf(), monitor);
            Delocalisation.warn(set, set.box() / 2, monitor);
            if (!file.missing().optics().contains("rlnVoltage")) tellEwald(set, monitor);
            monitor.say(MemoryPlan.of(set).describe());
            file.notes().forEach(monitor::warn);
        }
    }

    /** @param unknown columns whose values are not those of the file */
    private static void tellOptics(ParticleSet set, Set<String> unknown, ProgressMonitor monitor) {
        Map<Optics, Long> groups = set.unnamed().stream()
                .collect(Collectors.groupingBy(Particle::optics, LinkedHashMap::new, Collectors.counting()));
        groups.forEach((optics, count) -> monitor.say(String.format(
                Locale.ROOT,
                "Optics group %s: %d particles, box %s, pixels of %.5g Å (Nyquist %.5g Å), %s, %s, %s%s%s",
                optics.name(),
                count,
                boxes(set, optics),
                pixelSize(set, optics),
                2 * pixelSize(set, optics),
                value("rlnVoltage", unknown, "%.4g kV", optics.voltageKv()),
                value("rlnSphericalAberration", unknown, "Cs %.4g mm", optics.sphericalAberrationMm()),
                value("rlnAmplitudeContrast", unknown, "amplitude contrast %.3g", optics.amplitudeContrast()),
                optics.applied() == AppliedCtf.NONE ? "" : ", images " + ParticleFile.words(optics.applied()),
                OpticsText.of(optics))));
    }

    /** The widths of the images of a group, which are mostly the same. */
    private static String boxes(ParticleSet set, Optics optics) {
        if (!set.mixed()) return String.valueOf(set.box());
        return set.kinds().stream()
                .filter(particle -> particle.optics().equals(optics))
                .map(particle -> String.valueOf(set.boxOf(particle)))
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private static double pixelSize(ParticleSet set, Optics optics) {
        return set.mixed() ? optics.pixelSizeAngstrom() : set.pixelSizeAngstrom();
    }

    /** Said only where it may be seen: coarser detail than the finest that the pixels show is touched. */
    private static void tellEwald(ParticleSet set, ProgressMonitor monitor) {
        double diameter = set.box() * set.pixelSizeAngstrom() / 2;
        double flat = set.optics().stream()
                .mapToDouble(o -> EwaldSphere.finestFlatAngstrom(o.voltageKv(), diameter))
                .max()
                .orElseThrow();
        if (flat > 2 * set.pixelSizeAngstrom())
            monitor.say(String.format(
                    Locale.ROOT,
                    "Ewald sphere: its curvature, which is not corrected, touches detail finer than %.2g Å of a particle of %.3g Å,"
                            + " half of the box",
                    flat,
                    diameter));
    }

    private static String value(String column, Set<String> unknown, String format, double value) {
        return unknown.contains(column) ? "no usable " + column : String.format(Locale.ROOT, format, value);
    }

    private static void tellHalfSets(List<Particle> all, ProgressMonitor monitor) {
        Map<Integer, Long> sets =
                all.stream().collect(Collectors.groupingBy(Particle::halfSet, TreeMap::new, Collectors.counting()));
        if (sets.containsKey(0)) monitor.say("Half sets: none, they are made at random");
        else monitor.say("Half sets: " + sets.getOrDefault(1, 0L) + " and " + sets.getOrDefault(2, 0L));
    }

    private static void tellPoses(List<Particle> all, ProgressMonitor monitor) {
        if (all.get(0).pose() == null) {
            monitor.say("Poses: none");
            return;
        }
        monitor.say("Poses: "
                + ranges(
                        all,
                        Particle::pose,
                        List.of(
                                new Range<>("rot", "°", Pose::rotDegrees),
                                new Range<>("tilt", "°", Pose::tiltDegrees),
                                new Range<>("psi", "°", Pose::psiDegrees),
                                new Range<>("shift x", " Å", Pose::shiftXAngstrom),
                                new Range<>("shift y", " Å", Pose::shiftYAngstrom))));
    }

    private static void tellCtf(List<Particle> all, String missing, ProgressMonitor monitor) {
        if (missing != null) {
            monitor.say("CTF: none that can be corrected");
            monitor.warn(missing);
            return;
        }
        monitor.say("CTF: "
                + ranges(
                        all,
                        Particle::defocus,
                        List.of(
                                new Range<>("defocus U", " Å", Defocus::defocusUAngstrom),
                                new Range<>("defocus V", " Å", Defocus::defocusVAngstrom),
                                new Range<>("phase shift", "°", Defocus::phaseShiftDegrees),
                                new Range<>("B-factor", " Å²", Defocus::bFactorAngstrom2))));
    }

    private record Range<T>(String name, String unit, ToDoubleFunction<T> value) {
        String of(DoubleSummaryStatistics all) {
            double low = all.getMin();
            double high = all.getMax();
            return low == high
                    ? String.format(Locale.ROOT, "%s %.5g%s", name, low, unit)
                    : String.format(Locale.ROOT, "%s %.5g … %.5g%s", name, low, high, unit);
        }
    }

    /** Least and greatest values, all in one pass over the particles. */
    private static <T> String ranges(List<Particle> all, Function<Particle, T> part, List<Range<T>> ranges) {
        List<DoubleSummaryStatistics> found =
                ranges.stream().map(r -> new DoubleSummaryStatistics()).toList();
        for (Particle particle : all) {
            T values = part.apply(particle);
            if (values == null) continue;
            for (int i = 0; i < found.size(); i++)
                found.get(i).accept(ranges.get(i).value().applyAsDouble(values));
        }
        return IntStream.range(0, found.size())
                .mapToObj(i -> ranges.get(i).of(found.get(i)))
                .collect(Collectors.joining(", "));
    }
}
