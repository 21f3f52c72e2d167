/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.PngFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    @TempDir
    Path folder;

    private record Settings(int epochs, double rate, double unknown, String name, List<String> halves) {}

    @Test
    void aTableHasAHeaderAndPlainNumbers() throws IOException {
        Path file = folder.resolve("new folder/table.csv");
        new CsvFile()
                .column("shell", new int[] {0, 1, 2})
                .column("fsc", new double[] {1, 1 / 3.0, Double.NaN})
                .column("loss", new double[] {1.5533561234567e9, -0.0, 1.25e-7})
                .column("note, \"text\"", new String[] {"a", "b,c", "d\"e"})
                .write(file);
        assertEquals(
                List.of(
                        "shell,fsc,loss,\"note, \"\"text\"\"\"",
                        "0,1,1553356100,a",
                        "1,0.33333333,0,\"b,c\"",
                        "2,,1.25E-7,\"d\"\"e\""),
                Files.readAllLines(file));
    }

    @Test
    void columnsMustBeOfOneLength() {
        CsvFile table = new CsvFile().column("a", new int[3]);
        Exception e = assertThrows(IllegalArgumentException.class, () -> table.column("b", new double[2]));
        assertTrue(e.getMessage().contains("column b must have 3 values"), e::getMessage);
    }

    @Test
    void numbersDoNotDependOnTheLocale() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            Path file = folder.resolve("table.csv");
            new CsvFile().column("a", new double[] {1234.5}).write(file);
            assertEquals("a\n1234.5\n", Files.readString(file));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void recordsAndMapsBecomeJsonThatCanBeRead() throws IOException {
        Path file = folder.resolve("map.json");
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("volume", Path.of("map.mrc"));
        content.put("settings", new Settings(10, 0.9, Double.NaN, "½ Å <b>", List.of("a", "b")));
        content.put("resolution", Double.POSITIVE_INFINITY);
        content.put("fsc", new double[] {1, 0.5});
        JsonFile.write(file, content);
        String text = Files.readString(file);
        JsonObject read = JsonParser.parseString(text).getAsJsonObject();
        assertEquals("map.mrc", read.get("volume").getAsString());
        JsonObject settings = read.getAsJsonObject("settings");
        assertEquals(10, settings.get("epochs").getAsInt());
        assertEquals(0.9, settings.get("rate").getAsDouble());
        assertTrue(settings.get("unknown").isJsonNull());
        assertEquals("½ Å <b>", settings.get("name").getAsString());
        assertTrue(read.get("resolution").isJsonNull());
        assertEquals(0.5, read.getAsJsonArray("fsc").get(1).getAsDouble());
        assertEquals(List.of("volume", "settings", "resolution", "fsc"), List.copyOf(read.keySet()));
        assertTrue(text.contains("\n  \"settings\": {\n"), text);
    }

    @Test
    void aPictureCanBeReadBack() throws IOException {
        Path file = folder.resolve("picture.png");
        BufferedImage picture = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(7, 5, 0x123456);
        PngFile.write(file, picture);
        BufferedImage read = ImageIO.read(file.toFile());
        assertEquals(30, read.getWidth());
        assertEquals(20, read.getHeight());
        assertEquals(0xFF123456, read.getRGB(7, 5));
    }

    @Test
    void aFailureLeavesTheOldFileAndNoPart() throws IOException {
        Path file = folder.resolve("table.csv");
        Files.writeString(file, "old");
        assertThrows(
                NullPointerException.class,
                () -> new CsvFile().column("a", new String[] {"x", null}).write(file));
        assertEquals("old", Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        Path taken = folder.resolve("taken");
        Files.createDirectory(taken);
        assertThrows(IOException.class, () -> JsonFile.write(taken, Map.of()));
        assertFalse(Files.isRegularFile(taken));
    }
}
