/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.EpochListener;
import org.cryosgd.refine.RefineListener;
import org.cryosgd.refine.RefineRecord;
import org.cryosgd.report.figure.CentralSlices;

/**
 * Listens to a run for its report: what was said and warned of, and the map after each epoch. Everything is passed on.
 * Messages may come from any thread, epochs from one.
 */
public final class RunRecord implements ProgressMonitor {
    /** So many epochs are kept at most; of longer runs every second, fourth and so on. */
    private static final int MOST_EPOCHS = 32;

    private static final int MOST_LINES = 1000;

    /**
     * The map after an epoch.
     *
     * @param number of the epoch; 0 is the start
     * @param resolutionAngstrom of the half maps; NaN without
     * @param fsc of the half maps; null without
     * @param slice central XY plane, n² values, rows downwards
     */
    record Epoch(int number, double resolutionAngstrom, FscCurve fsc, float[] slice) {}

    private final ProgressMonitor target;
    private final List<String> lines = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final SortedMap<Integer, Kept> epochs = new TreeMap<>();

    /** @param target hears everything too */
    public RunRecord(ProgressMonitor target) {
        this.target = target;
    }

    @Override
    public void at(long done, long total, String what) {
        target.at(done, total, what);
    }

    @Override
    public void say(String line) {
        keep(lines, line);
        target.say(line);
    }

    @Override
    public void warn(String line) {
        keep(warnings, line);
        keep(lines, "Warning: " + line);
        target.warn(line);
    }

    @Override
    public boolean stopped() {
        return target.stopped();
    }

    private static void keep(List<String> list, String line) {
        synchronized (list) {
            if (list.size() < MOST_LINES) list.add(line);
        }
    }

    /** What the run warned of, in its order. */
    public List<String> warnings() {
        synchronized (warnings) {
            return List.copyOf(warnings);
        }
    }

    /** What the run said, warnings included. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Epochs of all particles together. */
    List<Epoch> epochs() {
        return epochs(0);
    }

    /** Classes whose epochs were heard; 0 for all particles together. */
    List<Integer> parts() {
        return List.copyOf(epochs.keySet());
    }

    /** @param part number of a class; 0 for all particles together */
    List<Epoch> epochs(int part) {
        return epochs.containsKey(part) ? List.copyOf(epochs.get(part).epochs) : List.of();
    }

    /** Hears the epochs of a reconstruction, and passes them on. */
    public EpochListener hear(EpochListener other) {
        return (history, fsc, map) -> {
            Once once = new Once(map);
            other.epoch(history, fsc, once);
            if (history.isEmpty()) return;
            keep(
                    0,
                    history.get(history.size() - 1).epoch(),
                    history.get(history.size() - 1).resolutionAngstrom(),
                    fsc,
                    once);
        };
    }

    /** Hears the epochs of a refinement, of all particles and of each class, and passes them on. */
    public RefineListener hear(RefineListener other) {
        return new Heard(other, 0);
    }

    /** Hears the refinement of one class; 0 for all particles. */
    private final class Heard implements RefineListener {
        private final RefineListener other;
        private final int part;

        Heard(RefineListener other, int part) {
            this.other = other;
            this.part = part;
        }

        @Override
        public void epoch(List<RefineRecord> history, FscCurve fsc, Supplier<Volume> map) {
            Once once = new Once(map);
            other.epoch(history, fsc, once);
            int number = history.isEmpty() ? 0 : history.get(history.size() - 1).epoch();
            keep(part, number, fsc.resolutionAt(FscCurve.HALF_MAPS), fsc, once);
        }

        @Override
        public RefineListener ofClass(int number) {
            return new Heard(other.ofClass(number), number);
        }
    }

    private void keep(int part, int number, double resolution, FscCurve fsc, Supplier<Volume> map) {
        epochs.computeIfAbsent(part, p -> new Kept()).hear(number, resolution, fsc, map);
    }

    /** Epochs of one part of the run. */
    private static final class Kept {
        private final List<Epoch> epochs = new ArrayList<>();
        private int stride = 1;
        private int heard;

        void hear(int number, double resolution, FscCurve fsc, Supplier<Volume> map) {
            if (heard++ % stride != 0) return;
            epochs.add(new Epoch(number, resolution, fsc, new CentralSlices(map.get()).values(CentralSlices.Plane.XY)));
            if (epochs.size() < MOST_EPOCHS) return;
            for (int i = epochs.size() - 1; i > 0; i -= 2) epochs.remove(i);
            stride *= 2;
        }
    }

    /** A map that is computed once, and only if somebody asks. */
    private static final class Once implements Supplier<Volume> {
        private Supplier<Volume> source;
        private Volume map;

        Once(Supplier<Volume> source) {
            this.source = source;
        }

        @Override
        public Volume get() {
            if (map == null) map = source.get();
            source = null;
            return map;
        }
    }
}
