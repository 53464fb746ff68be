package network.phala.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The shores of the deterministic and the trusted island, and the names we do not use.
class IslandsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("network.phala");

    private static final String[] DETERMINISTIC = {
        "network.phala.primitives..", "network.phala.scale..", "network.phala.crypto..", "network.phala.block..",
        "network.phala.metadata..", "network.phala.trie..", "network.phala.storage", "network.phala.frame..",
        "network.phala.pallet..", "network.phala.runtime..", "network.phala.types..", "network.phala.attestation..",
        "network.phala.lightclient..", "network.phala.wasm..", "network.phala.pink.."
    };

    private static final String[] TRUSTED = {
        "network.phala.pruntime..",
        "network.phala.pink..",
        "network.phala.sidevm..",
        "network.phala.wasm..",
        "network.phala.lightclient..",
        "network.phala.prpc..",
        "network.phala.types.."
    };

    @Test
    void theAnalysedSetIsNotEmpty() {
        assertThat(CLASSES.size()).isGreaterThan(300);
        for (String island : DETERMINISTIC) {
            String prefix = island.replace("..", "");
            assertThat(CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith(prefix)))
                    .as("classes in %s", prefix)
                    .isTrue();
        }
    }

    @Test
    void theDeterministicIslandHasNoClockNoChanceNoThreadsNoFiles() {
        DescribedPredicate<JavaClass> forbidden = DescribedPredicate.describe(
                "clocks, chance, threads, files, networks",
                c -> List.of(
                                        "java.time.Clock",
                                        "java.time.Instant",
                                        "java.util.Random",
                                        "java.security.SecureRandom",
                                        "java.util.concurrent.ThreadLocalRandom",
                                        "java.lang.Thread",
                                        "java.util.Timer",
                                        "java.util.concurrent.Executors")
                                .contains(c.getName())
                        || c.getPackageName().startsWith("java.net")
                        || c.getPackageName().startsWith("java.nio.file")
                        || c.getName().equals("java.io.File"));
        // GuestThread makes the thread with the large stack that a caller outside the island runs guests on;
        // nothing in the island starts one.
        noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .and()
                .doNotHaveSimpleName("GuestThread")
                .should()
                .dependOnClassesThat(forbidden)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void theTrustedIslandSeesNoNodeNoPalletsNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(TRUSTED)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.rocksdb..",
                        "network.phala.frame..",
                        "network.phala.pallet..",
                        "network.phala.runtime..",
                        "network.phala.chain..",
                        "network.phala.rpc..",
                        "network.phala.node..",
                        "picocli..")
                .check(CLASSES);
    }

    @Test
    void noRecordHoldsAnArray() {
        DescribedPredicate<JavaField> inRecord = DescribedPredicate.describe(
                "components of records",
                f -> f.getOwner().isRecord()
                        && !f.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC));
        fields().that(inRecord)
                .should()
                .notHaveRawType(DescribedPredicate.describe("an array", JavaClass::isArray))
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes()
                .that()
                .haveNameNotMatching(".*\\$.*")
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl|Common)$")
                .check(CLASSES);
    }

    @Test
    void nothingPrintsToTheStandardStreamsOfALibrary() {
        noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
