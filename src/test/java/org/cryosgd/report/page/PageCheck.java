/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What holds of every page. */
public final class PageCheck {
    private PageCheck() {}

    /** The page as XML; fails where it is not well-formed. */
    public static Document wellFormed(String page) throws Exception {
        assertTrue(page.startsWith("<!DOCTYPE html>\n"), "the first line");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.substring(page.indexOf('\n') + 1))));
    }

    /** No element or style fetches anything: pictures are data, and there are no scripts. */
    public static void loadsNothing(String page) throws Exception {
        for (Element element : elements(wellFormed(page))) {
            String name = element.getTagName();
            assertFalse(
                    List.of("script", "link", "iframe", "object", "embed", "base", "form")
                            .contains(name),
                    name);
            if (element.hasAttribute("src"))
                assertTrue(element.getAttribute("src").startsWith("data:image/png;base64,"), name);
            for (String attribute :
                    List.of("srcset", "poster", "background", "style", "onload", "onerror", "xlink:href"))
                assertFalse(element.hasAttribute(attribute), name + " " + attribute);
            if (element.hasAttribute("href")) assertEquals("a", name, "links only");
            if (name.equals("style"))
                assertFalse(
                        element.getTextContent().contains("url(")
                                || element.getTextContent().contains("@import"),
                        "style");
        }
    }

    /** All elements of a page. */
    public static List<Element> elements(Document page) {
        NodeList all = page.getElementsByTagName("*");
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) elements.add((Element) all.item(i));
        return elements;
    }

    /** The headings of the sections with how many pictures each has. */
    public static List<String> sections(String page) throws Exception {
        List<String> sections = new ArrayList<>();
        for (Element element : elements(wellFormed(page)))
            if (element.getTagName().equals("section"))
                sections.add(element.getAttribute("id") + " "
                        + (element.getElementsByTagName("img").getLength()
                                + element.getElementsByTagName("svg").getLength()));
        return sections;
    }
}
