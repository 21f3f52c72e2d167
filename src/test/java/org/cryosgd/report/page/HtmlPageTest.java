/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.EpochListener;
import org.cryosgd.reconstruct.EpochRecord;
import org.cryosgd.refine.RefineListener;
import org.cryosgd.refine.RefineRecord;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
    private static final String HOSTILE =
            "</title></style><script>alert('x')</script><img src=\"http://a.b/c\"> & \u0001 \uD83D\uDE00";

    @Test
    void textsFromOutsideCannotBecomeElements() throws Exception {
        String page = new HtmlPage(HOSTILE, HOSTILE, HOSTILE)
                .lead(RunSections.headlines(List.of(new RunSections.Headline(HOSTILE, HOSTILE))))
                .lead(RunSections.warnings(List.of(HOSTILE)))
                .section(
                        "a",
                        HOSTILE,
                        Html.figure(
                                        new SvgPlot(HOSTILE, HOSTILE, HOSTILE)
                                                .line(HOSTILE, new double[] {0, 1}, new double[] {0, 1})
                                                .line("b", new double[] {0, 1}, new double[] {1, 0})
                                                .threshold(0.5, HOSTILE)
                                                .mark(0.5, HOSTILE)
                                                .svg(),
                                        HOSTILE)
                                + RunSections.settings(Map.of(HOSTILE, HOSTILE), List.of(HOSTILE)))
                .html();
        PageCheck.wellFormed(page);
        PageCheck.loadsNothing(page);
        assertFalse(page.contains("<script"), "a script");
        assertTrue(page.contains("\uD83D\uDE00"), "other characters stay");
    }

    @Test
    void sectionsWithoutContentAreLeftOut() {
        String page = new HtmlPage("a", "b", "c").section("empty", "Empty", "").html();
        assertFalse(page.contains("Empty"));
    }

    /** The points of a line are where the axes say: its ends at the ends of the frame, its middle in the middle. */
    @Test
    void aLineIsDrawnToScale() {
        String svg = new SvgPlot("t", "x", "y")
                .range(0, 1)
                .line("l", new double[] {0, 1, 2}, new double[] {0, 0.5, 1})
                .svg();
        double[] p = numbers(svg, "points=\"([^\"]*)\"");
        double[] frame = numbers(svg, "<rect x=\"(\\d+\" y=\"\\d+\" width=\"\\d+\" height=\"\\d+)\" fill=\"none\"");
        assertEquals(frame[0], p[0], 0.1);
        assertEquals(frame[1] + frame[3], p[1], 0.1);
        assertEquals(frame[0] + frame[2] / 2, p[2], 0.1);
        assertEquals(frame[1] + frame[3] / 2, p[3], 0.1);
        assertEquals(frame[0] + frame[2], p[4], 0.1);
        assertEquals(frame[1], p[5], 0.1);
    }

    private static double[] numbers(String svg, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(svg);
        assertTrue(matcher.find(), svg);
        return Arrays.stream(matcher.group(1).split("[^0-9.]+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void pointsThatAreNotFiniteAreLeftOut() {
        String svg = new SvgPlot("t", "x", "y")
                .line("l", new double[] {0, 1, 2, 3}, new double[] {0, Double.NaN, Double.POSITIVE_INFINITY, 1})
                .svg();
        assertEquals(4, numbers(svg, "points=\"([^\"]*)\"").length);
        assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
    }

    /** The areas of the bars are the counts. */
    @Test
    void aHistogramCountsAllValues() {
        double[] values = IntStream.range(0, 1000).mapToDouble(i -> i % 100).toArray();
        values[3] = Double.NaN;
        String svg = SvgPlot.histogram("h", "x", values);
        Matcher bars = Pattern.compile("height=\"([0-9.]+)\" fill=\"#0072b2\"").matcher(svg);
        double sum = 0;
        int count = 0;
        for (; bars.find(); count++) sum += Double.parseDouble(bars.group(1));
        assertEquals(30, count);
        // 40 in the fullest of the bins of 3.3 values, with 6 % of room above; 230 pixels high
        assertEquals(999 / (40 * 1.06) * 230, sum, 0.01 * count);
        assertEquals("", SvgPlot.histogram("h", "x", new double[] {2, 2, 2}), "nothing to see");
        assertEquals("", SvgPlot.histogram("h", "x", new double[0]));
    }

    @Test
    void ticksAreRound() {
        assertEquals(
                List.of(0.0, 0.5, 1.0),
                Ticks.of(-0.1, 1.05, 4).stream().map(t -> t + 0).toList());
        assertEquals("0.25", Ticks.label(0.25, 0, 0.3, 6));
        assertEquals("−20", Ticks.label(-20, -100, 0, 5));
    }

    @Test
    void aRecordHearsWhatARunSaysAndPassesItOn() {
        StringBuilder heard = new StringBuilder();
        RunRecord record = new RunRecord(new ProgressMonitor() {
            @Override
            public void say(String line) {
                heard.append(line).append(';');
            }
        });
        record.say("a");
        record.warn("b");
        assertEquals("a;Warning: b;", heard.toString());
        assertEquals(List.of("b"), record.warnings());
        assertEquals(List.of("a", "Warning: b"), record.lines());
    }

    @Test
    void longRunsKeepEpochsThatAreEvenlySpread() {
        RunRecord record = new RunRecord(ProgressMonitor.NONE);
        int[] asked = {0};
        EpochListener listener = record.hear((EpochListener) (history, fsc, map) -> {
            map.get();
            map.get();
        });
        Volume map = new Volume(16, 1, new float[16 * 16 * 16]);
        for (int i = 0; i < 100; i++)
            listener.epoch(List.of(new EpochRecord(i, 1, 1, 1, 1, 5)), null, () -> {
                asked[0]++;
                return map;
            });
        int[] kept = record.epochs().stream().mapToInt(RunRecord.Epoch::number).toArray();
        assertEquals(100, asked[0], "the map is computed once for all listeners");
        assertTrue(kept.length >= 16 && kept.length <= 32, Arrays.toString(kept));
        for (int i = 1; i < kept.length; i++) assertEquals(kept[1], kept[i] - kept[i - 1], Arrays.toString(kept));
    }

    @Test
    void epochsOfAReconstructionHaveTheirCurves() throws Exception {
        RunRecord record = new RunRecord(ProgressMonitor.NONE);
        double[] values = new double[9];
        Arrays.setAll(values, i -> 1 - i / 8.0);
        record.hear((EpochListener) (history, fsc, map) -> {})
                .epoch(
                        List.of(new EpochRecord(1, 1, 1, 1, 1, 5)),
                        new FscCurve(values, 16, 2),
                        () -> new Volume(16, 2, new float[16 * 16 * 16]));
        String html = RunSections.epochs(record);
        assertTrue(html.contains("<svg") && html.contains("Epoch 1: 5.00 Å"), html);
    }

    @Test
    void epochsOfARefinementHaveTheirCurves() throws Exception {
        RunRecord record = new RunRecord(ProgressMonitor.NONE);
        double[] values = new double[9];
        Arrays.setAll(values, i -> 1 - i / 8.0);
        record.hear((RefineListener) (history, fsc, map) -> {})
                .epoch(List.of(), new FscCurve(values, 16, 2), () -> new Volume(16, 2, new float[16 * 16 * 16]));
        String html = RunSections.epochs(record);
        PageCheck.wellFormed(new HtmlPage("a", "b", "c").section("d", "e", html).html());
        assertTrue(html.contains("<svg") && html.contains("<img") && html.contains("Start: "), html);
    }

    @Test
    void epochsOfClassesAreApart() throws Exception {
        RunRecord record = new RunRecord(ProgressMonitor.NONE);
        List<String> passedOn = new ArrayList<>();
        RefineListener all = record.hear(named("all", passedOn));
        FscCurve fsc = new FscCurve(new double[9], 16, 2);
        for (RefineListener one : List.of(all, all.ofClass(1), all.ofClass(2), all.ofClass(2)))
            one.epoch(List.of(), fsc, () -> new Volume(16, 2, new float[16 * 16 * 16]));
        assertEquals(List.of("all", "class 1", "class 2", "class 2"), passedOn);
        assertEquals(List.of(0, 1, 2), record.parts());
        assertEquals(2, record.epochs(2).size());
        String html = RunSections.epochs(record);
        PageCheck.wellFormed(new HtmlPage("a", "b", "c").section("d", "e", html).html());
        int first = html.indexOf("<h3>All particles together</h3>");
        int second = html.indexOf("<h3>Class 1</h3>");
        int third = html.indexOf("<h3>Class 2</h3>");
        assertTrue(first >= 0 && second > first && third > second, html);
    }

    private static RefineListener named(String name, List<String> passedOn) {
        return new RefineListener() {
            @Override
            public void epoch(List<RefineRecord> history, FscCurve fsc, Supplier<Volume> map) {
                passedOn.add(name);
            }

            @Override
            public RefineListener ofClass(int number) {
                return named("class " + number, passedOn);
            }
        };
    }
}
