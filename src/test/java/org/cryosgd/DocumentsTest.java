/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents agree with the code and with each other. */
class DocumentsTest {
    private static final Path DESIGN = Path.of("docs/design.md");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(docs, Stream.of("README.md", "CONTRIBUTING.md").map(Path::of))
                    .filter(f -> f.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** Where a package is missing: add it to {@link RoomsPicture} and run its main, which draws the picture anew. */
    @Test
    void thePictureOfTheRoomsHasThePackagesInTheirOrder() {
        List<String> drawn = new ArrayList<>();
        for (List<RoomsPicture.Room> floor : RoomsPicture.FLOORS)
            for (RoomsPicture.Room room : floor) drawn.addAll(room.packages());
        assertEquals(ArchitectureTest.order(), drawn);
    }

    @Test
    void everyPackageIsInTheTableOfTheDesign() throws IOException {
        List<String> rows = Files.readAllLines(DESIGN);
        List<String> missing = ArchitectureTest.order().stream()
                .map(name -> name.replace("..", ""))
                .filter(name -> rows.stream().noneMatch(row -> row.startsWith("| `" + name + "` |")))
                .toList();
        assertEquals(List.of(), missing);
    }

    /** A class that the design names in code type, with a capital and a small letter, is a class of this program. */
    @Test
    void classesThatTheDesignNamesExist() throws IOException {
        List<String> classes;
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            classes = sources.map(f -> f.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .toList();
        }
        List<String> unknown = new ArrayList<>();
        int named = 0;
        for (Path document : List.of(
                DESIGN, Path.of("docs/refine.md"), Path.of("docs/refine-views.md"), Path.of("CONTRIBUTING.md"))) {
            Matcher name = Pattern.compile("`([A-Z][a-z]\\w*)(\\.\\w+)?`").matcher(Files.readString(document));
            for (; name.find(); named++)
                if (!classes.contains(name.group(1))) unknown.add(document + " " + name.group(1));
        }
        assertEquals(List.of(), unknown);
        assertTrue(named > 40, named + " names: the pattern does not fit");
    }

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            Matcher link = Pattern.compile("]\\(([^)\\s]+)\\)").matcher(Files.readString(document));
            while (link.find()) {
                String target = link.group(1);
                if (target.startsWith("http")) continue;
                links++;
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
                if (!Files.exists(file) || parts.length == 2 && !headings(file).contains(parts[1]))
                    broken.add(document + ": " + target);
            }
        }
        assertEquals(List.of(), broken);
        assertTrue(links > 50, links + " links: the pattern does not fit");
    }

    /** As GitHub makes anchors of them. */
    private static List<String> headings(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
