/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.fiji.command.Commands;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;

/** The manual is in the jar, with its pictures, and has an anchor for the Help button of each command. */
class ManualWindowTest {
    @Test
    void theManualIsBundled() throws Exception {
        String html;
        try (InputStream in = getClass().getResourceAsStream("/org/cryosgd/manual/manual.html")) {
            html = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> missing = new ArrayList<>();
        try (Context context = new Context(CommandService.class)) {
            for (String name :
                    Commands.byName(context.service(CommandService.class)).keySet())
                if (!name.equals("try") && !html.contains("id=\"" + name + "\"")) missing.add(name);
        }
        assertEquals(List.of(), missing);
        Matcher picture = Pattern.compile("src=\"([^\"]*)\"").matcher(html);
        int pictures = 0;
        for (; picture.find(); pictures++)
            assertNotNull(getClass().getResource("/org/cryosgd/manual/" + picture.group(1)), picture.group(1));
        assertTrue(pictures > 5);
        assertTrue(ManualWindow.page().getDocument().getLength() > 10_000);
    }

    @Test
    void pagesThatAreNotInTheJarAreOnTheWeb() {
        assertTrue(
                ManualWindow.address("../CONTRIBUTING.html#a-command").endsWith("/docs/../CONTRIBUTING.md#a-command"));
        assertTrue(ManualWindow.address("decisions/001-exact-diagonal-by-default.html")
                .endsWith("by-default.md"));
    }
}
