/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryosgd.io.file.SafeFile;
import org.cryosgd.report.file.Version;

/**
 * A page for a browser: head, sections, and links to them. It is well-formed XML, holds its style, runs no script and
 * loads nothing. It fits screens from 360 pixels on, and paper.
 */
public final class HtmlPage {
    private final String kicker;
    private final String title;
    private final String subtitle;
    private final StringBuilder body = new StringBuilder();
    private final Map<String, String> headings = new LinkedHashMap<>();
    private String lead = "";

    /**
     * A page without sections.
     *
     * @param kicker small text above the title, such as what kind of run it was
     * @param title text
     * @param subtitle text
     */
    public HtmlPage(String kicker, String title, String subtitle) {
        this.kicker = kicker;
        this.title = title;
        this.subtitle = subtitle;
    }

    /** What stands above the first section, as HTML. */
    public HtmlPage lead(String html) {
        lead += html;
        return this;
    }

    /**
     * Adds a section; one without content is left out.
     *
     * @param id of letters, for links
     * @param heading text
     * @param html content
     */
    public HtmlPage section(String id, String heading, String html) {
        if (html.isEmpty()) return this;
        headings.put(id, heading);
        body.append("<section id=\"")
                .append(id)
                .append("\">\n<h2>")
                .append(Html.text(heading))
                .append("</h2>\n")
                .append(html)
                .append("</section>\n");
        return this;
    }

    /** The page as HTML. */
    public String html() {
        StringBuilder links = new StringBuilder();
        headings.forEach((id, heading) -> links.append("<a href=\"#")
                .append(id)
                .append("\">")
                .append(Html.text(heading))
                .append("</a>\n"));
        return "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
                + "<meta charset=\"utf-8\" />\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
                + "<meta name=\"generator\" content=\"" + Html.text(Version.label()) + "\" />\n<title>"
                + Html.text(title + " – " + kicker) + "</title>\n<style>\n" + style() + "</style>\n</head>\n<body>\n"
                + "<header>\n<p class=\"kicker\">" + Html.text(kicker) + "</p>\n<h1>" + Html.text(title)
                + "</h1>\n<p class=\"subtitle\">" + Html.text(subtitle) + "</p>\n</header>\n<nav>\n" + links
                + "</nav>\n<main>\n" + lead + body + "</main>\n<footer>Written by " + Html.text(Version.label())
                + " on "
                + LocalDate.now() + ". This page needs no network.</footer>\n</body>\n</html>\n";
    }

    /** Writes the page; nothing is left behind if it fails. */
    public void write(Path target) throws IOException {
        byte[] bytes = html().getBytes(StandardCharsets.UTF_8);
        SafeFile.write(target, out -> out.write(bytes));
    }

    private static String style() {
        try (InputStream in = HtmlPage.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
