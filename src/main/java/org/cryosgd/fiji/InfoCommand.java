/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.OpticsText;
import org.cryosgd.fiji.command.TableCommand;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Delocalisation;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
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
            tellHalfSets(set.particles(), monitor);
            tellPoses(set.particles(), monitor);
            tellCtf(set.particles(), file.missing().ctf(), monitor);
            String delocalised = Delocalisation.warning(set, 2 * set.pixelSizeAngstrom());
            if (delocalised != null) monitor.warn(delocalised);
            monitor.say(MemoryPlan.of(set).describe());
            file.notes().forEach(monitor::warn);
        }
    }

    /** @param unknown columns whose values are not those of the file */
    private static void tellOptics(ParticleSet set, Set<String> unknown, ProgressMonitor monitor) {
        Map<Optics, Long> groups = set.particles().stream()
                .collect(Collectors.groupingBy(Particle::optics, LinkedHashMap::new, Collectors.counting()));
        groups.forEach((optics, count) -> monitor.say(String.format(
                Locale.ROOT,
                "Optics group %s: %d particles%s, %s, %s, %s%s%s",
                optics.name(),
                count,
                set.mixed() ? String.format(Locale.ROOT, ", pixels of %.5g Å", optics.pixelSizeAngstrom()) : "",
                value("rlnVoltage", unknown, "%.4g kV", optics.voltageKv()),
                value("rlnSphericalAberration", unknown, "Cs %.4g mm", optics.sphericalAberrationMm()),
                value("rlnAmplitudeContrast", unknown, "amplitude contrast %.3g", optics.amplitudeContrast()),
                optics.applied() == AppliedCtf.NONE ? "" : ", images " + ParticleFile.words(optics.applied()),
                OpticsText.of(optics))));
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
                + String.join(
                        ", ",
                        List.of(
                                range("rot", "°", all, Particle::pose, p -> p.rotDegrees()),
                                range("tilt", "°", all, Particle::pose, p -> p.tiltDegrees()),
                                range("psi", "°", all, Particle::pose, p -> p.psiDegrees()),
                                range("shift x", " Å", all, Particle::pose, p -> p.shiftXAngstrom()),
                                range("shift y", " Å", all, Particle::pose, p -> p.shiftYAngstrom()))));
    }

    private static void tellCtf(List<Particle> all, String missing, ProgressMonitor monitor) {
        if (missing != null) {
            monitor.say("CTF: none that can be corrected");
            monitor.warn(missing);
            return;
        }
        monitor.say("CTF: "
                + String.join(
                        ", ",
                        List.of(
                                range("defocus U", " Å", all, Particle::defocus, d -> d.defocusUAngstrom()),
                                range("defocus V", " Å", all, Particle::defocus, d -> d.defocusVAngstrom()),
                                range("phase shift", "°", all, Particle::defocus, d -> d.phaseShiftDegrees()),
                                range("B-factor", " Å²", all, Particle::defocus, d -> d.bFactorAngstrom2()))));
    }

    private static <T> String range(
            String name, String unit, List<Particle> all, Function<Particle, T> part, ToDoubleFunction<T> value) {
        double[] values = all.stream()
                .map(part)
                .filter(Objects::nonNull)
                .mapToDouble(value)
                .sorted()
                .toArray();
        double low = values[0];
        double high = values[values.length - 1];
        return low == high
                ? String.format(Locale.ROOT, "%s %.5g%s", name, low, unit)
                : String.format(Locale.ROOT, "%s %.5g … %.5g%s", name, low, high, unit);
    }
}
