/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.table.DoubleColumn;
import org.cryosgd.table.TextColumn;

/**
 * A list of particles that keeps their values in columns, about a hundred bytes a particle, and makes a {@link Particle} when
 * it is asked for. It cannot be changed, and may be read from several threads.
 */
public final class ParticleColumns extends AbstractList<Particle> implements RandomAccess, Serializable {
    private static final List<ToDoubleFunction<Pose>> POSE =
            List.of(Pose::rotDegrees, Pose::tiltDegrees, Pose::psiDegrees, Pose::shiftXAngstrom, Pose::shiftYAngstrom);
    private static final List<ToDoubleFunction<Defocus>> DEFOCUS = List.of(
            Defocus::defocusUAngstrom,
            Defocus::defocusVAngstrom,
            Defocus::angleDegrees,
            Defocus::phaseShiftDegrees,
            Defocus::bFactorAngstrom2,
            Defocus::scale);

    private final int size;
    private final TextColumn names;
    private final TextColumn groups;
    private final int[] images;
    private final byte[] halfSets;
    private final Optics[] optics;
    private final char[] opticsOf;
    private final BitSet posed;
    private final DoubleColumn[] poses;
    private final BitSet defocused;
    private final DoubleColumn[] defoci;
    private final long tableBytes;

    private ParticleColumns(List<Particle> list, TextColumn names, TextColumn groups, long tableBytes) {
        this.tableBytes = tableBytes;
        size = list.size();
        this.names = names != null ? names : TextColumn.of(texts(list, Particle::name));
        this.groups = groups != null ? groups : TextColumn.of(texts(list, Particle::group));
        images = new int[size];
        halfSets = new byte[size];
        opticsOf = new char[size];
        posed = new BitSet(size);
        defocused = new BitSet(size);
        Map<Optics, Integer> known = new IdentityHashMap<>();
        List<Optics> distinct = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Particle particle = list.get(i);
            images[i] = particle.image();
            halfSets[i] = (byte) particle.halfSet();
            posed.set(i, particle.pose() != null);
            defocused.set(i, particle.defocus() != null);
            Integer number = known.get(particle.optics());
            if (number == null) {
                number = distinct.indexOf(particle.optics());
                if (number < 0) {
                    number = distinct.size();
                    distinct.add(particle.optics());
                }
                known.put(particle.optics(), number);
            }
            if (number > Character.MAX_VALUE)
                throw new IllegalArgumentException("particles must be of at most 65536 optics groups, found more");
            opticsOf[i] = (char) (int) number;
        }
        optics = distinct.toArray(new Optics[0]);
        poses = columns(POSE, i -> list.get(i).pose(), posed);
        defoci = columns(DEFOCUS, i -> list.get(i).defocus(), defocused);
    }

    private ParticleColumns(ParticleColumns from, Optics[] optics) {
        size = from.size;
        names = from.names;
        groups = from.groups;
        images = from.images;
        halfSets = from.halfSets;
        this.optics = optics;
        opticsOf = from.opticsOf;
        posed = from.posed;
        poses = from.poses;
        defocused = from.defocused;
        defoci = from.defoci;
        tableBytes = from.tableBytes;
    }

    /** The particles in columns; a list that is so already is returned itself. */
    public static ParticleColumns of(List<Particle> particles) {
        return particles instanceof ParticleColumns columns ? columns : new ParticleColumns(particles, null, null, 0);
    }

    /**
     * The particles that {@code particle} makes of the rows 0 … size − 1, each of which it is asked for more than once.
     *
     * @param names those of the particles, which are shared and not copied
     * @param groups of the particles, likewise
     * @param tableBytes memory of the table that the rows and the texts are from and that lives as long, or 0
     */
    public static ParticleColumns of(
            int size, IntFunction<Particle> particle, TextColumn names, TextColumn groups, long tableBytes) {
        List<Particle> rows = new AbstractList<>() {
            @Override
            public Particle get(int row) {
                return particle.apply(row);
            }

            @Override
            public int size() {
                return size;
            }
        };
        return new ParticleColumns(rows, names, groups, tableBytes);
    }

    private static List<String> texts(List<Particle> list, Function<Particle, String> text) {
        return new AbstractList<>() {
            @Override
            public String get(int i) {
                return text.apply(list.get(i));
            }

            @Override
            public int size() {
                return list.size();
            }
        };
    }

    private static <T> DoubleColumn[] columns(List<ToDoubleFunction<T>> values, IntFunction<T> of, BitSet there) {
        if (there.isEmpty()) return new DoubleColumn[0];
        double[][] columns = new double[values.size()][there.length()];
        for (int i = there.nextSetBit(0); i >= 0; i = there.nextSetBit(i + 1)) {
            T part = of.apply(i);
            for (int c = 0; c < columns.length; c++)
                columns[c][i] = values.get(c).applyAsDouble(part);
        }
        return Arrays.stream(columns).map(DoubleColumn::of).toArray(DoubleColumn[]::new);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Particle get(int i) {
        Objects.checkIndex(i, size);
        return particle(i, names.get(i), groups.get(i));
    }

    private Particle particle(int i, String name, String group) {
        Pose pose = !posed.get(i)
                ? null
                : new Pose(poses[0].get(i), poses[1].get(i), poses[2].get(i), poses[3].get(i), poses[4].get(i));
        Defocus defocus = !defocused.get(i)
                ? null
                : new Defocus(
                        defoci[0].get(i),
                        defoci[1].get(i),
                        defoci[2].get(i),
                        defoci[3].get(i),
                        defoci[4].get(i),
                        defoci[5].get(i));
        return new Particle(name, images[i], pose, optics[opticsOf[i]], defocus, halfSets[i], group);
    }

    /** The same particles without their names and groups, which take the longest to make. */
    List<Particle> unnamed() {
        return new AbstractList<>() {
            @Override
            public Particle get(int i) {
                return particle(i, "", "");
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    /** The same particles with other optics. */
    ParticleColumns withOptics(UnaryOperator<Optics> other) {
        Optics[] changed = optics.clone();
        Arrays.setAll(changed, i -> other.apply(optics[i]));
        return new ParticleColumns(this, changed);
    }

    /** The different optics. */
    List<Optics> optics() {
        return Collections.unmodifiableList(Arrays.asList(optics));
    }

    /** Some of the particles, in the given order. */
    ParticleColumns select(int[] numbers) {
        return of(numbers.length, i -> get(numbers[i]), names.select(numbers), groups.select(numbers), 0);
    }

    /** Memory in bytes, about, that of the table included. */
    long bytes() {
        long bytes = 8L * size + (tableBytes > 0 ? tableBytes : names.bytes() + groups.bytes());
        for (DoubleColumn column : poses) bytes += column.bytes();
        for (DoubleColumn column : defoci) bytes += column.bytes();
        return bytes;
    }
}
