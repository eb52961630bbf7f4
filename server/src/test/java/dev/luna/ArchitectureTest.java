package dev.luna;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.NullMarked;

/** The rules of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.luna", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule leaves =
      noClasses()
          .that()
          .resideInAnyPackage("..errors..", "..config..", "..json..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.luna..")
                  .and(not(resideInAPackage("dev.luna.errors..")))
                  .and(not(resideInAPackage("dev.luna.config..")))
                  .and(not(resideInAPackage("dev.luna.json.."))))
          .because("leaves are used by everyone and use nobody");

  @ArchTest
  static final ArchRule featuresDoNotKnowTheEdge =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.luna.accounts..",
              "dev.luna.faces..",
              "..imagestore..",
              "dev.luna.tasks..",
              "..transfer..",
              "..db..",
              "..outbound..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.luna.http..",
              "dev.luna.api..",
              "dev.luna.web..",
              "dev.luna.cli..",
              "io.helidon..")
          .because("dependencies point down: the edge converts, features do not know of it");

  @ArchTest
  static final ArchRule featuresDoNotImportOneAnother =
      noClasses()
          .that()
          .resideInAnyPackage("dev.luna.accounts..", "dev.luna.faces..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.luna.tasks..", "..transfer..")
          .because("a step that needs two features lives in api or in a task kind");

  @ArchTest
  static final ArchRule accountsAndFacesAreStrangers =
      noClasses()
          .that()
          .resideInAPackage("dev.luna.accounts..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.luna.faces..")
          .because("features do not import one another");

  @ArchTest
  static final ArchRule facesAndAccountsAreStrangers =
      noClasses()
          .that()
          .resideInAPackage("dev.luna.faces..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.luna.accounts..")
          .because("features do not import one another");

  @ArchTest
  static final ArchRule theEngineDoesNotKnowTheKinds =
      noClasses()
          .that()
          .resideInAPackage("..tasks.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..tasks.kinds..")
          .because("a new kind is one package and one line in TaskKinds");

  @ArchTest
  static final ArchRule onlyTheServerSeesEverything =
      noClasses()
          .that(not(resideInAPackage("dev.luna")).and(not(resideInAPackage("dev.luna.cli"))))
          .should()
          .dependOnClassesThat(resideInAPackage("dev.luna").or(resideInAPackage("dev.luna.cli")))
          .because("the graph is built in one place");

  @ArchTest
  static final ArchRule theGuardIsALeaf =
      noClasses()
          .that()
          .resideInAPackage("..outbound..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.luna..")
                  .and(not(resideInAPackage("dev.luna.outbound..")))
                  .and(not(resideInAPackage("dev.luna.config.."))))
          .because("every feature may call out, and what guards that has to be seen whole");

  @ArchTest
  static final ArchRule callsToUsersAreGuarded =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.luna.outbound..", "dev.luna.monitoring.influx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hc..", "java.net.http..")
          .because(
              "addresses that users give are called by GuardedClient alone; that of InfluxDB is the"
                  + " operator's");

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.luna.(**)")
          .should()
          .beFreeOfCycles()
          .because("a part can be understood without those that use it");

  @ArchTest
  static final ArchRule sqlStaysInStores =
      noClasses()
          .that(not(resideInAPackage("dev.luna.db")).and(not(simpleNameEndingWith("Store"))))
          .should()
          .callMethod(Handle.class, "select", CharSequence.class)
          .orShould()
          .callMethod(Handle.class, "createUpdate", CharSequence.class)
          .orShould()
          .callMethod(Handle.class, "execute", CharSequence.class, Object[].class)
          .orShould()
          .callMethod(Statement.class, "execute", String.class)
          .because("SQL stays beside the method that runs it, in a class that is named for it");

  @ArchTest
  static final ArchRule resourcesAreNamedForIt =
      classes()
          .that()
          .resideInAPackage("..api..")
          .and()
          .areTopLevelClasses()
          .and()
          .areNotInterfaces()
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .haveSimpleNameEndingWith("Resource")
          .because("a newcomer finds the place of an operation from the file names");

  @ArchTest
  static final ArchRule timeIsAnArgument =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.luna", "dev.luna.cli")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .because("time, ids and randomness are constructor arguments");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .that()
          .haveSimpleName("package-info")
          .should()
          .beAnnotatedWith(NullMarked.class)
          .because("null is allowed only where it is written");
}
