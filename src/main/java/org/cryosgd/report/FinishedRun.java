/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.InputFiles;
import org.cryosgd.io.file.Shown;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.report.file.OutputNames;

/**
 * The files of a run of reconstruct or refine that has ended.
 *
 * @param map its map
 * @param refined whether it was refine
 * @param facts what its .json says
 */
public record FinishedRun(Path map, boolean refined, JsonObject facts) {
    private static final String REFINE = "refine.json";

    /**
     * The run in a folder.
     *
     * @param name file name of its map; may be empty where the folder has one run only
     * @throws FormatException if there is none, or several and no name; says which
     */
    public static FinishedRun in(Path folder, String name) throws IOException {
        List<Path> maps = maps(folder);
        if (maps.isEmpty())
            throw new FormatException(folder + ": no results of reconstruct or refine in this folder (no refine.json,"
                    + " and no map with _history.csv and .json). Choose the folder that a run wrote to.");
        List<Path> chosen = maps.stream()
                .filter(map -> name.isEmpty() || map.getFileName().toString().equals(name))
                .toList();
        String all = String.join(
                ", ", maps.stream().map(map -> map.getFileName().toString()).toList());
        if (chosen.isEmpty()) throw new FormatException(folder + ": no run with a map " + name + "; it has " + all);
        if (chosen.size() > 1)
            throw new FormatException(folder + ": the folder has several maps. Choose one of them with map=: " + all);
        Path map = chosen.get(0);
        boolean refined = map.equals(refinedMap(folder));
        return new FinishedRun(map, refined, json(refined ? folder.resolve(REFINE) : beside(map, ".json")));
    }

    private static Path refinedMap(Path folder) {
        return Files.exists(folder.resolve(REFINE)) ? folder.resolve("map.mrc") : null;
    }

    private static List<Path> maps(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isMap(file.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .filter(file -> file.equals(refinedMap(folder))
                            || Files.exists(beside(file, "_history.csv")) && Files.exists(beside(file, ".json")))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isMap(String name) {
        return name.endsWith(".mrc") || name.endsWith(".map");
    }

    private static Path beside(Path map, String suffix) {
        return new OutputNames(map).with(suffix);
    }

    private static JsonObject json(Path file) throws IOException {
        try {
            JsonElement json = JsonParser.parseString(InputFiles.text(file));
            if (json.isJsonObject()) return json.getAsJsonObject();
        } catch (JsonParseException e) {
            // the same fault as another kind of JSON
        }
        throw new FormatException(
                file + ": not the settings of a run (no JSON object). Choose another folder, or run it again.");
    }

    /** The page of the run, whether it exists or not. */
    public Path page() {
        return refined ? map.resolveSibling("report.html") : beside(map, "_report.html");
    }

    /**
     * The table of its particles with their poses; null where the settings do not say.
     *
     * @throws FormatException if what they say is no path
     */
    public Path particles() throws FormatException {
        if (refined) return map.resolveSibling("particles.star");
        String path = setting("particles", "");
        return path.isEmpty() ? null : path("particles", path);
    }

    /**
     * The folder that image names start from, or an empty text. The table that refine wrote has the image names of its input, so
     * they may start at the folder of the input.
     *
     * @throws FormatException if it is no path
     */
    public String projectDir() throws FormatException {
        String given = path("projectDir", setting("projectDir", "")).toString();
        if (!given.isEmpty() || !refined) return given;
        Path input = path("particles", setting("particles", "")).toAbsolutePath();
        return Files.isRegularFile(input) ? input.getParent().toString() : "";
    }

    private Path path(String key, String text) throws FormatException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new FormatException(settingsFile() + ": " + key + " is '" + Shown.of(text)
                    + "', which is not a path. Correct it, or run it again.");
        }
    }

    private Path settingsFile() {
        return refined ? map.resolveSibling(REFINE) : beside(map, ".json");
    }

    /** The symmetry of the map. */
    public Symmetry symmetry() {
        return Symmetry.of(setting("symmetry", "C1"));
    }

    /** How the images were prepared, but for cropping. */
    public Preparation preparation() {
        boolean raw = setting("normalise", "ring").equals("none");
        return new Preparation(
                raw ? Normalise.NONE : Normalise.RING,
                setting("invert", "false").equals("true"),
                0);
    }

    /** Whether CTFs were corrected. */
    public boolean correctsCtf() {
        return !setting("ctf", "correct").equals("none");
    }

    /** In Å; NaN where none was found. */
    public double resolutionAngstrom() {
        JsonElement value = facts.get("resolutionAngstrom");
        boolean isNumber = value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isNumber();
        return isNumber ? value.getAsDouble() : Double.NaN;
    }

    private String setting(String key, String otherwise) {
        JsonElement settings = facts.get("settings");
        JsonElement value = settings == null || !settings.isJsonObject()
                ? null
                : settings.getAsJsonObject().get(key);
        return value == null || !value.isJsonPrimitive() ? otherwise : value.getAsString();
    }

    /**
     * The curves of the half maps.
     *
     * @param fsc unmasked
     * @param masked null without a mask
     */
    public record Curves(FscCurve fsc, MaskedFsc masked) {}

    /**
     * Reads the curves; null where there are no half maps.
     *
     * @param box voxels along each axis of the map
     * @param voxelSizeAngstrom of the map
     */
    public Curves curves(int box, double voxelSizeAngstrom) throws IOException {
        Path file = beside(map, "_fsc.csv");
        if (!Files.exists(file)) return null;
        List<String> lines = InputFiles.text(file).lines().toList();
        List<String> names =
                lines.isEmpty() ? List.of() : Arrays.asList(lines.get(0).split(","));
        FscCurve fsc = curve(file, lines, names.indexOf("fsc"), box, voxelSizeAngstrom);
        if (!names.contains("fscCorrected")) return new Curves(fsc, null);
        int below = fsc.firstShellBelow(MaskedFsc.RANDOMISE_BELOW);
        return new Curves(
                fsc,
                new MaskedFsc(
                        fsc,
                        curve(file, lines, names.indexOf("fscMasked"), box, voxelSizeAngstrom),
                        curve(file, lines, names.indexOf("fscRandomised"), box, voxelSizeAngstrom),
                        curve(file, lines, names.indexOf("fscCorrected"), box, voxelSizeAngstrom),
                        below < 0 ? fsc.values().length : below));
    }

    private static FscCurve curve(Path file, List<String> lines, int column, int box, double voxel) throws IOException {
        if (column < 0 || lines.size() != box / 2 + 2)
            throw new FormatException(file + ": not the FSC of this map, which has " + (box / 2 + 1)
                    + " shells (columns shell,frequency,resolution,fsc). Make it again with fsc.");
        List<Double> values = new ArrayList<>();
        for (int row = 1; row < lines.size(); row++) {
            String[] cells = lines.get(row).split(",", -1);
            try {
                values.add(cells[column].isEmpty() ? Double.NaN : Double.parseDouble(cells[column]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new FormatException(file + ":" + (row + 1) + ": column " + (column + 1)
                        + " must be a number, found '" + Shown.of(lines.get(row)) + "'. Make the file again with fsc.");
            }
        }
        return new FscCurve(values.stream().mapToDouble(v -> v).toArray(), box, voxel);
    }
}
