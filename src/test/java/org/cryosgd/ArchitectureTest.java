/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the packages in their order: arrows point to the left only. */
class ArchitectureTest {
    /** A package may use those before it, never one after it. */
    private static final List<String> ORDER = List.of(
            "math",
            "table",
            "optics",
            "particles",
            "io.file",
            "io.mrc",
            "io.star.table",
            "io.star",
            "io.cryosparc",
            "io",
            "projection",
            "assess",
            "images",
            "objective",
            "optimize.step",
            "optimize.precondition",
            "optimize",
            "reconstruct.options",
            "reconstruct",
            "ctfrefine",
            "heterogeneity",
            "experiments",
            "simulate",
            "refine.search",
            "refine.fit",
            "refine.views",
            "refine",
            "report.file",
            "report.figure",
            "report.surface",
            "report.average",
            "report.page",
            "report.comparison",
            "report",
            "fiji.progress",
            "fiji.window",
            "fiji.command",
            "fiji.console",
            "fiji.macro",
            "fiji.dialog",
            "fiji");

    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.cryosgd");
    }

    static List<String> order() {
        return ORDER;
    }

    @ParameterizedTest
    @MethodSource("order")
    void aPackageUsesOnlyThoseBeforeIt(String name) {
        String[] later = ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size()).stream()
                .map(ArchitectureTest::in)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(in(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        String[] known = ORDER.stream().map(ArchitectureTest::in).toArray(String[]::new);
        classes().should().resideInAnyPackage(known).allowEmptyShould(true).check(ours);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.cryosgd.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void transformsAreUsedInMathOnly() {
        onlyIn("math", "org.jtransforms..", "org.visnow..", "pl.edu.icm..");
    }

    @Test
    void fijiAndWindowsAreUsedInFijiOnly() {
        onlyIn("fiji..", "org.scijava..", "ij..", "javax.swing..");
    }

    /** Spark is another module, which the plugin finds as a service. */
    @Test
    void sparkIsNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void chartsAreUsedInReportOnly() {
        onlyIn("report..", "org.jfree..");
    }

    /** Numbers look the same everywhere, as in the files: a German Java would write 6,24. */
    @Test
    void textsDoNotDependOnTheLocale() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void onlyTheLauncherEndsTheProgram() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.cryosgd.fiji.Launcher")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void onlyTheLauncherPrints() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.cryosgd.fiji.Launcher")
                .should(ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true)
                .check(ours);
    }

    private static void onlyIn(String name, String... libraries) {
        noClasses()
                .that()
                .resideOutsideOfPackage(in(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .allowEmptyShould(true)
                .check(ours);
    }

    private static String in(String name) {
        return "org.cryosgd." + name;
    }
}
