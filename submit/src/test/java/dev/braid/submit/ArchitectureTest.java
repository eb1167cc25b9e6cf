package dev.braid.submit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the directions of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.braid", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String OPS = "dev.braid.ops..";
    private static final String MODEL = "dev.braid.model..";
    private static final String GPP = "dev.braid.gpp..";
    private static final String DL4J = "dev.braid.dl4j..";
    private static final String STAGE = "dev.braid.stage..";
    private static final String DATA = "dev.braid.data..";
    private static final String JOBS = "dev.braid.jobs..";
    private static final String SUBMIT = "dev.braid.submit..";
    private static final String SCHED = "dev.braid.jobs.sched..";
    private static final String TRACE = "dev.braid.jobs.trace..";

    @ArchTest
    static final ArchRule operationsKnowNothingAboveThem = noClasses()
            .that()
            .resideInAPackage(OPS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MODEL, GPP, DL4J, STAGE, DATA, JOBS, SUBMIT);

    @ArchTest
    static final ArchRule modelsKnowOperationsOnly = noClasses()
            .that()
            .resideInAnyPackage(MODEL, GPP, DL4J, STAGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DATA, JOBS, SUBMIT)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule dataKnowsNoOtherModule = noClasses()
            .that()
            .resideInAPackage(DATA)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OPS, MODEL, GPP, DL4J, STAGE, JOBS, SUBMIT);

    @ArchTest
    static final ArchRule jobsDoNotKnowTheCommandLine = noClasses()
            .that()
            .resideInAPackage(JOBS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SUBMIT);

    @ArchTest
    static final ArchRule packagesOfJobsUseLowerRowsOnly =
            classes().that().resideInAPackage(JOBS).should(new UseLowerRowsOnly());

    @ArchTest
    static final ArchRule configurationStopsAtTheTop = noClasses()
            .that()
            .resideInAPackage("dev.braid..")
            .and()
            .resideOutsideOfPackages(
                    "dev.braid.jobs.conf..",
                    "dev.braid.jobs.main..",
                    "dev.braid.jobs.spark..",
                    "dev.braid.jobs.bench..",
                    SUBMIT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.braid.jobs.conf..");

    @ArchTest
    static final ArchRule sparkIsSeenByFewPackages = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.braid.jobs.spark..", "dev.braid.jobs.main..", "dev.braid.data.spark..", SUBMIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..");

    @ArchTest
    static final ArchRule dl4jIsSeenByOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage(DL4J)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..");

    @ArchTest
    static final ArchRule schedulerNeedsTheJdkAlone = classes()
            .that()
            .resideInAPackage(SCHED)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", SCHED);

    @ArchTest
    static final ArchRule stagesNeedTheJdkAlone = classes()
            .that()
            .resideInAPackage(STAGE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", STAGE);

    @ArchTest
    static final ArchRule tracesNeedTheJdkAlone = classes()
            .that()
            .resideInAPackage(TRACE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", TRACE);

    @ArchTest
    static final ArchRule nothingFromOutsideIsDeserialised = noClasses()
            .that()
            .resideInAPackage("dev.braid..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(java.io.ObjectInputStream.class)
            .because("a Java object stream runs what its writer wants");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.braid.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noStaticFieldChanges = fields().that()
            .haveModifier(JavaModifier.STATIC)
            .should()
            .beFinal()
            .because("executor JVMs are reused, and statics outlive jobs");
}
